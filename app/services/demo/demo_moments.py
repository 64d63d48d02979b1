"""Find when each thing of the demonstration happened, so that its days and times agree.

demo.toml names a time of day, and a weekday or how many open days ago. The day follows from now:
always one on which the organisation was open, with all that came of it already in the past. Pure.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from app.domain.routing.actors import Org
from app.services.concerns import concern_deadlines
from content.london_time import LONDON, get_london_day

STARTED_AGO = timedelta(days=28)
"""Longer ago than the longest row of Mondays on which England is closed."""
CASE_STARTED_AGO = timedelta(days=150)
"""Longer ago than the first concern of the case, whatever bank holidays were meanwhile."""
WRITING_TIME = timedelta(minutes=9)


class NoSuchDayError(Exception):
    """No day since the organisations were made fits what demo.toml asks for."""


def find_event_moment(
    org: Org, event: dict[str, Any], now: datetime, started_ago: timedelta = STARTED_AGO
) -> datetime:
    """Return when `event` happened: the last moment that fits its `at`.

    Raises NoSuchDayError where none does since the organisation began.
    """
    at, today = event["at"], get_london_day(now)
    latest = now - max(iter_follow_up_delays(event), default=timedelta())
    days_back, skip = {0, *iter_days_back(event)}, at.get("open_days_ago", 0)
    for back in range(started_ago.days - 1):
        day = today - timedelta(days=back)
        moment = datetime.combine(day, time.fromisoformat(at["time"]), LONDON)
        if moment > latest or at.get("weekday", f"{day:%A}") != f"{day:%A}":
            continue
        if not all(is_open_day(org, day - timedelta(days=before)) for before in days_back):
            continue
        if skip == 0:
            return moment
        skip -= 1
    raise NoSuchDayError(str(at))


def is_open_day(org: Org, day: date) -> bool:
    """Return whether the organisation opened on that day."""
    closed = concern_deadlines.load_opening_hours(org).calendar
    return str(day.weekday()) in org.hours and not closed.is_holiday(day)


def iter_follow_up_delays(event: dict[str, Any]) -> Iterator[timedelta]:
    """Yield how long after the event each thing that came of it happened."""
    for then in event.get("then", ()):
        yield timedelta(minutes=then["minutes"])


def iter_days_back(value: Any) -> Iterator[int]:
    """Yield how many days before its signing each answer with a time of day happened."""
    if isinstance(value, dict):
        if "day" in value and "time" in value:
            yield value["day"]
        for inner in value.values():
            yield from iter_days_back(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from iter_days_back(inner)
