"""Due times: minutes of open hours, by London clocks; danger waits for no door."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.times.london_time import Opening, add_open_minutes
from content.contacts.holidays import ENGLAND
from content.london_time import LONDON

WEEK = {str(day): ["09:00-17:00"] for day in range(5)}
CLOSED = {date(2026, 11, 25)}
OPEN = Opening(WEEK, lambda day: day in CLOSED or ENGLAND.is_holiday(day))


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("signed", "due"),
    [
        ("2026-11-24T14:02", "2026-11-24T15:02"),  # in hours
        ("2026-11-24T16:00", "2026-11-24T17:00"),  # to the minute of closing
        ("2026-11-24T16:01", "2026-11-26T09:01"),  # over a closure date
        ("2026-11-24T16:45", "2026-11-26T09:45"),
        ("2026-11-24T17:00", "2026-11-26T10:00"),  # closed
        ("2026-11-26T08:00", "2026-11-26T10:00"),  # before opening
        ("2026-11-27T16:30", "2026-11-30T09:30"),  # over a weekend
        ("2026-12-24T16:30", "2026-12-29T09:30"),  # over Christmas: Friday, Monday in lieu
        ("2026-10-23T16:30", "2026-10-26T09:30"),  # over the clocks going back
        ("2026-03-27T16:30", "2026-03-30T09:30"),  # and forward
    ],
)
def test_an_hour_is_an_hour_of_open_doors(signed: str, due: str):
    assert add_open_minutes(london(signed), 60, OPEN) == london(due)


def test_in_danger_fifteen_minutes_are_fifteen_minutes_at_any_hour():
    night = london("2026-12-25T23:50")
    assert add_open_minutes(night, 15, None) == night + timedelta(minutes=15)


@pytest.mark.parametrize("hours", [{}, {"0": []}])
def test_an_organisation_without_hours_still_has_a_clock(hours):
    at = london("2026-11-24T14:02")
    assert add_open_minutes(at, 60, Opening(hours, lambda _: False)) == at + timedelta(minutes=60)


def test_two_stretches_of_a_day_and_midnight_count():
    split = Opening({"1": ["13:00-24:00", "09:00-12:00"]}, lambda _: False)
    assert add_open_minutes(london("2026-11-24T11:30"), 60, split) == london("2026-11-24T13:30")
    assert split.is_open(london("2026-11-24T23:59"))
    assert not split.is_open(london("2026-11-25T00:00"))
    assert split.opens(london("2026-11-24T12:00")) == london("2026-11-24T13:00")


@given(st.timedeltas(timedelta(), timedelta(days=600)), st.integers(1, 300))
def test_a_due_time_is_whole_seconds_in_utc_and_never_before_its_minutes(later, minutes):
    at = datetime(2026, 1, 1, tzinfo=UTC) + later
    due = add_open_minutes(at, minutes, OPEN)
    assert due.tzinfo is UTC
    assert due.microsecond == 0
    assert due >= at.replace(microsecond=0) + timedelta(minutes=minutes)
    assert OPEN.is_open(due - timedelta(seconds=1))
