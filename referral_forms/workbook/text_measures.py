"""How large the words of a workbook on paper are, and what room they take, in points."""

import re
from collections.abc import Sequence
from itertools import takewhile

from referral_forms.line_wrap import Line
from referral_forms.sheets import GREY, WIDTH, Reach, Style, Text
from referral_forms.summary_layout import set_lines
from referral_forms.visible_text import code
from referral_forms.workbook.block_types import Block, Heading, Item, Para, Place

TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
LEFT, RIGHT = 64.0, WIDTH - 64.0
STYLES = {
    "lead": Style(12, 18),
    "body": Style(10, 15),
    "strong": Style(10, 15, bold=True),
    "about": Style(9, 13, colour=GREY),
    "note": Style(9, 13, bold=True, colour=GREY),
}
HEADINGS = {
    1: Style(20, 27, bold=True, heading=True),
    2: Style(13, 18, bold=True, heading=True),
    3: Style(11, 16, bold=True, heading=True),
}
ABOVE = {1: 0.0, 2: 14.0, 3: 10.0}
BELOW = {1: 8.0, 2: 4.0, 3: 3.0}
SMALL = Style(9, 14, colour=GREY, heading=True)
AFTER = 5.0
HANG = 22.0
COLUMN = LEFT + 150
TOGETHER = 110.0
"""What is lower than this stays on one sheet."""
HIGHEST = 600.0
"""Points of a drawing, at most: room for its name and a line below."""
SMALLER = 0.7
"""A drawing may be this much smaller when it then fits where it stands."""
WRITE = 27.0
"""From one ruled line to the next: room for writing by hand."""


def broken(text: str, style: Style, width: float) -> list[Line]:
    """`text` broken to lines of `width`. What would turn a name that somebody typed, and all our
    words after it, to another direction stands there as its code.
    """
    return set_lines(plainly(text), style, width)


def plainly(text: str) -> str:
    """`text` with each control of direction as its code, like U+202E."""
    return TURNS.sub(lambda found: code(found[0]), text)


def height(one: Heading | Place) -> float:
    """What a heading takes, with the space around it; a place takes none."""
    if isinstance(one, Place):
        return 0.0
    style = HEADINGS[one.level]
    rows = len(broken(one.text, style, RIGHT - LEFT))
    above = SMALL.leading if one.above else 0.0
    return ABOVE[one.level] + above + rows * style.leading + BELOW[one.level]


def high(paras: tuple[Para, ...], left: float) -> float:
    """What these take when nothing parts them."""
    styles = ((para, STYLES[para.kind]) for para in paras)
    return sum(len(broken(p.text, s, RIGHT - left)) * s.leading + 2 for p, s in styles)


def reach(text: Text, to: str, inside: bool) -> Reach:
    """Where one line can be tapped."""
    style, wide = text.style, text.line.width * text.style.size
    x = text.x - wide if text.aligned else text.x
    return Reach(x, text.y - 3, x + wide, text.y + style.size, to, inside)


def tail(blocks: Sequence[Block], place: int) -> Sequence[Block]:
    """What goes along with the block at `place`: the last of its list, where to read more.

    One line alone at the head of a sheet is easily missed.
    """
    after = blocks[place + 1 : place + 4]
    if isinstance(blocks[place], Item) and after and isinstance(after[0], Item):
        return after[:1] if not any(isinstance(one, Item) for one in after[1:2]) else ()
    return tuple(takewhile(lambda one: isinstance(one, Para) and one.kind == "about", after))


def alone(block: Block) -> float:
    """What a paragraph or a line of a list takes, at most as much as goes along."""
    paras = block.paras if isinstance(block, Item) else (block,) if isinstance(block, Para) else ()
    return min(high(paras, LEFT + HANG), TOGETHER) + AFTER
