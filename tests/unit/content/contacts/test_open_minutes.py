"""Due times: minutes of open hours, by London clocks; danger waits for no door."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.contacts.holiday_calendar import ENGLAND
from content.contacts.opening_hours import (
    OrganisationHours,
    add_open_minutes,
    find_next_opening,
    is_open,
)
from content.london_time import LONDON

CLOSED = ENGLAND.with_holidays([date(2026, 11, 25)])
OPEN = OrganisationHours(("Mon-Fri 09:00-17:00",), CLOSED)


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


def test_an_organisation_without_hours_still_has_a_clock():
    at = london("2026-11-24T14:02")
    never = OrganisationHours((), ENGLAND)
    assert add_open_minutes(at, 60, never) == at + timedelta(minutes=60)


def test_hours_that_do_not_suffice_in_thirty_days_count_as_none():
    at = london("2026-11-24T14:02")
    rare = OrganisationHours(("Mon 09:00-09:10",), ENGLAND)
    assert add_open_minutes(at, 40, rare) == london("2026-12-21T09:10")  # the 28th's is a holiday
    assert add_open_minutes(at, 41, rare) == at + timedelta(minutes=41)


def test_days_without_a_night_between_are_one_stretch():
    at = london("2026-11-23T14:02")
    always = OrganisationHours(("Mon-Sun 00:00-24:00",), ENGLAND)
    assert add_open_minutes(at, 50_000, always) == at + timedelta(minutes=50_000)
    assert find_next_opening(always, at, ENGLAND) is None


def test_two_stretches_of_a_day_and_midnight_count():
    split = OrganisationHours(("Tue 13:00-24:00", "Tue 09:00-12:00"), ENGLAND)
    assert add_open_minutes(london("2026-11-24T11:30"), 60, split) == london("2026-11-24T13:30")
    assert is_open(split, london("2026-11-24T23:59"))
    assert not is_open(split, london("2026-11-25T00:00"))
    assert find_next_opening(split, london("2026-11-24T12:00")) == london("2026-11-24T13:00")


@given(st.timedeltas(timedelta(), timedelta(days=600)), st.integers(1, 300))
def test_a_due_time_is_whole_seconds_in_utc_and_never_before_its_minutes(later, minutes):
    at = datetime(2026, 1, 1, tzinfo=UTC) + later
    due = add_open_minutes(at, minutes, OPEN)
    assert due.tzinfo is UTC
    assert due.microsecond == 0
    assert due >= at.replace(microsecond=0) + timedelta(minutes=minutes)
    assert is_open(OPEN, due - timedelta(seconds=1), CLOSED)
