"""In and out, joining, one's own account, members."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from playwright.sync_api import Page, Response
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.routing.actors import Role
from app.models.member import Member
from app.services.auth import session_endings
from app.services.auth.second_step.step_codes import (
    STEP_SECONDS,
    compute_app_code,
    decode_secret,
)
from app.services.confirmation import lead_approvals, lead_proposals
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import suspend_member
from tests.browser.page_inspection import Stage, shows
from tests.support.club.club_setup import (
    PASSPHRASE,
    encode_recovery_sheet,
    make_next_senior,
    type_words,
    words_of,
)
from tests.support.club.many_members import add_confirmed_staff, count_members
from tests.support.club.newcomers import join_as
from tests.support.web.word_confirmation import read_places

LONG = ("A long text, typed on and on. " * 667)[:20_000]
WRONG = {
    "passphrase_choice": "own",
    "passphrase": "another passphrase 77",
    "again": "another passphrase 77",
}
JOINING = {"name": "Ann", "job_title": "Coach", "phone": "01632 960111", **WRONG}
SESSIONS, MEMBERS = 60, 60
INVITE = {"name": "Sam", "email": "sam@example.org"}


def answer(
    stage: Stage, route: str, state: str, who: str, path: str, fields: dict[str, Any], **more: str
) -> None:
    """Send a form that is not in order, and judge what comes back."""
    page = stage.tab(who)
    page.goto(stage.club.server.url + path)
    found = stage.send(page, more.get("to", path), fields, more.get("words", ""))
    assert 400 <= found.status < 500, f"{route} {state}: {found.status}"
    stage.judge(route, state, page, found, more.get("label", ""))


@shows("accounts.sign_in", "empty", "expired")
@shows("accounts.submit_sign_in", "errors", "full", "long")
@shows("accounts.with_card", "empty")
@shows("accounts.let_in_with_card", "errors", "full", "long")
@shows("accounts.join", "empty")
@shows("accounts.check_code", "errors", "full", "long")
def doors(stage: Stage) -> None:
    stage.visit("accounts.sign_in", "empty", "", "/sign-in")
    stage.visit("accounts.sign_in", "expired", "", "/account/details")
    ended = "/sign-in?next=/account/details&ended=1"
    stage.visit("accounts.sign_in", "expired", "", ended, "timed out")
    known = {"email": "tess@example.org"}
    full = {**known, "passphrase": "not the right one"}
    card = {**known, "card": "ABCD EFGH", **WRONG}
    for path, shown, taken, typed, long in (
        ("/sign-in", "sign_in", "submit_sign_in", full, {**full, "email": LONG}),
        ("/sign-in/with-card", "with_card", "let_in_with_card", card, {**card, "card": LONG}),
        ("/join", "join", "check_code", {"code": "abcd-efgh-jkm"}, {"code": LONG}),
    ):
        if shown != "sign_in":
            stage.visit(f"accounts.{shown}", "empty", "", path)
        to = "/join/code" if taken == "check_code" else path
        for state, fields in (("errors", {}), ("full", typed), ("long", long)):
            answer(stage, f"accounts.{taken}", state, "", path, fields, to=to)


def join(stage: Stage, code: str) -> None:
    """Type a right code, then a form that is not in order."""
    for state, fields in (
        ("errors", {}),
        ("full", {**JOINING, "again": "x"}),
        ("long", {"name": LONG}),
    ):
        page = stage.tab("")
        page.goto(f"{stage.club.server.url}/join")
        if "You’ll join" not in page.inner_text("main"):
            stage.send(page, "/join/code", {"code": code})
        found = stage.send(page, "/join", fields)
        assert found.status == 422, f"joined {state}: {found.status}"
        stage.judge("accounts.joined", state, page, found)


@shows("accounts.locked", "empty")
@shows("accounts.unlock", "errors")
def locking(stage: Stage) -> None:
    page = stage.tab("deputy")
    page.goto(f"{stage.club.server.url}/help")
    stage.judge("accounts.locked", "empty", page, stage.send(page, "/hide", {}, "Hide"))
    found = stage.send(page, "/locked", {"passphrase": "not this one"})
    stage.judge("accounts.unlock", "errors", page, found)
    assert stage.send(page, "/locked", {"passphrase": PASSPHRASE}).url.endswith("/help")


@shows("accounts.welcome", "empty", "full")
@shows("accounts.account", "empty", "full")
@shows("accounts.details", "full")
@shows("accounts.change_details", "errors", "long")
@shows("accounts.passphrase", "empty", "full")
@shows("accounts.change_passphrase", "errors", "long")
@shows("accounts.passphrase_changed", "full")
@shows("accounts.notices", "empty", "full")
@shows("accounts.card", "empty", "full")
def own(stage: Stage) -> None:
    stage.visit("accounts.welcome", "empty", "kit", "/account/welcome")
    stage.visit("accounts.welcome", "full", "second_senior", "/account/welcome")
    stage.visit("accounts.account", "empty", "tess", "/account")
    for _ in range(SESSIONS - 1):  # on other devices
        stage.club.world.token("second_senior")
    stage.visit("accounts.account", "full", "second_senior", "/account")
    stage.visit("accounts.details", "full", "tess", "/account/details")
    answer(stage, "accounts.change_details", "errors", "tess", "/account/details", {"phone": "x"})
    answer(stage, "accounts.change_details", "long", "tess", "/account/details", {"name": LONG})
    path = "/account/passphrase"
    stage.visit("accounts.passphrase", "empty", "tess", path)
    answer(
        stage,
        "accounts.change_passphrase",
        "errors",
        "tess",
        path,
        {"passphrase_choice": "own", "passphrase": "short"},
    )
    answer(stage, "accounts.change_passphrase", "long", "tess", path, {"now": LONG})
    stage.visit("accounts.passphrase_changed", "full", "tess", f"{path}/changed")
    stage.visit("accounts.notices", "empty", "kit", "/account/notices")
    stage.visit("accounts.notices", "full", "jo", "/account/notices")
    page = stage.visit("accounts.card", "empty", "tess", "/account/recovery-card")
    stage.judge("accounts.card", "full", page, stage.send(page, "/account/recovery-card", {}))
    stage.visit("accounts.passphrase", "full", "tess", path)


@shows("accounts.step_up", "empty", "errors", "expired")
@shows("accounts.waiting_form", "full")
def asking(stage: Stage) -> None:
    page = stage.tab()
    page.context.add_cookies(stage.club.cookies("kit", by_passphrase=False))
    found = page.goto(f"{stage.club.server.url}/account/recovery-card")
    stage.judge("accounts.step_up", "empty", page, found)
    page.fill("#step_up_passphrase", "not this one")
    stage.judge("accounts.step_up", "errors", page, press(page, "Continue"))
    page.goto(f"{stage.club.server.url}/account/details")
    press(page, "Save your details")
    session_endings.end_other_sessions(stage.club.world.uow("kit"), b"")
    stage.judge("accounts.step_up", "expired", page, press(page, "Continue"))
    page.fill("#passphrase", PASSPHRASE)
    stage.judge("accounts.waiting_form", "full", page, press(page, "Sign in"))
    page.goto(f"{stage.club.server.url}/account/details")
    page.fill("[name=job_title]", "Tuesday evenings")
    session_endings.end_other_sessions(stage.club.world.uow("kit"), b"")
    press(page, "Save your details")
    page.fill("#passphrase", PASSPHRASE)
    stage.judge("accounts.waiting_form", "full", page, press(page, "Sign in"), "late")
    page.context.clear_cookies()


def press(page: Page, words: str) -> Response:
    """Press a button of the page and return the answer that it led to."""
    with page.expect_navigation() as leading:
        page.get_by_role("button", name=words, exact=True).click()
    return leading.value


@shows("accounts.second_step", "empty", "full")
@shows("accounts.finish_second_step_setup", "errors")
@shows("accounts.end_step", "errors")
@shows("accounts.colleague_step", "empty", "full")
@shows("accounts.let_in_with_code", "empty", "errors", "long")
def second_step(stage: Stage) -> None:
    """Set a second step up, sign in with it, and the page of a lead who turns it off."""
    path, base = "/account/second-step", stage.club.server.url
    colleague = f"/members/{stage.club.world.people['pat'].id}/second-step"
    stage.visit("accounts.colleague_step", "empty", "jo", colleague)
    page = stage.visit("accounts.second_step", "empty", "pat", path)
    stage.judge("accounts.second_step", "full", page, press(page, "Set up an app"), "to scan")
    secret = decode_secret(page.inner_text(".heard-groups"))
    page.fill("#code", "12")
    stage.judge("accounts.finish_second_step_setup", "errors", page, press(page, "Continue"))
    page.fill("#code", show_app_code(secret))
    stage.judge("accounts.second_step", "full", page, press(page, "Continue"), "codes")
    codes = page.locator(".heard-six li").all_inner_texts()
    stage.judge("accounts.second_step", "full", page, press(page, "Finish"), "not ticked")
    page.check("#written_down")
    press(page, "Finish")
    stage.judge("accounts.second_step", "full", page, page.goto(base + path), "on")
    stage.visit("accounts.colleague_step", "full", "jo", colleague)
    code_page(stage, codes[0])
    page.goto(base + path)  # others come in as pat later
    stage.judge("accounts.end_step", "errors", page, press(page, "Turn off your second step"))
    page.fill("#current", codes[1])
    press(page, "Turn off your second step")


def code_page(stage: Stage, recovery_code: str) -> None:
    """The page after the passphrase of someone who has a second step."""
    visitor = stage.tab("")
    visitor.goto(f"{stage.club.server.url}/sign-in")
    visitor.fill("#email", "pat@example.org")
    visitor.fill("#passphrase", PASSPHRASE)
    stage.judge("accounts.let_in_with_code", "empty", visitor, press(visitor, "Sign in"))
    for state, typed in (("errors", "000"), ("long", LONG)):
        visitor.fill("#code", typed)
        stage.judge("accounts.let_in_with_code", state, visitor, press(visitor, "Sign in"))
    visitor.fill("#code", "")
    visitor.get_by_text("Lost your device?").click()
    visitor.fill("#recovery", recovery_code)
    assert press(visitor, "Sign in").url.rstrip("/") == stage.club.server.url


def show_app_code(secret: bytes) -> str:
    """Return what an app shows now."""
    return compute_app_code(secret, int(datetime.now(UTC).timestamp()) // STEP_SECONDS)


@shows("accounts.show_suspension_form", "full", "errors")
def account_stop(stage: Stage) -> None:
    """The page before an account is stopped: of a colleague, and of oneself."""
    for state, who in (("full", "deputy"), ("errors", "jo")):
        path = f"/members/{stage.club.world.people[who].id}/account"
        stage.visit("accounts.show_suspension_form", state, "jo", path)


@shows("accounts.account_removal", "full")
@shows("accounts.member", "full")
@shows("accounts.remove", "errors", "long")
def account_removal(stage: Stage) -> None:
    """The page before someone is removed: first stop them, of a lead, of a head with the sheet."""
    world = stage.club.world
    sheet = encode_recovery_sheet(world.recovery_seed)
    lead, head, staff = (
        join_as(world, f"leaving_{role.value}", (role,)).id
        for role in (Role.LEAD, Role.SENIOR, Role.PRACTITIONER)
    )
    for who in ("jo", "deputy"):
        lead_approvals.confirm_lead(world.uow(who), lead, type_words(world.uow(who), lead))
    make_next_senior(world.uow("jo"), world.uow("senior"), head, sheet)
    stage.visit("accounts.account_removal", "full", "jo", f"/members/{lead}/removal", "first stop")
    for name, member_id in (("lead", lead), ("head", head), ("staff", staff)):
        suspend_member(world.uow("jo"), member_id)
        path = f"/members/{member_id}/removal"
        stage.visit("accounts.account_removal", "full", "jo", path, name)
    asked, to = f"/members/{head}/removal", f"/members/{head}/remove"
    for state, typed in (("errors", "ABCD EFGH"), ("long", LONG)):
        answer(stage, "accounts.remove", state, "jo", asked, {"sheet": typed}, to=to)
    remove_member(world.uow("jo"), lead)
    stage.visit("accounts.account_removal", "full", "jo", f"/members/{lead}/removal", "removed")
    stage.visit("accounts.member", "full", "jo", f"/members/{lead}", "removed")


@shows("accounts.lost_passphrase", "full")
@shows("accounts.new_account", "errors", "long")
def lost_passphrase(stage: Stage) -> None:
    """The page before someone gets a new account: staff, a lead, a head with the sheet."""
    people = stage.club.world.people
    for who in ("sam", "deputy", "senior"):
        path = f"/members/{people[who].id}/lost-passphrase"
        stage.visit("accounts.lost_passphrase", "full", "jo", path, who)
    head = people["senior"].id
    asked, to = f"/members/{head}/lost-passphrase", f"/members/{head}/new-account"
    for state, typed in (("errors", "ABCD EFGH"), ("long", LONG)):
        answer(stage, "accounts.new_account", state, "jo", asked, {"sheet": typed}, to=to)


def _show_team_search(stage: Stage) -> None:
    asked, to = "/members?search=nothing", "/members/search"
    answer(stage, "accounts.search_members", "errors", "jo", asked, {"q": "x" * 101}, to=to)
    page = stage.tab("jo")
    stage.judge("accounts.members", "empty", page, stage.send(page, to, {"q": "no one"}))


@shows("accounts.members", "full", "empty")
@shows("accounts.search_members", "errors")
@shows("accounts.member", "full")
@shows("accounts.joined", "errors", "full", "long")
@shows("accounts.confirm_staff", "errors")
@shows("accounts.invite", "empty")
@shows("accounts.make_invite", "errors", "full", "long")
@shows("accounts.codes", "full")
@shows("accounts.confirm", "empty")
@shows("accounts.confirmed", "errors", "long")
@shows("accounts.name", "full")
@shows("accounts.colleague_sessions", "full")
@shows("accounts.rename", "errors", "long")
def members(stage: Stage) -> None:
    stage.visit("accounts.invite", "empty", "jo", "/members/invite")
    for state, fields in (
        ("errors", {}),
        ("full", INVITE),
        ("long", {**INVITE, "name": LONG}),
    ):
        answer(stage, "accounts.make_invite", state, "jo", "/members/invite", fields)
    page = stage.tab("jo")
    page.goto(f"{stage.club.server.url}/members/invite")
    found = stage.send(page, "/members/invite", {"name": "Al Fox", "email": "al@example.org"})
    stage.judge("accounts.codes", "full", page, found)
    join(stage, page.inner_text(".heard-reference"))
    _show_full_team(stage)
    _show_team_search(stage)
    for who in ("deputy", "kit"):
        path = f"/members/{stage.club.world.people[who].id}"
        stage.visit("accounts.member", "full", "jo", path, who)
    answer(stage, "accounts.confirm_staff", "errors", "jo", "/members", {}, to="/members/confirm")
    path = f"/members/{stage.club.world.people['deputy'].id}/name"
    stage.visit("accounts.name", "full", "jo", path)
    for state, typed in (("errors", ""), ("long", LONG)):
        answer(stage, "accounts.rename", state, "jo", path, {"name": typed})
    path = f"/members/{stage.club.world.people['tess'].id}/sessions"
    stage.visit("accounts.colleague_sessions", "full", "jo", path)
    path = f"/members/{stage.club.world.people['second_senior'].id}/confirm"
    stage.visit("accounts.confirm", "empty", "jo", path)
    for state, word in (("errors", "apple"), ("long", LONG)):
        answer(stage, "accounts.confirmed", state, "jo", path, {"first": word, "second": word})
    _confirm_twin(stage)


def _show_full_team(stage: Stage) -> None:
    """Both pages of a team of sixty."""
    add_confirmed_staff(stage.club.world, MEMBERS - count_members(stage.club.world))
    for label, path in (("page 1", "/members"), ("page 2", "/members?page=2")):
        stage.visit("accounts.members", "full", "jo", path, label)


def _confirm_twin(stage: Stage) -> None:
    """An administrator with a colleague's name: at first, after three wrong tries, changed."""
    world = stage.club.world
    twin = join_as(world, "twin", (Role.ADMINISTRATOR,), world.people["kit"].name)
    path = f"/members/{twin.id}/confirm"
    stage.visit("accounts.confirm", "empty", "jo", path, "a name like another")
    wrong = {"first": "apple", "second": "apple"}
    answer(stage, "accounts.confirmed", "errors", "jo", path, wrong, label="not ticked")
    for number in range(4):
        typed = {**wrong, "same_name": "y"}
        answer(stage, "accounts.confirmed", "errors", "jo", path, typed, label=f"wrong {number}")
    assert "Three wrong attempts" in stage.tab("jo").inner_text("main")
    _store_role(stage, twin.id, Role.LEAD)
    stage.visit("accounts.confirm", "empty", "jo", path, "a role changed outside")
    _store_role(stage, twin.id, Role.ADMINISTRATOR)


