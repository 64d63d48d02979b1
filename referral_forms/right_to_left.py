"""Right-to-left text: join the letters, then put one line at a time into visual order.

Joining runs over a whole paragraph before it is broken into lines, since a letter's form depends
on its neighbours; ordering runs on each finished line (Unicode Annex 9, L2). Text that holds
nothing written from right to left passes through untouched.

A number is read from the left in every script. By the Annex alone the groups of "07700 900123"
change places beside Arabic, and someone would dial another number: so each number stays whole.
"""

import re
import unicodedata
from functools import cache

from arabic_reshaper import ArabicReshaper
from bidi.algorithm import get_display
from markupsafe import Markup, escape

RIGHT_CLASSES = {"R", "AL"}
TURNING_CLASSES = {"RLE", "RLO", "RLI"}
_NUMBER = re.compile(r"[+(]*\d(?:[ \u00a0().+/-]{0,3}\d){4,}")
"""A phone number, a date or another long number, with what people write between its digits."""
_SIGNS = str.maketrans(" \u00a0().+/-", "".join(map(chr, range(0x1FBF0, 0x1FBF8))))
_BACK = {new: old for old, new in _SIGNS.items()}
"""Signs between digits stand as digits while a line is put in order, so that the run is one number.
They are digits of a display, which no keyboard has."""
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
    base = "R" if right else "L"
    if not _BACK.keys().isdisjoint(map(ord, line)):
        return str(get_display(line, base_dir=base))
    whole = _NUMBER.sub(lambda found: found[0].translate(_SIGNS), line)
    return str(get_display(whole, base_dir=base)).translate(_BACK)


def isolate_name(name: str) -> str:
    """Return a name to put into a line of English, so that what follows it keeps its place."""
    return f"\u2068{name}\u2069" if has_right_to_left(name) else name


def isolate_numbers(text: str) -> str:
    """Return a text for HTML in which each number is read from the left.

    Markup, escaped, where anything in it is written from right to left; otherwise the text itself.
    """
    if not has_right_to_left(text):
        return text
    pieces, end = [], 0
    for found in _NUMBER.finditer(text):
        number = Markup('<bdi dir="ltr">{}</bdi>').format(found[0])
        pieces += [escape(text[end : found.start()]), number]
        end = found.end()
    return Markup("").join([*pieces, escape(text[end:])])
