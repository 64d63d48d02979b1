"""The whole workbook as a PDF file. Same values, same bytes. Nothing is written to disk.

It has a title, a language, an outline and links, and is tagged as the referral documents are. Texts
are drawn as characters, never read as markup.
"""

from collections.abc import Callable
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from content.london_time import format_date
from referral_forms import summary_pdf
from referral_forms.composing.tag_tree import TagTree
from referral_forms.pdf_finishing import finish_pdf
from referral_forms.sheets import (
    BOTTOM,
    GREY,
    HAIR,
    HEIGHT,
    LinkArea,
    LinkTarget,
    ShapeMark,
    SheetMark,
    TextMark,
    TextStyle,
)
from referral_forms.visible_text import make_visible
from referral_forms.workbook.block_layout import lay_out_blocks
from referral_forms.workbook.block_types import WorkbookToPrint
from referral_forms.workbook.cover_pages import build_contents_pages, build_cover
from referral_forms.workbook.text_measures import LEFT, RIGHT, show_direction_controls
from referral_forms.workbook.workbook_blocks import build_workbook_blocks

EDGE = TextStyle(7.5, 10, colour=GREY, heading=True)


def render_workbook_pdf(whole: WorkbookToPrint) -> bytes:
    """Render the file. It depends on `whole` alone."""
    tags = TagTree()
    front = tags.add("Sect")
    pages = lay_out_blocks(build_workbook_blocks(whole), tags).pages
    sheets = [build_cover(whole, tags, front), *build_contents_pages(pages, tags, front), *pages]
    with summary_pdf.DRAWING:
        drawn = _draw(whole, sheets, tags)
    edition = whole.book.edition.edition
    said = {
        "Title": make_visible(f"{edition.name}, edition {edition.version}"),
        "Author": make_visible(whole.organisation),
        "Subject": make_visible(f"For {whole.book.pack.area.name}, {format_date(whole.made_on)}"),
        "CreationDate": f"D:{whole.made_on:%Y%m%d}000000Z",
    }
    return finish_pdf(drawn, said, tree=tags, packed=True)


def _draw(whole: WorkbookToPrint, sheets: list[list[SheetMark]], tags: TagTree) -> bytes:
    out = BytesIO()
    canvas = summary_pdf.open_canvas(out)
    spots = {mark.name for marks in sheets for mark in marks if isinstance(mark, LinkTarget)}
    spots |= {f"page-{number}" for number in range(1, len(sheets) + 1)}
    for number, marks in enumerate(sheets, 1):
        canvas.bookmarkHorizontal(f"page-{number}", 0, HEIGHT)
        for mark in marks:
            if isinstance(mark, LinkArea):
                if not mark.inside or mark.to in spots:
                    _lead(canvas, mark)
                    tags.link(mark.tag, number - 1, mark.words)
            elif isinstance(mark, LinkTarget):
                canvas.bookmarkHorizontal(mark.name, 0, mark.y)
            else:
                with summary_pdf.mark_content(canvas, _open(tags, mark, number - 1)):
                    _put(canvas, mark, number)
        if number > 1:
            with summary_pdf.mark_content(canvas, summary_pdf.FOOTER):
                _edges(canvas, whole, f"Page {number} of {len(sheets)}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _open(tags: TagTree, mark: SheetMark, page: int) -> str:
    """Return the operator that opens a mark: of a figure, of a text, or of what is no content."""
    if isinstance(mark, ShapeMark) and mark.tag:
        return summary_pdf.open_run(tags, mark.tag, page)
    return summary_pdf.open_mark(tags, mark, page)


def _put(canvas: Canvas, mark: SheetMark, page: int) -> None:
    if isinstance(mark, ShapeMark):
        _shape(canvas, mark)
    else:
        summary_pdf.draw_mark(canvas, mark, page)


def _lead(canvas: Canvas, reach: LinkArea) -> None:
    box = (reach.x1, reach.y1, reach.x2, reach.y2)
    if reach.inside:
        canvas.linkRect("", reach.to, box, relative=0, thickness=0)
    else:
        canvas.linkURL(reach.to, box, relative=0)


def _shape(canvas: Canvas, shape: ShapeMark) -> None:
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


def _edges(canvas: Canvas, whole: WorkbookToPrint, number: str) -> None:
    """Draw which edition, for whom and of which day, and which page of how many."""
    edition = whole.book.edition.edition
    left = f"{edition.name}, edition {edition.version}"
    made = f"{whole.organisation} · made {format_date(whole.made_on)}"
    canvas.setLineWidth(0.5)
    canvas.setStrokeColor(summary_pdf.colour(HAIR))
    canvas.line(LEFT, BOTTOM - 12, RIGHT, BOTTOM - 12)
    top, foot = HEIGHT - 36, BOTTOM - 25
    room = RIGHT - LEFT - 80
    summary_pdf.draw_text_line(
        canvas,
        TextMark(
            LEFT,
            top,
            summary_pdf.cut_to_one_line(show_direction_controls(left), EDGE, RIGHT - LEFT),
            EDGE,
        ),
    )
    summary_pdf.draw_text_line(
        canvas,
        TextMark(
            LEFT, foot, summary_pdf.cut_to_one_line(show_direction_controls(made), EDGE, room), EDGE
        ),
    )
    end = summary_pdf.cut_to_one_line(number, EDGE, 80)
    summary_pdf.draw_text_line(canvas, TextMark(RIGHT, foot, end, EDGE, aligned=True))
