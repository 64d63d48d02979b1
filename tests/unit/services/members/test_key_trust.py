"""Certificates: only a lead confirms anybody, whatever the log was made to say."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.errors import KeyChangedError
from app.models.member import Member
from app.services.confirmation import member_confirmation
from app.services.members import member_lookup
from tests.support.club.office import Office


def confirm(office: Office, by: str, who: str) -> None:
    """Confirm somebody signed in here, with the key of whoever sits at it."""
    member_confirmation.confirm_staff(office.at(by), (office.id(who),))


def believed(office: Office, who: str) -> bool:
    """Whether an untouched process believes that somebody is confirmed."""
    uow = office.world.uow("jo")
    judge = member_lookup.load_key_trust(uow)
    try:
        judge.roles(judge.key_of(office.id(who)))
    except KeyChangedError:
        return False
    return True


@pytest.mark.parametrize("by", ["pat", "kit", "senior"])
def test_nobody_but_a_lead_confirms_anybody(office: Office, by: str):
    confirm(office, by, "kit")
    confirmed_at = select(Member.confirmed_at).where(Member.id == office.id("kit"))
    assert office.session.scalar(confirmed_at) is not None  # the row and the log say so
    assert not believed(office, "kit")


def test_a_lead_does(office: Office):
    confirm(office, "jo", "kit")
    assert believed(office, "kit")