def _store_role(stage: Stage, member_id: UUID, role: Role) -> None:
    """Change a row as someone with the database would."""
    with Session(stage.club.world.engine) as session:
        session.execute(update(Member).where(Member.id == member_id).values(roles=[role.value]))
        session.commit()


@shows("accounts.approvals", "empty", "full")
@shows("accounts.members", "full")
@shows("accounts.account", "full")
@shows("accounts.approve", "errors")
@shows("accounts.give_access", "errors")
@shows("accounts.show_acting_lead_form", "empty")
@shows("accounts.appoint", "errors", "full", "long")
@shows("accounts.appointed", "full")
def approvals(stage: Stage) -> None:
    path, world = "/members/approvals", stage.club.world
    stage.visit("accounts.approvals", "empty", "senior", path)
    bo = join_as(world, "bo", (Role.LEAD,))
    lead = world.uow("jo")
    lead_approvals.confirm_lead(lead, bo.id, type_words(lead, bo.id))
    stage.visit("accounts.approvals", "full", "senior", path)
    stage.visit("accounts.members", "full", "jo", "/members", "waiting")
    stage.visit("accounts.account", "full", "bo", "/account", "waiting")
    to, changed = f"/members/{bo.id}/approve", {"seen": "x"}
    answer(stage, "accounts.approve", "errors", "senior", path, changed, to=to)
    (waiting,) = lead_proposals.list_pending_proposals(world.uow("senior"))
    lead_approvals.approve_lead(world.uow("senior"), bo.id, waiting.seen)
    to = f"/members/{bo.id}/give-access"
    answer(stage, "accounts.give_access", "errors", "jo", path, changed, to=to)
    lead_approvals.stop_proposal(world.uow("senior"), bo.id)
    path = "/members/acting"
    stage.visit("accounts.show_acting_lead_form", "empty", "sam", path)
    sheet = {"email": "kit@example.org", "first": "apple", "second": "apple", "sheet": "ABCD EFGH"}
    for state, fields in (("errors", {}), ("full", sheet), ("long", {**sheet, "sheet": LONG})):
        answer(stage, "accounts.appoint", state, "sam", path, fields)
    page = stage.tab("sam")
    page.goto(stage.club.server.url + path)
    low, high = read_places(page.content())
    words = words_of(world.uow("jo"), world.people["kit"].id)
    typed = {"first": words[low - 1], "second": words[high - 1]}
    right = {**sheet, **typed, "sheet": encode_recovery_sheet(world.recovery_seed)}
    stage.judge("accounts.appoint", "full", page, stage.send(page, path, right), "who it is")
    stage.visit("accounts.appointed", "full", "sam", f"{path}/done")
