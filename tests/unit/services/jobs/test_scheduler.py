"""Housekeeping: one process at a time, every step by itself, the log told of what it did."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from app.errors import DatabaseDamagedError
from app.models.audit_log import Checkpoint
from app.models.member import Invite, SignIn, Throttle
from app.models.outbox import Lease, Outbox
from app.services.auth import throttle
from app.services.emails import mail_delivery
from app.services.integrity import integrity_check
from app.services.jobs import scheduler
from app.services.members import invites
from app.services.server_checks import monitor_words, server_check, server_trouble
from app.services.unit_of_work import UnitOfWork
from audit.events import Action
from tests.support.club.office import Office


def tools(office: Office, holder: str = "one", smtp_url: str = "") -> scheduler.JobTools:
    session = office.world.session()
    uow = office.world.uow()
    return scheduler.JobTools(
        session=session,
        uow=lambda org: UnitOfWork(
            session, org, uow.server, uow.files, uow.key_log, lambda: office.now
        ),
        clock=lambda: office.now,
        post=mail_delivery.MailSettings(smtp_url, "heard@example.org", "http://localhost:8000"),
        holder=holder,
    )


def test_one_process_tends_at_a_time_and_another_takes_over(office: Office):
    assert scheduler.run_jobs_once(tools(office, "one"))
    assert not scheduler.run_jobs_once(tools(office, "two"))
    assert scheduler.run_jobs_once(tools(office, "one"))
    office.now += timedelta(seconds=40)
    scheduler.renew_lease(tools(office, "two"))  # it is not its own
    scheduler.renew_lease(tools(office, "one"))
    office.now += timedelta(seconds=40)
    assert scheduler.find_other_housekeeper(office.session, "two", office.now) == "one"
    assert not scheduler.run_jobs_once(tools(office, "two"))
    office.now += timedelta(seconds=10)  # with another look each 10 seconds: within a minute
    assert scheduler.run_jobs_once(tools(office, "two"))
    assert not scheduler.run_jobs_once(tools(office, "one"))


def test_a_lease_from_before_the_clock_was_set_back_stops_no_one(office: Office):
    assert scheduler.run_jobs_once(tools(office, "one"))
    office.now -= timedelta(minutes=4)  # as clocks of two machines may differ
    assert not scheduler.run_jobs_once(tools(office, "two"))
    office.now -= timedelta(minutes=56)
    assert scheduler.find_other_housekeeper(office.session, "two", office.now) is None
    assert scheduler.run_jobs_once(tools(office, "two"))
    assert not scheduler.run_jobs_once(tools(office, "one"))


def test_two_first_rounds_at_once_are_one_round(office: Office, monkeypatch):
    first, second = tools(office, "one"), tools(office, "two")
    assert scheduler.run_jobs_once(first)
    # The second process looked before the first one's row was there.
    monkeypatch.setattr(second.session, "get", lambda *a, **k: None)
    assert not scheduler.run_jobs_once(second)
    with office.world.session() as session:
        assert session.scalars(select(Lease.holder)).all() == ["one"]


def test_a_step_that_lost_the_lease_does_nothing(office: Office, monkeypatch):
    office.signed("sam", danger="yes")
    office.now += timedelta(minutes=16)
    real, calls = scheduler._take_lease, []

    def once(tools, uow):
        calls.append(1)
        return real(tools, uow) if len(calls) == 1 else False

    monkeypatch.setattr(scheduler, "_take_lease", once)
    before = office.count(Outbox)
    scheduler.run_jobs_once(tools(office))
    assert office.count(Outbox) == before


@pytest.mark.parametrize(
    "step", ["_unread", "_end_sign_ins", "_daily_checkpoint", "_send", "_sweep"]
)
def test_a_step_that_fails_never_stops_the_others(office: Office, monkeypatch, caplog, step):
    ran = []

    def stands_in(name: str):
        def work(_tools, _uow):
            ran.append(name)
            if name == step:
                raise ValueError("a child's name")

        work.__name__ = name
        return work

    names = ["_unread", "_end_sign_ins", "_daily_checkpoint", "_send", "_sweep"]
    for name in names:
        monkeypatch.setattr(scheduler, name, stands_in(name))
    with caplog.at_level(logging.ERROR, logger="heard.tend"):
        assert scheduler.run_jobs_once(tools(office))
    assert ran == names
    assert caplog.messages == [f"tend: {step.strip('_')} failed with ValueError"]
    assert "child" not in caplog.text
    figures = {} if step in {"_send", "_sweep"} else {"organisation": str(office.org.id)}
    assert caplog.records[0].figures == figures


def find_failing(office: Office) -> list[str]:
    """Return the sentences of doctor about steps that fail. A monitor gets one word for them."""
    with office.world.session() as session:
        sentences = list(server_check.find_failing_housekeeping(session, office.now))
        words = monitor_words.list_trouble_words(session, office.now)
    assert all("a child" not in sentence for sentence in sentences)
    assert ("housekeeping step" in words) == bool(sentences)
    return sentences


def test_a_step_that_fails_in_each_round_is_told_until_it_works(office: Office, monkeypatch):
    def fail(_tools, _uow):
        raise ValueError("a child's name")

    fail.__name__ = "_training"
    with monkeypatch.context() as patch:
        patch.setattr(scheduler, "_training", fail)
        for minutes in (0, 4):
            office.now += timedelta(minutes=minutes)
            scheduler.run_jobs_once(tools(office))
            assert find_failing(office) == []  # the next round may mend it
        since = office.now - timedelta(minutes=4)
        office.now += timedelta(minutes=2)
        scheduler.run_jobs_once(tools(office))
    (said,) = find_failing(office)
    assert "training of housekeeping has failed each time since" in said
    assert "(ValueError)" in said
    with office.world.session() as session:
        trouble = server_trouble.find_server_trouble(session, office.world.data, office.now)
    assert trouble.fails_since == since
    office.now += timedelta(minutes=1)
    scheduler.run_jobs_once(tools(office))
    assert find_failing(office) == []
    assert office.count(Lease) == 1


@pytest.mark.parametrize(
    ("find", "name"),
    [
        ((scheduler.author_reading_ends, "find_concerns_past_reading_end"), "end_one_reading"),
        ((scheduler.unread_reminders, "find_passed_due_ids"), "one_unread"),
    ],
    ids=["author's reading", "unread"],
)
def test_what_fails_for_one_concern_is_tried_in_each_round(office, monkeypatch, find, name):
    tried = []

    def fail(*_):
        tried.append(name)
        raise ValueError("a child's name")

    fail.__name__ = name
    monkeypatch.setattr(*find, lambda *_: (office.org.id,))
    monkeypatch.setattr(scheduler, f"_{name}", fail)
    keeper = tools(office)
    for rounds in range(1, 5):
        scheduler.run_jobs_once(keeper)
        assert len(tried) == rounds
        office.now += timedelta(minutes=2)
    (said,) = find_failing(office)
    assert name in said


def test_housekeeping_ends_at_once_when_the_file_is_damaged(office: Office, monkeypatch):
    ran = []

    def meet_damage(_tools, _uow):
        ran.append(1)
        raise DatabaseDamagedError("database damaged")

    monkeypatch.setattr(scheduler, "_unread", meet_damage)
    monkeypatch.setattr(scheduler, "_send", lambda *_: ran.append(2))
    with pytest.raises(DatabaseDamagedError):
        scheduler.run_jobs_once(tools(office))
    assert ran == [1]


def sign_in_of(office: Office, who: str, since: datetime) -> SignIn | None:
    query = select(SignIn).where(SignIn.user_id == office.id(who), SignIn.since == since)
    return office.session.scalars(query).one_or_none()


def test_sign_ins_that_are_over_lose_their_box_and_the_log_says_so(office: Office):
    office.at("sam")
    began = office.now
    office.now += timedelta(minutes=19)
    scheduler.run_jobs_once(tools(office))
    assert sign_in_of(office, "sam", began).box
    office.now += timedelta(minutes=2)
    scheduler.run_jobs_once(tools(office))
    row = sign_in_of(office, "sam", began)
    assert (row.box, row.ended_at) == (None, office.now)
    expired = [event.obj for event in office.events() if event.act is Action.SIGN_IN_EXPIRED]
    assert f"sign_in/{office.id('sam')}/{row.id.hex()[:16]}" in expired
    office.now += timedelta(hours=24, minutes=1)
    scheduler.run_jobs_once(tools(office))
    assert sign_in_of(office, "sam", began) is None


def test_a_second_round_expires_nothing_twice(office: Office):
    office.at("sam")
    office.now += timedelta(hours=1)
    scheduler.run_jobs_once(tools(office))
    size = len(office.events())
    scheduler.run_jobs_once(tools(office))
    assert len(office.events()) == size


def test_a_checkpoint_a_day_and_only_when_the_log_grew(office: Office):
    office.signed("sam")
    with office.at("jo").keep() as session:
        session.execute(delete(SignIn))  # made by the true clock: they would end at some step
    scheduler.run_jobs_once(tools(office))
    before = office.count(Checkpoint)
    office.now += timedelta(hours=23)
    scheduler.run_jobs_once(tools(office))
    assert office.count(Checkpoint) == before
    office.now += timedelta(hours=2)
    scheduler.run_jobs_once(tools(office))
    assert office.count(Checkpoint) == before + 1
    assert office.events()[-1].act is Action.CHECKPOINT_TAKEN
    office.now += timedelta(days=3)
    scheduler.run_jobs_once(tools(office))
    assert office.count(Checkpoint) == before + 1


def test_what_is_too_old_to_matter_is_swept_and_what_is_not_stays(office: Office):
    invites.invite_member(office.at("jo"), "new@example.org", ())
    with office.at("jo").keep() as session:
        session.add(Throttle(tag="old", since=office.now - throttle.WINDOW, tries=3))
        session.add(Throttle(tag="new", since=office.now, tries=3))
        session.execute(update(Invite).values(expires_at=office.now + timedelta(days=7)))
    office.now += timedelta(minutes=1)
    scheduler.run_jobs_once(tools(office))
    with office.world.session() as session:
        counts = select(Throttle.tag).where(~Throttle.tag.contains(":"))
        assert session.scalars(counts).all() == ["new"]
    left = office.count(Invite)
    assert left >= 1
    office.now += timedelta(days=8, minutes=1)
    scheduler.run_jobs_once(tools(office))
    assert office.count(Invite) == 0


def test_rows_and_log_agree_after_a_day_of_tending(office: Office):
    office.signed("sam", danger="yes")
    office.signed("sam", about="yes")
    for _ in range(30):
        office.now += timedelta(minutes=50)
        scheduler.run_jobs_once(tools(office))
    assert integrity_check.find_all_differences(office.world.uow()) == ()
