"""Ten failed tries in an hour are mailed to the owner, by housekeeping and never by the try."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, event, select

from app.domain.notices.notice_model import TRIES_PER_HOUR
from app.models.outbox import Outbox
from app.services.auth import throttle
from app.services.auth.sign_ins import UNKNOWN_USER
from app.services.auth.throttle import TryCounter
from app.services.jobs import scheduler
from tests.support.club.office import Office
from tests.unit.services.jobs.test_scheduler import tools

A_MINUTE = timedelta(minutes=1)


def fail(office: Office, times: int, every: timedelta = A_MINUTE, user: UUID | None = None) -> None:
    for number in range(times):
        uow = office.world.uow()
        tries = TryCounter(uow.server, str(uow.org.id), "who@example.org", f"192.0.2.{number}")
        throttle.log_failed_try(uow, tries, user or office.id("sam"))
        office.now += every


def told(office: Office) -> list[UUID]:
    scheduler.run_jobs_once(tools(office))
    mine = select(Outbox.member_id).where(Outbox.template == "failed_sign_ins")
    return list(office.session.scalars(mine))


def test_ten_in_an_hour_are_one_mail_and_nine_are_none(office: Office):
    fail(office, TRIES_PER_HOUR - 1)
    assert told(office) == []
    fail(office, 1)
    assert told(office) == told(office) == [office.id("sam")]


def test_ten_over_a_longer_time_make_no_mail(office: Office):
    fail(office, TRIES_PER_HOUR * 2, every=timedelta(minutes=7))
    assert told(office) == []


def test_there_is_one_mail_an_hour_at_most_however_many_try(office: Office):
    for _ in range(12):
        fail(office, TRIES_PER_HOUR, every=timedelta(seconds=60))
        told(office)
    assert len(told(office)) == 2  # two hours of it


def test_tries_for_an_account_that_does_not_exist_are_mailed_to_no_one(office: Office):
    fail(office, TRIES_PER_HOUR, user=UNKNOWN_USER)
    assert told(office) == []


def test_a_mail_that_was_taken_away_is_made_again(office: Office):
    fail(office, TRIES_PER_HOUR)
    assert len(told(office)) == 1
    office.world.change(delete(Outbox))
    assert told(office) == [office.id("sam")]


@pytest.mark.parametrize("times", [1, TRIES_PER_HOUR + 1])
def test_a_try_costs_the_same_statements_whether_there_is_such_an_account(office, times: int):
    """No stranger learns from the time of an answer whose account there is."""
    counts = []
    for user in (office.id("sam"), UNKNOWN_USER):
        fail(office, times - 1, user=user)
        statements: list[str] = []
        uow = office.world.uow()
        tries = TryCounter(uow.server, str(uow.org.id), "who@example.org", "198.51.100.1")
        engine = uow.session.get_bind()

        def note(_conn, _cursor, statement, *_more, seen=statements) -> None:
            # Counters are the account's own, and how the tree grows depends on its size.
            if "throttle" not in statement and "node" not in statement:
                seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        throttle.log_failed_try(uow, tries, user)
        event.remove(engine, "before_cursor_execute", note)
        counts.append(statements)
    assert counts[0] == counts[1]
