"""Bank holidays in England and the working days between them, by rule and by pack.

The rules are those in use since 1978 (Banking and Financial Dealings Act 1971, schedule 1,
with the Monday in May); a pack lists the years in which a proclamation changed them.
Pure functions of dates: nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct

DAY = timedelta(days=1)
MONDAY, SATURDAY = 0, 5


class HolidayChange(Struct, frozen=True, forbid_unknown_fields=True):
    """One proclaimed change: this day is (or is not) a bank holiday, whatever the rule says."""

    on: date
    holiday: bool
    name: str
    source: str


class HolidayCalendar(Struct, frozen=True):
    """Bank holidays as changed by a pack, and an organisation's own closure dates.

    `changes` hold (day, is a holiday). Closures stop working days but do not close an
    authority's line. Hashable, so that years are computed once.
    """

    changes: tuple[tuple[date, bool], ...] = ()
    closures: frozenset[date] = frozenset()

    def is_holiday(self, day: date) -> bool:
        """Say whether `day` is a bank holiday in England, a weekend holiday included."""
        return day in list_bank_holidays(day.year, self.changes)

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is Monday to Friday, no bank holiday and no closure."""
        open_day = day.weekday() < SATURDAY and day not in self.closures
        return open_day and not self.is_holiday(day)

    def closed_on(self, days: Iterable[date]) -> HolidayCalendar:
        """Return this calendar with an organisation's closure dates added."""
        return HolidayCalendar(self.changes, self.closures | frozenset(days))

    def with_holidays(self, days: Iterable[date]) -> HolidayCalendar:
        """Return this calendar with more holidays, which do close a line: an organisation's own."""
        changes = (*self.changes, *((day, True) for day in sorted(days)))
        return HolidayCalendar(changes, self.closures)


ENGLAND = HolidayCalendar()


def is_working_day(day: date, calendar: HolidayCalendar = ENGLAND) -> bool:
    """Say whether `day` is a working day in `calendar`."""
    return calendar.is_working_day(day)


def add_working_days(start: date, count: int, calendar: HolidayCalendar = ENGLAND) -> date:
    """Return the `count`th working day after `start`; `count` 0 gives `start` itself.

    `start` need not be a working day: one working day after a Saturday is Monday.
    Raises ValueError for a negative count and when a year and more has no working day.
    """
    if count < 0:
        raise ValueError("count working days forward only")
    day, left, idle = start, count, 0
    while left:
        day += DAY
        idle = 0 if calendar.is_working_day(day) else idle + 1
        left -= idle == 0
        if idle > 400:
            raise ValueError("this calendar has no working day within 400 days")
    return day


@lru_cache(maxsize=512)
def list_bank_holidays(year: int, changes: tuple[tuple[date, bool], ...] = ()) -> frozenset[date]:
    """Return the bank holidays of `year`: the days themselves and their substitutes."""
    days = _by_rule(year)
    for day, holiday in changes:
        if day.year == year:
            days = days | {day} if holiday else days - {day}
    return frozenset(days)


def find_easter_sunday(year: int) -> date:
    """Return Easter Sunday in the Gregorian calendar (the anonymous computus of 1876)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leap_years, year_rest = divmod(in_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _by_rule(year: int) -> set[date]:
    sunday = find_easter_sunday(year)
    days = {
        sunday - 2 * DAY,
        sunday + DAY,
        _monday_from(date(year, 5, 1)),
        _monday_from(date(year, 5, 25)),
        _monday_from(date(year, 8, 25)),
    }
    fixed = (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26))
    days.update(fixed)
    for day in fixed:
        if day.weekday() >= SATURDAY:
            days.add(_next_free_weekday(day, days))
    return days


def _monday_from(day: date) -> date:
    return day + DAY * ((MONDAY - day.weekday()) % 7)


def _next_free_weekday(day: date, taken: set[date]) -> date:
    while day in taken or day.weekday() >= SATURDAY:
        day += DAY
    return day
