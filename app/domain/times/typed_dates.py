"""Read a day or a time as a person types it, by London clocks.

"today", "last Monday" and "now" mean something only on the day they are typed, so they are turned
into the day and time itself when a page is saved; one with two meanings gets both days beside it.
This module never guesses between morning and afternoon, and never reads a clock: callers pass the
moment. The words themselves: spoken_times.
"""

import re
from contextlib import suppress
from datetime import date, timedelta

from app.domain.times.spoken_times import (
    find_days,
    find_part_of_day,
    find_times,
    is_approximate,
    is_day_to_come,
    is_impossible_time,
    is_midnight_word,
)
from content.london_time import format_date, format_weekday_date

NO_YEAR = "Enter the year too."
NO_DAY = "Enter the day too. For example, “today” or 3 September."
DAY_NOT_READ = "We could not read this day."
NO_SUCH_DAY = "There is no such day."
NO_SUCH_TIME = "There is no such time."
TIME_NOT_READ = "We could not read this time."
WRITE_TIME_LIKE = "Write it like 14:05 or 2.05pm."
CHOOSE_ONE = "Choose one."
NOT_COME_YET = "This day has not come yet."
CHECK_THE_DATE = "Check the day, month and year."
DAY_IN_FUTURE = f"{NOT_COME_YET} {CHECK_THE_DATE}"

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
_WEEKDAY_FIRST = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TWO_DAYS = re.compile(
    r"[A-Za-z\s.,]{1,60}\(([0-9]{1,2}/[0-9]{1,2}/[0-9]{4}) or ([0-9]{1,2}/[0-9]{1,2}/[0-9]{4})\)"
)
"""The words for a day that can mean two, as a saved page holds them: with the two days."""
_NEXT_DAY = "tomorrow"
_DAYS_BACK = {"today": 0, "now": 0, "yesterday": 1}


class UnreadableError(ValueError):
    """Raised when what was typed is no day or no time. The text says how to write it, never what
    was typed.

    `what` is wrong and `how` to fix it, a sentence each. `stops`: worth asking about once.
    """

    def __init__(self, what: str, how: str = "", *, stops: bool = True) -> None:
        super().__init__(" ".join(filter(None, (what, how))))
        self.what, self.how, self.stops = what, how, stops


NIGHT_ENDS = "05:00"
"""Until then, a time after midnight may belong to the night before."""


def read_day(text: str, today: date, *, later: bool = False, needs_year: bool = False) -> date:
    """Return the day meant. A day without a year is the newest one that is not in the future.

    `later`: it may lie ahead, so without a year it is the one nearest to today, and a year of two
    digits is one of this century. `needs_year`: a date without a year is not read at all, as for a
    birthday. Raises UnreadableError.
    """
    typed = " ".join(text.casefold().split())
    if typed in _DAYS_BACK:
        return today - timedelta(days=_DAYS_BACK[typed])
    if later and typed == _NEXT_DAY:
        return today + timedelta(days=1)
    if needs_year and _lacks_year(typed):
        raise UnreadableError(NO_YEAR, write_today_as_example(today, later=later))
    try:
        day = _read_date(typed, today, later)
    except UnreadableError as error:
        how = error.how or write_today_as_example(today, later=later)
        raise UnreadableError(error.what, how) from None
    if day is not None:
        return day
    if days := find_two_possible_days(text):
        first, second = map(format_weekday_date, days)
        raise UnreadableError(f"Do you mean {first} or {second}?", CHOOSE_ONE)
    if is_day_to_come(text) and not later:
        raise UnreadableError(NOT_COME_YET, f"Today is {format_day_for_input(today)}.")
    raise UnreadableError(DAY_NOT_READ, write_today_as_example(today, later=later))


def write_today_as_example(today: date, *, later: bool = False) -> str:
    """Return how to write a day, with today as the example."""
    return f"Write it like {format_day_for_input(today)} or “{_NEXT_DAY if later else 'today'}”."


