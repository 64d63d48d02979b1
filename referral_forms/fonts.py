"""Choose a font for each character by what each font covers, and say how wide it is.

The fonts lie beside this file with their licences, so that paper needs nothing from the machine.
No font covers everything: a character in none prints as its code, "U+1F9D1", never as an empty
box, which would hide that something was there.
"""

import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from referral_forms.visible_text import format_code_point

FONT_FOLDER = Path(__file__).with_name("fonts")

REGULAR = (
    "DejaVuSans",
    "NotoSansArabic-Regular",
    "DroidSansFallbackFull",
    "NanumSquareR",
    "NotoSansEthiopic-Regular",
    "NotoSansThai-Regular",
)
BOLD = ("DejaVuSans-Bold", "NotoSansArabic-Bold", *REGULAR)
"""Fonts in the order they are asked. Chinese, Japanese, Korean, Ethiopic and Thai have no bold."""

ARABIC = ((0x0600, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))
"""Letters and joined forms. Their own font comes first: DejaVu lacks letters of Urdu and Pashto,
and a word drawn half in one font and half in another does not join."""


class Glyph(NamedTuple):
    """Where a character is drawn: font name, and width in em (1.0 = the font size)."""

    font: str
    width: float


@cache
def _load(name: str) -> TTFont:
    # Shaping by an optional library would change the bytes from one machine to the next.
    font = TTFont(name, str(FONT_FOLDER / f"{name}.ttf"), shapable=False)
    pdfmetrics.registerFont(font)
    return font


def get_first_font() -> str:
    """Return the name of the font that is asked first, ready to draw with.

    A file begins in it: reportlab would begin in one that is not embedded.
    """
    return _load(REGULAR[0]).fontName


@cache
def find_glyph(char: str, bold: bool = False) -> Glyph | None:
    """Return the glyph of one character, or None when no font has it.

    Fonts are read when first needed.
    """
    number = ord(char)
    faces: tuple[str, ...] = BOLD if bold else REGULAR
    if any(first <= number <= last for first, last in ARABIC):
        faces = faces[1:] + faces[:1]
    for name in faces:
        face = _load(name).face
        if number in face.charToGlyph:
            return Glyph(name, face.charWidths.get(number, face.defaultWidth) / 1000)
    return None


def replace_undrawable(text: str, bold: bool = False) -> str:
    """Return `text` with what no font can draw replaced by its plain form, or else its code."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if find_glyph(char, bold) else _instead(char, bold) for char in text)


def _instead(char: str, bold: bool) -> str:
    """Replace a contextual form that no font draws by its plain letter, and the rest by a code."""
    plain = unicodedata.normalize("NFKC", char)
    is_form = unicodedata.decomposition(char).startswith(
        ("<initial>", "<medial>", "<final>", "<isolated>")
    )
    if is_form and all(find_glyph(one, bold) for one in plain):
        return plain
    return format_code_point(char)


def measure_widths(text: str, bold: bool = False) -> list[float]:
    """Return the width of each character of covered `text`, in em."""
    return [found.width if (found := find_glyph(char, bold)) else 0.0 for char in text]


def split_font_runs(text: str, bold: bool = False) -> list[tuple[str, str]]:
    """Return covered `text` cut into (font name, text) runs."""
    faces: tuple[str, ...] = BOLD if bold else REGULAR

    def font(char: str) -> str:
        found = find_glyph(char, bold)
        return found.font if found else faces[0]

    return [(name, "".join(chars)) for name, chars in groupby(text, font)]
