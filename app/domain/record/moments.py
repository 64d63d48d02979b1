"""A day and a time as they are stored: read where they can be, kept as typed where they cannot.

What cannot be read is never dropped, altered or guessed at: it lies beside the empty place, word
for word, and whoever counts with days and times finds nothing there (docs/record-schema.md).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Values
from app.domain.times import spoken_times, typed_dates
from content.london_time import ZONE, format_date, format_weekday_date

DAY_TYPED: Final = "date_as_typed"
TIME_TYPED: Final = "time_as_typed"
TIME_SUFFIX: Final = "-time"
"""End of the name of a moment's second box."""


_HOUR_WORDS = ((12, "in the morning"), (18, "in the afternoon"), (24, "in the evening"))


class UnreadableInput(PrivateStruct, frozen=True):
    """Something typed that is no day or no time: what is wrong, how to write it, what was typed.

    `stops`: the page asks about it once. A time that is only approximate needs no question.
    """

    what: str
    how: str
    text: str
    stops: bool = True


class Meaning(PrivateStruct, frozen=True):
    """A reading, one of two, of what was typed.

    `fills`: texts for its boxes, by end of their name.
    """

    label: str
    fills: tuple[tuple[str, str], ...]


def read_time_of_day(text: str) -> tuple[Any, UnreadableInput | None]:
    """Read a time of day that stands alone: "14:05", or what was typed and an empty value."""
    try:
        return typed_dates.read_time(text), None
    except typed_dates.UnreadableError as error:
        return {"time": None, TIME_TYPED: text}, _make_unreadable(error, text)


def list_day_meanings(text: str) -> tuple[Meaning, ...]:
    """Return the two days that a saved text can mean, or nothing."""
    return tuple(
        Meaning(format_weekday_date(day), (("", typed_dates.format_day_for_input(day)),))
        for day in typed_dates.find_two_possible_days(text)
    )


def list_time_meanings(clock: str, end: str = "", day: str = "") -> tuple[Meaning, ...]:
    """Return the two times that a text can mean, or nothing.

    `end`: of the name of its box; `day`: what is written beside it, because midnight is at both
    ends of a day.
    """
    found = spoken_times.find_times(clock)
    if len(found) == 2:
        return tuple(Meaning(_name_time(time), ((end, time),)) for time in found)
    on = typed_dates.read_full_day(day)
    if on is None or on == date.max or not spoken_times.is_midnight_word(clock):
        return ()
    following = on + timedelta(days=1)
    return tuple(
        Meaning(
            f"{spoken_times.MIDNIGHT}, when {format_weekday_date(on)} {verb}",
            (("", typed_dates.format_day_for_input(starts)), (end, spoken_times.MIDNIGHT)),
        )
        for verb, starts in (("starts", on), ("ends", following))
    )


def describe_understood_moment(day: str, clock: str) -> str:
    """Return how a day and a time are understood, in full, leaving out what cannot be read."""
    on, times = typed_dates.read_full_day(day), spoken_times.find_times(clock)
    shown = times[0] if len(times) == 1 and not list_time_meanings(clock, "", day) else ""
    if on is None and shown == clock:
        return ""
    return ", ".join(filter(None, (format_weekday_date(on) if on else "", shown)))


def read_moment(
    day: str, clock: str, today: date, *, later: bool, needs_year: bool = False
) -> tuple[Values, dict[str, UnreadableInput]]:
    """Read a day with perhaps a time. What cannot be read is by the end of its name: "" or OF_TIME.

    One of the two is written. `later`: whether the day may lie ahead. `needs_year`: whether a
    date without its year is left as typed.
    """
    value: Values = {"date": None, "time": None, "zone": ZONE}
    unread: dict[str, UnreadableInput] = {}
    try:
        value["date"] = _day(day, today, later=later, needs_year=needs_year)
    except typed_dates.UnreadableError as error:
        unread[""] = _make_unreadable(error, day if day.strip() else clock)
        if day.strip():
            value[DAY_TYPED] = day
    if clock.strip():
        found, fault = _read_clock(clock, day)
        value |= found if fault else {"time": found}
        if fault:
            unread[TIME_SUFFIX] = fault
    return value, unread


def format_moment(value: Mapping[str, Any]) -> str:
    """Return a stored time in words: "24 November 2026, 14:05", "about six (as typed)"."""
    return ", ".join(filter(None, (_day_in_words(value), _time_in_words(value))))


def _day(text: str, today: date, *, later: bool, needs_year: bool) -> str:
    if not text.strip():
        raise typed_dates.UnreadableError("", typed_dates.NO_DAY)
    day = typed_dates.read_day(text, today, later=later, needs_year=needs_year)
    if day > today and not later:
        shown = typed_dates.format_day_for_input(today)
        raise typed_dates.UnreadableError(
            typed_dates.NOT_COME_YET, f"Today is {shown}. {typed_dates.CHECK_THE_DATE}"
        )
    return day.isoformat()


def _read_clock(clock: str, day: str) -> tuple[Any, UnreadableInput | None]:
    """Read the time of a moment: midnight on a day is a question, not a time."""
    if list_time_meanings(clock, TIME_SUFFIX, day) and spoken_times.is_midnight_word(clock):
        asked = UnreadableInput("Do you mean when this day starts or ends?", "Choose one.", clock)
        return {"time": None, TIME_TYPED: clock}, asked
    return read_time_of_day(clock)


def _make_unreadable(error: typed_dates.UnreadableError, text: str) -> UnreadableInput:
    return UnreadableInput(error.what, error.how, text, error.stops)


def _name_time(time: str) -> str:
    """Return a time with its part of the day: "15:30 in the afternoon"."""
    hour = int(time[:2])
    return f"{time} {next(words for end, words in _HOUR_WORDS if hour < end)}"


def _day_in_words(value: Mapping[str, Any]) -> str:
    if value.get("date"):
        return format_date(date.fromisoformat(value["date"]))
    if DAY_TYPED in value:
        return f"{value[DAY_TYPED]} (as typed)"
    return "day not given" if "date" in value else ""


def _time_in_words(value: Mapping[str, Any]) -> str:
    if TIME_TYPED in value:
        return f"{value[TIME_TYPED]} (as typed)"
    return str(value.get("time") or "")
