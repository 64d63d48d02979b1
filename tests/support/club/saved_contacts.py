"""Set phones, hours and content packs as the people do whose they are, without their forms.

A row that is changed alone is one that someone changed outside Heard: no page calls its number.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.models.member import Member
from app.models.organisation import Organisation
from app.services.contact_trust.vouched_contacts import (
    ORGANISATION_PARTS,
    PHONE,
    log_member_contacts,
    log_organisation_contacts,
)
from app.services.organisations import organisation_lookup
from tests.support.club.world import World


def set_organisation(world: World, **values: object) -> None:
    """Set columns of the organisation, and let the log vouch for them."""
    uow = world.uow()
    with uow.act() as act:
        row = act.session.get_one(Organisation, world.org.id)
        for name, value in values.items():
            setattr(row, name, value)
        act.session.flush()
        known = organisation_lookup.list_organisations(act.session)
        (org,) = (one for one in known if one.id == row.id)
        log_organisation_contacts(act, org, ORGANISATION_PARTS)
        act.checkpoint()


def set_phones(world: World, phone: str, people: Iterable[str] = ()) -> None:
    """Set the phone of these people, or of everyone, and let the log vouch for it."""
    uow, ids = world.uow(), {world.people[key].id for key in people}
    with uow.act() as act:
        for member in act.session.scalars(select(Member)).all():
            if not ids or member.id in ids:
                member.phone = phone
                log_member_contacts(act, member, (PHONE,))
        act.checkpoint()
