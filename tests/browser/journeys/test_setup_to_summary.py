"""The whole job on a phone's screen, by keyboard alone: from an empty server to the summary.

Set-up, a second step, invite, join, confirm, record with every page of the details, sign,
acknowledge, PDF. Once with JavaScript and once without, on the real server.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app.domain.journey import question_data
from app.domain.journey.journey_pages import QUESTIONS_BY_NAME, REPLACED_PAGES
from app.domain.journey.question_model import QuestionPage
from app.domain.journey.record_pages import DETAILS
from tests.browser.keyboard import Hands
from tests.support.disclosures import Raw, load
from tests.support.machine.browser import scrolls_sideways
from tests.support.server import Server
from tests.support.web.authenticator_app import read_key, show_code
from tests.unit.referral_forms.document_text import body_text, shown, squash, whole_text

PASSPHRASE = "saffron kettle orbit meadow"  # noqa: S105 - a made-up person's
WHAT = load("full")
SET_UP = {
    "organisation": "Riverside Youth Club",
    "pack": "north_lincolnshire",
    "phone": "01632 960001",
    "address": "1 Example Street, Scunthorpe",
    "lead_name": "Jo Smith",
    "lead_job_title": "Club manager",
    "lead_email": "jo@example.org",
    "lead_phone": "07700 900123",
    "passphrase_choice": "own",
    "passphrase": PASSPHRASE,
    "again": PASSPHRASE,
}
SET_UP_STEPS = {
    "your-organisation": ("organisation",),
    "where-you-are": ("pack", "address", "phone"),
    "opening-hours": (),
    "about-you": ("lead_name", "lead_job_title", "lead_email", "lead_phone"),
    "head-or-chair": (),
}
SET_UP_PASSPHRASE = {name: SET_UP[name] for name in ("passphrase_choice", "passphrase", "again")}
COUNCIL = {
    "North Lincolnshire single point of contact": "01724 296500",
    "North Lincolnshire single point of contact, freephone": "08081 689667",
    "North Lincolnshire out of hours": "01724 296555",
}
WALK = (
    *("where", "read", "how", "words", "when", "seen", "others", "told", "child"),
    *("where_each", "words_each", "people", "signs", "worry", "next", "family"),
)
OPENS: dict[str, Raw] = {
    "where": {"child_is": ["somewhere_else"]},
    "words": {"asked_any": ["yes"]},
    "when": {"just_us": ["no"]},
    "others": {
        "others-1-said": WHAT.raw("account")["told_by_others"],
        "others-1-source": WHAT.raw("account")["told_by_others_source"],
    },
    "told": {
        "called_anyone_else": ["yes"],
        "calls-0-whom": ["children_services"],
        "calls-0-how_it_ended": ["told_who_the_child_is"],
    },
    "people": {
        **{f"people-0-know-{number}": ["1"] for number in range(8)},
        **{f"people-1-know-{number}": ["1"] for number in range(2)},
    },
    "next": {
        "explained_next-unknown": [""],
        "c1.child_wishes-unknown": [""],
        "c2.child_wishes-unknown": [""],
    },
    "family": {"c1.family_knows": ["no"], "c2.family_knows": ["yes"]},
}
SAME_ASKED = {"signs": "c2.", "next": "c2.safe_tonight", "family": "c2."}
"""Pages that ask of the first child first, and what they ask of the other after that."""
MOVED = {value for values in OPENS["others"].values() for value in values}
NOT_ASKED = {
    *("leaves_at", "leaves_with", "account_by", "told_by_others", "told_by_others_source"),
    *("told_lead_name", "told_lead_at", "told_lead_at-time", "calls-0-who"),
    *("children-0-part", "children-1-part", "social_worker-unknown"),
    *("people-0-position_of_trust", "people-1-position_of_trust"),
    "whose_told_by_others",
    *("c1.family_told_by", "c1.parents_views-unknown", "c2.safe_to_tell"),
}
"""Questions of an older form, or not opened by what is chosen."""
JOIN = {
    "name": "Sam Lee",
    "job_title": "Youth worker",
    "phone": "07700 900456",
    "passphrase_choice": "own",
    "passphrase": PASSPHRASE,
    "again": PASSPHRASE,
}


def asked(found: dict[str, str]) -> dict[str, list[str]]:
    return {name: [value] for name, value in found.items()}


def set_up(hands: Hands, server: Server) -> None:
    """An organisation, its lead, its recovery sheet read back."""
    page = hands.page
    page.goto(server.url)
    assert page.url.endswith("/set-up")
    hands.fill({"code": [server.set_up_code]}, "Continue")
    for names in SET_UP_STEPS.values():
        hands.fill(asked({name: SET_UP[name] for name in names}), "Save and continue")
    hands.go("Choose a passphrase")
    hands.fill(asked(SET_UP_PASSPHRASE), "Make the recovery sheet")
    groups = page.locator(".heard-six li").all_inner_texts()
    names = page.locator("input[name^=group-]").evaluate_all("all => all.map(one => one.name)")
    hands.fill({name: [groups[int(name[6:]) - 1]] for name in names}, "It is on paper")
    assert page.url.endswith("/set-up/done")


def set_up_second_step(hands: Hands) -> None:
    """The next thing after set-up: without it a lead opens no record."""
    hands.go("Set up your second step")
    hands.go("Set up an app")
    key = read_key(hands.page.inner_text("main"))
    hands.fill(asked({"code": show_code(key)}), "Continue")
    hands.reach(lambda at: at["name"] == "written_down", "the tick")
    hands.press("Space")
    hands.go("Finish")
    assert hands.page.inner_text("h1") == "Today"
    assert not scrolls_sideways(hands.page)


def invite(hands: Hands, server: Server) -> str:
    """A code for Sam, to hand over."""
    hands.page.goto(f"{server.url}/members")
    hands.go("Invite someone")
    hands.fill(asked({"name": "Sam", "email": "sam@example.org", "role": "practitioner"}), "Make")
    return hands.page.inner_text(".heard-reference")


def join(hands: Hands, server: Server, code: str) -> None:
    hands.page.goto(f"{server.url}/join")
    hands.fill(asked({"code": code}), "Continue")
    assert "You’ll join" in hands.page.inner_text("main")
    hands.fill(asked(JOIN), "Join")
    assert hands.page.url.endswith("/account/welcome")


def confirm(hands: Hands, server: Server) -> None:
    hands.page.goto(f"{server.url}/members")
    hands.reach(lambda at: at["name"] == "member", "Sam's box")
    hands.press("Space")
    hands.go("Confirm those ticked")
    assert "Waiting:" not in hands.page.inner_text("main")


def record(hands: Hands, server: Server) -> None:
    """The questions as they follow one another, then the details from the list of pages."""
    page = hands.page
    page.goto(server.url)
    hands.go("Record a concern")
    hands.fill({"danger_now": ["no"]})
    for name in WALK:
        assert page.url.partition("#")[0].endswith(f"/{name}"), page.url
        assert not scrolls_sideways(page), name
        raw = answers(QUESTIONS_BY_NAME[name])
        if name in SAME_ASKED:
            later = {key: raw.pop(key) for key in sorted(raw) if key.startswith(SAME_ASKED[name])}
            hands.fill({**raw, "same-for-each": ["no"]})
            raw = later
        hands.fill(raw)
    hands.go("go to your draft")
    for question in DETAILS:
        write_details(hands, question.name, question.title, answers(question))
    for each in WHAT.pages():
        if each.name not in REPLACED_PAGES:
            write_details(hands, each.name, each.title, WHAT.raw(each.name))


def answers(question: QuestionPage) -> Raw:
    """Return what is typed on a page of questions, and what is chosen there to open them."""
    asked: Raw = {name: list(values) for name, values in OPENS.get(question.name, {}).items()}
    for stored in question.pages:
        shown = question_data.select_texts_of_any_sign(question, stored, WHAT.raw(stored))
        for name, values in shown.items():
            if name not in NOT_ASKED:
                asked[name] = [*asked.get(name, []), *values]
    return asked


def typed_words() -> list[str]:
    """Every text of the disclosure but the answers that no page asks any more."""
    gone = {
        value
        for page in WHAT.pages()
        for name, values in WHAT.raw(page.name).items()
        if name in NOT_ASKED
        for value in values
    }
    return [words for words in WHAT.words() if words not in gone or words in MOVED]


def write_details(hands: Hands, name: str, title: str, raw: Raw) -> None:
    """One page of details, from the list of pages and back to it."""
    open_details(hands, title)
    assert hands.page.url.partition("#")[0].endswith(f"/{name}"), name
    assert not scrolls_sideways(hands.page), name
    hands.fill(raw)


def open_details(hands: Hands, title: str) -> None:
    """From the list of pages to one of the details, unfolding its step where it is folded."""
    link = hands.page.get_by_role("link", name=title, exact=True, include_hidden=True)
    folds = "[...document.querySelectorAll('details')]"
    at = link.evaluate(f"a => {folds}.indexOf(a.closest('details'))")
    fold = f"{folds}[{at}]"
    if at >= 0 and not hands.page.evaluate(f"{fold}.open"):
        is_it = f"document.activeElement === {fold}.querySelector('summary')"
        hands.reach(lambda _: hands.page.evaluate(is_it), "the fold")
        hands.press("Enter")
    hands.go(title)


def sign(hands: Hands) -> str:
    """Sign; the address of the concern."""
    hands.go("Check and sign")
    hands.reach(
        lambda at: at["name"] == "not_for" and at["value"] == "none", "No, they can all read it"
    )
    hands.press("Space")
    hands.go("Sign and save")
    assert hands.page.url.endswith("/signed")
    assert "No one else has opened this yet" in hands.page.inner_text("main")
    return hands.page.url.removesuffix("/signed")


def acknowledge(hands: Hands, server: Server, concern: str) -> None:
    hands.page.goto(f"{server.url}/concerns")
    hands.go("Maja Żółkiewska")
    assert hands.page.url == concern
    text = hands.page.inner_text("main")
    for words in typed_words():
        assert squash(words) in squash(text), words
    hands.go("Mark as read")
    assert "Marked as read by Jo Smith" in hands.page.inner_text("main")


def summary_pdf(hands: Hands, concern: str) -> tuple[bytes, str]:
    """The PDF that protects itself, and its five words."""
    page = hands.page
    page.goto(concern)
    hands.go("Make a referral")
    hands.go("Referral summary for Maja")
    hands.go("Make a PDF")
    words = page.inner_text("#words")
    hands.reach(lambda at: at["text"].startswith("Make and download"), "the button")
    with page.expect_download() as waiting:
        hands.press("Enter")
    return Path(waiting.value.path()).read_bytes(), words


def check_paper(pdf: bytes, words: str) -> None:
    text, whole = squash(body_text(pdf, words)), whole_text(pdf, words)
    account = WHAT.answers["account"]
    for mine in ("child_words", "child_words_original", "questions_asked", "worry"):
        assert shown(account[mine]) in text, mine
    ring = text.rpartition("Aboutthispaper")[2]  # also an answer has a number
    for who, number in COUNCIL.items():
        assert squash(f"{who}: {number}") in ring, who
    for number in ("07700 900456", "07700 900123"):
        assert number in whole, number
    gaps = text.rpartition(squash("A gap is no reason to wait."))[2]
    assert squash("NHS number · Unique pupil number") in gaps.partition(squash("Not asked yet"))[0]
    for vehicle in ("White VW Golf, plate begins YX19", "@kaz_dnb99", "NLD-4471", "陈美玲"):
        assert squash(vehicle) in text, vehicle


@pytest.mark.browser
@pytest.mark.timeout(600)
@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_an_empty_server_to_a_summary_by_keyboard(
    start_server: Callable[..., Server], tabs: Callable[..., Page], script: bool
) -> None:
    server = start_server(SECOND_STEP="required")
    lead = Hands(tabs(320, script=script))
    set_up(lead, server)
    set_up_second_step(lead)
    code = invite(lead, server)
    worker = Hands(tabs(320, script=script))
    join(worker, server, code)
    confirm(lead, server)
    record(worker, server)
    concern = sign(worker)
    acknowledge(lead, server, concern)
    worker.page.goto(f"{concern}/signed")
    assert "Marked as read by Jo Smith" in worker.page.inner_text("main")
    check_paper(*summary_pdf(worker, concern))
    assert lead.unseen + worker.unseen == []
