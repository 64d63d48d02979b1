"""Place what happened to a child on a line of time: one lane for each kind. The list says the same.

Only days and kinds, never a word of what was written. Nothing is weighed and nothing is joined.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from app.review.child_chronology import ChronologyItem, Show
from content.london_time import get_london_day

LANES = (Show.CONCERNS, Show.WORDS, Show.CALLS, Show.DECISIONS)
LEFT, RIGHT, TOP, LANE_HEIGHT = 130, 960, 50, 40
"""Places in the picture, which is 1,000 wide."""
NARROWEST = timedelta(days=28)
MOST_MONTHS = 12
"""Months that are named: of a longer time every second, third … one."""


class PictureMark(msgspec.Struct, frozen=True):
    """One mark. `number`: of a concern, counted from the oldest; 0 for other marks."""

    kind: str
    x: int
    y: int
    number: int = 0


class PictureMonth(msgspec.Struct, frozen=True):
    """The first day of a month, and what it is called."""

    x: int
    name: str


class TimelinePicture(msgspec.Struct, frozen=True):
    """All that is drawn. `today_x`: where today is."""

    marks: tuple[PictureMark, ...]
    months: tuple[PictureMonth, ...]
    today_x: int


def draw_timeline(items: Iterable[ChronologyItem], today: date) -> TimelinePicture | None:
    """Return the picture of a chronology; None where there are too few entries to show one."""
    dated = sorted(((get_london_day(item.at), item) for item in items), key=lambda pair: pair[0])
    if len(dated) < 2:
        return None
    first = min(dated[0][0], today - NARROWEST)
    days = max((max(today, dated[-1][0]) - first).days, 1)
    marks, number = [], 0
    for day, item in dated:
        x = _place(day, first, days)
        number += item.is_record
        for lane, kind in enumerate(LANES):
            if item.is_shown(kind):
                y = TOP + LANE_HEIGHT * lane
                marks.append(PictureMark(kind.value, x, y, number if kind is LANES[0] else 0))
    months = tuple(_list_months(first, first + timedelta(days=days), days))
    return TimelinePicture(tuple(marks), months, _place(today, first, days))


def _place(day: date, first: date, days: int) -> int:
    return LEFT + round((RIGHT - LEFT) * (day - first).days / days)


def _list_months(first: date, last: date, days: int) -> Iterable[PictureMonth]:
    starts = []
    year, month = first.year, first.month
    while (start := date(year, month, 1)) <= last:
        starts.append(start)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    step = max(1, -(-len(starts) // MOST_MONTHS))
    for start in starts[::step]:
        if start >= first:
            name = f"{start:%b %Y}" if start.month == 1 or step > 1 else f"{start:%b}"
            yield PictureMonth(_place(start, first, days), name)
