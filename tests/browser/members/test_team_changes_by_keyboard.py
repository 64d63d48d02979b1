"""A lead lets a colleague in again, changes what one does, and checks the recovery sheet.

By keyboard alone, at 320 px, without a script. Each page says what happens before it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.times.shown_times import format_full_day
from app.vault.recovery import encode_recovery_sheet
from tests.browser.journeys.test_door_by_keyboard import begin, says, step_up
from tests.browser.journeys.test_lost_keys_by_keyboard import Tabs, open_member, sign_in
from tests.browser.journeys.test_required_second_step import tick_and_finish
from tests.browser.keyboard import Hands
from tests.browser.page_inspection import Club
from tests.browser.served_clubs import lend_club, serve_club
from tests.support.web.authenticator_app import read_key, show_code

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def changing_club(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Club]:
    """A club for this file alone: accounts are stopped in it, and roles change."""
    yield from serve_club(tmp_path_factory.mktemp("changing"), migrated_file)


@pytest.fixture
def own_club(changing_club: Club) -> Iterator[Club]:
    """That club with no session open."""
    yield from lend_club(changing_club)


def set_up_app(club: Club, hands: Hands) -> bytes:
    """Set up an authenticator app as the second step. Return its key."""
    hands.page.goto(f"{club.server.url}/account")
    hands.go("Set up a second step")
    hands.go("Set up an app")
    key = read_key(hands.page.inner_text("main"))
    hands.fill({"code": [show_code(key)]}, "Continue")
    tick_and_finish(hands)
    return key


def test_a_lost_step_is_turned_off_and_set_up_again(own_club: Club, tabs: Tabs) -> None:
    sam = sign_in(own_club, tabs, "sam")
    lost = set_up_app(own_club, sam)
    shut_out = sign_in(own_club, tabs, "sam")
    shut_out.open("Lost your device?")
    says(shut_out, "No recovery code left? Call a safeguarding lead.")
    jo = begin(own_club, tabs, "jo")
    open_member(own_club, jo, "Sam Lee")
    jo.go("Turn off their second step")
    says(jo, "Someone else may be asking.")
    says(jo, "After this, anyone who knows their passphrase can sign in as them.")
    jo.go("Turn it off")
    step_up(jo)
    says(jo, "Their second step is off")
    back = sign_in(own_club, tabs, "sam")
    says(back, "Record a concern")
    found = set_up_app(own_club, back)
    assert found != lost
    again = sign_in(own_club, tabs, "sam")
    assert again.page.inner_text("h1") == "Enter your code"
    again.fill({"code": [show_code(lost, 1)]}, "Sign in")
    assert again.page.inner_text("h1") == "Enter your code", "the lost app opens nothing"
    again.fill({"code": [show_code(found, 1)]}, "Sign in")
    says(again, "Record a concern")
    assert [one for hands in (sam, shut_out, jo, back, again) for one in hands.unseen] == []


def test_a_stopped_account_is_let_in_again(own_club: Club, tabs: Tabs) -> None:
    pat = sign_in(own_club, tabs, "pat")
    jo = begin(own_club, tabs, "jo")
    open_member(own_club, jo, "Pat Jones")
    jo.go("Stop their account")
    says(jo, "You can let them sign in again later.")
    jo.go("Stop this account now")
    step_up(jo)
    says(jo, "Account stopped")
    pat.page.goto(f"{own_club.server.url}/account")
    assert pat.page.inner_text("h1") == "Sign in"
    says(sign_in(own_club, tabs, "pat"), "stopped your account")
    jo.go("Let them sign in again")
    says(jo, "can sign in with the passphrase or recovery card that they had")
    jo.go("Let them sign in again")
    says(jo, "Tell Pat Jones that they can use the passphrase they had before.")
    back = sign_in(own_club, tabs, "pat")
    says(back, "Record a concern")
    assert pat.unseen + jo.unseen + back.unseen == []


def test_a_role_is_given_and_taken_away(own_club: Club, tabs: Tabs) -> None:
    jo = begin(own_club, tabs, "jo")
    change_role(own_club, jo, "auditor", "A new role counts when they next sign in.")
    step_up(jo)
    says(jo, "Roles changed")
    pat = sign_in(own_club, tabs, "pat")
    pat.go("Audit log")
    says(pat, "Audit log")
    change_role(own_club, jo, "auditor", "If you take a role away, they are signed out at once.")
    says(jo, "Roles changed")
    pat.page.goto(f"{own_club.server.url}/account")
    assert pat.page.inner_text("h1") == "Sign in"
    assert jo.unseen + pat.unseen == []


def change_role(club: Club, lead: Hands, role: str, told: str) -> None:
    """Press Space on a role of Pat on the page that says what happens, and send it."""
    open_member(club, lead, "Pat Jones")
    lead.go("Change roles")
    says(lead, told)
    lead.reach(lambda at: at["name"] == "roles" and at["value"] == role, role)
    lead.press("Space")
    lead.go("Change roles")


def test_the_yearly_drill_leaves_its_day(own_club: Club, tabs: Tabs) -> None:
    jo = begin(own_club, tabs, "jo")
    jo.page.goto(f"{own_club.server.url}/account")
    jo.go("Recovery sheet")
    says(jo, "Not since it was made")
    jo.go("Check the recovery sheet")
    says(jo, "Heard opens the keys with it, and no concern.")
    sheet = encode_recovery_sheet(own_club.world.recovery_seed)
    jo.fill({"sheet": [f"{sheet[:-1]}{'A' if sheet[-1] != 'A' else 'B'}"]}, "Check the sheet")
    assert jo.page.locator(".govuk-error-summary").count() == 1
    jo.fill({"sheet": [sheet]}, "Check the sheet")
    says(jo, "The sheet opens")
    says(jo, "It opens what is sent to the safeguarding leads, and to the head or chair.")
    jo.go("Recovery sheet")
    today = format_full_day(datetime.now(UTC))
    row = jo.page.locator(".govuk-summary-list__row", has_text="All of it last typed")
    assert today in row.inner_text()
    assert jo.unseen == []
