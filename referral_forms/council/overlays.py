"""Draw what a form shows: a picture for each box, and a line at the edge of each page.

Fonts travel with the picture, so a name in Polish, Arabic or Chinese looks alike on every machine
and needs no font of the form. Everything is drawn as characters, never read as markup.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

from reportlab.lib.colors import CMYKColor, Color
from reportlab.pdfgen.canvas import Canvas

from referral_forms.council.text_fit import LEADING, PADDING, FittedText
from referral_forms.line_wrap import WrappedLine, wrap_lines
from referral_forms.sheets import GREY, INK, TextMark, TextStyle
from referral_forms.summary_pdf import (
    ACROSS,
    DRAWING,
    FOOTER,
    HEADER,
    cut_to_one_line,
    draw_text_line,
    mark_content,
    open_canvas,
)

EDGE = TextStyle(7, 9, colour=GREY)
MARGIN = 18.0
HAIRLINE = 0.5


class WidgetFace(NamedTuple):
    """One widget: its size in points, what it shows, and how the form itself colours it."""

    width: float
    height: float
    shows: FittedText
    centred: bool
    cells: int = 0
    ground: tuple[float, ...] = ()
    border: tuple[float, ...] = ()


class PageOverlay(NamedTuple):
    """What is laid over one page: a line at its edge, and one word across it ("" for none)."""

    left: float
    bottom: float
    width: float
    height: float
    turn: int
    words: str
    at_foot: bool
    across: str


def draw_overlays(overs: Sequence[PageOverlay], faces: Sequence[WidgetFace]) -> bytes:
    """Return a PDF with one page for each, in this order."""
    out = BytesIO()
    with DRAWING:
        canvas = open_canvas(out, (100, 100))
        for over in overs:
            _over(canvas, over)
        for face in faces:
            _face(canvas, face)
        canvas.save()
    return out.getvalue()


def _over(canvas: Canvas, over: PageOverlay) -> None:
    canvas.setPageSize((over.left + over.width, over.bottom + over.height))
    canvas.translate(over.left, over.bottom)
    wide, high = over.width, over.height
    if over.turn in {90, 270}:
        wide, high = high, wide
    canvas.transform(*_turned(over.turn, over.width, over.height))
    line = cut_to_one_line(over.words, EDGE, wide - 2 * MARGIN)
    y = 8.0 if over.at_foot else high - 14
    with mark_content(canvas, FOOTER if over.at_foot else HEADER):
        if over.across:
            _across(canvas, over.across, wide, high)
        draw_text_line(canvas, TextMark(MARGIN, y, line, EDGE))
    canvas.showPage()


def _turned(turn: int, width: float, height: float) -> tuple[float, ...]:
    """Return the matrix from what a reader sees to the stored page (ISO 32000-2, 8.3.4)."""
    return {
        0: (1, 0, 0, 1, 0, 0),
        90: (0, 1, -1, 0, width, 0),
        180: (-1, 0, 0, -1, width, height),
        270: (0, -1, 1, 0, 0, height),
    }[turn]


def _across(canvas: Canvas, word: str, wide: float, high: float) -> None:
    """Draw one word from corner to corner, light enough to read through."""
    line = cut_to_one_line(word, ACROSS, high)
    canvas.saveState()
    canvas.setFillAlpha(0.6)
    canvas.translate(wide / 2, high / 2)
    canvas.rotate(52)
    draw_text_line(canvas, TextMark(-line.width * ACROSS.size / 2, -ACROSS.size / 3, line, ACROSS))
    canvas.restoreState()


def _face(canvas: Canvas, face: WidgetFace) -> None:
    canvas.setPageSize((face.width, face.height))
    _ground(canvas, face)
    if face.cells:
        _in_cells(canvas, face)
    else:
        _in_lines(canvas, face)
    canvas.showPage()


def _in_lines(canvas: Canvas, face: WidgetFace) -> None:
    size = face.shows.size
    style = TextStyle(size, size * LEADING, colour=INK)
    y = face.height - PADDING / 2 - size
    if face.centred:
        y = (face.height - size) / 2 + size * 0.2
    for line in face.shows.lines:
        x = face.width - PADDING if line.right else PADDING
        draw_text_line(canvas, TextMark(x, y, line, style, line.right))
        y -= style.leading


def _in_cells(canvas: Canvas, face: WidgetFace) -> None:
    """Draw one character in the middle of each cell."""
    size, cell = face.shows.size, face.width / face.cells
    style = TextStyle(size, size * LEADING, colour=INK)
    y = (face.height - size) / 2 + size * 0.2
    for place, char in enumerate(face.shows.text):
        line: WrappedLine = wrap_lines(char, 9)[0]
        x = cell * (place + 0.5) - line.width * size / 2
        draw_text_line(canvas, TextMark(x, y, line, style))


def _ground(canvas: Canvas, face: WidgetFace) -> None:
    """Draw the form's own colour and border of a box, which belong to its picture."""
    if ground := _colour(face.ground):
        canvas.setFillColor(ground)
        canvas.rect(0, 0, face.width, face.height, stroke=0, fill=1)
    if border := _colour(face.border):
        canvas.setStrokeColor(border)
        canvas.setLineWidth(HAIRLINE)
        half = HAIRLINE / 2
        canvas.rect(half, half, face.width - 2 * half, face.height - 2 * half, stroke=1, fill=0)


def _colour(parts: tuple[float, ...]) -> Color | None:
    if len(parts) == 4:
        return CMYKColor(*parts)
    return Color(*(parts * 3 if len(parts) == 1 else parts)) if len(parts) in {1, 3} else None
