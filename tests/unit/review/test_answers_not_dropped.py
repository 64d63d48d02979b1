"""Tests that what is read first leaves no answer out, and calls no answered question a gap."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.domain.record.entry_schema import Details, Entry, Part, Person, Record
from app.review.concern_summary import summarise_concern
from app.review.timeline import list_core_gaps
from app.services.concerns.entry_decryption import OpenEntry
from referral_forms.filled_form import NOT_ANSWERED, NOT_ASKED_YET

AT = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
BY = Person("1", "Sam Lee", "Coach", "07700 900456", "sam@example.org", ("practitioner",), True)
BOTH = ("c1", "c2")
FIRST = Part("now", BOTH, {"child_is": "with_me", "leaves_at": "15:30", "leaves_with": "A cousin"})
CHILDREN = (
    Part("child", ("c1",), {"name": "Amy"}, item="c1"),
    Part("child", ("c2",), {"name": "Ben"}, item="c2"),
)
TOLD = "When and where the worker was told"
TOLD_OTHER = "When and where someone else was told"


def record(*parts: Part) -> Record:
    return Record(
        by=BY, signed_at=AT, reference="CFHKMRWX", began_at=AT, not_for=(), route="leads",
        recipients=("safeguarding",), pack="1", parts=parts,
    )  # fmt: skip


def open_entries(*entries: Entry) -> tuple[OpenEntry, ...]:
    return tuple(
        OpenEntry(number, entry, False, True, "", number, AT)
        for number, entry in enumerate(entries, 1)
    )


def glance(said: Record, *later: Details) -> dict[str, str]:
    return dict(summarise_concern(said, open_entries(said, *later), {}))


def list_gap_labels(said: Record, *later: Details) -> set[str]:
    found = list_core_gaps(said, open_entries(said, *later), third=True)
    return {label for gap in found for label in gap.labels}


def test_a_child_not_asked_about_keeps_the_first_leaving_time() -> None:
    amy = Part("now", ("c1",), {"child_is": "with_me", "leaves_at": "17:00"})
    lines = glance(record(FIRST, amy, *CHILDREN))
    said_first = "Answered before each child was asked about"
    assert lines["Leaves at"] == f"Amy: 17:00\n{said_first}: 15:30"
    assert lines["Leaves with"] == f"{said_first}: A cousin"
    ben = Part("now", ("c2",), {"child_is": "with_me", "leaves_at": "18:00"})
    assert glance(record(FIRST, amy, ben, *CHILDREN))["Leaves at"] == "Amy: 17:00\nBen: 18:00"


def test_a_question_that_a_later_entry_answers_is_no_gap() -> None:
    blank = Part("now", BOTH, {"danger_now": "no", "child_is": "somewhere_else"})
    said = record(blank, *CHILDREN, Part("told", (), {}))
    assert {NOT_ANSWERED, NOT_ASKED_YET} & {glance(said)["Leaves at"]}
    born = Part("child", ("c1",), {"born_on": {"date": "2017-05-03"}})
    leaves = Part("now", ("c1",), {"leaves_at": "17:00"})
    later = (
        Details(by=BY, signed_at=AT, page="asked", parts=(born,)),
        Details(by=BY, signed_at=AT, page="where_each", parts=(leaves,)),
    )
    before, after = list_gap_labels(said), list_gap_labels(said, *later)
    assert before - after == {"Date of birth", "When does the child leave?"}
    assert glance(said, *later)["Leaves at"] == "Answered in a later entry"
    assert glance(said, *later)["Leaves with"] == glance(said)["Leaves with"]


def test_if_someone_feared_is_with_children_is_read_where_first_asked() -> None:
    label = "Is the person with children now?"
    assert label not in glance(record(FIRST, *CHILDREN))
    coach = {"with_children_now": "yes", "with_children_where": "At the pool"}
    said = record(FIRST, *CHILDREN, Part("people", (), coach, item="1"))
    assert glance(said)[label] == "Yes, At the pool"
    more = Part("people", (), {"with_children_now": "unsure"}, item="1")
    later = Details(by=BY, signed_at=AT, page="people", parts=(more,))
    assert glance(said, later)[label] == "Yes, At the pool; Not sure"


def test_why_who_and_when_are_at_a_glance_where_they_are_answered() -> None:
    now = Part("now", BOTH, {"danger_now": "yes", "danger_why_other": "He waits outside"})
    told = {"told_on": {"date": "2026-11-24"}, "told_at_time": "13:40", "told_at_place": "Hall"}
    coach = Part("people", (), {"name_or_nickname": "Kai", "relationship": "Coach"}, item="1")
    said = record(now, *CHILDREN, Part("account", BOTH, {**told, "seen": "Shaking"}), coach)
    lines = glance(said)
    assert lines["Why someone may be in danger"] == "He waits outside"
    assert lines["What the worker saw or heard"] == "Shaking"
    assert (
        lines["When and where the worker was told"]
        == "24 November 2026, 13:40. Hall. Told to Sam Lee"
    )
    assert lines["Who the worker is worried about"] == "Kai, Coach"
    tall = Part("people", (), {"description": "Tall, red hat"}, item="2")
    later = Details(by=BY, signed_at=AT, page="people", parts=(tall,))
    assert glance(said, later)["Who the worker is worried about"] == "Kai, Coach\nTall, red hat"
    quoted = Part("account", BOTH, {**told, "child_words": "He hits me", "seen": "Shaking"})
    assert "What the worker saw or heard" not in glance(record(now, *CHILDREN, quoted))
    amy = Part("account", ("c1",), {"child_words": "He hits me", "seen": "Ben was shaking"})
    shown = glance(record(now, *CHILDREN, amy))["What the worker saw or heard"]
    assert shown == "Ben was shaking", "Ben has no words"
    bare = glance(record(FIRST, *CHILDREN))
    assert not {label for label in lines if lines[label] == "Kai, Coach"} & set(bare)


@pytest.mark.parametrize(
    ("account", "label", "listener"),
    [
        ({"account_by": "me", "account_by_name": "Pat"}, TOLD, "Sam Lee"),
        ({"account_by": "somebody_else", "account_by_name": "Pat"}, TOLD_OTHER, "Pat"),
        ({"account_by": "somebody_else"}, TOLD_OTHER, "someone else"),
    ],
)
def test_the_worker_was_told_only_what_is_their_own_account(
    account: dict[str, str], label: str, listener: str
) -> None:
    lines = glance(record(*CHILDREN, Part("account", BOTH, {"told_at_place": "Hall", **account})))
    told = [(name, text) for name, text in lines.items() if name in {TOLD, TOLD_OTHER}]
    assert told == [(label, f"Hall. Told to {listener}")]


def test_a_child_who_was_asked_about_later_is_not_called_unanswered() -> None:
    amy = Part("now", ("c1",), {"child_is": "with_me", "leaves_at": "17:00"})
    ben = Part("now", ("c2",), {"where_now": "At home"})
    later = Details(by=BY, signed_at=AT, page="where_each", parts=(ben,))
    lines = glance(record(FIRST, amy, *CHILDREN), later)
    where = lines["Where each child was"].splitlines()
    assert where[1] == "Ben: answered in a later entry"
