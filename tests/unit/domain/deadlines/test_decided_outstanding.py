"""A decision and what it leaves to do, and a record that was read without one. Entries alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.deadlines.call_outcome import has_known_call_outcome, was_call_answered
from app.domain.deadlines.child_ask import make_which_child_task_text
from app.domain.deadlines.outstanding import OutstandingKind, find_outstanding
from app.domain.record.entry_schema import (
    Acknowledgement,
    AssignedTask,
    Closure,
    Decision,
    Part,
    Reopening,
    TaskOwner,
)
from app.services.concerns.concern_deadlines import load_deadline_limits
from tests.unit.domain.deadlines.test_outstanding import (
    FRIDAY,
    JO,
    MON,
    SAM,
    SAT,
    TUE,
    WED,
    call,
    left,
    made,
    org,
    record,
    stored,
)


@pytest.mark.parametrize("values", [{"whom": "police"}, {"whom": "police", "number": "101"}])
def test_a_call_of_which_nothing_more_is_written_was_not_answered(values: dict[str, str]):
    (part,) = call(**values).parts
    assert not was_call_answered(part)
    assert not has_known_call_outcome(part)


def test_a_decided_call_waits_for_an_answer_whoever_decides_next():
    police = made(Decision, "decision", {"outcome": "police"}, JO)
    other = made(Decision, "decision", {"outcome": "early_help"}, SAM, days=1)
    waiting = [(OutstandingKind.POLICE, FRIDAY.date())]
    assert left(record(), police, other) == waiting
    assert left(record(), police, call(whom="police")) == waiting
    assert left(record(), police, call(whom="children_services", answered="Ama")) == waiting
    assert left(record(), police, other, call(1, whom="police", answered="PC Khan")) == []
    assert left(record(), call(whom="police", answered="PC Khan"), police) == []
    later = made(Decision, "decision", {"outcome": "police"}, JO, days=2)
    assert left(record(), call(whom="police", answered="PC Khan"), later) != []
    old = {"whom": "police", "answered": "PC Khan", "when": stored(date(2026, 3, 2))}
    assert left(record(), call(**old), police) == waiting, "a call of months ago was another one"
    assert left(record(), police, call(1, **old)) == waiting
    none = made(Decision, "decision", {"outcome": "no_further_action"}, SAM, days=1)
    assert left(record(), police, none) == []
    assert left(record(), made(Decision, "decision", {"outcome": "medical_help"}, JO)) == [
        (OutstandingKind.MEDICAL, FRIDAY.date())
    ]


def test_a_call_decided_again_is_not_ended_by_one_before_that():
    first = made(Decision, "decision", {"outcome": "police"}, JO)
    again = made(Decision, "decision", {"outcome": "police"}, SAM, days=2)
    late = call(3, whom="police", answered="PC Khan", when=stored(SAT))
    waiting = [(OutstandingKind.POLICE, FRIDAY.date())]
    assert left(record(), first, late) == []
    assert left(record(), first, again, late) == waiting
    assert left(record(), first, again, late, call(3, whom="police", answered="PC Khan")) == []


def test_a_review_stays_until_its_day_whatever_a_colleague_decides_before():
    plan = made(Decision, "decision", {"outcome": "safety_plan", "review_on": stored(WED)}, JO)
    refer = made(Decision, "decision", {"outcome": "refer"}, SAM, days=1)
    review = (OutstandingKind.REVIEW, WED)
    assert left(record(), plan, refer) == [(OutstandingKind.REFER, SAT), review]
    late = made(Decision, "decision", {"outcome": "early_help"}, SAM, days=5)
    assert left(record(), plan, late) == []
    moved = made(
        Decision, "decision", {"outcome": "safety_plan", "review_on": stored(date(2026, 9, 9))}
    )
    assert left(record(), plan, moved) == [(OutstandingKind.REVIEW, date(2026, 9, 9))]


def test_a_decision_on_the_first_review_day_leaves_the_second():
    safe = Part("decision", ("c1",), {"outcome": "safety_plan", "review_on": stored(TUE)}, "o1")
    none = Part("decision", ("c1",), {"outcome": "early_help", "review_on": stored(WED)}, "o2")
    plan = Decision(by=JO, signed_at=FRIDAY, parts=(none, safe))
    review = [(OutstandingKind.REVIEW, WED)]
    assert left(record(), plan) == [(OutstandingKind.REVIEW, TUE)]
    first = made(Decision, "decision", {"outcome": "early_help"}, SAM, days=4)
    assert left(record(), plan, first) == review
    second = made(Decision, "decision", {"outcome": "early_help"}, SAM, days=5)
    assert left(record(), plan, first, second) == []
    moved = {"outcome": "early_help", "review_on": stored(date(2026, 9, 9))}
    assert left(record(), plan, made(Decision, "decision", moved)) == [
        (OutstandingKind.REVIEW, date(2026, 9, 9))
    ]


def test_a_record_that_was_read_waits_for_a_decision():
    read = Acknowledgement(by=JO, signed_at=FRIDAY)
    assert left(record()) == []
    assert left(record(), read) == [(OutstandingKind.DECIDE, FRIDAY.date())]
    decided = made(Decision, "decision", {"outcome": "early_help"}, JO)
    assert left(record(), read, decided) == []
    closed = made(Closure, "closure", {"reason": "Known."}, JO)
    assert left(record(), read, closed) == []
    again = made(Reopening, "reopening", {"why": "More came."}, JO, days=3)
    assert left(record(), read, closed, again) == [(OutstandingKind.DECIDE, MON)]
    assert left(record(), read, decided, closed, again) == [(OutstandingKind.DECIDE, MON)]
    (item,) = find_outstanding(enumerate((record(), read), 1), load_deadline_limits(org()))
    assert item.at.date() == SAT, "no one is reminded a moment after they read it"


def test_to_decide_which_child_it_is_takes_the_place_of_no_decision():
    read = Acknowledgement(by=JO, signed_at=FRIDAY)
    decided = made(Decision, "decision", {"outcome": "early_help"}, JO)
    closed = made(Closure, "closure", {"reason": "Known."}, JO)
    again = made(Reopening, "reopening", {"why": "More came."}, JO, days=3)
    me = TaskOwner("jo", "Jo Smith")
    signed = FRIDAY + timedelta(days=3)

    def kinds(what: str) -> list[OutstandingKind]:
        task = AssignedTask(by=JO, signed_at=signed, what=what, owner=me, due=TUE, children=("c1",))
        return [kind for kind, _ in left(record(), read, decided, closed, again, task)]

    assert kinds("Call his nan") == [OutstandingKind.TASK]
    assert kinds(make_which_child_task_text("")) == [OutstandingKind.DECIDE, OutstandingKind.TASK]
    assert kinds(make_which_child_task_text("Theo")) == [
        OutstandingKind.DECIDE,
        OutstandingKind.TASK,
    ]
