"""London clocks, and days and times in words: here for the app, the papers and the packs.

Every instant is aware, and nothing here reads a clock. What a row holds and cannot be read, and
what a person types, the app knows: `app.domain.times`.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = "Europe/London"
LONDON = ZoneInfo(ZONE)
_NEAR_DAYS = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def to_london(at: datetime) -> datetime:
    """Return the instant by London clocks.

    Raises ValueError without a zone: an hour's doubt is too much on paper, and for which line is
    open.
    """
    if at.tzinfo is None:
        raise ValueError("a time without a zone is not an instant")
    return at.astimezone(LONDON)


def get_london_day(at: datetime) -> date:
    """Return the day that it is in London at an instant."""
    return to_london(at).date()


def format_date(on: date) -> str:
    """Return a day with its year: "24 November 2026"."""
    return f"{on.day} {on:%B %Y}"


def format_day(on: date, today: date) -> str:
    """Return a day, "25 November", with its year where that is not this one."""
    day = f"{on.day} {on:%B}"
    return day if on.year == today.year else f"{day} {on.year}"


def format_weekday_date(on: date) -> str:
    """Return a day with its weekday and year: "Friday 27 November 2026"."""
    return f"{name_weekday(on)} {format_date(on)}"


def format_weekday_day(on: date, today: date) -> str:
    """Return a day as people say it: "Wednesday 25 November", with its year if it is another."""
    return f"{name_weekday(on)} {format_day(on, today)}"


def format_weekday_time(at: datetime) -> str:
    """Return a wall clock's moment in full: "Friday 30 October 2026, 18:30"."""
    return f"{format_weekday_date(at)}, {at:%H:%M}"


def name_weekday(on: date) -> str:
    """Return the day of the week: "Friday"."""
    return f"{on:%A}"


def format_date_time(at: datetime) -> str:
    """Return an instant in full: "24 November 2026, 14:20"."""
    local = to_london(at)
    return f"{format_date(local)}, {local:%H:%M}"


def format_iso_day(at: datetime) -> str:
    """Return the day of an instant for a file's name: "2026-11-24"."""
    return f"{to_london(at):%Y-%m-%d}"


def format_near_time(at: datetime, now: datetime) -> str:
    """Return "today at 16:30", or "Friday at 09:05" in the coming week; "" further off."""
    local = to_london(at)
    away = (local.date() - to_london(now).date()).days
    if away in _NEAR_DAYS:
        return f"{_NEAR_DAYS[away]} at {local:%H:%M}"
    return f"{local:%A at %H:%M}" if 1 < away < 7 else ""


def format_past_time(at: datetime, now: datetime) -> str:
    """Return "today at 14:02", "yesterday at 09:30" or "on 3 March at 12:00"."""
    local, today = to_london(at), to_london(now).date()
    days = {0: "today", 1: "yesterday"}
    day = days.get((today - local.date()).days) or f"on {format_day(local.date(), today)}"
    return f"{day} at {local:%H:%M}"
