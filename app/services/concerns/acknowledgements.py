"""Say that a reader has read a record, or what its author added since.

Only what was on the page of whoever pressed counts as read: words that its author added meanwhile
wait on, and its readers are told of them. The row of the card is written anew, quick to open.
"""

import hashlib
from uuid import UUID, uuid4

import msgspec
from msgspec import UNSET
from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from app.domain.deadlines.concern_status import ConcernState, find_concern_status
from app.domain.deadlines.outstanding import ADDED, FOLLOWS
from app.domain.record.concern_card import make_card
from app.domain.record.entry_schema import (
    Acknowledgement,
    AssignedTask,
    Entry,
    decode_card,
    encode_canonical,
)
from app.domain.routing.actors import Team
from app.errors import KeyChangedError, NotFoundError, SealedError, StaleError
from app.models.concern import Card, Concern, Due
from app.services.audit_log import refusals
from app.services.concerns import stored_status, unread_additions
from app.services.concerns.concern_access import FILEKIND, HeldKey, load_held_keys
from app.services.concerns.concern_deadlines import list_due_times
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.entry_append import AppendableConcern, count_entries, open_for_append
from app.services.concerns.entry_decryption import OpenEntry
from app.services.concerns.entry_encryption import EntrySlot, store_entry
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.sealed_cards import CardPlace, open_card, seal_card

MAX_TRIES, MAX_REVISION = 3, 1_000_000


def acknowledge_concern(uow: UnitOfWork, concern_id: UUID, seen: int | None = None) -> None:
    """Acknowledge the record, or words that were added. With nothing new it changes nothing.

    `seen`: the last entry on the page of whoever pressed; None: all that there is now. Raises
    NotFoundError, logged as a refusal, for an author who is not one of the readers, and StaleError
    when others added to the file at each try.
    """
    for left in reversed(range(MAX_TRIES)):
        try:
            _acknowledge(uow, concern_id, seen)
        except StaleError:
            if not left:
                raise
        else:
            break


def _acknowledge(uow: UnitOfWork, concern_id: UUID, seen: int | None) -> None:
    file = open_for_append(uow, concern_id)
    if not file.is_reader:
        refusals.log_or_count_refusal(uow, refusals.FILE, str(concern_id))
        raise NotFoundError(f"concern {concern_id}")
    rows = count_entries(uow, concern_id)
    entries = open_concern(uow, concern_id).entries
    last = entries[-1].number if seen is None else max(seen, 1)
    added = unread_additions.find_unread_additions(entries)
    # An acknowledgement that cannot be trusted any more is said again.
    read = any(isinstance(one.entry, Acknowledgement) for one in entries) and not file.waits
    if not read or any(one.number <= last for one in added):
        known = tuple((one.number, one.entry) for one in entries if one.entry is not None)
        _store(file, rows, known, unread_additions.find_later_additions(entries, last))


def _store(
    file: AppendableConcern,
    rows: int,
    known: tuple[tuple[int, Entry], ...],
    unseen: tuple[OpenEntry, ...],
) -> None:
    """Store an acknowledgement, open the file, end its unread clock and renew its card.

    Raises StaleError when there are not `rows` entries any more: somebody added one meanwhile.
    """
    uow, over = file.uow, ADDED if unseen else FOLLOWS
    state = ConcernState.CLOSED if find_concern_status(known).is_closed else ConcernState.OPEN
    try:
        with uow.act() as act:
            if count_entries(uow, file.concern_id) != rows:
                raise StaleError(f"concern {file.concern_id}")
            recipients, mailed = file.recipients(), file.mailed() if unseen else ()
            slot, upto = file.slot(act, uuid4()), unseen[0].number - 1 if unseen else UNSET
            said = Acknowledgement(by=slot.by, signed_at=slot.now, upto=upto)
            due = stored_status.list_open_due_times(act, file.concern_id, Due.level >= over)
            action = Action.ACKNOWLEDGED
            store_entry(uow, slot, said, recipients, action=action, state=state.value, due=due)
            file.count(slot)
            _opened(file, slot, over, state)
            _write_task_times(uow, slot, (*known, (slot.number, said)), state)
            _renew_card(file, act)
            unread_additions.notify_readers_of_addition(uow, slot, mailed)
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, str(file.concern_id))
        raise


def _write_task_times(
    uow: UnitOfWork, slot: EntrySlot, entries: tuple[tuple[int, Entry], ...], state: ConcernState
) -> None:
    """Give tasks their due times back: an author who opened the file again cannot read them."""
    if any(isinstance(entry, AssignedTask) for _, entry in entries):
        closed, wanted = state is ConcernState.CLOSED, list_due_times(uow.org, entries)
        stored_status.write_due_times(uow, slot, wanted, closed=closed, tasks_known=True)


def _opened(file: AppendableConcern, slot: EntrySlot, over: int, state: ConcernState) -> None:
    """Write in clear that it was read; due times of levels below `over` are done."""
    session = slot.act.session
    session.execute(
        update(Concern)
        .where(Concern.id == file.concern_id)
        .values(state=state.value, acknowledged_at=slot.now, acknowledged_by=file.uow.me.id)
    )
    unread = (Due.concern_id == file.concern_id, Due.level < over)
    session.execute(update(Due).where(*unread).values(done=True))


def is_card_stored(session: Session, concern_id: UUID, fingerprint: bytes) -> bool:
    """Whether a concern has a card that was sealed to this key."""
    query = select(Card.id).where(Card.concern_id == concern_id, Card.recipient_fpr == fingerprint)
    return session.scalar(query) is not None


def _renew_card(file: AppendableConcern, act: LoggedTransaction) -> None:
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
    renew_card(file, act, fingerprint)


def renew_card(
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
    if short_name is None:
        short_name = _read_short_name(before, holder, place)
    words = make_card(file.record.parts)
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
            return _read_short_name(*_load_card(uow, uow.session, concern_id, fingerprint))
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


def _read_short_name(before: Row[int, bytes] | None, holder: HeldKey, place: CardPlace) -> str:
    """Return what the concern is called; "" for a first card, and one that cannot be trusted."""
    if before is None or _find_next_revision(before) == 1:
        return ""
    try:
        plain = open_card(before.blob, revision=before.revision, holder=holder.secret, **place)
        return decode_card(plain).short_name or ""
    except (SealedError, msgspec.MsgspecError, TypeError):
        return ""
