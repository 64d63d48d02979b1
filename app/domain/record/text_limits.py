"""Limits on what is typed: the most a page holds, what a text may contain, and where one is cut.

What is over a limit is refused whole, never cut, and goes back to the person who typed it: the view
that shows these errors gives the words back. A text is only ever shortened for display, and the
whole stands somewhere else. Pure: nothing is ever corrected.
"""

from collections.abc import Mapping, Sequence

from app.domain.pages.page_model import MAX_CHARACTERS
from app.errors import InvalidError

MAX_PAGE_CHARACTERS = 32 * MAX_CHARACTERS
"""Longest text of one page: each of its 15 long questions full, about each of two children."""


class TooLongError(InvalidError):
    """More than a page holds. Nothing of it is kept."""

    public = (
        f"A page can have {MAX_PAGE_CHARACTERS:,} characters at most, and this is longer. It was "
        "not saved. Copy your words from below and send them in smaller pieces."
    )

    def __init__(self) -> None:
        super().__init__({"": "too long"})


class TooManyVersionsError(InvalidError):
    """No more is kept beside a draft until its writer has chosen between what waits."""

    public = (
        "This was not saved, because this page already has too many versions. Copy your words "
        "from below. Then open the page, choose between the versions, and add your words."
    )

    def __init__(self) -> None:
        super().__init__({"": "too much waits"})


def demand_page_fits(raw: Mapping[str, Sequence[str]]) -> None:
    """Raise TooLongError for more than a page holds."""
    if sum(len(text) for texts in raw.values() for text in texts) > MAX_PAGE_CHARACTERS:
        raise TooLongError


_CONTROLS = frozenset(map(chr, range(32))) - {"\t", "\n"}


def find_text_fault(
    text: str, cure: str = "Put the rest in another box or page.", most: int = MAX_CHARACTERS
) -> str:
    """Return why a text cannot be saved unchanged, or an empty string.

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


MAX_NAME_CHARACTERS = 80
"""A name or an age may be a sentence, or one letter held down: what follows must stay in sight."""


def shorten_text(text: str, most: int) -> str:
    """Return at most this many characters, cut after a word and marked as cut."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(None, 1)[0] + " …"
