"""An organisation with one lead, no senior and nobody else, beside the club: for its services."""

from __future__ import annotations

import os

import pytest

from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.organisations import organisation_setup
from tests.support.club.club_setup import HOURS, PASSPHRASE, Person, uow_on
from tests.support.club.office import Office
from tests.support.club.world import World


def move_to_sole_lead(world: World, host: str = "choir.example", *, demo: bool = False) -> None:
    """Set one up in this world's database; its lead is `jo`, and the only one of its people."""
    new = organisation_setup.NewOrganisation(
        name="Hilltop Choir",
        host=host,
        lead_title="welfare officer",
        phone="01632 960050",
        address="2 Example Street, Scunthorpe",
        pack="north_lincolnshire",
        hours=HOURS,
        closures=(),
        lead_name="Jo Hill",
        lead_email="jo@choir.example",
        lead_phone="07700 900150",
        lead_job_title="Choir manager",
        passphrase=PASSPHRASE,
        demo=demo,
    )
    seed, org = os.urandom(32), organisation_setup.build_new_org(new)
    uow = uow_on(world.session(), org, world.data, clock=lambda: world.now())
    lead_id = organisation_setup.create_organisation_and_first_lead(uow, new, seed)
    token = sign_ins.sign_in(uow, KdfSlots(world.data), new.lead_email, PASSPHRASE, "127.0.0.1")
    sessions.open_session(uow, token)
    lead = Person("jo", lead_id, new.lead_email, new.lead_name, uow.keys.own.seed, uow.keys.pins)
    world.org, world.people, world.recovery_seed = org, {"jo": lead}, seed


@pytest.fixture
def sole_lead(world: World) -> Office:
    """An organisation where one person holds a team's key."""
    office = Office(world)
    move_to_sole_lead(world)
    office.org = world.org
    return office
