"""Round the guided pages: begin, the list, what was kept, signing, and more after signing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.pages import DETAIL_PAGES
from app.models.draft import Draft
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.browser.states.states_guided_pages import TOO_LONG, save, text_of
from tests.support.disclosures import load
from tests.support.web.record_client import begin, fill, look, sign, signed, write

FULL = load("full")


@shows("recording.start", "empty")
@shows("recording.tasks", "empty", "full", "conflict")
@shows("recording.ask_discard", "full")
def lists(stage: Stage) -> None:
    client = stage.club.client("pat")
    stage.visit("recording.start", "empty", "pat", "/record/new")
    draft = begin(client)
    stage.visit("recording.tasks", "empty", "pat", draft)
    for name in ("now", "account", "child", "people", "indicators_a"):
        fill(client, f"{draft}/{name}", FULL.raw(name))
    stage.visit("recording.tasks", "full", "pat", draft)
    save(client, f"{draft}/told", "Dele")
    save(client, f"{draft}/told", "Jo", version="0")
    stage.visit("recording.tasks", "conflict", "pat", draft)
    stage.visit("recording.ask_discard", "full", "pat", f"{draft}/discard")


@shows("recording.submit", "expired")
@shows("recording.show_late_page_list", "empty", "full")
@shows("recording.show_late_page", "full", "long", "conflict")
def too_late(stage: Stage) -> None:
    stage.visit("recording.show_late_page_list", "empty", "kit", "/record/kept")
    client, page = stage.club.client("kit"), stage.tab("kit")
    draft = begin(client)
    save(client, f"{draft}/told", "What was saved before")
    for name, text in (("now", "In the hall"), ("told", "Dele"), ("account", LONG)):
        page.goto(f"{stage.club.server.url}{draft}/{name}?whole=1")
        box = text_of(look(client, f"{draft}/{name}"))
        stage.expire("kit")
        found = stage.send(page, f"/{name}", {box: text}, "Continue")
        assert found.status == 401
        if name == "now":
            stage.judge("recording.submit", "expired", page, found)
        client, page = stage.club.client("kit"), stage.back("kit")
    stage.visit("recording.show_late_page_list", "full", "kit", "/record/kept")
    links = page.locator("main a[href*='/record/kept/']")
    paths = links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert len(paths) == 3
    for path, state in zip(paths, ("full", "conflict", "long"), strict=True):
        stage.visit("recording.show_late_page", state, "kit", path)


@shows("recording.sign", "empty", "full", "long")
@shows("recording.do_sign", "errors", "conflict")
def signing(stage: Stage) -> None:
    client = stage.club.client("sam")
    stage.visit("recording.sign", "empty", "sam", f"{begin(client)}/sign")
    draft = write(client, load("about_unsure"))
    stage.visit("recording.sign", "full", "sam", f"{draft}/sign", "danger")
    draft = write(client, FULL)
    page = stage.visit("recording.sign", "full", "sam", f"{draft}/sign")
    stage.judge("recording.do_sign", "errors", page, stage.send(page, "/sign", {}, "Sign"))
    people = stage.club.world.people
    ticked = [str(people[key].id) for key in ("senior", "deputy")]
    found = stage.send(page, "/sign", {"not_for": ticked}, "Sign")
    stage.judge("recording.do_sign", "errors", page, found, "nobody senior")
    save(client, f"{draft}/told", "Dele", version="0")
    page.goto(f"{stage.club.server.url}{draft}/sign")
    found = stage.send(page, "/sign", {"not_for": "none"}, "Sign")
    stage.judge("recording.do_sign", "conflict", page, found)
    draft = write(client, FULL)
    save(client, f"{draft}/view", "Obviously he is lying. " * 800)
    stage.visit("recording.sign", "long", "sam", f"{draft}/sign")


@shows("recording.submit", "conflict")
def signed_meanwhile(stage: Stage) -> None:
    client, page = stage.club.client("sam"), stage.tab("sam")
    draft = write(client, load("single_sentence"))
    page.goto(f"{stage.club.server.url}{draft}/account?whole=1")
    sign(client, draft, [])
    with Session(stage.club.world.engine) as session:  # a second press soon is no late text
        mine = Draft.id == UUID(draft.rsplit("/", 1)[1])
        earlier = datetime.now(UTC) - timedelta(minutes=1)
        session.execute(update(Draft).where(mine).values(signed_at=earlier))
        session.commit()
    found = stage.send(page, "/account", {"seen": "She came back."}, "Continue")
    stage.judge("recording.submit", "conflict", page, found, "signed")


@shows("recording.more", "full")
@shows("recording.detail", "empty", "full", "long", "conflict")
@shows("recording.submit_detail", "empty", "errors")
def after_signing(stage: Stage) -> None:
    client = stage.club.client("sam")
    concern = f"/concerns/{signed(stage.club.world, load('full'))}"
    stage.visit("recording.more", "full", "sam", f"{concern}/more")
    stage.visit("recording.detail", "empty", "sam", f"{concern}/duties", "duties")
    stage.visit("recording.detail", "empty", "sam", f"{concern}/sharing", "sharing")
    for each in DETAIL_PAGES:
        path = f"{concern}/more/{each.name}"
        page = stage.visit("recording.detail", "empty", "sam", path, each.name)
        if each.name in {"people", "injuries", "family"}:
            stage.judge(
                "recording.submit_detail", "empty", page,
                stage.send(page, page_action(page), {}, "Sign and save"), each.name,
            )  # fmt: skip
    path = f"{concern}/more/people"
    save(client, path, "Kaz")
    stage.visit("recording.detail", "full", "sam", path)
    save(client, path, LONG)
    page = stage.visit("recording.detail", "long", "sam", path)
    box = text_of(look(client, path))
    found = stage.send(page, page_action(page), {box: TOO_LONG}, "Sign and save")
    stage.judge("recording.submit_detail", "errors", page, found)
    save(client, path, "Kazimir", version="1")
    stage.visit("recording.detail", "conflict", "sam", path)


def page_action(page) -> str:
    """Where the questions of a page are sent."""
    return page.get_attribute("form[data-autosave]", "action")
