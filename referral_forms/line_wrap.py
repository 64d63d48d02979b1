"""Break a text into lines that fit, losing no character.

The lines of a paragraph, joined, are the paragraph: spaces stay at the end of their line, where
they are drawn but not seen, so that what is read back from the paper is what was written. Breaks
come after white space, between characters of scripts without spaces, and, where nothing else
fits, inside a word; never before a combining mark.
"""

import unicodedata
from typing import NamedTuple

from referral_forms import fonts, right_to_left
from referral_forms.visible_text import make_visible

MAX_HANGING = 2
"""Spaces that may hang past the right edge; more would run off the page, so they wrap too."""

TAB = "    "


class WrappedLine(NamedTuple):
    """One line as written (`text`), its base direction, and its width in em without its tail."""

    text: str
    right: bool
    width: float
    bold: bool = False

    @property
    def drawn(self) -> str:
        """The line in the order it is drawn: set to the right, it ends where its words end."""
        return right_to_left.order_for_drawing(
            self.text.rstrip(" ") if self.right else self.text, self.right
        )


def wrap_lines(text: str, width: float, bold: bool = False) -> list[WrappedLine]:
    """Return lines of `text` no wider than `width` em, at least one; "\\n" always ends a line."""
    found: list[WrappedLine] = []
    for paragraph in make_visible(text).split("\n"):
        right = right_to_left.starts_right_to_left(paragraph)
        shaped = fonts.replace_undrawable(
            right_to_left.join_arabic_letters(paragraph.replace("\t", TAB)), bold
        )
        found += [_line(piece, right, bold) for piece in _broken(shaped, width, bold)]
    return found


def _line(piece: str, right: bool, bold: bool) -> WrappedLine:
    return WrappedLine(piece, right, sum(fonts.measure_widths(piece.rstrip(" "), bold)), bold)


def _broken(text: str, width: float, bold: bool) -> list[str]:
    pieces: list[str] = []
    start = 0
    advance = fonts.measure_widths(text, bold)
    while start < len(text) or not pieces:
        end = _reach(text, advance, start, width)
        if end < len(text):
            end = _break_before(text, start, end)
        pieces.append(text[start:end])
        start = end
    return pieces


def _reach(text: str, advance: list[float], start: int, width: float) -> int:
    """Index after the last character that fits from `start`, hanging spaces included."""
    used, end = 0.0, start
    while end < len(text):
        used += advance[end]
        # The margin keeps sums of floats from breaking a line that fits exactly.
        if used > width + 1e-6:
            break
        end += 1
    for _ in range(MAX_HANGING):
        if end < len(text) and text[end] == " ":
            end += 1
    return max(end, start + 1)


def _break_before(text: str, start: int, end: int) -> int:
    """Return the best place to break at or before `end`, and after `start`."""
    at = end
    while at > start:
        if _may_break(text, at):
            return at
        at -= 1
    at = end
    while at > start + 1 and _clings(text[at]):
        at -= 1
    return at if at > start and not _clings(text[at]) else end


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if before == " ":
        return True
    return _unspaced(before) and _unspaced(after) and not _clings(after)


def _unspaced(char: str) -> bool:
    return char > "\u2e7f" and unicodedata.east_asian_width(char) in {"W", "F"}


def _clings(char: str) -> bool:
    """Whether a line may not begin with this character."""
    if char < "\u0300":
        return False
    return unicodedata.category(char).startswith("M") or char in "\u200d，。、！？；：」』）】》"
