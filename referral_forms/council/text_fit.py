"""Fit a text into a box of a form: whole, or its beginning with a word on where it goes on.

Nothing is ever cut without that word, and a line that a reader may ring or look up is never cut at
all. This module knows sizes and nothing of PDF.
"""

import msgspec

from referral_forms import fonts
from referral_forms.council.blank_form import BlankBox
from referral_forms.line_wrap import WrappedLine, wrap_lines
from referral_forms.visible_text import make_visible

PADDING = 2.0
SIZES = (10.0, 9.0, 8.0, 7.0)
SMALLEST = (*SIZES, 6.0)
"""What says where a text goes on may be set smaller than the text itself."""
LEADING = 1.2
CONTINUATION_MARKS = ("Goes on: see {number} at the end", "See {number} at the end", "See {number}")
NARROW_SHARE = 0.2
"""A character is rarely narrower than this part of its size: a first guess at what can fit."""


class FittedText(msgspec.Struct, frozen=True):
    """What a box shows: its text, broken to lines at a size in points."""

    text: str
    lines: tuple[WrappedLine, ...]
    size: float

    def __repr__(self) -> str:
        return "<Fit>"


def fit_text(
    text: str, box: BlankBox, longest: int = 0, sizes: tuple[float, ...] = SIZES
) -> FittedText | None:
    """Return the whole text at the largest size at which it fits, or None."""
    limits = [limit for limit in (longest, box.longest) if limit]
    if limits and len(text) > min(limits):
        return None
    if box.cells:
        size = min(10.0, box.height - PADDING)
        return FittedText(text, (), size) if _fits_cells(text) else None
    for size in sizes:
        found = wrap_lines(text, (box.width - 2 * PADDING) / size)
        if len(found) <= _rows(box, size):
            return FittedText(text, tuple(found), size)
    return None


def _fits_cells(text: str) -> bool:
    """Whether each character has a shape: the code of one that has none is wider than a cell."""
    return (
        "\n" not in text and make_visible(text) == text and fonts.replace_undrawable(text) == text
    )


def fit_beginning(text: str, number: int, box: BlankBox, longest: int = 0) -> FittedText | None:
    """Return the beginning of `text` and where it goes on; None where not even that has room.

    A box of one line shows no beginning: half a number is a wrong number.
    """
    marks = [mark.format(number=number) for mark in CONTINUATION_MARKS]
    alone = next(
        (found for mark in marks if (found := fit_text(mark, box, longest, SMALLEST))), None
    )
    if alone is None or box.one_line or box.cells:
        return alone
    head = _longest_head(text, marks[0], box, longest)
    return head or alone


def _longest_head(text: str, mark: str, box: BlankBox, longest: int) -> FittedText | None:
    size = SIZES[-1]
    low, high = 0, min(len(text), int(box.width / (NARROW_SHARE * size) * _rows(box, size)))
    best = None
    while low < high:
        middle = (low + high + 1) // 2
        found = _headed(text, middle, mark, box, longest)
        if found:
            best, low = found, middle
        else:
            high = middle - 1
    return best


def _headed(text: str, end: int, mark: str, box: BlankBox, longest: int) -> FittedText | None:
    """Return the words of `text` that end by `end`, with the mark on a separate line."""
    head = text[: end + 1]
    cut = max(head.rfind(" "), head.rfind("\n"))
    if cut < 1:
        return None
    return fit_text(f"{head[:cut]}\n{mark}", box, longest)


def _rows(box: BlankBox, size: float) -> int:
    """Return how many lines have room; a box of one line always has one, if the letters go in."""
    rows = int((box.height - PADDING) / (size * LEADING))
    if box.one_line:
        return 1 if box.height >= size else 0
    return rows
