"""The recovery sheet that appointed a lead is replaced: a new key, a new sheet, the old refused."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.domain.routing.actors import Team
from app.models.team import TeamGrant
from app.services.concerns.concern_reading import open_concern
from app.services.confirmation import sheet_drill, sheet_renewal
from app.services.confirmation.certification import OLDER_SHEET
from app.services.confirmation.sheet_requests import NOT_READY
from app.services.integrity import integrity_check
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import suspend_member
from tests.support.club.new_sheets import draw_sheet, replace_with_old, sheet_of
from tests.support.club.office import Office
from tests.unit.services.confirmation.test_sheet_renewal import (
    appoint,
    demand_refused,
    epochs,
)

REPLACED = OLDER_SHEET.format(day="24 November 2026")


def read_appointed_at(office: Office, who: str) -> datetime | None:
    return sheet_drill.load_sheet_status(office.world.uow(who)).appointed_at


@pytest.mark.both_databases
def test_the_acting_lead_is_asked_for_a_new_sheet_until_it_is_made(office: Office):
    before = office.signed("pat")
    assert read_appointed_at(office, "jo") is None
    appoint(office, sheet_of(office))
    assert read_appointed_at(office, "sam") == read_appointed_at(office, "senior") == office.now
    office.now += timedelta(hours=1)
    new = replace_with_old(office, "sam")
    assert read_appointed_at(office, "sam") is None
    after = office.signed("pat")
    assert epochs(office, "sam", Team.LEADS) == [2, 1]
    assert epochs(office, "senior", Team.SENIORS) == [2, 1]
    assert all(open_concern(office.world.uow("sam"), one).entries for one in (before, after))
    demand_refused(REPLACED, appoint, office, sheet_of(office), "kit")
    appoint(office, new, "kit")
    assert read_appointed_at(office, "sam") == office.now, "the next one was used too"
    assert integrity_check.find_all_differences(office.world.uow()) == ()


@pytest.mark.both_databases
def test_alone_after_everyone_left_the_acting_lead_needs_no_second_person(office: Office):
    appoint(office, sheet_of(office))
    for who in ("jo", "deputy", "senior"):
        new = draw_sheet(office, "", sheet_of(office), by="sam")
        demand_refused(NOT_READY, sheet_renewal.replace_sheet, office.world.uow("sam"), new)
        suspend_member(office.world.uow("sam"), office.id(who))
        remove_member(office.world.uow("sam"), office.id(who), sheet_of(office))
    new = draw_sheet(office, "", sheet_of(office), by="sam")
    sheet_renewal.replace_sheet(office.world.uow("sam"), new)
    assert read_appointed_at(office, "sam") is None
    grants = select(TeamGrant.team, TeamGrant.epoch).where(TeamGrant.user_id.is_(None))
    held = office.world.uow().session.execute(grants).all()
    assert sorted(map(tuple, held)) == [("leads", 4), ("seniors", 3)], "of the new sheet alone"
