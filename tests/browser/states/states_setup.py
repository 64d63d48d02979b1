"""Set-up, on a server of its own that nobody has set up yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import make_engine
from app.models.member import Member
from app.models.outbox import Lease, Outbox
from tests.browser.journeys.test_setup_to_summary import SET_UP, SET_UP_PASSPHRASE, SET_UP_STEPS
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.support.server import Server

STEPS = {**SET_UP_STEPS, "head-or-chair": ("senior_1", "senior_2")}
ERRORS = {
    "opening-hours": {"hours": LONG, "closures": LONG},
    "head-or-chair": {"senior_1": "ash", "senior_2": "ash"},
}


@shows("setup.start", "empty")
@shows("setup.submit", "errors")
@shows("setup.step", "empty", "full")
@shows("setup.save_step", "errors", "long")
@shows("setup.check", "long")
@shows("setup.passphrase", "empty")
@shows("setup.choose_passphrase", "errors")
@shows("setup.sheet", "full")
@shows("setup.finish_organisation_setup", "errors")
@shows("setup.done", "full")
@shows("public.home", "full")
def setting_up(stage: Stage) -> None:
    mail = {"SMTP_URL": "smtp://localhost:1", "MAIL_FROM": "heard@example.org"}
    server = stage.start_server(workers=1, **mail)
    url = f"{server.url}/set-up"
    page = stage.visit("setup.start", "empty", "", url)
    stage.judge("setup.submit", "errors", page, stage.send(page, "/set-up", {"code": "ABCD"}))
    page.goto(url)
    stage.send(page, "/set-up", {"code": server.set_up_code})
    _answer_each_step(stage, page)
    stage.judge("setup.check", "long", page, page.reload())
    found = page.goto(f"{url}/passphrase")
    stage.judge("setup.passphrase", "empty", page, found)
    found = stage.send(page, "/passphrase", {"passphrase_choice": "own", "passphrase": "short"})
    stage.judge("setup.choose_passphrase", "errors", page, found)
    found = stage.send(page, "/passphrase", SET_UP_PASSPHRASE)
    stage.judge("setup.sheet", "full", page, found)
    stage.judge("setup.step", "full", page, page.goto(f"{url}/where-you-are"))
    page.goto(f"{url}/recovery-sheet")
    groups = page.locator(".heard-six li").all_inner_texts()
    names = page.locator("input[name^=group-]").evaluate_all("all => all.map(one => one.name)")
    found = stage.send(page, "/recovery-sheet", dict.fromkeys(names, "ABCD"))
    stage.judge("setup.finish_organisation_setup", "errors", page, found)
    right = {name: groups[int(name[6:]) - 1] for name in names}
    stage.judge("setup.done", "full", page, stage.send(page, "/recovery-sheet", right))
    _break_mail(server)
    stage.visit("public.home", "full", "", f"{server.url}/", "email is not going out")
    assert page.get_by_text("Email is not going out").is_visible()
    assert page.get_by_text("An email to you did not arrive").is_visible()


def _break_mail(server: Server) -> None:
    """Stop housekeeping an hour ago, with an email that waits and one that was given up."""
    engine, then = make_engine(f"sqlite:///{server.data}/heard.sqlite3"), datetime.now(UTC)
    then -= timedelta(hours=2)
    with Session(engine) as session:
        lead = session.scalars(select(Member).order_by(Member.joined_at.is_(None))).first()
        assert lead is not None
        mail = {"org_id": lead.org_id, "member_id": lead.id, "template": "unread", "made_at": then}
        session.add(Outbox(**mail, next_try_at=then))
        session.add(Outbox(**mail, next_try_at=then, tries=9, failed_at=then))
        session.merge(Lease(name="tend", holder="gone:1", until=then))
        session.commit()
    engine.dispose()


def _answer_each_step(stage: Stage, page: Page) -> None:
    """Show each step empty and with its mistakes, then answer it."""
    typed = {
        **SET_UP,
        "address": LONG[:300],
        "senior_1": "ash@example.org",
        "senior_2": "robin@example.org",
    }
    for key, names in STEPS.items():
        stage.judge("setup.step", "empty", page, page.reload(), key)
        wrong = ERRORS.get(key, dict.fromkeys(names, ""))
        state = "long" if LONG in wrong.values() else "errors"
        stage.judge("setup.save_step", state, page, stage.send(page, key, wrong), key)
        right = dict.fromkeys(wrong, "") | {name: typed[name] for name in names}
        stage.send(page, key, right)
