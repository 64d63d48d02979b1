"""Invite codes: printed slips leave out whatever opens the door no more."""

from __future__ import annotations

from datetime import timedelta

from app.domain.routing.actors import Role
from app.services.members import invites
from app.services.members.invites import INVITE_LIFETIME
from tests.support.club.office import Office


def invited(office: Office, email: str) -> tuple[str, str]:
    """Whose, and the code."""
    return email, invites.invite_member(office.at("jo"), email, (Role.PRACTITIONER,))[1]


def test_a_code_is_good_for_seven_days_and_not_a_moment_longer(office: Office):
    slip = invited(office, "new@example.org")
    began = office.now
    office.now = began + INVITE_LIFETIME - timedelta(microseconds=1)
    assert invites.select_usable_codes(office.at("jo"), [slip]) == [slip]
    office.now = began + INVITE_LIFETIME
    assert invites.select_usable_codes(office.at("jo"), [slip]) == []


def test_a_code_that_was_replaced_or_taken_back_is_left_out(office: Office):
    first, second = invited(office, "one@example.org"), invited(office, "two@example.org")
    fresh = invited(office, "one@example.org")
    jo = office.at("jo")
    assert invites.select_usable_codes(jo, [first, second, fresh]) == [second, fresh]
    member_id = invites.invite_member(jo, "two@example.org", (Role.PRACTITIONER,))[0]
    invites.withdraw_invite(jo, member_id)
    assert invites.select_usable_codes(jo, [first, second, fresh]) == [fresh]
