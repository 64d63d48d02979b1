"""Draw a filled paper as a PDF file. Same paper, same bytes, until a passphrase seals it.

Texts are drawn as characters, never read as markup. The file is tagged, and says that it is
PDF/UA-1: docs/decisions/0069 says what checked that, and what did not. The page that
`summary_html` renders has the same blocks. No name of a child stands in the file's name, title or
other metadata. Nothing is written to disk.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from threading import Lock

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from content.london_time import format_date_time, format_iso_day
from referral_forms import fonts
from referral_forms.answer_gaps import gather_gaps
from referral_forms.composing.styled_lines import break_styled_lines
from referral_forms.composing.tag_tree import TagTree, encode_actual_text
from referral_forms.filled_form import FilledPaper, PaperMeta
from referral_forms.line_wrap import WrappedLine
from referral_forms.pdf_finishing import finish_paper_pdf
from referral_forms.sheets import (
    BOTTOM,
    GREY,
    HAIR,
    HEIGHT,
    INK,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    OutlineMark,
    SheetMark,
    StrokeMark,
    TextMark,
    TextStyle,
)
from referral_forms.summary_layout import lay_out_tagged_paper
from referral_forms.visible_text import make_visible

BANNER = TextStyle(8.5, 12, bold=True)
ACROSS = TextStyle(62, 62, bold=True, colour="#dcdfe0")
"""Light: every text stands above it in ink or grey."""
ARTIFACT = "/Artifact <</Type /Layout>> BDC"
HEADER = "/Artifact <</Type /Pagination /Subtype /Header>> BDC"
FOOTER = "/Artifact <</Type /Pagination /Subtype /Footer>> BDC"
FOOT = TextStyle(7, 9.5, colour=GREY)

# reportlab keeps a font's subsets for each document, but fills them without a lock of its own.
DRAWING = Lock()
"""Held by whoever draws with reportlab."""

colour = cache(HexColor)


def render_paper_pdf(paper: FilledPaper, passphrase: str | None = None) -> bytes:
    """Render the PDF, sealed with AES-256 (ISO 32000-2, revision 6) when a passphrase is given.

    Without a passphrase the bytes depend on `paper` alone. With one they differ each time, since
    the salts are random; the text is the same. Raises ValueError for an empty passphrase, which
    would lock nothing.
    """
    if passphrase is not None and not passphrase.strip():
        raise ValueError("an empty passphrase would lock nothing")
    drawn, tree = draw_paper(paper, tagged=True)
    return finish_paper_pdf(drawn, paper, passphrase, tree)


def build_file_name(meta: PaperMeta) -> str:
    """Return reference and day alone: "K7QM-2RXD-2026-11-24.pdf". Never a child's name."""
    reference = re.sub(r"[^A-Za-z0-9-]", "", meta.reference) or "summary"
    return f"{reference}-{format_iso_day(meta.made_at)}.pdf"


def draw_paper(paper: FilledPaper, *, tagged: bool) -> tuple[bytes, TagTree | None]:
    """Return the drawn file, and the structure of what is marked in it."""
    with DRAWING:
        return _draw(paper, tagged=tagged)


def _draw(paper: FilledPaper, *, tagged: bool) -> tuple[bytes, TagTree | None]:
    out = BytesIO()
    canvas = open_canvas(out)
    sheets, tree = lay_out_tagged_paper(gather_gaps(paper))
    for number, marks in enumerate(sheets.pages, 1):
        with mark_content(canvas, HEADER if tagged else ""):
            _watermark(canvas, paper.meta)
            _banner(canvas, paper.meta)
        for mark in marks:
            with mark_content(canvas, open_mark(tree, mark, number - 1) if tagged else ""):
                draw_mark(canvas, mark, number)
        foot = _open_foot(tree, len(sheets.pages))
        with mark_content(canvas, foot if tagged else ""):
            _foot(canvas, paper, f"Page {number} of {len(sheets.pages)}")
        canvas.showPage()
    canvas.save()
    return out.getvalue(), tree if tagged else None


def open_canvas(out: BytesIO, size: tuple[float, float] = (WIDTH, HEIGHT)) -> Canvas:
    """Return a canvas that draws the same bytes each time, in no font but ours."""
    first = fonts.get_first_font()
    return Canvas(
        out,
        pagesize=size,
        invariant=1,
        pageCompression=1,
        lang="en-GB",
        initialFontName=first,  # type: ignore[arg-type]  # the stub says a number
    )


def _open_foot(tree: TagTree, count: int) -> str:
    """Return the operator that opens the foot: of the only sheet, it is a paragraph to be read.

    On several sheets it repeats, and would be heard in the middle of an answer.
    """
    return FOOTER if count > 1 else open_run(tree, tree.add("P"), 0)


