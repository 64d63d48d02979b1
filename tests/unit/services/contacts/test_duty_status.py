"""The leads on duty today and the next ones, as a lead's Today says it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from app.domain.routing.actors import CallInfo, Org
from app.domain.routing.duty_rota import DutyCover, RotaPlan
from app.services.contacts.duty_status import find_duty_status
from tests.support.club.office import Office

TUESDAY, THURSDAY = 1, 3


def organisation(office: Office, rota: RotaPlan, **more: object) -> Org:
    return msgspec.structs.replace(office.org, to_ring=CallInfo(rota=rota), **more)


def test_it_names_me_or_the_other_until_closing_and_who_is_next(office: Office):
    jo, deputy = str(office.id("jo")), str(office.id("deputy"))
    rota = RotaPlan(days={jo: (TUESDAY,), deputy: (THURSDAY,)})
    org = organisation(office, rota, hours={"1": ["09:00-12:00", "13:00-16:30"]})
    mine = find_duty_status(office.at("jo"), org)
    assert (mine.mine, mine.others, mine.until) == (True, (), "16:30")
    assert mine.next_day == office.now.date() + timedelta(days=2)
    (other,) = mine.next_names
    theirs = find_duty_status(office.at("deputy"), org)
    assert (theirs.mine, len(theirs.others), theirs.next_names) == (False, 1, ("you",))
    day = office.now.date()
    away = RotaPlan(days=rota.days, covers=(DutyCover(deputy, jo, day, day),))
    covered = find_duty_status(office.at("jo"), organisation(office, away))
    assert (covered.mine, covered.others) == (False, (other,))


def test_after_closing_and_on_a_closure_no_time_is_said(office: Office):
    rota = RotaPlan(days={str(office.id("jo")): (TUESDAY,)})
    hours = {"1": ["09:00-16:30"]}
    closed = organisation(office, rota, hours=hours, closures=(office.now.date(),))
    assert find_duty_status(office.at("jo"), closed).until == ""
    office.now = office.now.replace(hour=16, minute=30)
    found = find_duty_status(office.at("jo"), organisation(office, rota, hours=hours))
    assert (found.mine, found.until) == (True, "")


def test_on_a_bank_holiday_no_time_is_said(office: Office):
    jo = str(office.id("jo"))
    org = organisation(office, RotaPlan(days={jo: (4,)}), hours={"4": ["09:00-16:30"]})
    for day, until in (
        (datetime(2026, 12, 18, 10, tzinfo=UTC), "16:30"),
        (datetime(2026, 12, 25, 10, tzinfo=UTC), ""),
    ):
        office.now = day
        found = find_duty_status(office.at("jo"), org)
        assert (found.mine, found.until) == (True, until), day


def test_without_a_rota_no_one_is_said_to_be_on_duty(office: Office):
    assert not find_duty_status(office.at("jo"), office.org).has_rota
