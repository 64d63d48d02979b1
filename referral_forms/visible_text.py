"""Make every character of a text visible or harmless, and change nothing else.

A control character, a lone surrogate or a noncharacter can be neither seen nor safely written to
HTML or PDF: each prints as its code, like U+0007, so that a reader knows something was there.
This module never strips, folds or normalises: the words stay word for word.
"""

import re
import unicodedata
from functools import lru_cache

LINE_BREAKS = ("\r\n", "\u2028", "\u2029")
_NONCHARACTERS = "".join(
    f"{chr(plane | 0xFFFE)}-{chr(plane | 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_HIDDEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]")
"""Control characters but for line feed and tab, surrogates and noncharacters."""


def format_code_point(char: str) -> str:
    """Return the visible name of a character that cannot be shown: "U+0007"."""
    return f"U+{ord(char):04X}"


def make_visible(text: str) -> str:
    """Return `text` with what cannot be shown as codes, and every kind of line break as "\\n"."""
    for kind in LINE_BREAKS:
        text = text.replace(kind, "\n")
    return _HIDDEN.sub(lambda found: format_code_point(found[0]), text)


def is_mostly_other_script(text: str) -> bool:
    """Whether most letters are not Latin, so that "English" would be a wrong guess."""
    if text.isascii():
        return False
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 2 * sum(map(_is_latin, letters))


@lru_cache(maxsize=4096)
def _is_latin(letter: str) -> bool:
    return "LATIN" in unicodedata.name(letter, "")