def find_two_possible_days(text: str) -> tuple[date, ...]:
    """Return the two days that a saved text can mean, or nothing."""
    found = _TWO_DAYS.fullmatch(text)
    days = tuple(filter(None, map(read_full_day, found.groups()))) if found else ()
    return days if len(days) == 2 else ()


def read_full_day(text: str) -> date | None:
    """Return the day of a text that holds its year in full, else None."""
    typed = " ".join(text.casefold().split())
    with suppress(UnreadableError):
        return _read_date(typed, date.min, later=False) if _has_year(typed) else None
    return None


def read_time(text: str) -> str:
    """Return the time meant, as "14:05". Raises UnreadableError, also where it can mean two."""
    found = find_times(text)
    if len(found) == 1:
        return found[0]
    if found:
        raise UnreadableError(f"Do you mean {found[0]} or {found[1]}?", CHOOSE_ONE)
    what = NO_SUCH_TIME if is_impossible_time(text) else TIME_NOT_READ
    raise UnreadableError(what, WRITE_TIME_LIKE, stops=not is_approximate(text))


def format_day_for_input(day: date) -> str:
    """Return a day as the boxes show it: 24/11/2026."""
    return f"{day.day}/{day.month}/{day.year:04d}"


def resolve_relative_day(
    text: str, today: date, *, later: bool = False, needs_year: bool = False
) -> str:
    """Return `text`, or if its meaning would drift the day itself, or the words and both days."""
    days = [format_day_for_input(day) for day in find_days(text, today, later=later)]
    if len(days) == 2:
        return f"{text} ({days[0]} or {days[1]})"
    typed = " ".join(text.casefold().split())
    drifts = days or typed in _DAYS_BACK or (re.search(r"\d", typed) and not _has_year(typed))
    if not drifts:
        return text
    with suppress(UnreadableError):
        if days:
            return days[0]
        day = read_day(text, today, later=later, needs_year=needs_year)
        return format_day_for_input(day)
    return text


def resolve_night(text: str, time: str, today: date) -> str:
    """Return words for a night and both its days, for a time after midnight; "" for any other.

    "Last night" at 2am is yesterday for some people and today for others.
    """
    days = find_days(text, today)
    is_late = any(one < NIGHT_ENDS for one in find_times(time)) and not is_midnight_word(time)
    if find_part_of_day(text) != "night" or len(days) != 1 or days[0] >= today or not is_late:
        return ""
    both = (format_day_for_input(day) for day in (days[0], days[0] + timedelta(days=1)))
    return f"{text} ({' or '.join(both)})"


def is_now(text: str) -> bool:
    """Whether the word "now" was typed."""
    return text.strip().casefold() == "now"


def _has_year(typed: str) -> bool:
    found = _DIGITS.fullmatch(typed) or _NAMED.fullmatch(typed)
    return bool(_ISO.fullmatch(typed) or (found and found[3] and len(found[3]) == 4))


def _lacks_year(typed: str) -> bool:
    found = _DIGITS.fullmatch(typed) or _NAMED.fullmatch(typed)
    return bool(found and not found[3] and (found[2].isdecimal() or _month(found[2])))


def _read_date(typed: str, today: date, later: bool) -> date | None:
    if found := _ISO.fullmatch(typed):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := _DIGITS.fullmatch(typed):
        day = _with_year(int(found[1]), int(found[2]), found[3], today, later)
    elif (found := _NAMED.fullmatch(typed)) and (month := _month(found[2])):
        day = _with_year(int(found[1]), month, found[3], today, later)
    else:
        return None
    named = _WEEKDAY_FIRST.match(typed)
    if named and named[1] != _WEEKDAYS[day.weekday()]:
        raise UnreadableError(
            f"{format_date(day)} is a {day:%A}.", "Check the day of the week and the date."
        )
    return day


def _month(word: str) -> int:
    """Return the number of a month by its name, or 0."""
    name = "sep" if word == "sept" else word
    for number, (short, long) in enumerate(zip(_MONTHS, _LONG, strict=True), 1):
        if name in {short, long}:
            return number
    return 0


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
