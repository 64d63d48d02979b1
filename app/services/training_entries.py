"""Entries of training: sealed to learner and confirmer alone, signed, logged, and proved when read.

An entry passes every proof or is refused as a whole: key, signature, place, wrap, log line, author.
This module never commits, and never decides who may send or confirm (`trainings.py` does).
"""

import hashlib
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import insert, select

from app.domain.entries import Person
from app.domain.training import FILEKIND, Entry, decode, encode
from app.errors import KeyChangedError, SealedError
from app.models.log import Leaf
from app.models.training import TrainingEntry, TrainingWrap
from app.services import members
from app.services.desk import Act, Action, Desk
from app.vault.entries import check_entry, open_entry, seal_entry
from app.vault.principals import Public
from audit import events, merkle

FORMAT = 1


class Slot(msgspec.Struct, frozen=True):
    """The place that an entry is about to take. `now`: the time of the transaction."""

    act: Act
    training_id: UUID
    entry_id: UUID
    number: int
    by: Person

    def __repr__(self) -> str:
        return f"<Slot {self.training_id}/{self.number}>"

    @property
    def now(self) -> datetime:
        """The same in the entry, its row and the log."""
        return self.act.now


class Opened(msgspec.Struct, frozen=True):
    """One entry as it may be shown. `said` is None when it is refused: it cannot be trusted.

    `certified`: whether its author's key has been confirmed. `digest`: SHA-256 of the sealed
    bytes, in hex; empty for one that is missing.
    """

    number: int
    said: Entry | None
    certified: bool = False
    digest: str = ""

    def __repr__(self) -> str:
        return f"<Opened {self.number}>"


def store(desk: Desk, slot: Slot, said: Entry, recipients: tuple[Public, ...]) -> bytes:
    """Seal, sign, log and write an entry; returns the SHA-256 digest of its sealed bytes."""
    sealed = seal_entry(
        encode(said),
        org=str(desk.org.id),
        filekind=FILEKIND,
        file=str(slot.training_id),
        number=slot.number,
        author=desk.keys.own,
        recipients=list({public.fingerprint: public for public in recipients}.values()),
    )
    digest = hashlib.sha256(sealed.ciphertext).digest()
    index = slot.act.log(Action.TRAINING_ADDED, f"{slot.training_id}/{slot.number}", h=digest)
    row = {
        "id": slot.entry_id,
        "org_id": desk.org.id,
        "training_id": slot.training_id,
        "number": slot.number,
        "author_id": desk.me.id,
        "author_fpr": sealed.author_fpr,
        "signed_at": slot.now,
        "ciphertext": sealed.ciphertext,
        "signature": sealed.signature,
        "leaf_index": index,
    }
    slot.act.session.execute(insert(TrainingEntry).values(row))
    place = {"org_id": desk.org.id, "entry_id": slot.entry_id}
    wraps = [{"id": uuid4(), **place, "recipient_fpr": f, "blob": b} for f, b in sealed.wraps]
    slot.act.session.execute(insert(TrainingWrap), wraps)
    return digest


def rows_of(desk: Desk, training_id: UUID) -> tuple[TrainingEntry, ...]:
    """The stored entries of a training, by number."""
    return tuple(
        desk.session.scalars(
            select(TrainingEntry)
            .where(TrainingEntry.org_id == desk.org.id, TrainingEntry.training_id == training_id)
            .order_by(TrainingEntry.number)
        )
    )


def open_all(desk: Desk, training_id: UUID) -> tuple[Opened, ...]:
    """Every entry that the log knows of, by number, each proved or refused; the looks are logged.

    Raises LogBrokenError. An entry that was taken away is one that is refused.
    """
    written = desk.key_log.tally(desk.session, desk.org, training_id).written
    desk.session.rollback()  # rows are read as they are since: each that the log knows is there
    rows = rows_of(desk, training_id)
    with desk.act() as act:
        for row in rows:
            if _is_number(row.number):
                act.log(Action.TRAINING_READ, f"{training_id}/{row.number}", h=digest_of(row))
        if not any(_is_number(row.number) for row in rows):
            act.log(Action.ENTRY_REFUSED, str(training_id))
    found = {row.number: open_one(desk, row) for row in rows}
    known = range(1, max(written, 1) + 1)
    strays = tuple(Opened(last + 1, None) for last in known[-1:] if found.keys() - set(known))
    entries = (*(found.get(number, Opened(number, None)) for number in known), *strays)
    for one in entries:
        if one.said is None:
            desk.refuse(Action.ENTRY_REFUSED, f"{training_id}/{one.number}")
    return entries


