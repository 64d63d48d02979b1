"""The recovery sheet: its state, a new one by each way, and the yearly check."""

from __future__ import annotations

from playwright.sync_api import Page

from app.domain.routing.actors import Role
from app.services.confirmation import (
    lead_approvals,
    senior_approvals,
    sheet_renewal,
    sheet_requests,
)
from app.vault.recovery import decode_recovery_sheet
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG, answer, press
from tests.support.club.club_setup import encode_recovery_sheet, read_seen, type_words
from tests.support.club.new_sheets import make_new_text
from tests.support.club.newcomers import join_as

SHEET = "/account/recovery-sheet"
MAKE = "Make the new sheet without the old one"
FINISH = "It is on paper. Replace the old sheet"
LONG_NAME = "Wilhelmina-Bartholomea Featherstonehaugh-Cholmondeley"


@shows("public.home", "full")
@shows("accounts.recovery_sheet", "full")
@shows("accounts.approve_sheet", "errors")
@shows("accounts.start_sheet", "errors")
@shows("accounts.start_sheet_with_old", "errors", "long")
@shows("accounts.new_sheet", "full")
@shows("accounts.activate_new_sheet", "errors", "long")
@shows("accounts.let_sheet_open", "errors", "long")
def recovery_sheet(stage: Stage) -> None:
    """A new sheet that a colleague approves, and what the head does then."""
    world = stage.club.world
    for who in ("jo", "senior"):
        stage.visit("accounts.recovery_sheet", "full", who, SHEET, who)
    approval(stage)
    for state, typed in (("errors", "ABCD EFGH"), ("long", LONG)):
        to, given = f"{SHEET}/replace", {"sheet": typed}
        answer(stage, "accounts.start_sheet_with_old", state, "jo", SHEET, given, to=to)
    page = stage.visit("accounts.recovery_sheet", "full", "jo", SHEET, "approved")
    stage.judge("accounts.new_sheet", "full", page, press(page, MAKE))
    asked = page.goto(stage.club.server.url + SHEET)
    stage.judge("accounts.recovery_sheet", "full", page, asked, "not typed back")
    type_back(stage, page)
    stage.visit("public.home", "full", "senior", "/", "new sheet waits")
    stage.visit("accounts.recovery_sheet", "full", "senior", SHEET, "senior, waits")
    for state, typed in (("errors", make_new_text()), ("long", LONG)):
        to, given = f"{SHEET}/heads", {"older": typed}
        answer(stage, "accounts.let_sheet_open", state, "jo", SHEET, given, to=to)
    sheet_renewal.change_seniors_key_for_sheet(world.uow("senior"))


def approval(stage: Stage) -> None:
    """Ask for a sheet, and approve it: the first time it is stopped while a page shows it."""
    world = stage.club.world
    sheet_requests.request_new_sheet(world.uow("jo"))
    for who in ("jo", "senior"):
        stage.visit("accounts.recovery_sheet", "full", who, SHEET, f"{who}, asked for")
    stage.visit("public.home", "full", "deputy", "/", "new sheet asked for")
    page = stage.visit("accounts.recovery_sheet", "full", "deputy", SHEET, "deputy, asked for")
    sheet_requests.stop_sheet_request(world.uow("senior"), find_request(stage))
    stage.judge("accounts.approve_sheet", "errors", page, press(page, "Approve"))
    for _ in range(2):
        sheet_requests.request_new_sheet(world.uow("jo"))
        sheet_requests.approve_sheet_request(world.uow("deputy"), find_request(stage))
        page = stage.tab("jo")
        page.goto(stage.club.server.url + SHEET)
        if ("accounts.start_sheet", "errors") not in stage.shown:
            sheet_requests.stop_sheet_request(world.uow("senior"), find_request(stage))
            problem = press(page, MAKE)
            stage.judge("accounts.start_sheet", "errors", page, problem)


def find_request(stage: Stage) -> str:
    """Return the id of the request that is open."""
    uow = stage.club.world.uow("jo")
    request = sheet_requests.find_open_sheet_request(uow, uow.clock())
    assert request is not None
    return request.id


def type_back(stage: Stage, page: Page) -> None:
    """Type two groups of the new sheet, at last the right ones. Others use it from then on."""
    for state, typed in (("errors", "AAAA"), ("long", LONG)):
        page.goto(f"{stage.club.server.url}{SHEET}/new")
        for field in page.locator("input[id^=group-]").all():
            field.fill(typed)
        stage.judge("accounts.activate_new_sheet", state, page, press(page, FINISH))
    groups = page.locator(".heard-six li").all_inner_texts()
    for field in page.locator("input[id^=group-]").all():
        number = int((field.get_attribute("id") or "").partition("-")[2])
        field.fill(groups[number - 1])
    stage.judge("accounts.recovery_sheet", "full", page, press(page, FINISH), "made")
    stage.club.world.recovery_seed = decode_recovery_sheet(" ".join(groups))


@shows("accounts.sheet_check", "empty", "full")
@shows("accounts.check_sheet", "errors", "long")
def sheet_check(stage: Stage) -> None:
    """The page of the yearly check, before and after."""
    asked = f"{SHEET}/check"
    for state, typed in (("errors", "ABCD EFGH"), ("long", LONG)):
        answer(stage, "accounts.check_sheet", state, "jo", asked, {"sheet": typed})
    page = stage.visit("accounts.sheet_check", "empty", "jo", asked)
    page.fill("#sheet", encode_recovery_sheet(stage.club.world.recovery_seed))
    stage.judge("accounts.sheet_check", "full", page, press(page, "Check the sheet"))


@shows("accounts.senior_access", "empty")
@shows("accounts.give_senior_access", "errors", "long")
@shows("accounts.approvals", "full")
@shows("accounts.account", "full")
def senior_access(stage: Stage) -> None:
    """A new head with a long name waits, is approved, and a lead types the sheet."""
    world = stage.club.world
    head = join_as(world, "new_head", (Role.SENIOR,), LONG_NAME).id
    senior_approvals.confirm_senior(world.uow("jo"), head, type_words(world.uow("jo"), head))
    for who in ("jo", "senior"):
        stage.visit("accounts.approvals", "full", who, "/members/approvals", f"new head, {who}")
    stage.visit("accounts.account", "full", "new_head", "/account", "new head")
    seen = read_seen(world.uow("senior"), head)
    senior_approvals.approve_senior(world.uow("senior"), head, seen)
    stage.visit("accounts.approvals", "full", "jo", "/members/approvals", "new head, approved")
    asked = f"/members/{head}/senior-access"
    stage.visit("accounts.senior_access", "empty", "jo", asked)
    for state, typed in (("errors", "ABCD EFGH"), ("long", LONG)):
        answer(stage, "accounts.give_senior_access", state, "jo", asked, {"sheet": typed})
    lead_approvals.stop_proposal(world.uow("senior"), head)
