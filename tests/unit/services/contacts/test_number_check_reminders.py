"""Leads are reminded once of numbers that are due to be rung, and no longer once somebody rang."""

from __future__ import annotations

from dataclasses import replace as changed
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from app.models.member import Member
from app.models.organisation import Organisation
from app.models.outbox import Outbox
from app.services.contacts import number_check_reminders, number_checks
from app.services.contacts.number_check_reminders import REMINDER_TEMPLATE, NumbersDue
from app.services.jobs import scheduler
from content import pack_loader
from content.contacts.contact_directory import list_directory_areas, list_own_directory_entries
from content.contacts.number_findings import NO_FINDINGS, is_checked_by_phone
from content.london_time import LONDON
from tests.support.club.office import START, Office
from tests.support.machine.mail_server import Mailbox
from tests.unit.services.jobs.test_scheduler import tools

NORTH = pack_loader.load_pack("north_lincolnshire")
RUNG = [
    one
    for place in list_directory_areas(NORTH, NO_FINDINGS, START.date())
    for one in place.entries
    if place.own and one.rung
]  # fmt: skip
DUE = datetime(2027, 2, 24, 9, 0, tzinfo=LONDON)


@pytest.fixture
def set_up_then(office: Office) -> Office:
    """The club was set up the day before the clock of its tests."""
    made = update(Organisation).values(created_at=START - timedelta(days=1))
    office.world.change(made)
    return office


def mails(office: Office) -> list[str]:
    found = office.session.query(Outbox).filter(Outbox.template == REMINDER_TEMPLATE)
    names = {office.id(key): key for key in office.world.people}
    return sorted(names[one.member_id] for one in found)


def ring_all(office: Office, who: str = "senior") -> None:
    uow = office.at(who)
    for one in RUNG:
        number_checks.record_number_check(uow, one.name, one.mark, right=True)


def test_an_unchecked_number_is_named_at_once_and_emailed_once_a_lead(set_up_then: Office):
    office = set_up_then
    assert number_check_reminders.count_numbers_to_check(office.at("jo")) == NumbersDue(
        never=len(RUNG), again=0
    )
    for _ in range(3):
        scheduler.run_jobs_once(tools(office))
        office.now += timedelta(days=2)
    assert mails(office) == ["deputy", "jo"]


def test_on_the_day_of_set_up_nobody_is_reminded(office: Office):
    office.world.change(update(Organisation).values(created_at=START))
    scheduler.run_jobs_once(tools(office))
    assert mails(office) == []
    office.now += timedelta(days=1)
    scheduler.run_jobs_once(tools(office))
    assert mails(office) == ["deputy", "jo"]


def test_nothing_is_due_once_every_number_was_rung_until_the_next_check(set_up_then: Office):
    office = set_up_then
    ring_all(office)
    assert not number_check_reminders.count_numbers_to_check(office.at("jo"))
    scheduler.run_jobs_once(tools(office))
    office.now = DUE - timedelta(days=1)
    scheduler.run_jobs_once(tools(office))
    assert mails(office) == []
    office.now = DUE
    assert number_check_reminders.count_numbers_to_check(office.at("jo")).never == 0
    again = number_check_reminders.count_numbers_to_check(office.at("jo")).again
    assert 0 < again <= len(RUNG)
    for _ in range(2):
        scheduler.run_jobs_once(tools(office))
    assert mails(office) == ["deputy", "jo"]
    first = next(one for one in RUNG if one.due == DUE.date())
    number_checks.record_number_check(office.at("jo"), first.name, first.mark, right=True)
    assert number_check_reminders.count_numbers_to_check(office.at("jo")).again == again - 1


def test_a_mail_that_still_waits_is_taken_back_when_somebody_has_rung(set_up_then: Office):
    office = set_up_then
    scheduler.run_jobs_once(tools(office))
    assert mails(office) == ["deputy", "jo"]
    ring_all(office)
    scheduler.run_jobs_once(tools(office))
    assert mails(office) == []


def test_the_next_date_is_another_mail(set_up_then: Office):
    office = set_up_then
    scheduler.run_jobs_once(tools(office))
    office.now = DUE
    scheduler.run_jobs_once(tools(office))
    assert mails(office) == ["deputy", "deputy", "jo", "jo"]


def test_a_number_found_wrong_is_no_number_that_nobody_rang(set_up_then: Office):
    office, one = set_up_then, RUNG[0]
    number_checks.record_number_check(
        office.at("jo"), one.name, one.mark, right=False, said="A shop."
    )
    assert number_check_reminders.count_numbers_to_check(office.at("jo")).never == len(RUNG) - 1
    office.now = DUE
    assert number_check_reminders.count_numbers_to_check(office.at("jo")).again == len(
        [one for one in RUNG if one.due <= DUE.date()]
    )


def test_whoever_is_suspended_gets_none(set_up_then: Office):
    office = set_up_then
    gone = update(Member).where(Member.id == office.id("deputy")).values(suspended_at=START)
    office.world.change(gone)
    scheduler.run_jobs_once(tools(office))
    assert mails(office) == ["jo"]


def test_the_mail_names_nothing_and_leads_to_the_numbers(set_up_then: Office, mailbox: Mailbox):
    made = tools(set_up_then, smtp_url=mailbox.url)
    scheduler.run_jobs_once(changed(made, post=replace(made.post)))
    assert {mail.recipients[0] for mail in mailbox.mails} == {
        "jo@example.org",
        "deputy@example.org",
    }
    for mail in mailbox.mails:
        text = mail.message.get_content()
        assert "http://localhost:8000/directory" in text.splitlines()
        assert not [one for one in RUNG if one.number in text or one.who in text]


def test_lines_that_nobody_rings_are_never_due():
    pack = pack_loader.load_pack("england")
    assert not [one for one in RUNG if one.number in {"999", "101", ""}]
    assert not is_checked_by_phone(pack.contacts["emergency"])


def test_a_new_club_is_asked_for_its_councils_numbers_and_no_national_one(set_up_then: Office):
    places = list_directory_areas(NORTH, NO_FINDINGS, START.date())
    national = {entry.name for place in places for entry in place.entries if entry.national}
    assert {"england/childline", "england/nspcc", "england/emergency"} <= national
    assert RUNG
    assert {entry.name.split("/")[0] for entry in RUNG} == {"north_lincolnshire"}
    ring_all(set_up_then)
    assert not number_check_reminders.count_numbers_to_check(set_up_then.at("jo"))


def test_the_lines_of_the_own_council_are_those_of_the_directory():
    places = list_directory_areas(NORTH, NO_FINDINGS, START.date())
    own = [entry for place in places if place.own for entry in place.entries]
    assert own
    assert list(list_own_directory_entries(NORTH, NO_FINDINGS, START.date())) == own
