"""Times of rows are shown in words, and one that cannot be read says so."""

from datetime import datetime

import pytest

from app.domain.times.shown_times import (
    format_full_time,
    format_instant,
    format_listed_time,
    format_start,
    format_time_limit,
)
from app.domain.times.unreadable_times import UNREADABLE_TIME, UNREADABLE_WORDS
from content.london_time import LONDON, format_near_time, format_weekday_day


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-24T16:30", "today at 16:30"),
        ("2026-11-23T09:05", "yesterday at 09:05"),
        ("2026-11-25T00:00", "tomorrow at 00:00"),
        ("2026-11-27T12:00", "Friday at 12:00"),
        ("2026-11-16T12:00", "16 November 2026, 12:00"),
        ("2027-03-03T12:00", "3 March 2027, 12:00"),
    ],
)
def test_an_instant_in_words(at: str, words: str):
    assert format_instant(london(at), london("2026-11-24T14:02")) == words


@pytest.mark.parametrize(
    ("at", "limit", "start"),
    [
        ("2026-11-24T16:30", "16:30", "at 16:30"),
        ("2026-11-23T09:05", "09:05 yesterday", "yesterday at 09:05"),
        ("2026-11-25T00:00", "00:00 tomorrow", "tomorrow at 00:00"),
        ("2026-11-27T12:00", "12:00 on Friday", "Friday at 12:00"),
        ("2026-11-16T12:00", "12:00 on 16 November", "16 November 2026 at 12:00"),
    ],
)
def test_an_instant_reads_well_within_a_sentence(at: str, limit: str, start: str):
    now = london("2026-11-24T14:02")
    assert (format_time_limit(london(at), now), format_start(london(at), now)) == (limit, start)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-24T16:30", "today at 16:30"),
        ("2026-11-27T12:00", "Friday at 12:00"),
        ("2026-11-16T12:00", "Monday 16 November at 12:00"),
        ("2025-11-16T12:00", "Sunday 16 November 2025 at 12:00"),
    ],
)
def test_an_instant_in_a_list_is_written_as_the_days_next_to_it(at: str, words: str):
    now = london("2026-11-24T14:02")
    assert format_listed_time(london(at), now) == words
    day = format_weekday_day(london(at).date(), now.date())
    assert words.startswith(day) or format_near_time(london(at), now) == words


def test_a_time_that_cannot_be_read_says_so():
    assert format_listed_time(UNREADABLE_TIME, london("2026-11-24T14:02")) == UNREADABLE_WORDS
    assert format_time_limit(UNREADABLE_TIME, london("2026-11-24T14:02")) == UNREADABLE_WORDS
    assert format_instant(UNREADABLE_TIME, london("2026-11-24T14:02")) == UNREADABLE_WORDS
    assert format_full_time(UNREADABLE_TIME) == UNREADABLE_WORDS
