"""Seal, sign and prove the entries that pass between a learner and the person they chose.

An entry is sealed to these two alone. It passes every proof (key, signature, place, wrap, log line,
author) or is refused. Each kind has a separate store: its tables, its shapes and its name in every
context, so that no entry of one kind opens as one of another. This module never commits, and
never decides who may send or confirm (`reviews` does).
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import ColumnElement, func, insert, select

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Person, encode_canonical
from app.domain.record.exchange_entry import ExchangeEntry, SendingEntry, TalkingEntry
from app.domain.training.exchange_schema import FILEKIND, OpenTrainingEntry, decode_entry
from app.errors import KeyChangedError, NotFoundError, SealedError
from app.models.audit_log import Leaf
from app.models.training import (
    ExchangeFile,
    SealedPart,
    SealedWrap,
    Training,
    TrainingEntry,
    TrainingWrap,
)
from app.services.audit_log import refusals
from app.services.members import member_lookup
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Public
from app.vault.sealed_entries import SealedEntry, open_entry, seal_entry, verify_entry_signature
from audit import events, merkle

FORMAT = 1


EntryContent = TypeVar("EntryContent", bound=ExchangeEntry)


class EntryStore(msgspec.Struct, Generic[EntryContent], frozen=True):
    """The tables and the decoder of one kind of entry.

    `filekind`: in each context; `decode` refuses other shapes.
    `both_talk`: the learner may write of the talk too, and not only whom they sent it to.
    """

    filekind: str
    file: type[ExchangeFile]
    entry: type[SealedPart]
    wrap: type[SealedWrap]
    decode: Callable[[bytes], EntryContent]
    both_talk: bool


TRAINING_STORE: EntryStore[OpenTrainingEntry] = EntryStore(
    FILEKIND, Training, TrainingEntry, TrainingWrap, decode_entry, both_talk=False
)


class ExchangeSlot(PrivateStruct, frozen=True):
    """The place that an entry is about to take. `now`: the time of the transaction."""

    act: LoggedTransaction
    exchange_id: UUID
    entry_id: UUID
    number: int
    by: Person

    @property
    def now(self) -> datetime:
        """The same in the entry, its row and the log."""
        return self.act.now


class OpenedEntry(PrivateStruct, Generic[EntryContent], frozen=True):
    """One entry as it may be shown. `said` is None when it is refused: it cannot be trusted.

    `certified`: whether its author's key has been confirmed. `digest`: SHA-256 of the sealed
    bytes, in hex; empty for one that is missing.
    """

    number: int
    said: EntryContent | None
    certified: bool = False
    digest: str = ""


class OpenedExchange(PrivateStruct, Generic[EntryContent], frozen=True):
    """The entries that passed between two people, as one of them can see them, in order."""

    id: UUID
    learner_id: UUID
    confirmer_id: UUID
    entries: tuple[OpenedEntry[EntryContent], ...]

    @property
    def whole(self) -> bool:
        """Whether every entry that the log knows of is there and was proved."""
        return all(one.said is not None for one in self.entries)

    @property
    def newest(self) -> OpenedEntry[EntryContent] | None:
        """The last trusted entry that was sent."""
        found = [one for one in self.entries if isinstance(one.said, SendingEntry)]
        return found[-1] if found else None

    def was_signed(self, once: UUID) -> bool:
        """Whether an entry was made by this press of a button before."""
        return any(one.said is not None and one.said.once == str(once) for one in self.entries)

    def is_newest(self, number: int, digest: str) -> bool:
        """Whether nothing newer was sent than what has this number and digest."""
        newest = self.newest
        return newest is not None and (newest.number, newest.digest) == (number, digest)


def load_readable_exchange(
    uow: UnitOfWork,
    store: EntryStore[EntryContent],
    exchange_id: UUID,
    of_mine: Sequence[ColumnElement[bool]],
) -> Any:
    """Return the row of one that is mine by these conditions.

    Absent and not mine are one case: the same refusal in the log, the same NotFoundError.
    """
    found = select(store.file).where(store.file.id == exchange_id, *of_mine)
    row = uow.session.scalars(found).one_or_none()
    if row is None:
        refusals.log_or_count_refusal(uow, refusals.FILE, str(exchange_id))
        raise NotFoundError(f"{store.filekind} {exchange_id}")
    return row


def open_exchange_entries(
    uow: UnitOfWork,
    store: EntryStore[EntryContent],
    exchange_id: UUID,
    learner: UUID,
    confirmer: UUID,
) -> tuple[OpenedEntry[EntryContent], ...]:
    """Open all entries between these two. One that cannot belong there is refused."""
    found: list[OpenedEntry[EntryContent]] = []
    for one in open_all_entries(uow, store, exchange_id):
        held = _is_entry_allowed(store, one.said, found, str(learner), str(confirmer))
        found.append(one if held else msgspec.structs.replace(one, said=None))
    return tuple(found)


def _is_entry_allowed(
    store: EntryStore[EntryContent],
    said: EntryContent | None,
    before: list[OpenedEntry[EntryContent]],
    learner: str,
    confirmer: str,
) -> bool:
    """Whether an entry may stand here: the learner sends, and they talk about what was sent."""
    if isinstance(said, SendingEntry):
        return (said.by.id, said.confirmer) == (learner, confirmer)
    if not isinstance(said, TalkingEntry) or learner == confirmer:
        return False
    about = [one for one in before if (one.number, one.digest) == (said.about, said.digest)]
    may = {learner, confirmer} if store.both_talk else {confirmer}
    return said.by.id in may and any(isinstance(one.said, SendingEntry) for one in about)


def build_newest_signing_time_query(store: EntryStore[EntryContent]) -> Any:
    """Return the subquery for when the newest entry of a file in a list was signed."""
    return (
        select(func.max(store.entry.signed_at))
        .where(store.entry.training_id == store.file.id)
        .correlate(store.file)
        .scalar_subquery()
    )


def sign_and_store_exchange_entry(
    uow: UnitOfWork,
    store: EntryStore[EntryContent],
    slot: ExchangeSlot,
    said: EntryContent,
    recipients: tuple[Public, ...],
) -> bytes:
    """Seal, sign, log and write an entry; returns the SHA-256 digest of its sealed bytes."""
    sealed = seal_entry(
        encode_canonical(said),
        **_build_context(uow, store, slot.exchange_id),
        number=slot.number,
        author=uow.keys.own,
        recipients=list({public.fingerprint: public for public in recipients}.values()),
    )
    digest = hashlib.sha256(sealed.ciphertext).digest()
    index = slot.act.log(Action.TRAINING_ADDED, f"{slot.exchange_id}/{slot.number}", h=digest)
    row = _make_row(uow, slot, sealed)
    slot.act.session.execute(insert(store.entry).values(**row, leaf_index=index))
    place = {"org_id": uow.org.id, "entry_id": slot.entry_id}
    wraps = [{"id": uuid4(), **place, "recipient_fpr": f, "blob": b} for f, b in sealed.wraps]
    slot.act.session.execute(insert(store.wrap), wraps)
    return digest


def _make_row(uow: UnitOfWork, slot: ExchangeSlot, sealed: SealedEntry) -> dict[str, Any]:
    """Return the row of a sealed entry, without its place in the log."""
    return {
        "id": slot.entry_id,
        "org_id": uow.org.id,
        "training_id": slot.exchange_id,
        "number": slot.number,
        "author_id": uow.me.id,
        "author_fpr": sealed.author_fpr,
        "signed_at": slot.now,
        "ciphertext": sealed.ciphertext,
        "signature": sealed.signature,
    }


def _build_context(
    uow: UnitOfWork, store: EntryStore[EntryContent], exchange_id: UUID
) -> dict[str, str]:
    """Return what is bound into every context of an entry, besides its number."""
    return {"org": str(uow.org.id), "filekind": store.filekind, "file": str(exchange_id)}


def list_entry_rows(
    uow: UnitOfWork, store: EntryStore[EntryContent], exchange_id: UUID
) -> tuple[SealedPart, ...]:
    """Return the stored entries of a training, by number."""
    entry = store.entry
    return tuple(
        uow.session.scalars(
            select(entry)
            .where(entry.org_id == uow.org.id, entry.training_id == exchange_id)
            .order_by(entry.number)
        )
    )


def open_all_entries(
    uow: UnitOfWork, store: EntryStore[EntryContent], exchange_id: UUID
) -> tuple[OpenedEntry[EntryContent], ...]:
    """Return every entry that the log knows of, by number, proved or refused; the looks are logged.

    Raises LogBrokenError. An entry that was taken away is one that is refused.
    """
    written = uow.key_log.tally(uow.session, uow.org, exchange_id).written
    uow.session.rollback()  # rows are read as they are since: each that the log knows is there
    rows = list_entry_rows(uow, store, exchange_id)
    with uow.act() as act:
        for row in rows:
            if _is_number(row.number):
                act.log(Action.TRAINING_READ, f"{exchange_id}/{row.number}", h=hash_entry(row))
        if not any(_is_number(row.number) for row in rows):
            act.log(Action.ENTRY_REFUSED, str(exchange_id))
    found = {row.number: open_stored_entry(uow, store, row) for row in rows}
    # One that was added after counting has a line of its own in the log, and proves itself.
    proved = (number for number, one in found.items() if one.said is not None)
    known = range(1, max(written, 1, *proved) + 1)
    entries = tuple(
        found.get(number) or OpenedEntry[EntryContent](number, None) for number in known
    )
    if found.keys() - set(known):  # strays: one line for all of them
        entries = (*entries, OpenedEntry[EntryContent](known[-1] + 1, None))
    for one in entries:
        if one.said is None:
            uow.refuse(Action.ENTRY_REFUSED, f"{exchange_id}/{one.number}")
    return entries


def _is_number(stored: object) -> bool:
    """Whether a column of numbers holds one that a place can have: SQLite keeps anything there."""
    return isinstance(stored, int) and 0 < stored < 1 << 31


def _is_sound(row: SealedPart) -> bool:
    """Whether each column has the type it should, so that the row can be read."""
    stored: tuple[object, ...] = (row.ciphertext, row.signature, row.author_fpr)
    return _is_number(row.number) and all(isinstance(one, bytes) for one in stored)


def open_stored_entry(
    uow: UnitOfWork, store: EntryStore[EntryContent], row: SealedPart
) -> OpenedEntry[EntryContent]:
    """Return the entry, or the same one refused. Call it after the look was logged."""
    try:
        said, certified = _prove_entry(uow, store, row)
    except (SealedError, KeyChangedError):
        return OpenedEntry(row.number, None, digest=hash_entry(row).hex())
    return OpenedEntry(row.number, said, certified, hash_entry(row).hex())


def hash_entry(row: SealedPart) -> bytes:
    """Return SHA-256 of the sealed bytes: the `h` of the entry's log lines."""
    sealed: object = row.ciphertext
    return hashlib.sha256(sealed if isinstance(sealed, bytes) else b"").digest()


