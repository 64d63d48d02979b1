"""Seal what searches look in as cards of their own kind: one for an entry, one for many of these.

A slip is sealed by an author, who does not hold the team's key. A book is sealed under a key of the
team that seals nothing else. Neither proves an author: the log vouches for their bytes. This module
never decides what they say.
"""

from typing import TypedDict, Unpack

from app.vault.principals import Public, Secret
from app.vault.sealed_cards import CardPlace, open_card, seal_card, seal_first_card

SLIP_KIND, BOOK_KIND = "slip", "index"
SLIP_TEAM = "slip"
"""Instead of a team: a slip is for whoever it is sealed to, of any team or none."""
BOOK_STEP = 64 * 1024


class SlipPlace(TypedDict):
    """The place of a slip: organisation, id of the concern, number, normaliser."""

    org: str
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
    return seal_first_card(plain, reader=reader, **_place_slip(at))


def open_slip(blob: bytes, *, reader: Secret, **at: Unpack[SlipPlace]) -> bytes:
    """Open a slip as its reader. Raises SealedError."""
    return open_card(blob, revision=0, holder=reader, **_place_slip(at))


def seal_book(plain: bytes, *, holder: Secret, **at: Unpack[BookPlace]) -> bytes:
    """Seal a book of JSON under the team's key for it, padded to steps of 64 KiB by spaces."""
    padded = plain + b" " * (-(len(plain) + 1) % BOOK_STEP)  # a card's own padding is one byte then
    return seal_card(
        padded, revision=at["generation"], holder=_derive_holder(holder), **_place_book(at)
    )


def open_book(blob: bytes, *, holder: Secret, **at: Unpack[BookPlace]) -> bytes:
    """Open a book as the team. Raises SealedError."""
    derived, revision = _derive_holder(holder), at["generation"]
    return open_card(blob, revision=revision, holder=derived, **_place_book(at)).rstrip(b" ")


def _derive_holder(team: Secret) -> Secret:
    """Return the principal of a team that seals books and nothing else."""
    return Secret(team.key(BOOK_KIND))


def _place_slip(at: SlipPlace) -> CardPlace:
    file = f"{at['file']}/{at['number']}"
    return CardPlace(
        org=at["org"], team=SLIP_TEAM, epoch=at["normaliser"], filekind=SLIP_KIND, file=file
    )


def _place_book(at: BookPlace) -> CardPlace:
    return CardPlace(
        org=at["org"],
        team=at["team"],
        epoch=at["epoch"],
        filekind=BOOK_KIND,
        file=str(at["part"]),
    )