@contextmanager
def mark_content(canvas: Canvas, opening: str) -> Iterator[None]:
    """Mark what is drawn meanwhile; "" marks nothing. reportlab has no call for it."""
    if opening:
        canvas._code.append(opening)  # type: ignore[attr-defined]
    yield
    if opening:
        canvas._code.append("EMC")  # type: ignore[attr-defined]


def open_mark(tree: TagTree, mark: SheetMark, page: int) -> str:
    """Return the operator that opens a mark: of an element, or of what is no content."""
    if not isinstance(mark, TextMark):
        return ARTIFACT
    if not mark.tag:
        return HEADER if mark.y >= TOP else ARTIFACT
    reordered = mark.line.drawn.rstrip() != mark.line.text.rstrip()
    text = f" /ActualText {encode_actual_text(mark.line.text)}" if reordered else ""
    return open_run(tree, mark.tag, page, text)


def open_run(tree: TagTree, tag: int, page: int, more: str = "") -> str:
    """Return the operator that opens one more run of content of an element."""
    return f"/{tree.roles[tag]} <</MCID {tree.mark(tag, page)}{more}>> BDC"


def draw_mark(canvas: Canvas, mark: SheetMark, page: int) -> None:
    """Draw a text or a line, or put a mark into the outline; what else there is, is not for it."""
    if isinstance(mark, TextMark):
        draw_text_line(canvas, mark)
    elif isinstance(mark, StrokeMark):
        canvas.setLineWidth(mark.weight)
        canvas.setStrokeColor(colour(mark.colour))
        canvas.line(mark.x1, mark.y1, mark.x2, mark.y2)
    elif isinstance(mark, OutlineMark):
        place = f"{page}-{mark.title}"
        canvas.bookmarkHorizontal(place, 0, mark.y)
        canvas.addOutlineEntry(mark.title, place, mark.level)


def draw_text_line(canvas: Canvas, mark: TextMark) -> None:
    """Draw one line of text where it stands, each run in the font that has its letters."""
    line, style = mark.line, mark.style
    x = mark.x - line.width * style.size if mark.aligned else mark.x
    canvas.setFillColor(colour(style.colour))
    drawing = canvas.beginText(x, mark.y)
    for font, text in fonts.split_font_runs(line.drawn, style.bold):
        drawing.setFont(font, style.size)
        drawing.textOut(text)
    canvas.drawText(drawing)


def _watermark(canvas: Canvas, meta: PaperMeta) -> None:
    """Draw one word from corner to corner, under everything else on the sheet."""
    if meta.watermark:
        line = cut_to_one_line(meta.watermark, ACROSS, HEIGHT)
        canvas.saveState()
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(52)
        draw_text_line(
            canvas, TextMark(-line.width * ACROSS.size / 2, -ACROSS.size / 3, line, ACROSS)
        )
        canvas.restoreState()


def _banner(canvas: Canvas, meta: PaperMeta) -> None:
    if meta.banner:
        line = cut_to_one_line(meta.banner, BANNER, RIGHT - LEFT)
        x = (WIDTH - line.width * BANNER.size) / 2
        draw_text_line(canvas, TextMark(x, HEIGHT - 29, line, BANNER))


def _foot(canvas: Canvas, paper: FilledPaper, number: str) -> None:
    """Draw which paper this is, which record it was made from, and which sheet of how many."""
    meta = paper.meta
    canvas.setLineWidth(0.5)
    canvas.setStrokeColor(colour(HAIR))
    canvas.line(LEFT, BOTTOM - 12, RIGHT, BOTTOM - 12)
    end = cut_to_one_line(number, FOOT, 90)
    left = f"{paper.title} · {meta.reference} · made {format_date_time(meta.made_at)}"
    lines = [
        cut_to_one_line(left, FOOT, RIGHT - LEFT - 100),
        cut_to_one_line(_ties(meta), FOOT, RIGHT - LEFT),
    ]
    for row, line in enumerate(lines):
        y = BOTTOM - 24 - row * FOOT.leading
        draw_text_line(canvas, TextMark(LEFT, y, line, FOOT))
    x = RIGHT - end.width * FOOT.size
    draw_text_line(canvas, TextMark(x, BOTTOM - 24, end, FOOT._replace(colour=INK)))


def _ties(meta: PaperMeta) -> str:
    point = meta.checkpoint
    record = f"Record {meta.record_hash[:16]}" if meta.record_hash else ""
    log = f"checkpoint {point.size}, {point.fingerprint}" if point else ""
    return " · ".join(filter(None, (record, log)))


def cut_to_one_line(text: str, style: TextStyle, width: float) -> WrappedLine:
    """Return as much of `text` as fits on one line of `width` points."""
    return break_styled_lines(make_visible(text).replace("\n", " "), style, width)[0]
