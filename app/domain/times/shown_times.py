"""Times of rows in words. A time that cannot be read says so instead."""

from datetime import datetime

from app.domain.times.unreadable_times import UNREADABLE_WORDS, is_readable
from content.london_time import (
    format_date,
    format_date_time,
    format_day,
    format_near_time,
    format_weekday_day,
    format_weekday_time,
    get_london_day,
    to_london,
)


def format_instant(at: datetime, now: datetime) -> str:
    """Return an instant in words: "today at 16:30", "Friday at 09:05", "3 March 2026, 12:00"."""
    return (format_near_time(at, now) if is_readable(at) else "") or format_full_time(at)


def format_listed_time(at: datetime, now: datetime) -> str:
    """Return an instant in a list of days: "today at 16:30", "Monday 16 November at 12:00".

    With its year where that is not this one, as `format_weekday_day` writes the days next to it.
    """
    if not is_readable(at):
        return UNREADABLE_WORDS
    day = format_weekday_day(get_london_day(at), get_london_day(now))
    return format_near_time(at, now) or f"{day} at {format_clock_time(at)}"


def format_start(at: datetime, now: datetime) -> str:
    """Return when something was started, within a sentence: "at 14:02", "yesterday at 14:02"."""
    if not is_readable(at):
        return UNREADABLE_WORDS
    return format_instant(at, now).removeprefix("today ").replace(", ", " at ")


def format_time_limit(at: datetime, now: datetime) -> str:
    """Return an instant after "by" or "since": "16:30", "16:30 yesterday", "09:05 on Friday".

    Further off: "12:00 on 16 November", as `format_near_day` writes it.
    """
    near = format_near_time(at, now) if is_readable(at) else UNREADABLE_WORDS
    if not near:
        return f"{format_clock_time(at)} on {format_near_day(at, now)}"
    day, said, clock = near.partition(" at ")
    if not said or day == "today":
        return clock or day
    return f"{clock} {day}" if day in {"yesterday", "tomorrow"} else f"{clock} on {day}"


def format_full_time(at: datetime) -> str:
    """Return an instant with its day and year: "24 November 2026, 14:20"."""
    return format_date_time(at) if is_readable(at) else UNREADABLE_WORDS


def format_weekday_instant(at: datetime) -> str:
    """Return an instant with its weekday too: "Tuesday 24 November 2026, 14:20"."""
    return format_weekday_time(to_london(at)) if is_readable(at) else UNREADABLE_WORDS


def format_clock_time(at: datetime) -> str:
    """Return an instant's time of day in London: "14:05"."""
    return f"{to_london(at):%H:%M}" if is_readable(at) else UNREADABLE_WORDS


def format_full_day(at: datetime) -> str:
    """Return the day of an instant with its year: "24 November 2026"."""
    return format_date(get_london_day(at)) if is_readable(at) else UNREADABLE_WORDS


def format_near_day(at: datetime, now: datetime) -> str:
    """Return the day of an instant: "25 November", with its year where that is not this one."""
    if not is_readable(at):
        return UNREADABLE_WORDS
    return format_day(get_london_day(at), get_london_day(now))
