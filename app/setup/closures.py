"""Read the days on which an organisation is closed, one a line, single or from one to another."""

import re
from datetime import date, timedelta

from app.domain.record.text_limits import shorten_text
from app.domain.times.typed_dates import UnreadableError, read_day

MAX_RANGE_DAYS = 120
MAX_SHOWN_CHARACTERS = 60
HELP = "Put each on its own line. For example, 24/12/2026 or 21/7/2026 to 1/9/2026."
_RANGE = re.compile(r"\s+to\s+|\s*\u2013\s*|\s+-\s+", re.I)


def parse_closed_days(text: str, today: date) -> tuple[date, ...]:
    """Return the days, in order. A day without a year is the next one. Raises UnreadableError."""
    days: set[date] = set()
    for line in re.split(r"[\n,;]", text):
        if line.strip():
            days |= _days(line.strip(), today)
    return tuple(sorted(days))


def _days(line: str, today: date) -> set[date]:
    try:
        ends = [_day(part, today) for part in _RANGE.split(line)]
    except ValueError:
        raise _unreadable(line) from None
    first, last = ends[0], ends[-1]
    if len(ends) > 2 or not 0 <= (last - first).days <= MAX_RANGE_DAYS:
        raise _unreadable(line)
    return {first + timedelta(days=step) for step in range((last - first).days + 1)}


def _day(text: str, today: date) -> date:
    found = read_day(text, today)
    if not re.search(r"\d{4}|\d[/.\-]\d+[/.\-]\d", text) and found < today:
        return found.replace(year=found.year + 1)
    return found


def _unreadable(line: str) -> UnreadableError:
    """Return the error for one of the lines: there may be many."""
    return UnreadableError(
        f"{HELP} This line cannot be used: “{shorten_text(line, MAX_SHOWN_CHARACTERS)}”."
    )
