"""Draw when things named in several children's files were written: a lane for each file. Pure.

A concern has one mark in the lane of each file that it is in, joined by a line, and below it the
letters of the things that it names. A table says the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate

from app.domain.private_struct import PrivateStruct
from app.domain.values.values_in_several_files import Mention, ValueGroup
from app.review.child_links.things_picture import name_things, shorten
from app.review.child_picture import NARROWEST, name_months, spread_places
from content.london_time import get_london_day

LONGEST_NAME = 18
LEFT, RIGHT, HEAD, LANE_HEIGHT, LETTER_HEIGHT, GAP = 170, 765, 58, 44, 17, 25
"""Places in the picture, which is 800 wide."""
HOP = 7
"""A join stops this far above the lane of a child whom it isn't about, and goes on below it."""


class DayLane(PrivateStruct, frozen=True):
    """The line of a child's file, by the child's name."""

    name: str
    y: int


class DayMark(PrivateStruct, frozen=True):
    """A concern in the lane of one file. `letters`: of the things that it names."""

    number: int
    x: float
    y: int
    letters: str


class DayJoin(PrivateStruct, frozen=True):
    """The line between the marks of one concern that is in several files, or a piece of it."""

    x: float
    y: int
    end_y: int


class DayRow(PrivateStruct, frozen=True):
    """What a concern names of these children. `things`: with their letters, if they are drawn."""

    number: int
    concern: str
    at: datetime
    children: tuple[str, ...]
    things: tuple[tuple[str, str], ...]
    by: tuple[str, ...]


class DaysPicture(PrivateStruct, frozen=True):
    """What is drawn, and the rows of its table, oldest first. `foot`: where the lanes end."""

    lanes: tuple[DayLane, ...]
    marks: tuple[DayMark, ...]
    joins: tuple[DayJoin, ...]
    months: tuple[tuple[float, str], ...]
    rows: tuple[DayRow, ...]
    foot: int
    today_x: float = RIGHT


class _NamingConcern(PrivateStruct, frozen=True):
    """A concern that names things: its number by its day, and what it says of them."""

    number: int
    id: str
    mentions: tuple[Mention, ...]
    groups: tuple[ValueGroup, ...]

    @property
    def files(self) -> frozenset[str]:
        """The children's files that it is in."""
        return frozenset(file for one in self.mentions for file in one.files)

    def list_things(self, file: str) -> tuple[ValueGroup, ...]:
        """Return what it names of the child of this file."""
        said = {one for one in self.mentions if file in one.files}
        return tuple(group for group in self.groups if not said.isdisjoint(group.mentions))

    def name(self, file: str, letters: Mapping[ValueGroup, str]) -> str:
        """Return the letters of those that are drawn."""
        return "".join(letters.get(one, "") for one in self.list_things(file))


def draw_days(
    groups: Sequence[ValueGroup], drawn: Sequence[ValueGroup], names: Mapping[str, str], today: date
) -> DaysPicture:
    """Return the picture of the things that are drawn by their days, and the table of all.

    `names`: of the children by the ids of their files, in the order in which they are shown.
    """
    concerns = _list_concerns(groups)
    shown = [one for one in concerns if not set(drawn).isdisjoint(one.groups)]
    letters = name_things(drawn)
    files = [one for one in names if any(one in concern.files for concern in shown)]
    heights = [_measure_lane(one, shown, letters) for one in files]
    lanes = dict(zip(files, accumulate(heights, initial=HEAD), strict=False))
    days = [get_london_day(one.mentions[0].at) for one in shown]
    first = min((today - NARROWEST, *days)).replace(day=1)
    places = spread_places([_place_day(one, first, today) for one in days], LEFT, RIGHT, GAP)
    return DaysPicture(
        lanes=tuple(DayLane(shorten(names[one], LONGEST_NAME), y) for one, y in lanes.items()),
        marks=tuple(_place_marks(shown, places, lanes, letters)),
        joins=tuple(_list_joins(shown, places, lanes)),
        months=tuple(
            (_place_day(one, first, today), name) for one, name in name_months(first, today)
        ),
        rows=tuple(_list_rows(concerns, names, letters)),
        foot=HEAD + sum(heights),
    )


def _list_concerns(groups: Sequence[ValueGroup]) -> list[_NamingConcern]:
    """Return the concerns that name these things, oldest first."""
    said = [one for group in groups for one in group.mentions]
    said.sort(key=lambda one: (one.at, one.concern))
    return [
        _NamingConcern(
            number,
            concern,
            tuple(one for one in said if one.concern == concern),
            tuple(one for one in groups if concern in one.concerns),
        )
        for number, concern in enumerate(dict.fromkeys(one.concern for one in said), 1)
    ]


def _measure_lane(
    file: str, concerns: Sequence[_NamingConcern], letters: Mapping[ValueGroup, str]
) -> int:
    """Return the height of a lane, in which the letters of a mark stand below each other."""
    most = max(len(one.name(file, letters)) for one in concerns if file in one.files)
    return LANE_HEIGHT + LETTER_HEIGHT * most


def _place_day(day: date, first: date, last: date) -> float:
    return round(LEFT + (RIGHT - LEFT) * (day - first).days / (last - first).days, 1)


def _place_marks(
    concerns: Sequence[_NamingConcern],
    places: Sequence[float],
    lanes: Mapping[str, int],
    letters: Mapping[ValueGroup, str],
) -> Iterator[DayMark]:
    for one, x in zip(concerns, places, strict=True):
        for file, y in lanes.items():
            if file in one.files:
                yield DayMark(one.number, x, y, one.name(file, letters))


def _list_joins(
    concerns: Sequence[_NamingConcern], places: Sequence[float], lanes: Mapping[str, int]
) -> Iterator[DayJoin]:
    for one, x in zip(concerns, places, strict=True):
        found = [y for file, y in lanes.items() if file in one.files]
        if len(found) > 1:
            passed = [y for y in lanes.values() if found[0] < y < found[-1] and y not in found]
            starts = [found[0], *(y + HOP for y in passed)]
            ends = [*(y - HOP for y in passed), found[-1]]
            yield from (DayJoin(x, *one) for one in zip(starts, ends, strict=True))


def _list_rows(
    concerns: Sequence[_NamingConcern], names: Mapping[str, str], letters: Mapping[ValueGroup, str]
) -> Iterator[DayRow]:
    for one in concerns:
        children: dict[tuple[ValueGroup, ...], list[str]] = {}
        for file, name in names.items():
            if things := one.list_things(file):
                children.setdefault(things, []).append(name)
        for things, found in children.items():
            yield DayRow(
                number=one.number,
                concern=one.id,
                at=one.mentions[0].at,
                children=tuple(found),
                things=tuple((letters.get(group, ""), group.name) for group in things),
                by=tuple(dict.fromkeys(said.by for said in one.mentions)),
            )
