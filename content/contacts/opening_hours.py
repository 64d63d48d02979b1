"""Work out when a line or an organisation is open: by London clocks, to the minute.

A range is half open: a line open 09:00-17:00 answers at 09:00 and is closed at 17:00. A line whose
hours are not known is never open. Wall clocks decide, so a range keeps its printed times when the
clocks change; instants given and returned are aware. A deadline counts open minutes only; when
anyone is or may be in danger it never waits for a door to open, and its caller passes no hours.
Bank holidays come from `holiday_calendar.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, Protocol

from msgspec import Struct

from content.contacts.holiday_calendar import ENGLAND, HolidayCalendar
from content.london_time import LONDON, format_near_time, get_london_day, to_london

NOT_KNOWN: Literal["not known"] = "not known"
ALWAYS: Literal["always"] = "always"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MINUTE = timedelta(minutes=1)
DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
HORIZON_DAYS = 30
"""Hours that do not open for so long get plain minutes: no clock may stop for good."""

Hours = Literal["not known", "always"] | tuple[str, ...]
BankHolidays = Literal["closed", "all day", "as usual", "not known"]
MinuteSpan = tuple[int, int]
OpenSpan = tuple[datetime, datetime]
Turn = tuple[datetime, bool]

_DAY = "|".join(DAYS)
_CLOCK = r"([01]\d|2[0-3]):([0-5]\d)|(24):(00)"
_RANGE = re.compile(rf"({_DAY})(?:-({_DAY}))? (?:{_CLOCK})-(?:{_CLOCK})")
_LONG = re.compile(rf"({_DAY}) (?:{_CLOCK}) to ({_DAY}) (?:{_CLOCK})")


class HasHours(Protocol):
    """What the functions here need of a contact."""

    @property
    def hours(self) -> Hours:
        """Ranges in London time, or one of the two words."""

    @property
    def bank_holidays(self) -> BankHolidays:
        """What a bank holiday does to the ranges; "not known" counts as closed."""

    @property
    def answerphone(self) -> bool:
        """Whether nobody picks up."""


class OrganisationHours(Struct, frozen=True):
    """The hours of an organisation, whose closure dates are holidays of its `calendar`."""

    hours: Hours
    calendar: HolidayCalendar
    bank_holidays: BankHolidays = "closed"
    answerphone: bool = False


@lru_cache(maxsize=1024)
def parse_opening_hours(hours: Hours) -> tuple[MinuteSpan, ...]:
    """Return half-open ranges in minutes from Monday 00:00; an end may pass the week's end.

    Accepts "Mon-Thu 09:00-17:00", "Mon-Thu 17:00-08:45" (over midnight) and
    "Fri 16:45 to Mon 08:45". Raises ValueError for anything else.
    """
    if hours == NOT_KNOWN:
        return ()
    if hours == ALWAYS:
        return ((0, WEEK_MINUTES),)
    return tuple(span for text in hours for span in _spans_of(text))


def _spans_of(text: str) -> Iterator[MinuteSpan]:
    if found := _LONG.fullmatch(text):
        start = DAYS.index(found[1]) * DAY_MINUTES + _minutes(found.groups()[1:5])
        end = DAYS.index(found[6]) * DAY_MINUTES + _minutes(found.groups()[6:10])
        yield start, end if end > start else end + WEEK_MINUTES
    elif found := _RANGE.fullmatch(text):
        first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
        opens, closes = _minutes(found.groups()[2:6]), _minutes(found.groups()[6:10])
        closes += DAY_MINUTES * (closes <= opens)
        for step in range((last - first) % 7 + 1):
            day = (first + step) % 7 * DAY_MINUTES
            yield day + opens, day + closes
    else:
        raise ValueError(f"not a range of hours: {text!r}")


def _minutes(parts: Iterable[str | None]) -> int:
    hour, minute = (int(part) for part in parts if part is not None)
    return hour * 60 + minute


def invert_opening_hours(hours: Hours) -> Hours:
    """Return the ranges of the week in which `hours` are closed, for an out-of-hours line."""
    taken = parse_opening_hours(hours)
    if not taken:
        return NOT_KNOWN
    free = [not _inside(minute, taken) for minute in range(WEEK_MINUTES)]
    edges = [m for m in range(WEEK_MINUTES) if free[m] != free[m - 1]]
    starts = [m for m in edges if free[m]]
    ends = [m for m in edges if not free[m]]
    return tuple(
        f"{_stamp(start)} to {_stamp(min(ends, key=lambda end: (end - start) % WEEK_MINUTES))}"
        for start in starts
    )


def _stamp(minute: int) -> str:
    day, rest = divmod(minute, DAY_MINUTES)
    return f"{DAYS[day]} {rest // 60:02d}:{rest % 60:02d}"


def _inside(minute: int, ranges: tuple[MinuteSpan, ...]) -> bool:
    return any(
        start <= minute < end or start <= minute + WEEK_MINUTES < end for start, end in ranges
    )


def is_open(line: HasHours, at: datetime, calendar: HolidayCalendar = ENGLAND) -> bool:
    """Say whether `line` is within its published hours at the aware instant `at`."""
    return _is_open(line.hours, line.bank_holidays, at, calendar)


def _is_open(
    hours: Hours, on_holidays: BankHolidays, at: datetime, calendar: HolidayCalendar
) -> bool:
    local = to_london(at)
    ranges = parse_opening_hours(hours)
    if not ranges:
        return False
    if hours != ALWAYS and calendar.is_holiday(local.date()):
        if on_holidays == "all day":
            return True
        if on_holidays != "as usual":
            return False
    return _inside(local.weekday() * DAY_MINUTES + local.hour * 60 + local.minute, ranges)


def find_next_opening(
    line: HasHours, at: datetime, calendar: HolidayCalendar = ENGLAND
) -> datetime | None:
    """Return the first minute after `at` in which a closed line opens, in London time.

    None when its hours are not known, or when nothing opens within thirty days.
    """
    return _next(line, at, calendar, True)


def find_next_closing(
    line: HasHours, at: datetime, calendar: HolidayCalendar = ENGLAND
) -> datetime | None:
    """Return the first minute after `at` in which an open line is closed, or None."""
    return _next(line, at, calendar, False)


def _next(
    line: HasHours, at: datetime, calendar: HolidayCalendar, opening: bool
) -> datetime | None:
    turns = _turns(line.hours, line.bank_holidays, at, calendar)
    return next((turn.astimezone(LONDON) for turn, opens in turns if opens is opening), None)


def list_open_spans(
    line: HasHours, since: datetime, calendar: HolidayCalendar = ENGLAND
) -> Iterator[OpenSpan]:
    """Yield what is left of the open stretches after `since`, in order, for HORIZON_DAYS."""
    start = since if is_open(line, since, calendar) else None
    for turn, opens in _turns(line.hours, line.bank_holidays, since, calendar):
        if opens:
            start = turn
        elif start is not None:
            yield start, turn
            start = None
    if start is not None:
        last = get_london_day(since) + timedelta(days=HORIZON_DAYS)
        yield start, datetime.combine(last, time(), LONDON).astimezone(UTC)


def add_open_minutes(since: datetime, minutes: int, own: OrganisationHours | None) -> datetime:
    """Return the instant `minutes` after `since`; with hours, only their open minutes count.

    Whole seconds, in UTC: row and log hold the same instant (docs/decisions/0018).
    """
    since = since.astimezone(UTC).replace(microsecond=0)
    left = timedelta(minutes=minutes)
    for start, end in list_open_spans(own, since, own.calendar) if own else ():
        if end - start >= left:
            return start + left
        left -= end - start
    return since + timedelta(minutes=minutes)


def _turns(
    hours: Hours, on_holidays: BankHolidays, after: datetime, calendar: HolidayCalendar
) -> Iterator[Turn]:
    first = get_london_day(after)
    for step in range(HORIZON_DAYS):
        day = first + timedelta(days=step)
        yield from (
            turn for turn in _turns_of_day(hours, on_holidays, day, calendar) if turn[0] > after
        )


@lru_cache(maxsize=4096)
def _turns_of_day(
    hours: Hours, on_holidays: BankHolidays, day: date, calendar: HolidayCalendar
) -> tuple[Turn, ...]:
    """Return each instant of `day` at which the line opens or closes, and whether it opens.

    Kept, since every live page and every row of an inbox asks it of the same few days.
    """
    turns = []
    for edge in _edges(day, parse_opening_hours(hours)):
        opens = _is_open(hours, on_holidays, edge, calendar)
        if opens is not _is_open(hours, on_holidays, edge - MINUTE, calendar):
            turns.append((edge, opens))
    return tuple(turns)


def _edges(day: date, ranges: tuple[MinuteSpan, ...]) -> list[datetime]:
    """Return instants of `day` at which a line may open or close, earliest first.

    01:00 UTC is among them because London's clocks change then: a range that begins in
    the hour that March leaves out begins at that instant.
    """
    minutes = {edge % DAY_MINUTES for span in ranges for edge in span} | {0}
    walls = [
        datetime.combine(day, time(m // 60, m % 60, fold=fold), LONDON).astimezone(UTC)
        for m in minutes
        for fold in (0, 1)
    ]
    return sorted({*walls, datetime.combine(day, time(1), UTC)})


def describe_opening(line: HasHours, at: datetime, calendar: HolidayCalendar = ENGLAND) -> str:
    """Return a short line for the screen: open until when, opens when, or not known."""
    if line.hours == NOT_KNOWN:
        return "Hours not known"
    if is_open(line, at, calendar):
        if line.answerphone:
            return "Answerphone now"
        closes = find_next_closing(line, at, calendar)
        return f"Open now, until {_until(closes, at)}" if closes else "Open at any time"
    opens = find_next_opening(line, at, calendar)
    if opens is None:
        return "Hours not known"
    verb = "Answerphone from" if line.answerphone else "Opens"
    return f"{verb} {describe_coming_time(opens, at)}"


def _until(moment: datetime, at: datetime) -> str:
    last = moment - MINUTE
    if moment.hour == moment.minute == 0:
        return "midnight" if last.date() == get_london_day(at) else f"the end of {last:%A}"
    same_day = moment.date() == get_london_day(at)
    return f"{moment:%H:%M}" if same_day else describe_coming_time(moment, at)


def describe_coming_time(moment: datetime, at: datetime) -> str:
    """Return an instant to come as said at `at`: "today at 18:30", "Monday at 09:00"."""
    return format_near_time(moment, at) or f"{moment:%A} {moment.day} {moment:%B at %H:%M}"
