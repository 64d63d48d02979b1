"""Days and times as people write them."""

import contextlib
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.times.typed_dates import (
    NO_SUCH_TIME,
    UnreadableError,
    format_day_for_input,
    read_day,
    read_time,
    resolve_relative_day,
)
from content.london_time import LONDON

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "text",
    ["today", " Today ", "24/11/2026", "24 11 26", "24-11-2026", "24.11.26", "24 Nov 2026",
     "24th November 2026", "tues 24 nov", "Tuesday, 24 November", "24/11", "2026-11-24"],
)  # fmt: skip
def test_one_day_in_many_hands(text):
    assert read_day(text, TODAY) == TODAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("yesterday", date(2026, 11, 23)),
        ("25/12", date(2025, 12, 25)),
        ("29/2", date(2024, 2, 29)),
        ("3/5/12", date(2012, 5, 3)),
        ("3/5/99", date(1999, 5, 3)),
    ],
)
def test_a_day_without_its_year_or_century_is_the_newest_that_has_been(text, day):
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tomorrow", date(2026, 11, 25)),
        ("1/12", date(2026, 12, 1)),
        ("5 January", date(2027, 1, 5)),
        ("20/11", date(2026, 11, 20)),
        ("29/2", date(2028, 2, 29)),
        ("5/1/28", date(2028, 1, 5)),
        ("today", TODAY),
    ],
)
def test_a_day_that_may_lie_ahead_is_the_nearest_and_does_not_drift(text, day):
    assert read_day(text, TODAY, later=True) == day
    fixed = resolve_relative_day(text, TODAY, later=True)
    assert read_day(fixed, TODAY + timedelta(days=400), later=True) == day


@pytest.mark.parametrize("text", ["31/02/2026", "x", "24", "tomorrow", "32/1/26", "24/13/2026"])
def test_no_day_is_refused_and_says_how_to_write_it(text):
    with pytest.raises(UnreadableError, match="24/11/2026"):
        read_day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "time"),
    [("14:05", "14:05"), ("2.05pm", "14:05"), ("1405", "14:05"), ("2 pm", "14:00"),
     ("2.05 p.m.", "14:05"), ("12am", "00:00"), ("noon", "12:00"), ("09.15", "09:15"),
     ("02:05", "02:05")],
)  # fmt: skip
def test_times_as_people_write_them(text, time):
    assert read_time(text) == time


@pytest.mark.parametrize("text", ["25:00", "14:60", "14", "half", "13pm", "24:00"])
def test_no_time_is_refused(text):
    with pytest.raises(UnreadableError, match="14:05") as refused:
        read_time(text)
    assert (refused.value.what == NO_SUCH_TIME) == (text in {"25:00", "14:60"})


@pytest.mark.parametrize("text", ["2.05", "3:15", "6 30", "9:15"])
def test_half_past_three_is_never_guessed_to_be_in_the_night(text):
    with pytest.raises(UnreadableError, match="Do you mean"):
        read_time(text)


@given(st.dates(date(1950, 1, 1), date(2026, 11, 24)))
def test_a_shown_day_reads_back(day):
    assert read_day(format_day_for_input(day), TODAY) == day
    assert resolve_relative_day(format_day_for_input(day), TODAY) == format_day_for_input(day)


@pytest.mark.parametrize("text", ["3 May", "3/5", "Tuesday 3rd of May", "29 2"])
def test_a_birthday_without_its_year_is_never_this_years(text):
    with pytest.raises(UnreadableError, match="Enter the year too"):
        read_day(text, TODAY, needs_year=True)
    assert resolve_relative_day(text, TODAY, needs_year=True) == text
    for whole in ("3 May 2012", "3/5/12", "2012-05-03"):
        assert read_day(whole, TODAY, needs_year=True) == date(2012, 5, 3)
    assert resolve_relative_day("yesterday", TODAY, needs_year=True) == "23/11/2026"


@given(st.integers(1, 300))
def test_a_fixed_day_does_not_drift(later):
    for typed in ("today", "yesterday", "24/11", "tue 24 nov"):
        fixed = resolve_relative_day(typed, TODAY)
        assert read_day(fixed, TODAY + timedelta(days=later)) == read_day(typed, TODAY)


@given(st.text(max_size=30))
def test_any_text_is_a_day_and_a_time_or_refused_kindly(text):
    for read in (lambda: read_day(text, TODAY), lambda: read_time(text)):
        with contextlib.suppress(UnreadableError):
            assert read()


def test_london_decides_what_today_is():
    assert datetime(2026, 7, 1, 0, 30, tzinfo=LONDON).utcoffset() == timedelta(hours=1)