def _prove_entry(
    uow: UnitOfWork, store: EntryStore[EntryContent], row: SealedPart
) -> tuple[EntryContent, bool]:
    if not _is_sound(row):
        raise SealedError("training-row")
    public, author, certified = member_lookup.load_signer_by_fingerprint(uow, row.author_fpr)
    if row.format != FORMAT or author != row.author_id:
        raise SealedError("training-row")
    place = _build_context(uow, store, row.training_id)
    verify_entry_signature(row.ciphertext, row.signature, number=row.number, author=public, **place)
    _check_leaf(uow, row)
    said = _decrypt_entry(uow, store, row, place)
    if said.by.id != str(author) or said.signed_at != row.signed_at:
        raise SealedError("training-author")
    return said, certified


def _decrypt_entry(
    uow: UnitOfWork, store: EntryStore[EntryContent], row: SealedPart, place: dict[str, str]
) -> EntryContent:
    own, wrap = uow.keys.own, store.wrap
    blob = uow.session.scalar(
        select(wrap.blob).where(
            wrap.org_id == uow.org.id,
            wrap.entry_id == row.id,
            wrap.recipient_fpr == own.public.fingerprint,
        )
    )
    if not isinstance(blob, bytes):  # none, or something else: SQLite keeps anything there
        raise SealedError("training-wrap")
    plain = open_entry(row.ciphertext, blob, number=row.number, recipient=own, **place)
    try:
        return store.decode(plain)
    except msgspec.MsgspecError:
        raise SealedError("training-shape") from None


def _check_leaf(uow: UnitOfWork, row: SealedPart) -> None:
    """Refuse bytes that the log line made at signing does not name, with this place and author."""
    stored = uow.session.execute(
        select(Leaf.hash, Leaf.line).where(Leaf.org_id == uow.org.id, Leaf.i == row.leaf_index)
    ).one_or_none()
    place, digest = (row.training_id, row.number), hash_entry(row).hex()
    if stored is None or not uow.key_log.vouches_for_sealed(
        uow.session, uow.org, row.leaf_index, place, digest
    ):
        raise SealedError("training-leaf")
    if stored.line is None:  # blanked by data-protection duty; the hash stays and fsck compares it
        return
    try:
        event = events.parse_event(stored.line)
    except events.EventError:
        raise SealedError("training-leaf") from None
    named = (event.act, event.obj, event.h, event.who)
    meant = (Action.TRAINING_ADDED, f"{row.training_id}/{row.number}", digest, str(row.author_id))
    if merkle.leaf_hash(stored.line) != stored.hash or named != meant:
        raise SealedError("training-leaf")
