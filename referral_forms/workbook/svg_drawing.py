"""Read a drawing of the pack for paper: boxes, circles, lines and words, and nothing else.

The pack's drawings are our own and use few shapes. What this does not know it refuses, so that a
new shape is seen in a test and not missed on paper. Lengths of a drawing are its own; `scale`
turns them into points.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from referral_forms.line_wrap import WrappedLine, wrap_lines
from referral_forms.sheets import ShapeMark, SheetMark, TextMark, TextStyle
from referral_forms.visible_text import make_visible
from referral_forms.workbook.text_measures import show_direction_controls

ROUND = 0.5523
"""How far the handles of a curve stand off, so that four of them make a circle."""
WIDER = 0.86
"""Our font is wider than the one that a drawing was measured with: its words are set smaller."""
WIDEST = 10_000.0
_NUMBER = r"-?\d+(?:\.\d+)?"
_STEP = re.compile(rf"([A-Za-z])\s*((?:{_NUMBER}[\s,]*)*)")

ShapePath = tuple[tuple[str, tuple[float, ...]], ...]


class DrawingPlace(NamedTuple):
    """Where a drawing goes: its upper left corner, in points, and how large."""

    x: float
    y: float
    scale: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the drawing is on the sheet."""
        return self.x + x * self.scale, self.y - y * self.scale


class SvgDrawing(NamedTuple):
    """A drawing, read: its own width and height, and its shapes."""

    wide: float
    high: float
    parts: tuple[ElementTree.Element, ...]


def read_drawing(svg: str) -> SvgDrawing:
    """Return the drawing in `svg`.

    Raises ValueError for one without a viewBox, or that is not XML.
    """
    try:
        root = ElementTree.fromstring(show_direction_controls(make_visible(svg)))  # noqa: S314 - our own, proved to hold no entity
    except ElementTree.ParseError as error:
        raise ValueError("no drawing") from error
    box = [float(one) for one in root.get("viewBox", "").split()]
    if len(box) != 4 or box[:2] != [0.0, 0.0]:
        raise ValueError("a drawing needs a viewBox that begins at 0 0")
    return SvgDrawing(box[2], box[3], tuple(one for one in root if _name(one) != "title"))


def draw_shapes(drawing: SvgDrawing, place: DrawingPlace) -> Iterator[SheetMark]:
    """Yield what to put on the sheet. Raises ValueError for a shape that this does not know."""
    for one in drawing.parts:
        yield _text(one, place, drawing.wide) if _name(one) == "text" else _shape(one, place)


def _name(one: ElementTree.Element) -> str:
    return one.tag.rpartition("}")[2]


def _at(one: ElementTree.Element, *names: str) -> tuple[float, ...]:
    return tuple(float(one.get(name, "0")) for name in names)


def _text(one: ElementTree.Element, place: DrawingPlace, wide: float) -> TextMark:
    """Return its words on one line, smaller where a long title would run out of the drawing."""
    x, y, size = _at(one, "x", "y", "font-size")
    bold = one.get("font-weight") == "bold"
    line = typeset_on_one_line("".join(one.itertext()), bold)
    size = min(size * WIDER, (wide - x - 8) / max(line.width, 1e-6))
    style = TextStyle(size * place.scale, 0, bold, one.get("fill", "#0b0c0c"), heading=True)
    return TextMark(*place.point(x, y), line, style)


def typeset_on_one_line(words: str, bold: bool) -> WrappedLine:
    """Return `words` on one line, as long as they are."""
    return wrap_lines(words.replace("\n", " "), WIDEST, bold)[0]


def _shape(one: ElementTree.Element, place: DrawingPlace) -> ShapeMark:
    makers = {"rect": _rect, "circle": _circle, "path": _path}
    if (make := makers.get(_name(one))) is None:
        raise ValueError(f"a drawing on paper knows no {_name(one)}")
    colours = (one.get("fill", "#000000"), one.get("stroke", "none"))
    fill, stroke = ("" if colour == "none" else colour for colour in colours)
    dash = tuple(float(n) * place.scale for n in one.get("stroke-dasharray", "").split())
    weight = float(one.get("stroke-width", "1")) * place.scale
    return ShapeMark(tuple(_moved(make(one), place)), fill, stroke, weight, dash)


def _moved(path: ShapePath, place: DrawingPlace) -> Iterator[tuple[str, tuple[float, ...]]]:
    for command, numbers in path:
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        yield command, tuple(n for x, y in pairs for n in place.point(x, y))


def _rect(one: ElementTree.Element) -> ShapePath:
    x, y, wide, high, r = _at(one, "x", "y", "width", "height", "rx")
    return build_rounded_box(x, y, wide, high, r)


def build_rounded_box(x: float, y: float, wide: float, high: float, r: float = 0.0) -> ShapePath:
    """Return a box with round corners of radius `r`."""
    k, right, foot = r * (1 - ROUND), x + wide, y + high
    return (
        ("m", (x + r, y)),
        ("l", (right - r, y)),
        ("c", (right - k, y, right, y + k, right, y + r)),
        ("l", (right, foot - r)),
        ("c", (right, foot - k, right - k, foot, right - r, foot)),
        ("l", (x + r, foot)),
        ("c", (x + k, foot, x, foot - k, x, foot - r)),
        ("l", (x, y + r)),
        ("c", (x, y + k, x + k, y, x + r, y)),
        ("z", ()),
    )


def _circle(one: ElementTree.Element) -> ShapePath:
    x, y, r = _at(one, "cx", "cy", "r")
    return build_rounded_box(x - r, y - r, 2 * r, 2 * r, r)


def _path(one: ElementTree.Element) -> ShapePath:
    found: list[tuple[str, tuple[float, ...]]] = []
    x = y = 0.0
    for command, rest in _STEP.findall(one.get("d", "")):
        numbers = tuple(float(n) for n in re.findall(_NUMBER, rest))
        if command == "a":
            found += _half(x, y, numbers)
            x += numbers[5]
        elif command == "z":
            found.append(("z", ()))
        elif command in "MLH":
            x, y = (numbers[0], y) if command == "H" else (numbers[0], numbers[1])
            found.append(("m" if command == "M" else "l", (x, y)))
        else:
            raise ValueError(f"a drawing on paper knows no step {command}")
    return tuple(found)


def _half(x: float, y: float, numbers: tuple[float, ...]) -> ShapePath:
    """Return the upper half of an ellipse, from left to right: the one arc that our people have."""
    rx, ry, turn, _, sweep, dx, dy = numbers
    if (turn, sweep, dx, dy) != (0, 1, 2 * rx, 0):
        raise ValueError("a drawing on paper knows no arc but the upper half of an ellipse")
    h, v = rx * ROUND, ry * ROUND
    top = y - ry
    return (
        ("c", (x, y - v, x + rx - h, top, x + rx, top)),
        ("c", (x + rx + h, top, x + dx, y - v, x + dx, y)),
    )
