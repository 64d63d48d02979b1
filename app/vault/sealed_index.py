"""Seal what searches look in: the values of one entry to a reader, and many of these to a team.

A slip is sealed by an author, who does not hold the team's key. A book is sealed under the team's
symmetric key "index", which no card and no other label has. This module never decides what they
hold, and neither proves an author: the log vouches for their bytes.
"""

from typing import TypedDict, Unpack

from app.vault import contexts
from app.vault.boxes import box, unbox
from app.vault.principals import Public, Secret
from app.vault.sealed_content import pad, unpad

BOOK_KEY, BOOK_KIND = "index", "index"
BOOK_STEP = 64 * 1024


class SlipPlace(TypedDict):
    """The place of a slip: organisation, kind and id of the file, number, normaliser."""

    org: str
    filekind: str
    file: str
    number: int
    normaliser: int


class BookPlace(TypedDict):
    """The place of a book: organisation, team and its epoch, how often it was written, which."""

    org: str
    team: str
    epoch: int
    generation: int
    part: int


def seal_slip(plain: bytes, *, reader: Public, **at: Unpack[SlipPlace]) -> bytes:
    """Seal a slip, padded to steps of 1 KiB, to one reader."""
    return reader.seal(pad(plain), contexts.index_slip(**at))


def open_slip(blob: bytes, *, reader: Secret, **at: Unpack[SlipPlace]) -> bytes:
    """Open a slip as its reader. Raises SealedError."""
    return unpad(reader.open(blob, contexts.index_slip(**at)))


def seal_book(plain: bytes, *, holder: Secret, **at: Unpack[BookPlace]) -> bytes:
    """Seal a book, padded to steps of 64 KiB, under the team's own key for it."""
    padded = plain + b"\x80" + bytes(-(len(plain) + 1) % BOOK_STEP)
    return box(holder.key(BOOK_KEY), padded, contexts.index_book(kind=BOOK_KIND, **at))


def open_book(blob: bytes, *, holder: Secret, **at: Unpack[BookPlace]) -> bytes:
    """Open a book as the team. Raises SealedError."""
    return unpad(unbox(holder.key(BOOK_KEY), blob, contexts.index_book(kind=BOOK_KIND, **at)))
