"""Whether a text can be kept to the letter, and why not. Pure; nothing is ever corrected."""

from app.domain.pages.page_model import MAX_CHARACTERS

_CONTROLS = frozenset(map(chr, range(32))) - {"\t", "\n"}


def text_fault(
    text: str, cure: str = "Put the rest in another box or page.", most: int = MAX_CHARACTERS
) -> str:
    """Why a text cannot be kept to the letter, or an empty string.

    `cure`: of one too long; `most`: characters that it may have.
    """
    if not _CONTROLS.isdisjoint(text):
        return "There is a hidden control character in this text. Delete it and type it again."
    if not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
        return "There is half of a character in this text. Delete it and type it again."
    if len(text) > most:
        over = len(text) - most
        return f"This is {over:,} character{'s' if over > 1 else ''} too long. {cure}"
    return ""
