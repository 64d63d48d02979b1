"""Read an organisation's opening hours as people write them: "Mon-Fri 09:00-17:00, Sat 10-13".

Stored as weekday "0" (Monday) to "6" with "HH:MM-HH:MM" ranges; a day that is not named is closed.
"""

import re
from typing import Any

from app.errors import InvalidError
from content.contacts.opening_hours import DAYS

HOURS_EXAMPLE = "Mon-Fri 09:00-17:00, Sat 10:00-13:00"
_DAY = r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
_DASH = r"\s*(?:-|\u2013|to)\s*"
_RANGE = re.compile(rf"{_DAY}(?:{_DASH}{_DAY})?\s+{_CLOCK}{_DASH}{_CLOCK}")
_STORED = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)")
WeeklyHours = dict[str, list[str]]


def parse_hours(text: str) -> WeeklyHours:
    """Parse hours from text; blank is no hours. Raises InvalidError with an example to copy."""
    found: WeeklyHours = {}
    for piece in re.split(r"[,;\n]", text.casefold()):
        if not piece.strip():
            continue
        match = _RANGE.fullmatch(piece.strip())
        if match is None:
            raise InvalidError({"hours": f"Write the hours like {HOURS_EXAMPLE}."})
        first, last, *clock = match.groups()
        for day in _days(first, last):
            found.setdefault(str(day), []).append(_span(clock))
    return found


def read_stored_hours(found: Any) -> WeeklyHours:
    """Return hours as a row holds them; none where it holds anything else.

    So a spoiled row in clear takes no other number off a page.
    """
    if not isinstance(found, dict):
        return {}
    whole = all(
        day in {"0", "1", "2", "3", "4", "5", "6"}
        and isinstance(spans, list)
        and all(isinstance(span, str) and _STORED.fullmatch(span) for span in spans)
        for day, spans in found.items()
    )
    return found if whole else {}


def format_hours(hours: WeeklyHours) -> str:
    """Return hours as a line of text that `parse_hours` reads back."""
    return ", ".join(list_day_ranges(hours))


def list_day_ranges(hours: WeeklyHours) -> tuple[str, ...]:
    """Return hours as content.contacts.opening_hours reads them: "Mon 09:00-17:00"."""
    return tuple(f"{DAYS[int(day)]} {span}" for day in sorted(hours) for span in hours[day])


def summarise_hours(hours: WeeklyHours) -> str:
    """Return hours with equal days together, as a reader wants them: "Mon to Fri 09:00 to 17:00".

    The days in between may not be left out, so each run is of days that follow each other.
    """
    runs: list[tuple[int, int, list[str]]] = []
    for day in sorted(map(int, hours)):
        spans = sorted(hours[str(day)])
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], day, spans)
        elif spans:
            runs.append((day, day, spans))
    return ", ".join(_run(*run) for run in runs)


def _run(first: int, last: int, spans: list[str]) -> str:
    days = DAYS[first] if first == last else f"{DAYS[first]} to {DAYS[last]}"
    return f"{days} " + " and ".join(span.replace("-", " to ") for span in spans)


def _days(first: str, last: str | None) -> range:
    start, end = (DAYS.index(day.capitalize()) for day in (first, last or first))
    if end < start:
        raise InvalidError({"hours": f"Write the days in order, like {HOURS_EXAMPLE}."})
    return range(start, end + 1)


def _span(clock: list[str | None]) -> str:
    hour, minute, to_hour, to_minute = (int(part or 0) for part in clock)
    opens, closes = hour * 60 + minute, to_hour * 60 + to_minute
    if max(minute, to_minute) > 59 or closes > 24 * 60 or opens >= closes:
        raise InvalidError({"hours": f"Write opening before closing time, like {HOURS_EXAMPLE}."})
    return f"{hour:02d}:{minute:02d}-{to_hour:02d}:{to_minute:02d}"
