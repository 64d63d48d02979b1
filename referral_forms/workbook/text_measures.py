"""Measure the words of a workbook on paper: their size and the room they take, in points."""

import re
from collections.abc import Sequence
from itertools import takewhile

from referral_forms.composing.styled_lines import break_styled_lines
from referral_forms.line_wrap import WrappedLine
from referral_forms.sheets import GREY, WIDTH, LinkArea, TextMark, TextStyle
from referral_forms.visible_text import format_code_point
from referral_forms.workbook.block_types import (
    HeadingBlock,
    ItemBlock,
    ParagraphBlock,
    PlaceBlock,
    WorkbookBlock,
)

DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
LEFT, RIGHT = 42.0, WIDTH - 42.0
STYLES = {
    "lead": TextStyle(10.5, 13),
    "body": TextStyle(9.5, 11),
    "strong": TextStyle(9.5, 11, bold=True),
    "about": TextStyle(8.5, 9.8, colour=GREY),
    "note": TextStyle(8.5, 10, bold=True, colour=GREY),
}
HEADINGS = {
    1: TextStyle(17, 21, bold=True, heading=True),
    2: TextStyle(11.5, 13.8, bold=True, heading=True),
    3: TextStyle(10, 12.2, bold=True, heading=True),
}
ABOVE = {1: 12.0, 2: 3.0, 3: 3.0}
BELOW = {1: 3.0, 2: 1.0, 3: 1.0}
SMALL = TextStyle(9, 12, colour=GREY, heading=True)
AFTER, AFTER_SMALL = 1.9, 0.6
"""Points after a paragraph, and after one in small print, where several follow each other."""
HANG = 22.0
COLUMN = LEFT + 150
TOGETHER = 60.0
"""What is lower than this stays on one sheet."""
HIGHEST = 320.0
"""Points of a drawing, at most: room for its name and a line below."""
SMALLER = 0.7
"""A drawing may be this much smaller when it then fits where it stands."""
WRITE = 24.0
"""From one ruled line to the next: room for writing by hand, 8.5 millimetres."""


def break_plain_lines(text: str, style: TextStyle, width: float) -> list[WrappedLine]:
    """Return `text` broken to lines of `width`.

    A control that would turn a name that somebody typed, and all our words after it, to another
    direction is there as its code.
    """
    return break_styled_lines(show_direction_controls(text), style, width)


def show_direction_controls(text: str) -> str:
    """Return `text` with each control of direction as its code, like U+202E."""
    return DIRECTION_CONTROLS.sub(lambda found: format_code_point(found[0]), text)


def measure_heading(one: HeadingBlock | PlaceBlock) -> float:
    """Return what a heading takes, with the space around it; a place takes none."""
    if isinstance(one, PlaceBlock):
        return 0.0
    style = HEADINGS[one.level]
    rows = len(break_plain_lines(one.text, style, RIGHT - LEFT))
    above = SMALL.leading if one.above else 0.0
    return ABOVE[one.level] + above + rows * style.leading + BELOW[one.level]


def measure_paragraphs(paras: tuple[ParagraphBlock, ...], left: float) -> float:
    """Return what these take when nothing parts them."""
    styles = ((para, STYLES[para.kind]) for para in paras)
    return sum(len(break_plain_lines(p.text, s, RIGHT - left)) * s.leading + 2 for p, s in styles)


def build_link_area(text: TextMark, to: str, inside: bool) -> LinkArea:
    """Return where one line can be tapped."""
    style, wide = text.style, text.line.width * text.style.size
    x = text.x - wide if text.aligned else text.x
    return LinkArea(x, text.y - 3, x + wide, text.y + style.size, to, inside)


def find_blocks_kept_with(blocks: Sequence[WorkbookBlock], place: int) -> Sequence[WorkbookBlock]:
    """Return what goes along with the block at `place`: the last of its list, where to read more.

    One line alone at the head of a sheet is easily missed.
    """
    after = blocks[place + 1 : place + 4]
    if isinstance(blocks[place], ItemBlock) and after and isinstance(after[0], ItemBlock):
        return after[:1] if not any(isinstance(one, ItemBlock) for one in after[1:2]) else ()
    return tuple(
        takewhile(lambda one: isinstance(one, ParagraphBlock) and one.kind == "about", after)
    )


def measure_short_block(block: WorkbookBlock) -> float:
    """Return what a paragraph or a line of a list takes, at most as much as goes along."""
    paras = (
        block.paras
        if isinstance(block, ItemBlock)
        else (block,)
        if isinstance(block, ParagraphBlock)
        else ()
    )
    return min(measure_paragraphs(paras, LEFT + HANG), TOGETHER) + AFTER
