"""The readers' side and the author's: lists, a file, adding to it, the summary, the log."""

from __future__ import annotations

from playwright.sync_api import Page, Response
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models.concern import Entry
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.browser.states.states_drafts import page_action
from tests.browser.states.states_guided_pages import save
from tests.support.disclosures import load
from tests.support.web.record_client import begin, fill, look, sign, signed, write


@shows("public.home", "full", "long")
@shows("review.concerns", "empty", "errors", "full", "long")
@shows("review.save_list", "errors", "long")
def lists(stage: Stage) -> None:
    stage.visit("review.concerns", "empty", "senior", "/concerns", "reader")
    stage.visit("review.concerns", "empty", "tess", "/concerns", "author")
    for name in ("full", "single_sentence", "other_area", "for_somebody_else"):
        signed(stage.club.world, load(name))
    begin(stage.club.client("kit"))
    tab = stage.visit("review.concerns", "full", "jo", "/concerns", "reader")
    typed = {"words": "Siôn", "danger": ["yes"], "since": "the other day"}
    stage.judge("review.concerns", "errors", tab, _filter(stage, tab, typed))
    _filter(stage, tab, {"words": "", "since": "1/1/2026"})
    stage.visit("review.concerns", "full", "jo", "/concerns?list=referred", "looked inside")
    stage.judge("review.save_list", "errors", tab, _save(stage, tab, ""))
    stage.judge("review.save_list", "long", tab, _save(stage, tab, "W" * 200))
    for name in ("Since the new year", "W" * 60):
        saved = _save(stage, tab, name)
        _filter(stage, tab, {"words": name[:3], "since": ""})
    stage.visit("review.concerns", "long", "jo", saved.url, "saved")
    _filter(stage, tab, {"words": "", "danger": [], "since": ""})
    stage.visit("public.home", "full", "jo", "/", "unread")
    stage.visit("review.concerns", "full", "sam", "/concerns", "author")
    client = stage.club.client("pat")
    draft = write(client, load("other_area"))
    fill(client, f"{draft}/account", {"worry": [LONG]})
    sign(client, draft, [])
    stage.visit("review.concerns", "long", "jo", "/concerns")
    stage.visit("public.home", "long", "jo", "/")


def _filter(stage: Stage, tab: Page, typed: dict[str, object]) -> Response:
    return stage.send(tab, "/concerns/filter", typed, "Filter")


def _save(stage: Stage, tab: Page, name: str) -> Response:
    return stage.send(tab, "/concerns/lists", {"name": name}, "Save")


@shows("review.search", "empty", "full", "long")
def searches(stage: Stage) -> None:
    tab = stage.visit("review.search", "empty", "deputy", "/concerns/search", "before the first")
    found = stage.send(tab, "/concerns/search", {"for": "nobody of this name"}, "Search")
    stage.judge("review.search", "empty", tab, found, "nothing found")
    for _ in range(8):
        signed(stage.club.world, load("full"))
    client = stage.club.client("pat")
    draft = write(client, load("other_area"))
    fill(client, f"{draft}/account", {"worry": [LONG]})
    sign(client, draft, [])
    for state, words in (("full", "White Golf"), ("long", LONG[:100])):
        found = stage.send(tab, "/concerns/search", {"for": words}, "Search")
        stage.judge("review.search", state, tab, found)


