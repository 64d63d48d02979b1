"""A lost passphrase with and without a card, every lead lost, and someone who leaves.

By keyboard alone, at 320 px, without a script, from the page on which the person finds out to the
first page that works again. Each says what is lost before it happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app.access.new_passphrase import OWN
from app.services.concerns.record_signing import sign_record
from app.vault.recovery import encode_recovery_sheet
from tests.browser.journeys.test_door_by_keyboard import begin, says, step_up
from tests.browser.keyboard import Hands
from tests.browser.page_inspection import Club
from tests.browser.served_clubs import serve_club
from tests.support.club.club_setup import PASSPHRASE, words_of
from tests.support.club.office import CHILD, Office
from tests.support.web import record_client
from tests.support.web.word_confirmation import read_places

NEW = "velvet tractor sunday lemon"
CHOSEN = {"passphrase_choice": [OWN], "passphrase": [NEW], "again": [NEW]}
Tabs = Callable[..., Page]
pytestmark = pytest.mark.browser


@pytest.fixture
def own_club(tmp_path: Path, migrated_file: Path) -> Iterator[Club]:
    """A club that no other test has: people are removed from it."""
    yield from serve_club(tmp_path, migrated_file)


def sign_in(club: Club, tabs: Tabs, who: str, passphrase: str = PASSPHRASE) -> Hands:
    """Open the first page with no session, and sign in."""
    found = begin(club, tabs)
    found.go("Sign in")
    found.fill({"email": [f"{who}@example.org"], "passphrase": [passphrase]}, "Sign in")
    return found


def open_member(club: Club, lead: Hands, name: str) -> None:
    """Find a colleague on the page of the team."""
    lead.page.goto(f"{club.server.url}/members")
    lead.go(name)


def sign_unread(club: Club, who: str) -> None:
    """A record that no lead has read, by the true clock."""
    with club.true_time():
        office = Office.today(club.world)
        sign_record(office.at(who), office.to_sign(who))
    club.world.close_sessions()


def test_with_the_card_a_lost_passphrase_loses_nothing(own_club: Club, tabs: Tabs) -> None:
    record_client.begin(own_club.client("sam"))
    sam = sign_in(own_club, tabs, "sam")
    sam.page.goto(f"{own_club.server.url}/account")
    sam.go("Make your recovery card")
    says(sam, "You lose nothing that you wrote.")
    sam.go("Make your recovery card")
    card = sam.page.locator(".heard-reference").inner_text()
    says(sam, "Then they are only on your paper.")
    sam.go("I have it on paper")
    later = begin(own_club, tabs)
    later.go("Sign in")
    later.go("Lost your passphrase?")
    says(later, "You choose a new passphrase. Nothing is lost.")
    typed = {"email": ["sam@example.org"], "card": [card], **CHOSEN}
    later.fill(typed, "Set the new passphrase")
    says(later, "Nothing was lost: your drafts and records open as before.")
    later.page.goto(own_club.server.url)
    says(later, "You have not signed the draft")
    sam.page.goto(f"{own_club.server.url}/account")
    assert sam.page.inner_text("h1") == "Sign in", "every other session ended"
    assert sam.unseen + later.unseen == []


def test_without_a_card_a_lead_gives_a_new_account(own_club: Club, tabs: Tabs) -> None:
    pat = begin(own_club, tabs)
    pat.go("Sign in")
    pat.go("Lost your passphrase?")
    pat.open("I have no card")
    says(pat, "for a new account")
    jo = begin(own_club, tabs, "jo")
    open_member(own_club, jo, "Pat Jones")
    member = jo.page.url
    jo.go("They lost their passphrase")
    says(jo, "Their drafts. Only they could open them.")
    says(jo, "You cannot undo this.")
    jo.go("Remove the old account")
    step_up(jo)
    code = jo.page.locator(".heard-reference").inner_text()
    jo.go("I have it on paper")
    pat.page.goto(f"{own_club.server.url}/join")
    pat.fill({"code": [code]}, "Continue")
    says(pat, "This code is for Pat Jones.")
    details = {"name": ["Pat Jones"], "job_title": ["Coach"], "phone": ["07700 900457"]}
    pat.fill({**details, **CHOSEN}, "Join")
    says(pat, "You have joined")
    jo.page.goto(member)
    says(jo, "They got a new account.")
    jo.go("new account")
    jo.go("Confirm Pat Jones")
    says(jo, "Pat Jones")
    back = sign_in(own_club, tabs, "pat", NEW)
    says(back, "Record a concern")
    assert pat.unseen + jo.unseen + back.unseen == []


def test_every_lead_is_lost_and_the_sheet_appoints_another(own_club: Club, tabs: Tabs) -> None:
    sign_unread(own_club, "pat")
    ash = begin(own_club, tabs, "senior")
    ash.page.goto(f"{own_club.server.url}/account")
    ash.go("Appoint an acting safeguarding lead")
    says(ash, "They can immediately read every concern")
    words = words_of(own_club.world.uow("jo"), own_club.world.people["sam"].id)
    own_club.world.close_sessions()
    low, high = read_places(ash.page.content())
    sheet = encode_recovery_sheet(own_club.world.recovery_seed)
    typed = {"email": ["sam@example.org"], "first": [words[low - 1]], "second": [words[high - 1]]}
    ash.fill({**typed, "sheet": [sheet]}, "Continue")
    step_up(ash)
    says(ash, "Check who this is. Once you appoint them, they can read every concern")
    ash.go("Appoint Sam Lee")
    says(ash, "The acting safeguarding lead is appointed")
    says(ash, "Then they replace the recovery sheet")
    sam = sign_in(own_club, tabs, "sam")
    assert sam.page.inner_text("h1") == "Today"
    says(sam, CHILD)
    sam.go("Make a new recovery sheet")
    says(sam, "The new sheet opens it, and everything from before.")
    replace_sheet(own_club, sam, ash, sheet)
    sam.page.goto(own_club.server.url)
    says(sam, CHILD)
    link = sam.page.get_by_role("link", name="Make a new recovery sheet")
    assert link.count() == 0
    assert ash.unseen + sam.unseen == []


def replace_sheet(club: Club, lead: Hands, head: Hands, old: str) -> None:
    """Ask for a new sheet, have it approved, and type the old one and two groups of the new one."""
    lead.go("Ask for a new sheet")
    head.page.goto(f"{club.server.url}/account/recovery-sheet")
    head.go("Approve")
    lead.page.goto(f"{club.server.url}/account/recovery-sheet")
    lead.fill({"sheet": [old]}, "Continue with the old sheet")
    groups = lead.page.locator(".heard-six li").all_inner_texts()
    boxes = lead.page.locator("input[name^=group-]").all()
    names = [box.get_attribute("name") or "" for box in boxes]
    typed = {name: [groups[int(name.partition("-")[2]) - 1]] for name in names}
    lead.fill(typed, "It is on paper.")
    says(lead, "The old one is refused. Destroy it, and every copy.")


def test_a_lead_who_leaves_is_stopped_then_removed(own_club: Club, tabs: Tabs) -> None:
    jo = begin(own_club, tabs, "jo")
    open_member(own_club, jo, "Dele Okoro")
    jo.go("Stop their account")
    says(jo, "ask them to sign or delete their drafts")
    says(jo, "They still know what they read")
    jo.go("Stop this account now")
    step_up(jo)
    open_member(own_club, jo, "Dele Okoro")
    jo.go("Remove them for good")
    says(jo, "The key of the safeguarding leads changes")
    says(jo, "You cannot undo it.")
    jo.go("Remove for good and change the key")
    says(jo, "removed for good")
    dele = sign_in(own_club, tabs, "deputy")
    says(dele, "removed your account")
    sign_unread(own_club, "sam")
    jo.page.goto(own_club.server.url)
    says(jo, CHILD)
    assert jo.unseen + dele.unseen == []
