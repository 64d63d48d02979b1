"""Write and read the stored card of a concern: the row that a list opens.

The author seals the first one with the record. A reader writes the next, under a symmetric key of
their own that is quick to open in a search, and with what their team calls the concern. This module
never decides who can write one.
"""

import hashlib
from uuid import UUID

import msgspec
from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from app.domain.record.concern_card import copy_most_cautious_answers, make_card
from app.domain.record.entry_schema import Card as RecordCard
from app.domain.record.entry_schema import decode_card, encode_canonical
from app.domain.routing.actors import Team
from app.errors import SealedError
from app.models.concern import Card
from app.services.concerns.concern_access import FILEKIND, HeldKey, load_held_keys
from app.services.concerns.entry_append import AppendableConcern
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.sealed_cards import CardPlace, open_card, seal_card

MAX_REVISION = 1_000_000


def is_card_stored(session: Session, concern_id: UUID, fingerprint: bytes) -> bool:
    """Whether a concern has a card that was sealed to this key."""
    query = select(Card.id).where(Card.concern_id == concern_id, Card.recipient_fpr == fingerprint)
    return session.scalar(query) is not None


def write_own_card_revision(file: AppendableConcern, act: LoggedTransaction) -> None:
    """Write the card under the reader's own symmetric key: quick to open in a search.

    The card of a concern from before the team's key was changed stays as its author sealed it:
    nothing is sealed under an older key, and the log knows the card by that key.
    """
    uow, team = file.uow, file.uow.me.team
    fingerprint = uow.keys.own.public.fingerprint
    if team is not None and team.value in file.record.recipients:
        fingerprint = uow.keys.team_public(act.session, team)[1].fingerprint
        if not is_card_stored(act.session, file.concern_id, fingerprint):
            return
    write_card_revision(file, act, fingerprint)


def write_card_revision(
    file: AppendableConcern,
    act: LoggedTransaction,
    fingerprint: bytes,
    short_name: str | None = None,
) -> None:
    """Write the next revision of the card of who holds this key.

    `short_name`: what they call the concern now; None keeps what it is called, "" forgets it.
    """
    uow = file.uow
    before, holder, place = _load_card(uow, act.session, file.concern_id, fingerprint)
    stored = _open_stored(before, holder, place)
    if short_name is None:
        short_name = (stored.short_name or "") if stored else ""
    words = make_card(file.record.parts, answered=file.record.answered)
    if stored:
        words = copy_most_cautious_answers(words, stored)
    if short_name:
        words = msgspec.structs.replace(words, short_name=short_name)
    revision = _find_next_revision(before)
    blob = seal_card(encode_canonical(words), revision=revision, holder=holder.secret, **place)
    act.session.execute(
        update(Card)
        .where(Card.concern_id == file.concern_id, Card.recipient_fpr == fingerprint)
        .values(revision=revision, blob=blob)
    )
    act.log(Action.CARD_WRITTEN, str(file.concern_id), h=hashlib.sha256(blob).digest())


def find_short_name(uow: UnitOfWork, concern_id: UUID, team: Team) -> str:
    """Return what a team calls a concern; "" without a name. The look was logged.

    It is on the card of the epoch in which the concern was signed.
    """
    for fingerprint in reversed(uow.keys.team_fingerprints(uow.session, team)):
        if is_card_stored(uow.session, concern_id, fingerprint):
            stored = _open_stored(*_load_card(uow, uow.session, concern_id, fingerprint))
            return (stored.short_name or "") if stored else ""
    return ""


def _load_card(
    uow: UnitOfWork, session: Session, concern_id: UUID, fingerprint: bytes
) -> tuple[Row[int, bytes] | None, HeldKey, CardPlace]:
    """Return the row of a card, who opens it, and its place."""
    holder = load_held_keys(uow)[fingerprint]
    place = CardPlace(
        org=str(uow.org.id),
        team=holder.team,
        epoch=holder.epoch,
        filekind=FILEKIND,
        file=str(concern_id),
    )
    query = select(Card.revision, Card.blob).where(
        Card.concern_id == concern_id, Card.recipient_fpr == fingerprint
    )
    return session.execute(query).one_or_none(), holder, place


def _find_next_revision(before: Row[int, bytes] | None) -> int:
    """Return the next revision. A number that was spoiled must not keep anyone from reading."""
    found: object = before.revision if before else 0
    return found + 1 if isinstance(found, int) and 0 <= found < MAX_REVISION else 1


def _open_stored(
    before: Row[int, bytes] | None, holder: HeldKey, place: CardPlace
) -> RecordCard | None:
    """Return the card as it is stored; None for a first one, and one that cannot be trusted."""
    if before is None or _find_next_revision(before) == 1:
        return None
    try:
        return decode_card(
            open_card(before.blob, revision=before.revision, holder=holder.secret, **place)
        )
    except (SealedError, msgspec.MsgspecError, TypeError):
        return None