def _is_number(stored: object) -> bool:
    """Whether a column of numbers holds one that a place can have: SQLite keeps anything there."""
    return isinstance(stored, int) and 0 < stored < 1 << 31


def _is_sound(row: TrainingEntry) -> bool:
    """Whether each column holds what it should, so that it can be looked at all."""
    stored: tuple[object, ...] = (row.ciphertext, row.signature, row.author_fpr)
    return _is_number(row.number) and all(isinstance(one, bytes) for one in stored)


def open_one(desk: Desk, row: TrainingEntry) -> Opened:
    """The entry, or the same one refused. Call it after the look was logged."""
    try:
        said, certified = _prove(desk, row)
    except (SealedError, KeyChangedError):
        return Opened(row.number, None, digest=digest_of(row).hex())
    return Opened(row.number, said, certified, digest_of(row).hex())


def digest_of(row: TrainingEntry) -> bytes:
    """SHA-256 of the sealed bytes: the `h` of the entry's log lines."""
    sealed: object = row.ciphertext
    return hashlib.sha256(sealed if isinstance(sealed, bytes) else b"").digest()


def _prove(desk: Desk, row: TrainingEntry) -> tuple[Entry, bool]:
    if not _is_sound(row):
        raise SealedError("training-row")
    public, author, certified = members.key_at(desk, row.author_fpr)
    if row.format != FORMAT or author != row.author_id:
        raise SealedError("training-row")
    place = {"org": str(desk.org.id), "filekind": FILEKIND, "file": str(row.training_id)}
    check_entry(row.ciphertext, row.signature, number=row.number, author=public, **place)
    _check_leaf(desk, row)
    said = _read(desk, row, place)
    if said.by.id != str(author) or said.signed_at != row.signed_at:
        raise SealedError("training-author")
    return said, certified


def _read(desk: Desk, row: TrainingEntry, place: dict[str, str]) -> Entry:
    own = desk.keys.own
    blob = desk.session.scalar(
        select(TrainingWrap.blob).where(
            TrainingWrap.org_id == desk.org.id,
            TrainingWrap.entry_id == row.id,
            TrainingWrap.recipient_fpr == own.public.fingerprint,
        )
    )
    if not isinstance(blob, bytes):  # none, or something else: SQLite keeps anything there
        raise SealedError("training-wrap")
    plain = open_entry(row.ciphertext, blob, number=row.number, recipient=own, **place)
    try:
        return decode(plain)
    except msgspec.MsgspecError:
        raise SealedError("training-shape") from None


def _check_leaf(desk: Desk, row: TrainingEntry) -> None:
    """The log line made when it was signed names these bytes, this place and this author."""
    stored = desk.session.execute(
        select(Leaf.hash, Leaf.line).where(Leaf.org_id == desk.org.id, Leaf.i == row.leaf_index)
    ).one_or_none()
    if stored is None:
        raise SealedError("training-leaf")
    if stored.line is None:  # blanked by data-protection duty; the hash stays and fsck compares it
        return
    try:
        event = events.parse(stored.line)
    except events.EventError:
        raise SealedError("training-leaf") from None
    named = (event.act, event.obj, event.h, event.who)
    place = f"{row.training_id}/{row.number}"
    meant = (Action.TRAINING_ADDED, place, digest_of(row).hex(), str(row.author_id))
    if merkle.leaf_hash(stored.line) != stored.hash or named != meant:
        raise SealedError("training-leaf")
