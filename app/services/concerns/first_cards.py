"""Write what the lists of a new file's readers show, sealed to each, and log whom the file is for.

The log holds a hash of each card and one of the row, never who the readers are (`sealed_for.py`).
"""

from typing import cast

from sqlalchemy import Table, insert

from app.domain.record.entry_schema import Card as CardWords
from app.domain.record.entry_schema import encode
from app.models.concern import Card, Concern
from app.services.audit_log import concern_commitment
from app.services.concerns.concern_access import FILEKIND
from app.services.concerns.entry_encryption import Reader, Slot
from app.services.unit_of_work import Action, Desk
from app.vault.sealed_cards import seal_first_card

_NEW_CARD = insert(cast(Table, Card.__table__))  # built once: building costs more than running


def write(desk: Desk, slot: Slot, card: CardWords, sealed_to: tuple[Reader, ...]) -> None:
    """The first card of each reader, in the transaction that has just written the file's row."""
    cards = {reader.public.fingerprint: _seal(desk, slot, card, reader) for reader in sealed_to}
    for fingerprint, blob in cards.items():
        row = {
            "org_id": desk.org.id,
            "concern_id": slot.concern_id,
            "recipient_fpr": fingerprint,
            "revision": 0,
            "blob": blob,
        }
        slot.act.session.execute(_NEW_CARD, row)
    said = concern_commitment.row_hash(slot.act.session.get_one(Concern, slot.concern_id))
    for place in concern_commitment.places(slot.concern_id, cards):
        slot.act.log(Action.FILE_SEALED, place, h=said)


def _seal(desk: Desk, slot: Slot, card: CardWords, reader: Reader) -> bytes:
    return seal_first_card(
        encode(card),
        org=str(desk.org.id),
        team=reader.team,
        epoch=reader.epoch,
        filekind=FILEKIND,
        file=str(slot.concern_id),
        reader=reader.public,
    )