@shows("review.concern", "empty", "errors", "full", "long")
@shows("review.signed", "full")
@shows("review.who_has_looked", "empty", "full")
def a_file(stage: Stage) -> None:
    world = stage.club.world
    small = f"/concerns/{signed(world, load('single_sentence'))}"
    stage.visit("review.who_has_looked", "empty", "sam", f"{small}/who-has-looked")
    stage.visit("review.concern", "empty", "jo", small)
    concern_id = signed(world, load("full"))
    path = f"/concerns/{concern_id}"
    stage.visit("review.signed", "full", "sam", f"{path}/signed")
    staff = load("about_unsure")
    stage.visit(
        "review.signed", "full", staff.author, f"/concerns/{signed(world, staff)}/signed", "staff"
    )
    stage.visit("review.concern", "full", "jo", path, "unread")
    lead = stage.club.client("jo")
    assert lead.send(f"{path}/acknowledge", via=path).status_code == 303
    fill(lead, f"{path}/add", {"words": ["Siôn's carer rang back."]})
    fill(stage.club.client("sam"), f"{path}/more/people", load("full").raw("people"))
    stage.visit("review.concern", "full", "jo", path, "reader")
    stage.visit("review.concern", "full", "sam", path, "author")
    stage.visit("review.who_has_looked", "full", "jo", f"{path}/who-has-looked")
    senior = f"/concerns/{signed(world, load('about_staff'))}"
    stage.visit("review.signed", "full", "sam", f"{senior}/signed", "about staff")
    stage.visit("review.concern", "full", "senior", senior, "about staff")
    stage.visit("review.concern", "long", "jo", long_file(stage))
    damage(stage, concern_id)
    stage.visit("review.concern", "errors", "jo", path, "one entry cannot be trusted")


def long_file(stage: Stage) -> str:
    client = stage.club.client("sam")
    draft = write(client, load("full"))
    for name in ("account", "view", "people", "about_child"):
        save(client, f"{draft}/{name}", "unbroken" * 20 + LONG[:19_840])
    return f"/concerns/{sign(client, draft, [])}"


def damage(stage: Stage, concern_id: object) -> None:
    with Session(stage.club.world.engine) as session:
        which = Entry.concern_id == concern_id, Entry.number == 3
        blob = session.scalar(select(Entry.ciphertext).where(*which))
        altered = bytes([blob[0] ^ 1]) + blob[1:]
        session.execute(update(Entry).where(*which).values(ciphertext=altered))
        session.commit()


@shows("recording.detail", "empty", "full", "long", "conflict")
@shows("recording.submit_detail", "errors")
@shows("review.concern", "full", "long")
def adding(stage: Stage) -> None:
    client, path = stage.club.client("sam"), f"/concerns/{signed(stage.club.world, load('full'))}"
    add, errors = f"{path}/add", ("recording.submit_detail", "errors")
    page = stage.visit("recording.detail", "empty", "sam", add, "addition")
    found = stage.send(page, page_action(page), {}, "Sign and save")
    stage.judge(*errors, page, found, "addition empty")
    typed = {"words": "He is 13, not 12.", "reason": "I misread the list."}
    found = stage.send(page, page_action(page), typed, "Sign and save")
    stage.judge(*errors, page, found, "correction")
    stage.visit("recording.detail", "full", "sam", add, "addition")
    stage.visit("review.concern", "full", "sam", path, "not signed yet")
    save(client, add, LONG)
    stage.visit("recording.detail", "long", "sam", add, "addition")
    save(client, add, "He is 14.", version="1")
    stage.visit("recording.detail", "conflict", "sam", add, "addition")
    away = look(client, add)
    client.post(away.action, data=away.sent(away.button("Dismiss the other")))
    correction = {"corrects": ["1"], "words": [LONG], "reason": [LONG], "verbatim": ["yes"]}
    stage.visit("review.concern", "long", "sam", fill(client, add, correction), "corrected")


@shows("referrals.referral", "full")
@shows("referrals.summary", "empty", "full", "long")
@shows("referrals.pdf_page", "full")
@shows("referrals.receipt_page", "full")
@shows("oversight.log", "full")
def papers(stage: Stage) -> None:
    world = stage.club.world
    path = f"/concerns/{signed(world, load('full'))}"
    stage.visit("referrals.referral", "full", "sam", f"{path}/referral")
    stage.visit("referrals.summary", "full", "sam", f"{path}/referral/summary")
    stage.visit("referrals.pdf_page", "full", "sam", f"{path}/referral/pdf")
    stage.visit("referrals.receipt_page", "full", "sam", f"{path}/receipt")
    small = f"/concerns/{signed(world, load('single_sentence'))}"
    stage.visit("referrals.summary", "empty", "sam", f"{small}/referral/summary")
    stage.visit("referrals.summary", "long", "sam", f"{long_file(stage)}/referral/summary")
    stage.visit("oversight.log", "full", "jo", "/log")
