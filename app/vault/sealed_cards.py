"""Seal the small card by which a team sees a file in its inbox and finds it again.

Revision 0 is sealed to the team by the author, who does not hold the team's key. Later revisions
are written by the team under its symmetric "card" key, which is what makes search quick.
This module never decides what a card says; a card proves no author.
"""

from typing import TypedDict, Unpack

from app.errors import SealedError
from app.vault import contexts
from app.vault.boxes import box, unbox
from app.vault.principals import Public, Secret
from app.vault.sealed_content import pad, unpad


class CardPlace(TypedDict):
    """Where a card belongs: organisation, team and its epoch, kind and id of the file."""

    org: str
    team: str
    epoch: int
    filekind: str
    file: str


def seal_first_card(plain: bytes, *, reader: Public, **at: Unpack[CardPlace]) -> bytes:
    """Seal revision 0, padded, to the `reader`: a team of this epoch, or another principal."""
    return reader.seal(pad(plain), contexts.card(**at, revision=0))


def seal_card(plain: bytes, *, revision: int, holder: Secret, **at: Unpack[CardPlace]) -> bytes:
    """Seal revision 1 or later, padded, under the team's "card" key. Raises SealedError for 0."""
    if revision < 1:
        raise SealedError("card-revision")
    return box(holder.key("card"), pad(plain), contexts.card(**at, revision=revision))


def open_card(blob: bytes, *, revision: int, holder: Secret, **at: Unpack[CardPlace]) -> bytes:
    """Open a card of any revision as the team, or as revision 0's reader. Raises SealedError."""
    context = contexts.card(**at, revision=revision)
    if revision == 0:
        return unpad(holder.open(blob, context))
    return unpad(unbox(holder.key("card"), blob, context))
