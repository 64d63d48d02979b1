"""Right-to-left text: join the letters, then put one line at a time into visual order.

Joining runs over a whole paragraph before it is broken into lines, since a letter's form depends
on its neighbours; ordering runs on each finished line (Unicode Annex 9, L2). Text that holds
nothing written from right to left passes through untouched.
"""

import unicodedata
from functools import cache

from arabic_reshaper import ArabicReshaper
from bidi.algorithm import get_display

RIGHT_CLASSES = {"R", "AL"}
TURNING_CLASSES = {"RLE", "RLO", "RLI"}
ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


@cache
def _reshaper() -> ArabicReshaper:
    # Ligatures off: the font draws an empty box for the one of "Allah".
    return ArabicReshaper({"support_ligatures": False, "delete_harakat": False})


def has_right_to_left(text: str) -> bool:
    """Whether any character is, or turns its neighbours, right to left."""
    if text.isascii():
        return False
    return any(unicodedata.bidirectional(char) in RIGHT_CLASSES | TURNING_CLASSES for char in text)


def starts_right_to_left(text: str) -> bool:
    """Whether the first strong character is right to left (HTML's dir="auto" does the same)."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind == "L":
            return False
        if kind in RIGHT_CLASSES:
            return True
    return False


def join_arabic_letters(paragraph: str) -> str:
    """Return the paragraph with Arabic letters in the forms that their neighbours ask for.

    Isolating controls are dropped: the ordering below does not know them, and they have no shape.
    """
    if not has_right_to_left(paragraph):
        return paragraph
    joined: str = _reshaper().reshape(paragraph.translate(ISOLATES))
    return joined


def order_for_drawing(line: str, right: bool) -> str:
    """Return one line in drawing order, left to right; `right` is its paragraph's base."""
    if not has_right_to_left(line):
        return line
    ordered: str = get_display(line, base_dir="R" if right else "L")
    return ordered
