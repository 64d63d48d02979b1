"""Whether the child may be gone soon: a time with two meanings, or none, counts as the sooner."""

from datetime import UTC, datetime

import pytest

from app.domain.journey.leaving_soon import CALL_FIRST_SPAN, may_child_leave_within

AT = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "soon"),
    [
        ("", False),
        ("15:45", True),
        ("16:40", True),
        ("16:41", False),
        ("half 4", True),  # 04:30 or 16:30
        ("half 2", False),  # over for more than an hour
        ("15:00", True),  # just over: today's, and nobody has called
        ("in ten minutes", True),  # not read: it may be soon
        ("00:10", False),
    ],
)
def test_a_time_of_today_is_held_against_the_clock(typed: str, soon: bool):
    assert may_child_leave_within({"leaves_at": [typed]}, AT, CALL_FIRST_SPAN) is soon


def test_midnight_is_no_border():
    late = AT.replace(hour=23, minute=40)
    assert may_child_leave_within({"leaves_at": ["00:10"]}, late, CALL_FIRST_SPAN)


def test_only_a_child_who_is_here_leaves():
    now = {"leaves_at": ["15:45"], "child_is": ["somewhere_else"]}
    assert not may_child_leave_within(now, AT, CALL_FIRST_SPAN)
