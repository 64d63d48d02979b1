"""A decision that is written down later: its own time, and what that says it was about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from app.domain.deadlines.concern_outcome import list_outcomes_so_far
from app.domain.deadlines.decided_time import (
    describe_decided_time,
    find_decided_day,
    find_decided_time,
    find_decided_time_problem,
    may_predate_entry,
)
from app.domain.deadlines.outstanding import OutstandingKind, find_outstanding
from app.domain.record.entry_schema import Acknowledgement, Closure, Decision, Part, Reopening
from app.review.concern_summary import find_newest_decision, list_earlier_decisions
from app.review.next_steps import collect_next_step_facts
from app.services.concerns.concern_deadlines import load_deadline_limits
from app.services.concerns.entry_decryption import OpenEntry
from tests.unit.domain.deadlines.test_outstanding import (
    FRIDAY,
    JO,
    SAT,
    call,
    left,
    made,
    org,
    record,
    stored,
)

ME = uuid4()
SUNDAY = FRIDAY + timedelta(days=2)
SIGNED = datetime(2026, 8, 28, 14, 2, 30, tzinfo=UTC)  # 15:02 in London
NOW = datetime(2026, 8, 30, 9, 15, 10, tzinfo=UTC)  # 10:15 in London


def at(day: int, clock: str | None = None) -> dict[str, str | None]:
    return {**stored(date(2026, 8, day)), "time": clock}


def decided_later(outcome: str, value: dict, days: int = 2, **more) -> Decision:
    """Return a decision that was written down on Sunday."""
    parts = (
        Part("decision", ("c1",), {"outcome": outcome, **more}, item="d1"),
        Part("decision", ("c1",), {"decided_at": value}),
    )
    return Decision(by=JO, signed_at=FRIDAY + timedelta(days=days), parts=parts)


@pytest.mark.parametrize(
    "value",
    [
        at(28),
        at(28, "15:02"),
        at(29, "03:00"),
        at(30),
        at(30, "10:15"),
        at(28) | {"time_as_typed": "about three"},
        {"date": None, "time": "25:00", "date_as_typed": "soon"},
        {},
    ],
)
def test_a_time_from_the_signature_of_the_record_until_now_is_taken(value: dict):
    assert find_decided_time_problem(value, SIGNED, NOW) is None


@pytest.mark.parametrize(
    ("value", "end", "words"),
    [
        (
            at(27),
            "",
            "This concern was signed on 28 August 2026, 15:02. Enter that time or a later",
        ),
        (at(27, "23:59"), "", "signed on 28 August 2026, 15:02"),
        (at(28, "15:01"), "-time", "signed on 28 August 2026, 15:02"),
        (at(30, "10:16"), "-time", "Enter a time that has passed. It’s 10:15 now."),
    ],
)
def test_no_other_time_is(value: dict, end: str, words: str):
    found = find_decided_time_problem(value, SIGNED, NOW)
    assert found is not None
    assert found[0] == end
    assert words in found[1]


def test_a_decision_has_its_own_day_and_never_one_after_its_signature():
    said = decided_later("refer", at(28, "16:30"))
    assert find_decided_day(said) == FRIDAY.date()
    assert describe_decided_time(said) == "28 August 2026, 16:30"
    (line,) = list_outcomes_so_far([(2, said)], "jo")
    assert line.on == FRIDAY.date()
    assert find_decided_day(decided_later("refer", at(31))) == SUNDAY.date()
    plain = made(Decision, "decision", {"outcome": "refer"}, JO, days=2)
    assert (find_decided_day(plain), describe_decided_time(plain)) == (SUNDAY.date(), "")


def test_a_call_before_a_decision_was_written_down_is_the_decided_one():
    called = call(1, whom="police", answered="PC Khan", when=at(29, "09:00"))
    assert left(record(), called, decided_later("police", at(28, "16:30"))) == []
    waiting = left(record(), called, decided_later("police", at(30, "08:00")))
    assert waiting == [(OutstandingKind.POLICE, SUNDAY.date())], "decided after that call"


def test_clocks_start_when_a_decision_is_written_down():
    said = decided_later("refer", at(28, "16:30"))
    (wait,) = find_outstanding(enumerate((record(), said), 1), load_deadline_limits(org()))
    assert (wait.kind, wait.by, wait.since) == (OutstandingKind.REFER, SUNDAY.date(), SUNDAY.date())


def test_what_was_decided_before_a_review_day_is_not_that_review():
    plan = made(Decision, "decision", {"outcome": "safety_plan", "review_on": stored(SAT)}, JO)
    review = [(OutstandingKind.REVIEW, SAT)]
    assert left(record(), plan, decided_later("early_help", at(28, "16:30"))) == review
    assert left(record(), plan, decided_later("early_help", at(29))) == []


def decided(outcome: str, days: int = 2, **more) -> Decision:
    return made(Decision, "decision", {"outcome": outcome, **more}, JO, days)


NONE = "no_further_action"


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        ("police", OutstandingKind.POLICE),
        ("medical_help", OutstandingKind.MEDICAL),
        ("refer", OutstandingKind.REFER),
    ],
)
def test_an_older_no_further_action_ends_nothing_newer(outcome: str, kind: str):
    waiting = [(kind, SUNDAY.date())]
    asked = decided(outcome)  # Sunday, 16:25 in London
    for value in (at(29), at(29, "23:59"), at(30), at(30, "16:24"), {"date_as_typed": "soon"}):
        assert left(record(), asked, decided_later(NONE, value, days=3)) == waiting, value
    for value in (at(30, "16:25"), at(31), {}):
        assert left(record(), asked, decided_later(NONE, value, days=3)) == [], value
    assert left(record(), asked, decided(NONE, days=2)) == []
    by_day = decided_later(outcome, at(30), days=3)
    waiting = [(kind, date(2026, 8, 31))]
    assert left(record(), by_day, decided_later(NONE, at(30, "21:00"), days=3)) == waiting
    assert left(record(), by_day, decided_later(NONE, at(30), days=3)) == [], "as they were written"
    assert left(record(), asked, by_day, decided_later(NONE, at(29), days=3)) != []
    again = decided(outcome, days=3)
    assert left(record(), asked, again, decided_later(NONE, at(30, "21:00"), days=4)) != []


def test_an_older_decision_ends_no_newer_review():
    plan = decided("safety_plan", review_on=stored(SUNDAY.date()))
    moved = {"review_on": stored(date(2026, 9, 9))}
    set_late, before = decided_later("early_help", at(29), days=3, **moved), at(30, "09:00")
    both = [(OutstandingKind.REVIEW, SUNDAY.date()), (OutstandingKind.REVIEW, date(2026, 9, 9))]
    assert left(record(), plan, set_late) == both
    assert left(record(), plan, decided_later("early_help", before, days=3)) == both[:1]
    assert left(record(), plan, decided("early_help", days=3, **moved)) == both[1:]
    opened = made(Reopening, "reopening", {"review_on": stored(SUNDAY.date())}, JO, days=2)
    closed = made(Closure, "closure", {"reason": "Known."}, JO)
    assert left(record(), closed, opened, set_late) == both


def test_a_reopening_waits_for_a_newer_decision():
    read, closed = Acknowledgement(by=JO, signed_at=FRIDAY), made(Closure, "closure", {}, JO)
    opened = made(Reopening, "reopening", {"why": "More came."}, JO, days=2)
    start = (record(), read, closed, opened)
    waiting = [(OutstandingKind.DECIDE, SUNDAY.date())]
    assert left(*start, decided_later("early_help", at(29), days=3)) == waiting
    assert left(*start, decided_later("early_help", at(30, "16:25"), days=3)) == []
    assert left(*start, decided("early_help", days=2)) == []


def test_the_newest_decision_is_the_one_that_was_made_last():
    said = (decided("police"), decided_later(NONE, at(29), days=3), decided_later("refer", at(29)))
    entries = [OpenEntry(n, one, False, True, "", n, None) for n, one in enumerate(said, 2)]
    newest = find_newest_decision(entries, ME)
    assert newest is not None
    assert newest.number == 2
    assert [one.number for one in list_earlier_decisions(entries, ME)] == [4, 3]


def test_the_hour_that_comes_twice_keeps_the_order():
    first = made(Decision, "decision", {"outcome": "police"}, JO)
    twice = replace(first, signed_at=datetime(2026, 10, 25, 0, 50, tzinfo=UTC))  # 01:50, summer
    later = replace(first, signed_at=datetime(2026, 10, 25, 1, 10, tzinfo=UTC))  # 01:10, winter
    assert find_decided_time(twice) < find_decided_time(later)
    assert not may_predate_entry(later, twice)


def test_the_author_is_still_asked_who_sends_a_referral():
    start = (record(), decided("refer"))
    for value, asked in ((at(29), True), (at(30, "21:00"), False)):
        said = (*start, decided_later(NONE, value, days=3))
        entries = [OpenEntry(n, one, False, True, "", n, None) for n, one in enumerate(said, 1)]
        assert collect_next_step_facts(start[0], entries, {}).ask_who_sends is asked, value
