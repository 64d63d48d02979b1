"""Days and times in words are those of London clocks."""

from datetime import UTC, date, datetime

import pytest

from content.london_time import (
    format_date,
    format_date_time,
    format_day,
    format_iso_day,
    format_near_time,
    format_weekday_date,
    format_weekday_time,
    name_weekday,
    to_london,
)

SUMMER_NIGHT = datetime(2026, 6, 30, 23, 5, tzinfo=UTC)


def test_an_instant_has_the_day_that_london_has():
    assert format_date_time(SUMMER_NIGHT) == "1 July 2026, 00:05"
    assert format_iso_day(SUMMER_NIGHT) == "2026-07-01"


def test_a_day_has_its_year_where_that_is_not_this_one():
    assert format_date(date(2026, 3, 4)) == "4 March 2026"
    assert format_day(date(2026, 3, 4), date(2026, 11, 24)) == "4 March"
    assert format_day(date(2026, 3, 4), date(2027, 1, 1)) == "4 March 2026"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (22, ""),
        (23, "yesterday at 09:05"),
        (24, "today at 09:05"),
        (25, "tomorrow at 09:05"),
        (30, "Monday at 09:05"),
    ],
)
def test_a_near_time_is_named_by_its_day(day: int, words: str):
    now = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
    assert format_near_time(datetime(2026, 11, day, 9, 5, tzinfo=UTC), now) == words


@pytest.mark.parametrize("put", [to_london, format_date_time, format_iso_day])
def test_a_time_without_a_zone_is_refused(put):
    with pytest.raises(ValueError, match="without a zone"):
        put(datetime(2026, 11, 24, 10, 0))  # noqa: DTZ001 - the fault under test


def test_a_day_with_its_weekday_and_a_wall_clock():
    at = datetime(2026, 11, 6, 8, 5)  # noqa: DTZ001 - a wall clock of a scenario has no zone
    assert format_weekday_date(at.date()) == "Friday 6 November 2026"
    assert format_weekday_time(at) == "Friday 6 November 2026, 08:05"
    assert name_weekday(at) == "Friday"
