"""A day and a time as they are stored: read where they can be, kept as typed where they cannot.

What cannot be read is never dropped, altered or guessed at: it lies beside the empty place, to the
letter, and whoever counts with days and times finds nothing there (docs/record-schema.md).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Values
from app.domain.times import typed_dates
from content.london_time import ZONE, format_date

DAY_TYPED: Final = "date_as_typed"
TIME_TYPED: Final = "time_as_typed"
TIME_SUFFIX: Final = "-time"
"""End of the name of a moment's second box."""


class UnreadableInput(PrivateStruct, frozen=True):
    """Something typed that is no day or no time: how to write it, and what was typed."""

    help: str
    text: str


def read_time_of_day(text: str) -> tuple[Any, UnreadableInput | None]:
    """A time of day that stands alone: "14:05", or what was typed beside an empty place."""
    try:
        return typed_dates.read_time(text), None
    except typed_dates.UnreadableError as error:
        return {"time": None, TIME_TYPED: text}, UnreadableInput(str(error), text)


def read_moment(
    day: str, clock: str, today: date, *, later: bool
) -> tuple[Values, dict[str, UnreadableInput]]:
    """A day with perhaps a time, and what cannot be read by the end of its name: "" or OF_TIME.

    One of the two is written. `later`: whether the day may lie ahead.
    """
    value: Values = {"date": None, "time": None, "zone": ZONE}
    unread: dict[str, UnreadableInput] = {}
    try:
        value["date"] = _day(day, today, later=later)
    except typed_dates.UnreadableError as error:
        unread[""] = UnreadableInput(str(error), day if day.strip() else clock)
        if day.strip():
            value[DAY_TYPED] = day
    if clock.strip():
        found, fault = read_time_of_day(clock)
        value |= found if fault else {"time": found}
        if fault:
            unread[TIME_SUFFIX] = fault
    return value, unread


def format_moment(value: Mapping[str, Any]) -> str:
    """A stored time in words: "24 November 2026, 14:05", "about six (as typed)"."""
    return ", ".join(filter(None, (_day_in_words(value), _time_in_words(value))))


def _day(text: str, today: date, *, later: bool) -> str:
    if not text.strip():
        raise typed_dates.UnreadableError(typed_dates.NO_DAY)
    day = typed_dates.read_day(text, today, later=later)
    if day > today and not later:
        raise typed_dates.UnreadableError(typed_dates.DAY_IN_FUTURE)
    return day.isoformat()


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
