"""Tell a page on which a document was checked from the same page as it is now. Pure.

A page can stay open after its document was made. Pressed again after a correction, its button must
not hand over what is out of date without a word.
"""

from collections.abc import Iterable

from app.domain.record.entry_schema import Addition, Call, Details, Record, Referral
from app.errors import StaleError
from app.services.concerns.entry_decryption import OpenEntry
from app.services.referrals.extra_text import ExtraText

PRINTED = Record | Details | Call | Addition | Referral


def make_page_mark(entries: Iterable[OpenEntry], words: ExtraText) -> str:
    """Return what names the newest entry that documents print, and the words added to this one.

    An entry that cannot be trusted counts: a document says that it is missing.
    """
    printed = (one.number for one in entries if one.entry is None or isinstance(one.entry, PRINTED))
    return f"{max(printed, default=0)}.{words.mark}"


def has_same_words(shown: str, mark: str) -> bool:
    """Whether the page that was `shown` had the added words of the page as it is now.

    A mark without a number is not of a page. Raises StaleError where entries were added since.
    """
    seen, _, words = shown.rpartition(".")
    number, _, now = mark.rpartition(".")
    if seen and seen != number:
        raise StaleError(f"page of entry {seen}: expected {number}")
    return words == now
