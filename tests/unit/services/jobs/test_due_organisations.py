"""A round goes through the organisations that have something due, and never misses one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from app.domain.times.unreadable_times import UNREADABLE_TIME
from app.models.audit_log import Checkpoint
from app.models.concern import Due
from app.models.member import SignIn, Throttle
from app.models.outbox import Outbox
from app.services.audit_log import refusals
from app.services.jobs import due_organisations, scheduler
from app.services.unit_of_work import Action
from tests.support.club.office import Office
from tests.unit.services.jobs.test_scheduler import tools

MINUTE = timedelta(minutes=1)


class Housekeeper:
    """One process that keeps house: it remembers its rounds."""

    def __init__(self, office: Office, monkeypatch) -> None:
        self.office, self.memory, self.looked = office, due_organisations.RoundMemory(), 0
        real = scheduler._look_after

        def counted(*what):
            self.looked += 1
            return real(*what)

        monkeypatch.setattr(scheduler, "_look_after", counted)

    def goes_through(self) -> bool:
        """Whether a round now goes through the organisation."""
        self.looked = 0
        assert scheduler.run_jobs_once(replace(tools(self.office), memory=self.memory))
        return bool(self.looked)

    def settle(self) -> None:
        """Rounds until nothing is left to do."""
        for _ in range(4):
            self.goes_through()
        assert not self.goes_through()


@pytest.fixture
def housekeeper(office: Office, monkeypatch) -> Housekeeper:
    office.signed("sam")
    with office.at("jo").keep() as session:
        session.execute(delete(SignIn))  # made by the true clock: they would end at some step
        session.execute(update(Due).values(done=True))
    made = Housekeeper(office, monkeypatch)
    made.settle()
    return made


def test_an_organisation_without_anything_due_is_passed_over(housekeeper: Housekeeper):
    housekeeper.office.now += 10 * MINUTE
    assert not housekeeper.goes_through()


def test_a_new_process_goes_through_all_of_them(housekeeper: Housekeeper):
    housekeeper.memory = due_organisations.RoundMemory()
    assert housekeeper.goes_through()


def test_none_is_passed_over_for_more_than_an_hour(housekeeper: Housekeeper):
    office, since = housekeeper.office, housekeeper.memory.looks[housekeeper.office.org.id].at
    while not housekeeper.goes_through():
        office.now += MINUTE
    assert MINUTE * 29 < office.now - since <= timedelta(hours=1)


def test_a_clock_that_was_set_back_is_no_reason_to_wait(housekeeper: Housekeeper):
    housekeeper.office.now -= timedelta(hours=2)
    assert housekeeper.goes_through()


def line(office: Office) -> None:
    office.at("jo").look(Action.LIST_VIEWED, "inbox/1")


def due(office: Office) -> None:
    with office.at("jo").keep() as session:
        first = select(Due.id).limit(1).scalar_subquery()
        session.execute(
            update(Due).where(Due.id == first).values(done=False, level=0, at=office.now)
        )


def unreadable_due(office: Office) -> None:
    due(office)
    with office.at("jo").keep() as session:
        session.execute(update(Due).where(Due.done.is_(False)).values(at=UNREADABLE_TIME))


def idle_session(office: Office) -> None:
    _session(office, office.now - timedelta(minutes=20), b"box", None)


def old_session(office: Office) -> None:
    _session(office, office.now, b"box", None, since=office.now - timedelta(hours=10))


def ended_session(office: Office) -> None:
    _session(office, office.now, None, office.now - timedelta(days=1, seconds=1))


def _session(office: Office, last_seen, box, ended_at, since=None) -> None:
    with office.at("jo").keep() as session:
        session.execute(delete(SignIn))
        session.add(
            SignIn(
                id=b"s" * 32,
                org_id=office.org.id,
                user_id=office.id("sam"),
                box=box,
                device=None,
                since=since or office.now,
                last_seen=last_seen,
                ended_at=ended_at,
            )
        )


def refused(office: Office) -> None:
    tag = f"{refusals._STARTS}{office.org.id}:{office.id('sam')}:page"
    with office.at("jo").keep() as session:
        session.add(Throttle(tag=tag, since=office.now - refusals.WINDOW, tries=2))


def old_checkpoint(office: Office) -> None:
    with office.at("jo").keep() as session:
        newest = select(Checkpoint.size).order_by(Checkpoint.size.desc()).limit(1).scalar_subquery()
        session.execute(delete(Checkpoint).where(Checkpoint.size == newest))
        session.execute(update(Checkpoint).values(made_at=office.now - timedelta(days=1)))


def no_checkpoint(office: Office) -> None:
    with office.at("jo").keep() as session:
        session.execute(delete(Checkpoint))


MAKES = [
    *(line, due, unreadable_due, idle_session, old_session, ended_session),
    *(refused, old_checkpoint, no_checkpoint),
]


@pytest.mark.both_databases
@pytest.mark.parametrize("make", MAKES, ids=lambda make: make.__name__)
def test_whatever_becomes_due_is_seen_in_the_next_round(housekeeper: Housekeeper, make):
    office, size = housekeeper.office, len(housekeeper.office.events())
    make(office)
    with office.at("jo").keep() as session:  # signing in wrote lines, which alone would be seen
        session.execute(delete(SignIn).where(SignIn.id != b"s" * 32))
    if make is not line:
        look = housekeeper.memory.looks[office.org.id]
        grown = look.size + len(office.events()) - size
        housekeeper.memory.looks[office.org.id] = replace(look, size=grown)
    assert housekeeper.goes_through()


def test_one_in_which_a_step_failed_is_gone_through_again(housekeeper: Housekeeper, monkeypatch):
    def fail(_tools, _uow):
        raise ValueError("a child's name")

    line(housekeeper.office)
    with monkeypatch.context() as patch:
        patch.setattr(scheduler, "_training", fail)
        assert housekeeper.goes_through()
        assert housekeeper.goes_through()
    assert housekeeper.goes_through()


def test_a_step_that_failed_in_a_round_for_a_window_is_tried_again(
    housekeeper: Housekeeper, monkeypatch
):
    def fail(_tools, _uow):
        raise ValueError("a child's name")

    refused(housekeeper.office)
    with monkeypatch.context() as patch:
        patch.setattr(scheduler, "_training", fail)
        assert housekeeper.goes_through()
        assert housekeeper.goes_through(), "the window is closed, the step is not done"
    assert housekeeper.goes_through()
    assert not housekeeper.goes_through()


def test_a_spoiled_refusal_stops_no_housekeeping(housekeeper: Housekeeper, caplog):
    office = housekeeper.office
    with office.at("jo").keep() as session:
        session.add(Throttle(tag="refused:x", since=office.now - refusals.WINDOW, tries=2))
    assert not housekeeper.goes_through()
    due(office)
    assert housekeeper.goes_through()
    assert not caplog.messages


def test_where_choosing_fails_all_are_gone_through_and_it_is_told(
    housekeeper: Housekeeper, monkeypatch
):
    def fail(_session, _now):
        raise ValueError("a child's name")

    failed = []
    made = replace(tools(housekeeper.office), memory=housekeeper.memory, note_failure=failed.append)
    with monkeypatch.context() as patch:
        patch.setattr(due_organisations, "_find_passed", fail)
        housekeeper.looked = 0
        assert scheduler.run_jobs_once(made)
    assert (failed, housekeeper.looked) == (["choose_due"], 1)


def test_one_whose_lease_was_lost_is_gone_through_again(housekeeper: Housekeeper, monkeypatch):
    line(housekeeper.office)
    real, calls = scheduler._take_lease, []

    def once(tools, uow):
        calls.append(1)
        return real(tools, uow) if len(calls) == 1 else False

    with monkeypatch.context() as patch:
        patch.setattr(scheduler, "_take_lease", once)
        assert housekeeper.goes_through()
    assert housekeeper.goes_through()


def test_a_late_record_is_reminded_of_in_its_minute(housekeeper: Housekeeper):
    office = housekeeper.office
    office.signed("sam", danger="yes")
    housekeeper.settle()
    before = office.count(Outbox)
    minutes = 0
    while office.count(Outbox) == before:
        office.now += MINUTE
        minutes += 1
        housekeeper.goes_through()
        assert minutes <= 16
