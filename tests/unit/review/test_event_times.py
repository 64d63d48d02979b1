"""An entry that was written later than what it tells of has both times."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec import structs

from app.domain.record.entry_schema import Call, Part, Person, Referral
from app.review.concern_page.event_times import describe_earlier_event_time

SIGNED = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
BY = Person("1", "Sam Lee", "Coach", "07700 900456", "sam@example.org", ("practitioner",), True)


def refer(value: object) -> Referral:
    return Referral(
        by=BY, signed_at=SIGNED, once="1", parts=(Part("referral", (), {"referred_at": value}),)
    )


def at(day: str | None, clock: str | None = None) -> dict[str, str | None]:
    return {"date": day, "time": clock, "zone": "Europe/London"}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (at("2026-11-24", "12:15"), "24 November, 12:15"),
        (at("2026-11-24", "13:05"), ""),
        (at("2026-11-23"), "23 November"),
        (at("2025-12-31", "23:50"), "31 December 2025, 23:50"),
        (at("2026-11-24"), ""),
        (at("2026-11-25", "09:00"), ""),
        (at(None), ""),
        (at("2026-13-40", "12:15"), ""),
        ("last week", ""),
    ],
)
def test_only_what_was_over_an_hour_before_is_said(value: object, words: str):
    assert describe_earlier_event_time(refer(value)) == words


def test_times_are_by_london_clocks():
    summer = datetime(2026, 7, 1, 14, 2, tzinfo=UTC)  # 15:02 in London
    call = Part("told", (), {"when": at("2026-07-01", "14:00")}, item="1")
    said = Call(by=BY, signed_at=summer, once="1", parts=(call,))
    assert describe_earlier_event_time(said) == "1 July, 14:00"
    back = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 01:30 again: the clocks went back
    early = structs.replace(refer(at("2026-10-25", "00:45")), signed_at=back)
    assert describe_earlier_event_time(early) == "25 October, 00:45"


def test_several_calls_in_one_entry_have_their_own_times():
    calls = tuple(Part("told", (), {"when": at("2026-11-01")}, item=item) for item in "12")
    said = Call(by=BY, signed_at=SIGNED, once="1", parts=calls)
    assert describe_earlier_event_time(said) == ""
