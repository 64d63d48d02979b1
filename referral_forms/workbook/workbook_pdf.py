"""The whole workbook as a PDF file. Same values, same bytes. Nothing is written to disk.

It has a title, a language, an outline and links, and is not tagged: the accessible version is the
pages. Texts are drawn as characters, never read as markup.
"""

from collections.abc import Callable
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from referral_forms import summary_pdf
from referral_forms.pdf_finishing import finished
from referral_forms.sheets import (
    BOTTOM,
    GREY,
    HAIR,
    HEIGHT,
    WIDTH,
    Drawn,
    Reach,
    Shape,
    Spot,
    Style,
    Text,
)
from referral_forms.visible_text import visible
from referral_forms.workbook.block_layout import lay
from referral_forms.workbook.block_types import Whole
from referral_forms.workbook.cover_pages import contents, cover
from referral_forms.workbook.text_measures import LEFT, RIGHT, plainly
from referral_forms.workbook.workbook_blocks import blocks, day

EDGE = Style(7.5, 10, colour=GREY, heading=True)


def render(whole: Whole) -> bytes:
    """The file. It depends on `whole` alone."""
    pages = lay(blocks(whole)).pages
    sheets = [cover(whole), *contents(pages), *pages]
    with summary_pdf.DRAWING:
        drawn = _draw(whole, sheets)
    edition = whole.book.edition.edition
    said = {
        "Title": visible(f"{edition.name}, edition {edition.version}"),
        "Author": visible(whole.organisation),
        "Subject": visible(f"For {whole.book.pack.area.name}, {day(whole.made_on)}"),
        "CreationDate": f"D:{whole.made_on:%Y%m%d}000000Z",
    }
    return finished(drawn, said)


def _draw(whole: Whole, sheets: list[list[Drawn]]) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1, lang="en-GB")
    spots = {mark.name for marks in sheets for mark in marks if isinstance(mark, Spot)}
    spots |= {f"page-{number}" for number in range(1, len(sheets) + 1)}
    for number, marks in enumerate(sheets, 1):
        canvas.bookmarkHorizontal(f"page-{number}", 0, HEIGHT)
        for mark in marks:
            _put(canvas, mark, number, spots)
        if number > 1:
            _edges(canvas, whole, f"Page {number} of {len(sheets)}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _put(canvas: Canvas, mark: Drawn, page: int, spots: set[str]) -> None:
    if isinstance(mark, Shape):
        _shape(canvas, mark)
    elif isinstance(mark, Spot):
        canvas.bookmarkHorizontal(mark.name, 0, mark.y)
    elif isinstance(mark, Reach):
        _lead(canvas, mark, spots)
    else:
        summary_pdf.put(canvas, mark, page)


def _lead(canvas: Canvas, reach: Reach, spots: set[str]) -> None:
    box = (reach.x1, reach.y1, reach.x2, reach.y2)
    if not reach.inside:
        canvas.linkURL(reach.to, box, relative=0)
    elif reach.to in spots:
        canvas.linkRect("", reach.to, box, relative=0, thickness=0)


def _shape(canvas: Canvas, shape: Shape) -> None:
    path = canvas.beginPath()
    steps: dict[str, Callable[..., None]] = {
        "m": path.moveTo,
        "l": path.lineTo,
        "c": path.curveTo,
        "z": path.close,
    }
    for command, numbers in shape.path:
        steps[command](*numbers)
    canvas.saveState()
    if shape.fill:
        canvas.setFillColor(summary_pdf.colour(shape.fill))
    if shape.stroke:
        canvas.setStrokeColor(summary_pdf.colour(shape.stroke))
        canvas.setLineWidth(shape.weight)
        canvas.setDash(list(shape.dash))
    canvas.drawPath(path, stroke=int(bool(shape.stroke)), fill=int(bool(shape.fill)))
    canvas.restoreState()


def _edges(canvas: Canvas, whole: Whole, number: str) -> None:
    """Which edition, for whom and of which day, and which page of how many."""
    edition = whole.book.edition.edition
    left = f"{edition.name}, edition {edition.version}"
    made = f"{whole.organisation} · made {day(whole.made_on)}"
    canvas.setLineWidth(0.5)
    canvas.setStrokeColor(summary_pdf.colour(HAIR))
    canvas.line(LEFT, BOTTOM - 12, RIGHT, BOTTOM - 12)
    top, foot = HEIGHT - 36, BOTTOM - 25
    room = RIGHT - LEFT - 80
    summary_pdf.draw_text(
        canvas, Text(LEFT, top, summary_pdf.one_line(plainly(left), EDGE, RIGHT - LEFT), EDGE)
    )
    summary_pdf.draw_text(
        canvas, Text(LEFT, foot, summary_pdf.one_line(plainly(made), EDGE, room), EDGE)
    )
    end = summary_pdf.one_line(number, EDGE, 80)
    summary_pdf.draw_text(canvas, Text(RIGHT, foot, end, EDGE, aligned=True))
