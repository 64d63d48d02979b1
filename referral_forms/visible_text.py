"""Make every character of a text visible or harmless, and change nothing else.

A control character, a lone surrogate or a noncharacter can be neither seen nor safely written to
HTML or PDF: each prints as its code, like U+0007, so that a reader knows something was there.
This module never strips, folds or normalises: the words stay to the letter.
"""

import unicodedata

LINE_BREAKS = ("\r\n", "\u2028", "\u2029")


def format_code_point(char: str) -> str:
    """The visible name of a character that cannot be shown: "U+0007"."""
    return f"U+{ord(char):04X}"


def make_visible(text: str) -> str:
    """`text` with what cannot be shown as codes, and every kind of line break as "\\n"."""
    for kind in LINE_BREAKS:
        text = text.replace(kind, "\n")
    if text.isprintable() and text.isascii():
        return text
    return "".join(format_code_point(char) if _hidden(char) else char for char in text)


def _hidden(char: str) -> bool:
    if char in "\n\t":
        return False
    number = ord(char)
    if number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF:
        return True
    return unicodedata.category(char) in {"Cc", "Cs"}


def is_mostly_other_script(text: str) -> bool:
    """Whether most letters are not Latin, so that "English" would be a wrong guess."""
    letters = [char for char in text if char.isalpha()]
    latin = sum("LATIN" in unicodedata.name(char, "") for char in letters)
    return len(letters) > 2 * latin
