"""Sessions as the log tells them: those of older logs name none, and no end is kept for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.services.audit_log.session_index import (
    SESSION_LIMIT,
    TRY_WINDOW,
    SessionIndex,
    session_log_id,
)
from audit import events
from audit.events import Action

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SAM, JO = UUID(int=1), UUID(int=2)


def line(act: Action, at: datetime, session: str = "", who: str = str(SAM)) -> bytes:
    obj = session_log_id(SAM, session) if session else f"sign_in/{SAM}"
    return events.encode_event(
        events.Event(act=act, who=who, role="lead", org=str(UUID(int=9)), obj=obj, i=0, t=at)
    )


def row_id(number: int) -> bytes:
    return number.to_bytes(8, "big") + bytes(24)


def name(number: int) -> str:
    return row_id(number).hex()[:16]


def test_lines_of_older_logs_name_no_session():
    index = SessionIndex()
    for act in (Action.SIGNED_IN, Action.SIGNED_OUT, Action.SIGN_IN_EXPIRED):
        index.take(line(act, NOON))
    index.take(line(Action.SIGN_IN_FAILED, NOON, name(1)))
    assert (index.every_open(), index.every_end()) == ((), ())


def test_an_end_is_known_with_who_ended_it():
    index = SessionIndex()
    for number, who in ((1, str(SAM)), (2, "server"), (3, str(JO))):
        index.take(line(Action.SIGNED_IN, NOON, name(number)))
        index.take(line(Action.SIGNED_OUT, NOON, name(number), who))
    assert [index.find_end(row_id(number)).by_lead for number in (1, 2, 3)] == [False, False, True]
    assert index.list_open(SAM) == ()
    index.take(line(Action.SIGNED_IN, NOON, name(4)))
    assert (index.list_open(SAM), index.list_open(JO)) == ((name(4),), ())


def test_memory_holds_no_more_than_ten_hours():
    index = SessionIndex()
    for number in range(1, 1_000):
        at = NOON + timedelta(minutes=number)
        index.take(line(Action.SIGNED_IN, at, name(number)))
        if number % 2:
            index.take(line(Action.SIGNED_OUT, at, name(number)))
    minutes = SESSION_LIMIT // timedelta(minutes=1)
    assert len(index.every_open()) + len(index.every_end()) == minutes + 1
    assert index.find_end(row_id(399)) is not None, "ten hours ago to the minute"
    assert index.find_end(row_id(397)) is None


def test_wrong_tries_of_a_session_are_counted_until_a_right_one():
    index, one = SessionIndex(), session_log_id(SAM, name(1))
    for minute in range(3):
        index.take(line(Action.STEP_UP_FAILED, NOON + timedelta(minutes=minute), name(1)))
    assert index.tries.count_tries(one, NOON + timedelta(minutes=3)) == 3
    assert index.tries.count_tries(session_log_id(SAM, name(2)), NOON) == 0
    assert index.tries.count_tries(one, NOON + TRY_WINDOW) == 0
    index.take(line(Action.STEPPED_UP, NOON + timedelta(minutes=4), name(1)))
    assert index.tries.count_tries(one, NOON + timedelta(minutes=5)) == 0


def test_tries_are_remembered_for_one_window_only():
    index = SessionIndex()
    for minute in range(100):
        index.take(line(Action.STEP_UP_FAILED, NOON + timedelta(minutes=minute), name(minute)))
    assert len(index.tries.every()) == TRY_WINDOW // timedelta(minutes=1) + 1
