"""London days and times in words, and minutes counted in an organisation's opening hours.

A deadline counts open minutes only. When anyone is or may be in danger the clock never waits for a
door to open: the caller passes no `opening`. London wall clocks decide which hours are open. Every
instant given and returned is aware. Nothing here reads a clock.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec

from content.london_time import LONDON

HORIZON_DAYS = 30
"""An organisation that does not open for so long gets plain minutes: no clock may stop for good."""

Span = tuple[datetime, datetime]


class Opening(msgspec.Struct, frozen=True):
    """When an organisation is open. `hours`: weekday "0" to "6" (Monday first) -> ranges.

    A range is "09:00-17:00", half open. `closed` says whether a whole day is a holiday or closure.
    """

    hours: Mapping[str, Any]
    closed: Callable[[date], bool]

    def spans(self, since: datetime) -> Iterator[Span]:
        """Open stretches that end after `since`, in order, for HORIZON_DAYS."""
        first = since.astimezone(LONDON).date()
        for step in range(HORIZON_DAYS):
            day = first + timedelta(days=step)
            if self.closed(day):
                continue
            for text in sorted(self.hours.get(str(day.weekday()), ())):
                start, end = _span(day, text)
                if end > since:
                    yield start, end

    def is_open(self, at: datetime) -> bool:
        """Whether `at` lies within the organisation's hours."""
        return any(start <= at < end for start, end in self.spans(at))

    def opens(self, at: datetime) -> datetime | None:
        """The next opening after `at`, in London time; None when none is known."""
        return next((s.astimezone(LONDON) for s, _ in self.spans(at) if s > at), None)


def _span(day: date, text: str) -> Span:
    start, _, end = text.partition("-")
    return _instant(day, start), _instant(day, end)


def _instant(day: date, clock: str) -> datetime:
    if clock.strip() == "24:00":
        return _instant(day + timedelta(days=1), "00:00")
    hour, minute = clock.split(":")
    return datetime.combine(day, time(int(hour), int(minute)), LONDON).astimezone(UTC)


def add_open_minutes(since: datetime, minutes: int, opening: Opening | None) -> datetime:
    """The instant `minutes` after `since`; with an `opening`, only its open minutes count.

    Whole seconds, in UTC: row and log hold the same instant (docs/decisions/0018).
    """
    since = since.astimezone(UTC).replace(microsecond=0)
    left = timedelta(minutes=minutes)
    for start, end in opening.spans(since) if opening else ():
        begins = max(start, since)
        if end - begins >= left:
            return begins + left
        left -= end - begins
    return since + timedelta(minutes=minutes)
