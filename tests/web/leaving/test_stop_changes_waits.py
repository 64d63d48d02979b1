"""Before a lead stops, replaces or removes an account, the page says which waits change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.services.confirmation import lead_approvals, lead_proposals, senior_approvals
from app.services.suspension import account_replacement
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import suspend_member
from tests.support.club.club_setup import read_seen, type_words
from tests.support.club.office import Office
from tests.unit.services.confirmation.test_lead_approvals import propose

ENDS = "no longer waits to become a"
OWN_ENDS = "They no longer wait to become a"
AGAIN = "Their 24 hours start again"
NO_APPROVAL = "That approval no longer counts"


@pytest.fixture
def headless(world_without_senior) -> Office:
    """Jo and the deputy lead, and no one is a head or chair yet."""
    return Office(world_without_senior)


def read(office: Office, who: str, by: str = "jo", page: str = "account") -> str:
    """The page on which a lead stops someone's account, or another of theirs."""
    office.world.stop_page_clock(office.now)
    return office.world.client(by).page(f"/members/{office.id(who)}/{page}").text


def propose_senior(office: Office, who: str = "second_senior") -> str:
    jo, member_id = office.at("jo"), office.id(who)
    senior_approvals.confirm_senior(jo, member_id, type_words(jo, member_id))
    return read_seen(office.at("jo"), member_id)


def list_ends(office: Office) -> list[object]:
    return [one.ends_at for one in lead_proposals.list_pending_proposals(office.at("jo"))]


def test_nothing_is_said_of_waits_where_none_changes(office: Office):
    propose(office)
    text = read(office, "sam")
    assert not [one for one in (ENDS, OWN_ENDS, AGAIN, NO_APPROVAL) if one in text]
    deputy = read(office, "deputy")  # another can approve, so no clock runs
    assert not [one for one in (ENDS, OWN_ENDS, AGAIN, NO_APPROVAL) if one in deputy]


def test_the_wait_of_the_person_and_of_those_they_confirmed_ends(office: Office):
    propose(office)
    jo, sam = office.at("jo"), office.id("sam")
    lead_approvals.confirm_existing_member_as_lead(jo, sam, type_words(jo, sam))
    assert f"{OWN_ENDS} safeguarding lead." in read(office, "sam")
    text = read(office, "jo", by="deputy")
    assert f"Bo Reed {ENDS} safeguarding lead, because Jo Smith confirmed them." in text
    assert f"Sam Lee {ENDS} safeguarding lead" in text
    suspend_member(office.at("deputy"), office.id("jo"))
    assert lead_proposals.list_pending_proposals(office.at("deputy")) == ()
    assert ENDS not in read(office, "jo", by="deputy"), "it is stopped"


def test_24_hours_start_again_where_they_could_have_stopped_it(headless: Office):
    propose_senior(headless)
    headless.now += timedelta(hours=20)
    assert AGAIN not in read(headless, "sam"), "no one tells them of it"
    text = read(headless, "deputy")
    assert f"Robin Vale is waiting to become a head or chair. {AGAIN}" in text
    (before,) = list_ends(headless)
    suspend_member(headless.at("jo"), headless.id("deputy"))
    assert list_ends(headless) == [before + timedelta(hours=20)]


def test_the_approval_of_a_head_ends_with_their_account(office: Office):
    seen = propose_senior(office)
    senior_approvals.approve_senior(office.at("senior"), office.id("second_senior"), seen)
    text = read(office, "senior")
    assert f"Ash Grant approved Robin Vale as a head or chair. {NO_APPROVAL}" in text
    suspend_member(office.at("jo"), office.id("senior"))
    (waiting,) = lead_proposals.list_pending_proposals(office.at("jo"))
    assert not waiting.can_finish


def test_a_new_account_starts_the_24_hours_of_others_again(headless: Office):
    propose_senior(headless)
    headless.now += timedelta(hours=20)
    assert AGAIN not in read(headless, "sam", page="lost-passphrase"), "no one tells them of it"
    text = read(headless, "deputy", page="lost-passphrase")
    assert f"Robin Vale is waiting to become a head or chair. {AGAIN}, because Dele" in text
    (before,) = list_ends(headless)
    account_replacement.replace_account(headless.at("jo"), headless.id("deputy"))
    assert list_ends(headless) == [before + timedelta(hours=20)]


def test_the_approval_of_a_head_ends_with_a_new_account(office: Office):
    seen = propose_senior(office)
    senior_approvals.approve_senior(office.at("senior"), office.id("second_senior"), seen)
    text = read(office, "senior", page="lost-passphrase")
    assert f"Ash Grant approved Robin Vale as a head or chair. {NO_APPROVAL}" in text
    suspend_member(office.at("jo"), office.id("senior"))
    text = read(office, "senior", page="lost-passphrase")
    assert NO_APPROVAL not in text, "the stop ended it before"


def test_a_removal_starts_the_24_hours_again_once_more(headless: Office):
    """The account was stopped before. What starts them again is the new key of the team."""
    suspend_member(headless.at("jo"), headless.id("deputy"))
    propose_senior(headless)
    headless.now += timedelta(hours=20)
    text = read(headless, "deputy", page="removal")
    assert f"Robin Vale is waiting to become a head or chair. {AGAIN}, because the key" in text
    (before,) = list_ends(headless)
    remove_member(headless.at("jo"), headless.id("deputy"))
    assert list_ends(headless) == [before + timedelta(hours=20)]


def test_a_removal_that_changes_no_key_changes_no_wait(headless: Office):
    suspend_member(headless.at("jo"), headless.id("sam"))
    propose_senior(headless)
    headless.now += timedelta(hours=20)
    assert AGAIN not in read(headless, "sam", page="removal")
    (before,) = list_ends(headless)
    remove_member(headless.at("jo"), headless.id("sam"))
    assert list_ends(headless) == [before]
