"""What a reader sees first leaves no child's answer out, and calls no answered question a gap."""

from __future__ import annotations

from datetime import UTC, datetime

from app.domain.record.entry_schema import Details, Entry, Part, Person, Record
from app.review.concern_summary import summarise_concern
from app.services.concerns.entry_decryption import OpenEntry

AT = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
BY = Person("1", "Sam Lee", "Coach", "07700 900456", "sam@example.org", ("practitioner",), True)
BOTH = ("c1", "c2")
FIRST = Part("now", BOTH, {"child_is": "with_me", "leaves_at": "15:30", "leaves_with": "A cousin"})
CHILDREN = (
    Part("child", ("c1",), {"name": "Amy"}, item="c1"),
    Part("child", ("c2",), {"name": "Ben"}, item="c2"),
)


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


def test_a_child_who_was_not_asked_about_keeps_the_leaving_time_that_was_said_first() -> None:
    amy = Part("now", ("c1",), {"child_is": "with_me", "leaves_at": "17:00"})
    lines = glance(record(FIRST, amy, *CHILDREN))
    said_first = "Answered before each child was asked about"
    assert lines["Leaves at"] == f"Amy: 17:00\n{said_first}: 15:30"
    assert lines["Leaves with"] == f"{said_first}: A cousin"
    ben = Part("now", ("c2",), {"child_is": "with_me", "leaves_at": "18:00"})
    assert glance(record(FIRST, amy, ben, *CHILDREN))["Leaves at"] == "Amy: 17:00\nBen: 18:00"
