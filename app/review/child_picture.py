"""Place what happened to a child on a line of time: one lane for each kind, and what lasts below.

It is drawn twice, along a wide page and down a narrow one. The rows of a table say the same. Only
days and kinds, never a word of what was said. Nothing is weighed and nothing is joined.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import msgspec

from app.review.child_chronology import ChronologyItem, Show
from app.review.child_file.picture_spans import PictureSpan
from content.london_time import format_date, get_london_day

LANES = {
    Show.CONCERNS: "Concerns",
    Show.WORDS: "Own words",
    Show.CALLS: "Calls, contacts",
    Show.DECISIONS: "Decisions",
}
LEFT, RIGHT, TOP, LANE_HEIGHT = 128, 780, 50, 40
"""Places in the wide picture, which is 800 wide."""
BAR_HEIGHT = 28
HEAD, SHORTEST, LONGEST, FIRST_LANE, LANE_WIDTH, BAR_WIDTH = 50, 410, 1200, 84, 36, 24
"""Places in the narrow picture, whose newest day is at the top."""
CONCERN_GAP, MARK_GAP = 25, 17
"""How far apart the middles of two marks of a lane are: marks of one day stand side by side."""
SHORTEST_BAR = 8
"""Length of the bar of one day: a line without a length is not drawn."""
NARROWEST = timedelta(days=28)
MOST_MONTHS = 8
"""Months that are named: of a longer time every second, third … one."""


class PictureMark(msgspec.Struct, frozen=True):
    """One mark, in the wide picture and in the narrow one. `number`: of a concern; else 0."""

    kind: str
    x: float
    y: float
    down_x: float
    down_y: float
    number: int = 0


class PictureBar(msgspec.Struct, frozen=True):
    """The bar of something that lasts, in both pictures. `letter`: its name in the list below."""

    letter: str
    x: float
    end_x: float
    y: float
    down_x: float
    down_y: float
    down_end: float
    is_waiting: bool


class PictureLane(msgspec.Struct, frozen=True):
    """The line of one kind, in both pictures."""

    kind: str
    label: str
    x: float
    end_x: float
    y: float
    down_x: float


class PictureMonth(msgspec.Struct, frozen=True):
    """The first day of a month, in both pictures, and what it is called."""

    x: float
    down_y: float
    name: str


class PictureRow(msgspec.Struct, frozen=True):
    """A row of the table: one mark or bar in words."""

    when: str
    what: str
    number: int = 0


class TimelinePicture(msgspec.Struct, frozen=True):
    """All that is drawn. `today_x`: where today is; none where the picture ends before.

    `has_more_plans`: whether a plan lasted outside the days that are drawn.
    """

    lanes: tuple[PictureLane, ...]
    marks: tuple[PictureMark, ...]
    bars: tuple[PictureBar, ...]
    months: tuple[PictureMonth, ...]
    spans: tuple[tuple[str, PictureSpan], ...]
    rows: tuple[PictureRow, ...]
    foot: int
    today_x: float | None
    today_y: float | None
    has_more_plans: bool

    @property
    def height(self) -> int:
        """Height of the wide picture."""
        return TOP + LANE_HEIGHT * len(self.lanes) + BAR_HEIGHT * len(self.bars) + 20

    @property
    def down_width(self) -> int:
        """Width of the narrow picture."""
        return FIRST_LANE + LANE_WIDTH * len(self.lanes) + BAR_WIDTH * len(self.bars)


class _Scale:
    """The days that are drawn, and the place of each in both pictures."""

    def __init__(self, first: date, last: date, foot: int) -> None:
        self.first, self.last, self.foot = first, last, foot
        self._days = max((last - first).days, 1)

    def along(self, day: date) -> float:
        """Return the place in the wide picture; the edge for a day outside it."""
        return LEFT + (RIGHT - LEFT) * self._share(day)

    def down(self, day: date) -> float:
        """Return the place in the narrow picture."""
        return HEAD + (self.foot - HEAD) * (1 - self._share(day))

    def is_in(self, span: PictureSpan) -> bool:
        """Whether some of it is drawn."""
        return span.start <= self.last and (span.end or self.last) >= self.first

    def _share(self, day: date) -> float:
        return min(max((day - self.first).days / self._days, 0), 1)


def draw_timeline(
    items: Iterable[ChronologyItem],
    spans: Sequence[PictureSpan],
    today: date,
    older: int = 0,
    *,
    is_newest: bool = True,
) -> TimelinePicture | None:
    """Return the picture of a chronology; None where there are too few entries to show one.

    `older`: how many concerns are on later pages, so that a number means one concern on every page;
    `is_newest`: whether the time until today is part of it.
    """
    dated = sorted(((get_london_day(one.at), one) for one in items), key=lambda pair: pair[1].at)
    if len(dated) < 2:
        return None
    scale = _make_scale(dated, today if is_newest else dated[-1][0])
    named = tuple((_name_span(at), one) for at, one in enumerate(filter(scale.is_in, spans)))
    return TimelinePicture(
        lanes=tuple(_place_lane(at, kind) for at, kind in enumerate(LANES)),
        marks=tuple(_place_marks(dated, scale, older)),
        bars=tuple(_place_bar(at, name, one, scale) for at, (name, one) in enumerate(named)),
        months=tuple(_list_months(scale)),
        spans=named,
        rows=tuple(_list_rows(dated, named, older)),
        foot=scale.foot,
        today_x=scale.along(today) if is_newest else None,
        today_y=scale.down(today) if is_newest else None,
        has_more_plans=any(not one.is_waiting and not scale.is_in(one) for one in spans),
    )


def _make_scale(dated: list[tuple[date, ChronologyItem]], until: date) -> _Scale:
    """Return the days from the first entry, the narrow picture long enough for its fullest lane."""
    last = max(until, dated[-1][0])
    most = max(sum(one.is_shown(kind) for _, one in dated) for kind in LANES)
    foot = min(max(SHORTEST, HEAD + CONCERN_GAP * most), LONGEST)
    return _Scale(min(dated[0][0], last - NARROWEST), last, foot)


def number_references(items: Iterable[ChronologyItem], older: int = 0) -> dict[str, int]:
    """Return the number of each concern by its reference, counted from the oldest of the file."""
    records = sorted((one for one in items if one.is_record), key=lambda one: one.at)
    names = dict.fromkeys(one.reference for one in records)
    return {name: older + at for at, name in enumerate(names, 1)}


def _place_lane(at: int, kind: Show) -> PictureLane:
    y, column = TOP + LANE_HEIGHT * at, FIRST_LANE + LANE_WIDTH * at
    return PictureLane(kind.value, LANES[kind], LEFT, RIGHT + 10, y, column)


def _place_marks(
    dated: list[tuple[date, ChronologyItem]], scale: _Scale, older: int
) -> Iterator[PictureMark]:
    numbers = number_references((one for _, one in dated), older)
    for at, kind in enumerate(LANES):
        found = [(day, one) for day, one in _drop_notes(dated) if one.is_shown(kind)]
        gap = CONCERN_GAP if kind is Show.CONCERNS else MARK_GAP
        across = spread_places([scale.along(day) for day, _ in found], LEFT, RIGHT, gap)
        below = spread_places([scale.down(day) for day, _ in found][::-1], HEAD, scale.foot, gap)[
            ::-1
        ]
        for x, y, (_, one) in zip(across, below, found, strict=True):
            number = numbers[one.reference] if kind is Show.CONCERNS else 0
            lane = _place_lane(at, kind)
            yield PictureMark(kind.value, x, lane.y, lane.down_x, y, number)


def _drop_notes(dated: Iterable[tuple[date, ChronologyItem]]) -> list[tuple[date, ChronologyItem]]:
    """Return what has a mark: of a decision and its reasons, signed together, one."""
    found = {(one.kind, one.concern_id, one.at): (day, one) for day, one in reversed([*dated])}
    return list(reversed(found.values()))


def spread_places(places: Sequence[float], low: float, high: float, gap: float) -> list[float]:
    """Return rising places moved as little as it takes for none to hide another."""
    if len(places) > 1:
        gap = min(gap, (high - low) / (len(places) - 1))
    spread: list[float] = []
    for place in places:
        spread.append(max(place, spread[-1] + gap) if spread else place)
    limit = high
    for at in range(len(spread) - 1, -1, -1):
        spread[at] = round(min(spread[at], limit), 1)
        limit = spread[at] - gap
    return spread


def _name_span(at: int) -> str:
    """Return the letter of a bar; after Z they go on as A2, B2."""
    turn, letter = divmod(at, 26)
    return chr(ord("A") + letter) + (str(turn + 1) if turn else "")


def _place_bar(at: int, letter: str, span: PictureSpan, scale: _Scale) -> PictureBar:
    end = span.end or scale.last
    x, top = min(scale.along(span.start), RIGHT - SHORTEST_BAR), scale.down(end)
    top = min(top, scale.foot - SHORTEST_BAR)
    return PictureBar(
        letter=letter,
        x=round(x, 1),
        end_x=round(max(scale.along(end), x + SHORTEST_BAR), 1),
        y=TOP + LANE_HEIGHT * len(LANES) + BAR_HEIGHT * at,
        down_x=FIRST_LANE + LANE_WIDTH * len(LANES) + BAR_WIDTH * at,
        down_y=round(max(scale.down(span.start), top + SHORTEST_BAR), 1),
        down_end=round(top, 1),
        is_waiting=span.is_waiting,
    )


def _list_rows(
    dated: list[tuple[date, ChronologyItem]],
    named: Iterable[tuple[str, PictureSpan]],
    older: int,
) -> Iterator[PictureRow]:
    """Yield what is drawn in words: what lasts first, then each entry that has a mark, newest
    first."""
    for letter, span in named:
        yield PictureRow(span.describe_days(), f"{letter}: {span.name}", span.number)
    numbers = number_references((one for _, one in dated), older)
    for day, one in reversed(_drop_notes(dated)):
        if any(one.is_shown(kind) for kind in LANES):
            title = "Concern recorded" if one.is_record else one.title
            what = f"{title}, with the child’s own words" if one.words else title
            yield PictureRow(format_date(day), what, numbers.get(one.reference, 0))


def _list_months(scale: _Scale) -> Iterator[PictureMonth]:
    for start, name in name_months(scale.first, scale.last):
        yield PictureMonth(round(scale.along(start), 1), round(scale.down(start), 1), name)


def name_months(first: date, last: date) -> Iterator[tuple[date, str]]:
    """Yield the first day of each month between two days, and what it is called.

    Of a longer time every second, third … month, so that no more than MOST_MONTHS are named.
    """
    starts = []
    year, month = first.year, first.month
    while (start := date(year, month, 1)) <= last:
        starts.append(start)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    step = max(1, -(-len(starts) // MOST_MONTHS))
    shown = [start for start in starts[::step] if start >= first]
    for at, start in enumerate(shown):
        has_year = at == 0 or start.month == 1 or step > 1
        yield start, f"{start:%b %Y}" if has_year else f"{start:%b}"
