"""How much of what is typed is kept: of one page, and beside it until its writer has chosen.

What is over a bound is refused whole, never cut, and goes back to whoever typed it: whoever shows
these errors gives the words back. This module never looks at a word, only at how many there are.
"""

from collections.abc import Mapping, Sequence

from app.domain.pages.page_model import MAX_CHARACTERS
from app.errors import InvalidError

MOST_CHARACTERS = 32 * MAX_CHARACTERS
"""Longest text of one page: each of its 15 long questions full, about each of two children."""


class TooLongError(InvalidError):
    """More than a page holds. Nothing of it is kept."""

    public = (
        f"One page holds {MOST_CHARACTERS:,} characters at most, and this was more. It was not "
        "kept: copy your words from below, and send them in smaller pieces."
    )

    def __init__(self) -> None:
        super().__init__({"": "too long"})


class TooMuchWaitsError(InvalidError):
    """No more is kept beside a draft until its writer has chosen between what waits."""

    public = (
        "So much waits to be chosen from that this text was not kept. Copy your words from below. "
        "Then open the page, choose between the texts that wait there, and add yours."
    )

    def __init__(self) -> None:
        super().__init__({"": "too much waits"})


def demand_fits(raw: Mapping[str, Sequence[str]]) -> None:
    """Raise TooLongError for more than a page holds."""
    if sum(len(text) for texts in raw.values() for text in texts) > MOST_CHARACTERS:
        raise TooLongError
