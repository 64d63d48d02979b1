"""The unread clock: readers, then seniors; nobody whom the record was kept from is ever told."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from app.domain.deadlines.outstanding import FOLLOWS
from app.domain.routing.recipients import Recipients
from app.models.concern import Concern, Due
from app.models.member import Member
from app.models.outbox import Outbox
from app.services.concern_lists.inbox import load_inbox
from app.services.concerns import acknowledgements
from app.services.integrity.integrity_check import find_all_differences
from app.services.jobs import scheduler, unread_reminders
from app.services.suspension.member_suspension import restore_member, suspend_member
from audit.events import Action
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.unit.services.jobs.test_scheduler import tools


def mails(office: Office, concern_id: UUID) -> list[tuple[str, str]]:
    """Who was queued which mail after signing: (template, person), in order."""
    by_id = {person.id: key for key, person in office.world.people.items()}
    rows = office.session.execute(
        select(Outbox.template, Outbox.member_id)
        .where(Outbox.concern_id == concern_id)
        .order_by(Outbox.made_at)
    )
    after = [(template, by_id[member]) for template, member in rows]
    return sorted(one for one in after if one[0] not in {"something_waits", "open_now"})


def wait(office: Office, **time: int) -> None:
    office.now += timedelta(**time)
    scheduler.run_jobs_once(tools(office))


def test_nobody_is_reminded_before_the_hour_is_over(office: Office):
    concern_id = office.signed("sam")
    wait(office, minutes=59)
    assert mails(office, concern_id) == []
    wait(office, minutes=1)
    assert mails(office, concern_id) == [("reminder", "deputy"), ("reminder", "jo")]


def test_a_reminder_never_moves_the_time_since_when_a_record_is_overdue(office: Office):
    due = {office.signed("sam"): office.now + timedelta(hours=1)}
    office.now += timedelta(minutes=20)
    due[office.signed("pat", danger="yes")] = office.now + timedelta(minutes=15)
    wait(office, hours=3)
    listed = load_inbox(office.at("jo")).unread
    assert {one.id: one.due for one in listed} == due
    assert all(one.overdue for one in listed)


def test_danger_is_a_quarter_of_an_hour(office: Office):
    concern_id = office.signed("sam", danger="unsure")
    wait(office, minutes=14)
    assert mails(office, concern_id) == []
    wait(office, minutes=1)
    assert len(mails(office, concern_id)) == 2


def test_seniors_are_told_once_a_quarter_hour_after_the_reminder(office: Office):
    concern_id = office.signed("sam")
    wait(office, minutes=60)
    wait(office, minutes=14)
    assert len(mails(office, concern_id)) == 2
    for _ in range(4):
        wait(office, minutes=30)
    found = mails(office, concern_id)
    assert found[2:] == [("unread_for_senior", "senior")]


def test_a_record_that_was_read_reminds_nobody(office: Office):
    concern_id = office.signed("sam")
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    wait(office, hours=5)
    assert mails(office, concern_id) == []


def test_out_of_hours_the_clock_waits_for_the_morning_but_not_in_danger(office: Office):
    office.now = datetime.fromisoformat("2026-11-24T18:00:00+00:00")
    usual, danger = office.signed("sam"), office.signed("sam", danger="yes")
    wait(office, hours=2)
    assert mails(office, usual) == []
    assert len(mails(office, danger)) == 2
    office.now = datetime.fromisoformat("2026-11-25T10:01:00+00:00")
    scheduler.run_jobs_once(tools(office))
    assert len(mails(office, usual)) == 2


def test_a_record_about_the_team_never_reaches_a_lead(office: Office):
    office.confirm_second_senior()
    concern_id = office.signed("sam", about="yes")
    for _ in range(6):
        wait(office, hours=1)
    assert mails(office, concern_id) == [
        ("reminder", who) for who in ("second_senior", "second_senior", "senior", "senior")
    ]


def test_a_senior_who_was_ticked_is_never_told(office: Office):
    office.confirm_second_senior()
    concern_id = office.signed("sam", about="yes", not_for=("senior",))
    for _ in range(6):
        wait(office, hours=1)
    assert set(mails(office, concern_id)) == {("reminder", "second_senior")}


def test_a_lead_who_was_ticked_is_never_told(world_without_senior: World):
    office = Office(world_without_senior)
    concern_id = office.signed("sam", about="yes", not_for=("jo",), choice=Recipients.NAMED_LEADS)
    for _ in range(6):
        wait(office, hours=1)
    assert mails(office, concern_id) == [("reminder", "deputy"), ("reminder", "deputy")]


def test_a_record_sealed_to_its_writer_waits_for_no_reader(world_without_senior: World):
    office = Office(world_without_senior)
    concern_id = office.signed("sam", about="yes", choice=Recipients.NOBODY)
    wait(office, hours=9)
    assert mails(office, concern_id) == []
    (row,) = office.session.scalars(select(Due))  # a call to the LADO, which its writer makes
    assert row.level == FOLLOWS
    wait(office, hours=24)
    told = select(Outbox.member_id).where(Outbox.concern_id == concern_id)
    assert office.session.scalars(told).all() == [office.id("sam")]


def test_a_lead_is_not_reminded_of_what_they_wrote_themself(office: Office):
    concern_id = office.signed("jo")
    wait(office, minutes=61)
    assert mails(office, concern_id) == [("reminder", "deputy")]


def test_somebody_suspended_or_not_confirmed_is_not_told(office: Office):
    concern_id = office.signed("sam")
    with office.world.session() as session:
        session.execute(
            update(Member).where(Member.id == office.id("deputy")).values(suspended_at=office.now)
        )
        session.commit()
    for _ in range(4):
        wait(office, minutes=61)
    assert mails(office, concern_id) == [("reminder", "jo"), ("unread_for_senior", "senior")]


def test_without_a_reader_its_author_is_told_and_the_clock_goes_on(office: Office):
    concern_id = office.signed("sam", about="yes")
    suspend_member(office.at("jo"), office.id("senior"))
    to_sam = select(Outbox.template).where(
        Outbox.concern_id == concern_id, Outbox.member_id == office.id("sam")
    )
    for minutes, told in ((61, 1), (16, 2), (60, 2), (20, 3)):  # rarer each time
        wait(office, minutes=minutes)
        assert office.session.scalars(to_sam).all() == ["something_waits"] * told, minutes
    wait(office, days=100)  # now they were also told once that a call to the LADO waits
    for days, told in ((6, 5), (1, 6), (7, 7)):  # and once a week in the end
        wait(office, days=days)
        assert len(office.session.scalars(to_sam).all()) == told, days
    assert mails(office, concern_id) == []
    restore_member(office.at("jo"), office.id("senior"))
    for _ in range(2):
        wait(office, days=7)
    assert mails(office, concern_id) == [("reminder", "senior")]
    assert find_all_differences(office.world.uow()) == ()


def test_a_lead_who_alone_reads_what_they_wrote_is_told_nothing(world: World):
    office = Office(world)
    suspend_member(office.at("jo"), office.id("deputy"))
    concern_id = office.signed("jo")
    suspend_member(office.at("jo"), office.id("senior"))
    for _ in range(3):
        wait(office, days=2)
    assert (
        office.session.scalars(select(Outbox.template).where(Outbox.concern_id == concern_id)).all()
        == []
    )


def test_each_step_of_the_clock_is_in_the_log_with_what_holds_now(office: Office):
    concern_id = office.signed("sam")
    wait(office, minutes=60)
    event = [event for event in office.events() if event.act is Action.DUE_CHANGED][-1]
    assert (event.obj, event.who, event.state) == (str(concern_id), "server", "unread")
    assert event.due == (office.now + timedelta(minutes=15),)


def test_a_due_time_that_another_process_handled_is_left_alone(office: Office):
    office.signed("sam")
    office.now += timedelta(hours=2)
    due_id = office.session.scalars(select(Due.id)).one()
    uow = office.world.uow()
    unread_reminders.remind_or_escalate(uow, due_id, office.now)
    size, queued = len(office.events()), office.count(Outbox)
    unread_reminders.remind_or_escalate(uow, due_id, office.now)
    assert (len(office.events()), office.count(Outbox)) == (size, queued)


def test_one_record_that_cannot_be_handled_never_holds_up_the_others(office: Office, monkeypatch):
    bad, good = office.signed("sam"), office.signed("sam")
    real = unread_reminders._take_step

    def step(act, uow, due_id, now):
        if act.session.get_one(Due, due_id).concern_id == bad:
            raise RuntimeError("odd")
        real(act, uow, due_id, now)

    monkeypatch.setattr(unread_reminders, "_take_step", step)
    wait(office, hours=2)
    assert mails(office, bad) == []
    assert len(mails(office, good)) == 2
    assert office.count(Concern) == 2
