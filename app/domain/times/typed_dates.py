"""Read a day or a time as a person types it, by London clocks.

"today", "yesterday" and "now" mean something only on the day they are typed, so they are turned
into the day and time itself when a page is saved. This module never guesses between morning and
afternoon, and never reads a clock: callers pass the moment.
"""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta

from app.domain.times.unreadable_times import UNREADABLE_WORDS, is_readable
from content.london_time import LONDON

WRITE_DAY_LIKE = "Write it like 24/11/2026 or “today”."
DATE_HELP = f"We could not read this day. {WRITE_DAY_LIKE}"
NO_DAY = "Write the day too, like 24/11/2026 or “today”."
NO_SUCH_DAY = f"There is no such day. {WRITE_DAY_LIKE}"
TIME_HELP = "We could not read this time. Write it like 14:05 or 2.05pm."
MORNING_OR_AFTERNOON = "Morning or afternoon? Write it like 02:05 or 2.05pm."
DAY_IN_FUTURE = "This day has not come yet. Check the day, month and year."

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?,?\s+)?"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DIGITS = re.compile(rf"{_WEEKDAY}(\d{{1,2}})[\s/.\-]+(\d{{1,2}})(?:[\s/.\-]+(\d{{4}}|\d{{2}}))?")
_NAMED = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[\s/.\-]*(?:of\s+)?([a-z]{{3,9}})\.?,?"
    r"(?:[\s/.\-]*(\d{4}|\d{2}))?"
)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h\s](\d{2})|(\d{2}))?\s*([ap])?\.?(?:m\.?)?")
_NEXT_DAY = "tomorrow"
_DAYS_BACK = {"today": 0, "now": 0, "yesterday": 1}


class UnreadableError(ValueError):
    """What was typed is no day or no time. The text says how to write it, never what was typed."""


def read_day(text: str, today: date, *, later: bool = False) -> date:
    """The day meant. A day without a year is the newest one that is not in the future.

    `later`: it may lie ahead, so without a year it is the one nearest to today, and a year of two
    digits is one of this century. Raises UnreadableError.
    """
    typed = " ".join(text.casefold().split())
    if typed in _DAYS_BACK:
        return today - timedelta(days=_DAYS_BACK[typed])
    if later and typed == _NEXT_DAY:
        return today + timedelta(days=1)
    if found := _ISO.fullmatch(typed):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := _DIGITS.fullmatch(typed):
        return _with_year(int(found[1]), int(found[2]), found[3], today, later)
    if found := _NAMED.fullmatch(typed):
        return _with_year(int(found[1]), _month(found[2]), found[3], today, later)
    raise UnreadableError(DATE_HELP)


def read_time(text: str) -> str:
    """The time meant, as "14:05". Raises UnreadableError; one to six without "am" or "pm" too."""
    typed = " ".join(text.casefold().split())
    if typed in {"noon", "midday"}:
        return "12:00"
    found = _CLOCK.fullmatch(typed)
    if found is None or (found[4] and not typed.rstrip(".").endswith("m")):
        raise UnreadableError(TIME_HELP)
    hour, minute, half = int(found[1]), int(found[2] or found[3] or 0), found[4]
    if half:
        hour = _half(hour, half)
    elif not (found[2] or found[3]):
        raise UnreadableError(TIME_HELP)
    elif 1 <= hour <= 6 and len(found[1]) == 1:
        raise UnreadableError(MORNING_OR_AFTERNOON)
    if hour > 23 or minute > 59:
        raise UnreadableError(TIME_HELP)
    return f"{hour:02d}:{minute:02d}"


def format_day_for_input(day: date) -> str:
    """A day as the boxes show it: 24/11/2026."""
    return f"{day.day}/{day.month}/{day.year:04d}"


def format_clock_time(moment: datetime) -> str:
    """An aware moment's London clock time: 14:05."""
    return f"{moment.astimezone(LONDON):%H:%M}" if is_readable(moment) else UNREADABLE_WORDS


def resolve_relative_day(text: str, today: date, *, later: bool = False) -> str:
    """`text`, unless its meaning would drift: then the day itself."""
    typed = " ".join(text.casefold().split())
    drifts = typed in {*_DAYS_BACK, _NEXT_DAY} or (re.search(r"\d", typed) and not _has_year(typed))
    if not drifts:
        return text
    try:
        return format_day_for_input(read_day(text, today, later=later))
    except UnreadableError:
        return text


def is_now(text: str) -> bool:
    """Whether the word "now" was typed."""
    return text.strip().casefold() == "now"


def _has_year(typed: str) -> bool:
    found = _DIGITS.fullmatch(typed) or _NAMED.fullmatch(typed)
    return bool(_ISO.fullmatch(typed) or (found and found[3]))


def _month(word: str) -> int:
    name = "sep" if word == "sept" else word
    for number, (short, long) in enumerate(zip(_MONTHS, _LONG, strict=True), 1):
        if name in {short, long}:
            return number
    raise UnreadableError(DATE_HELP)


def _with_year(day: int, month: int, year: str | None, today: date, later: bool) -> date:
    if year is None:
        return _nearest(day, month, today) if later else _newest(day, month, today)
    number = int(year)
    if len(year) == 2:
        number += 2000 if later or number <= today.year % 100 + 1 else 1900
    return _made(number, month, day)


def _newest(day: int, month: int, today: date) -> date:
    for year in range(today.year, max(today.year - 9, 0), -1):  # nine years hold a 29 February
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    raise UnreadableError(NO_SUCH_DAY)


def _nearest(day: int, month: int, today: date) -> date:
    found = []
    for year in range(today.year - 4, today.year + 5):
        with suppress(ValueError):
            found.append(date(year, month, day))
    if not found:
        raise UnreadableError(NO_SUCH_DAY)
    return min(found, key=lambda one: (abs(one - today), one < today))


def _made(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableError(NO_SUCH_DAY) from None


def _half(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:
        raise UnreadableError(TIME_HELP)
    return hour % 12 + (12 if half == "p" else 0)
