"""Draw the cover of a workbook on paper and its pages of contents."""

from collections.abc import Sequence

from content.london_time import format_date
from referral_forms.composing.tag_tree import TagTree
from referral_forms.sheets import (
    HAIR,
    HEIGHT,
    TOP,
    WIDTH,
    LinkArea,
    OutlineMark,
    ShapeMark,
    SheetMark,
    Sheets,
    StrokeMark,
    TextMark,
    TextStyle,
)
from referral_forms.workbook.block_types import ParagraphBlock, WorkbookToPrint
from referral_forms.workbook.svg_drawing import build_rounded_box
from referral_forms.workbook.text_measures import (
    COLUMN,
    HEADINGS,
    LEFT,
    RIGHT,
    STYLES,
    break_plain_lines,
)

BRAND = "#0b4f5c"
WHITE = "#ffffff"
TITLE = TextStyle(32, 41, bold=True, colour=WHITE, heading=True)
SUMMARY = TextStyle(13, 20, colour=WHITE, heading=True)
BAND = 330.0
LINE = 21.0
CONTENTS = "Contents"
DANGER = "In danger now? Call 999 first."
ANYONE = "Anyone can make a referral. No one can stop you."
NUMBERS = "Numbers and hours are from the day above. They might have changed since then."

ContentsEntry = tuple[str, int]
"""A heading of the first level, and the page where it stands."""


def build_cover(whole: WorkbookToPrint, tags: TagTree, front: int) -> list[SheetMark]:
    """Build the first page: what this is, for which area, whose, and of which day.

    `front`: the element of `tags` that its texts belong to.
    """
    sheets, edition = Sheets(), whole.book.edition
    sheets.put(ShapeMark(build_rounded_box(0, HEIGHT - BAND, WIDTH, BAND), fill=BRAND))
    sheets.y = HEIGHT - 90
    wide = RIGHT - LEFT
    sheets.tag = tags.add("H1", front)
    sheets.flow(break_plain_lines(edition.edition.name, TITLE, wide), TITLE, LEFT, RIGHT)
    sheets.gap(10)
    sheets.tag = tags.add("P", front)
    sheets.flow(break_plain_lines(edition.edition.summary, SUMMARY, wide), SUMMARY, LEFT, RIGHT)
    sheets.y = HEIGHT - BAND - 40
    table = tags.add("Table", front)
    for label, said in _about(whole):
        _row(sheets, (label, said), tags.add_row(table))
    sheets.gap(24)
    for para in (ParagraphBlock(DANGER, "strong"), ParagraphBlock(ANYONE), ParagraphBlock(NUMBERS)):
        style, sheets.tag = STYLES[para.kind], tags.add("P", front)
        sheets.flow(break_plain_lines(para.text, style, wide), style, LEFT, RIGHT)
    return sheets.pages[0]


def _about(whole: WorkbookToPrint) -> list[tuple[str, str]]:
    edition = whole.book.edition
    return [
        ("Edition", edition.edition.version),
        ("For", whole.book.pack.area.name),
        ("Organisation", whole.organisation),
        ("Made on", format_date(whole.made_on)),
        ("To read", f"{len(edition.chapters)} chapters, about {edition.minutes} minutes"),
    ]


def _row(sheets: Sheets, row: tuple[str, str], tags: tuple[int, int]) -> None:
    bold, body = STYLES["strong"], STYLES["body"]
    (label, said), head = row, sheets.y
    sheets.tag = tags[0]
    sheets.flow(break_plain_lines(label, bold, COLUMN - LEFT), bold, LEFT, COLUMN)
    sheets.y, sheets.tag = head, tags[1]
    body = body._replace(heading=True)
    sheets.flow(break_plain_lines(said, body, RIGHT - COLUMN), body, COLUMN, RIGHT)
    sheets.gap(5)


def build_contents_pages(
    pages: Sequence[Sequence[SheetMark]], tags: TagTree, front: int
) -> list[list[SheetMark]]:
    """Build the pages of contents that come before `pages`, after the cover."""
    found = [
        (mark.title, number)
        for number, marks in enumerate(pages, 1)
        for mark in marks
        if isinstance(mark, OutlineMark) and mark.level == 0
    ]
    count = len(_contents(found, 0, TagTree(), 0))  # how long they are does not hang on the numbers
    return _contents(found, 1 + count, tags, front)


def _contents(
    found: Sequence[ContentsEntry], before: int, tags: TagTree, front: int
) -> list[list[SheetMark]]:
    sheets = Sheets()
    sheets.put(OutlineMark(TOP, CONTENTS, 0))
    head, style = HEADINGS[1], STYLES["body"]
    sheets.tag = tags.add("H2", front)
    sheets.flow(break_plain_lines(CONTENTS, head, RIGHT - LEFT), head, LEFT, RIGHT)
    sheets.gap(10)
    contents = tags.add("TOC", front)
    for title, number in found:
        sheets.tag = link = tags.add("Link", tags.add("TOCI", contents))
        lines = break_plain_lines(title, style, RIGHT - LEFT - 40)
        sheets.need(len(lines) * style.leading + LINE - style.leading)
        head_y = sheets.y
        sheets.flow(lines, style._replace(heading=True), LEFT, RIGHT)
        to = f"{number + before}"
        page = break_plain_lines(to, style, 40)[0]
        y = sheets.y + style.leading * 0.3
        sheets.put(TextMark(RIGHT, y, page, style, aligned=True, tag=link))
        area = LinkArea(LEFT, sheets.y, RIGHT, head_y, f"page-{to}", inside=True)
        sheets.put(area._replace(tag=link, words=f"{title}, page {to}"))
        sheets.y -= (LINE - style.leading) / 2
        sheets.put(StrokeMark(LEFT, sheets.y, RIGHT, sheets.y, 0.4, HAIR))
        sheets.y -= (LINE - style.leading) / 2
    return sheets.pages
