"""Times of rows in words. A time that cannot be read says so instead."""

from datetime import datetime

from app.domain.times.unreadable_times import UNREADABLE_WORDS, is_readable
from content.london_time import format_date_time, format_near_time


def format_instant(at: datetime, now: datetime) -> str:
    """Return an instant as a list has it: "today 16:30", "Friday 09:05", "3 March 2026, 12:00"."""
    return (format_near_time(at, now) if is_readable(at) else "") or format_full_time(at)


def format_full_time(at: datetime) -> str:
    """Return an instant with its day and year: "24 November 2026, 14:20"."""
    return format_date_time(at) if is_readable(at) else UNREADABLE_WORDS
