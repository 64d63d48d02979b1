"""Sheets of A4 and a cursor that moves down them. Holds marks to draw, draws nothing.

All lengths are points (1/72 inch); y counts up from the foot of the sheet, as PDF does.
"""

from collections.abc import Sequence
from typing import NamedTuple

from referral_forms.line_wrap import WrappedLine

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT = 54.0, WIDTH - 54.0
TOP, BOTTOM = HEIGHT - 52.0, 60.0
HEAD = HEIGHT - 42.0
"""Where a sheet says what it goes on with: above TOP, so that no answer moves for it."""

INK, GREY, HAIR, BLUE = "#0b0c0c", "#505a5f", "#c8cacc", "#1d70b8"
"""Grey on white is 7:1. Nothing is told by colour alone."""


class TextStyle(NamedTuple):
    """How a text is set: size and leading in points. `heading`: to the left in any script."""

    size: float
    leading: float
    bold: bool = False
    colour: str = INK
    heading: bool = False


class TextMark(NamedTuple):
    """One line of text with its left end, or its right end when `aligned` right, at `x`.

    `tag`: the element of the structure that it belongs to, 0 for what is no part of the content.
    """

    x: float
    y: float
    line: WrappedLine
    style: TextStyle
    aligned: bool = False
    tag: int = 0


class StrokeMark(NamedTuple):
    """A straight line of `weight` points."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: float
    colour: str


class OutlineMark(NamedTuple):
    """A place that the outline of the file points to. `level` 0 is the outermost."""

    y: float
    title: str
    level: int = 0


class ShapeMark(NamedTuple):
    """An outline: (command, numbers) each, of "m" move, "l" line, "c" curve and "z" close.

    `fill` or `stroke` is empty for none; `dash` are points on and off, none for a whole line.
    `tag`: the figure that it belongs to, 0 for what is no part of the content.
    """

    path: tuple[tuple[str, tuple[float, ...]], ...]
    fill: str = ""
    stroke: str = ""
    weight: float = 1.0
    dash: tuple[float, ...] = ()
    tag: int = 0


class LinkTarget(NamedTuple):
    """A place that a link of the same file may lead to."""

    y: float
    name: str


class LinkArea(NamedTuple):
    """A place to tap: leads to a web address, or to the `LinkTarget` of that name when `inside`.

    `tag`: the element of its words; `words`: where it leads, for who cannot see that.
    """

    x1: float
    y1: float
    x2: float
    y2: float
    to: str
    inside: bool
    tag: int = 0
    words: str = ""


SheetMark = TextMark | StrokeMark | OutlineMark | ShapeMark | LinkTarget | LinkArea


class Sheets:
    """Sheets so far and where the next line goes. A fresh sheet begins by itself when needed."""

    def __init__(self) -> None:
        self.pages: list[list[SheetMark]] = [[]]
        self.going_on: TextMark | None = None
        self.y = TOP
        self.tag = 0

    @property
    def fresh(self) -> bool:
        """Whether nothing stands on this sheet yet."""
        return self.y >= TOP

    @property
    def room(self) -> float:
        """Points left above the foot."""
        return self.y - BOTTOM

    def turn(self) -> None:
        """Begin another sheet, which says at its head what it goes on with, if with anything."""
        self.pages.append([self.going_on] if self.going_on else [])
        self.y = TOP

    def need(self, height: float) -> None:
        """Turn when less than `height` is left and a fresh sheet would help."""
        if height > self.room and not self.fresh:
            self.turn()

    def gap(self, height: float) -> None:
        """Leave a space, but not at the head of a sheet."""
        if not self.fresh:
            self.y -= height

    def put(self, mark: SheetMark) -> None:
        """Add a mark to this sheet."""
        self.pages[-1].append(mark)

    def rule(self, weight: float = 0.5, colour: str = HAIR) -> None:
        """Draw a line across the sheet here."""
        self.put(StrokeMark(LEFT, self.y, RIGHT, self.y, weight, colour))

    def flow(
        self,
        lines: Sequence[WrappedLine],
        style: TextStyle,
        left: float,
        right: float,
        bar: float = 0.0,
    ) -> None:
        """Write lines one under another, over as many sheets as they need.

        `bar` is the x of an upright bar beside them, drawn on each sheet; 0 draws none.
        """
        head = self.y
        for index, line in enumerate(lines):
            rest = len(lines) - index
            # Two last lines go together: one alone at the head of a sheet is easily missed.
            together = 2 if rest == 2 < len(lines) else 1
            if style.leading * together > self.room and not self.fresh:
                self._bar(bar, head)
                self.turn()
                head = self.y
            self.y -= style.leading
            # A share of the leading, not of the size: texts of two sizes side by side line up.
            baseline = self.y + style.leading * 0.3
            aligned = line.right and not style.heading
            x = right if aligned else left
            self.put(TextMark(x, baseline, line, style, aligned, self.tag))
        self._bar(bar, head)

    def _bar(self, x: float, head: float) -> None:
        if x and head > self.y:
            self.put(StrokeMark(x, head, x, self.y, 2.0, BLUE))
