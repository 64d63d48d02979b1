"""Seal, sign and prove the entries of a child's file: links, facts, what is not the same, prints.

An entry is sealed to the leads' team alone. A link names its concern by its id. It passes every
proof or is refused: key, signature, place, wrap, log line, author. This module commits nothing and
decides nothing (`child_linking` and `fact_writing` do).
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import Uuid, and_, bindparam, select

from app.database import read_flushed_rows
from app.domain.children.child_card import FileEntry, Link, NotSame, Unlink, decode_file_entry
from app.domain.children.file_prints import FilePrint
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import encode_canonical
from app.errors import KeyChangedError, SealedError, StaleError
from app.models.audit_log import Leaf
from app.models.child_file import ChildEntry, ChildWrap
from app.services.members import member_lookup
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Public, Secret
from app.vault.sealed_entries import EntryPlace, open_entry, seal_entry, verify_entry_signature
from audit import events, merkle

FILEKIND = "child"
ENTRY_FORMAT = 1


class StoredEntry(NamedTuple):
    """The columns of a `ChildEntry` that a proof needs, with its wrap and the line of its signing.

    `reader`: the fingerprint of the key that opens `wrap`. Each is None where there is none.
    """

    number: int
    format: int
    author_id: UUID
    author_fpr: bytes
    signed_at: datetime
    ciphertext: bytes
    signature: bytes
    leaf_index: int
    reader: bytes | None
    wrap: bytes | None
    leaf: bytes | None
    line: bytes | None


# Built once: building a statement costs more than running it. One row is all that a proof takes: a
# page opens hundreds, and asking for wraps and lines by their ids took as long again.
_OF_ORG = bindparam("org", type_=Uuid())
_STORED = (
    select(
        *(getattr(ChildEntry, name) for name in StoredEntry._fields[:8]),
        *(ChildWrap.recipient_fpr, ChildWrap.blob, Leaf.hash, Leaf.line),
    )
    .outerjoin(
        ChildWrap,
        and_(
            ChildWrap.entry_id == ChildEntry.id,
            ChildWrap.org_id == _OF_ORG,
            ChildWrap.recipient_fpr.in_(bindparam("team", expanding=True)),
        ),
    )
    .outerjoin(Leaf, and_(Leaf.org_id == _OF_ORG, Leaf.i == ChildEntry.leaf_index))
    .where(ChildEntry.org_id == _OF_ORG, ChildEntry.file_id == bindparam("file", type_=Uuid()))
)


class OpenFileEntry(PrivateStruct, frozen=True):
    """One entry of a child's file. `said` is None where it cannot be trusted, or is not there."""

    number: int
    said: FileEntry | None


def get_entry_log_action(said: FileEntry) -> Action:
    """Return the action that logs an entry."""
    if isinstance(said, NotSame):
        return Action.CHILD_NOT_SAME
    if isinstance(said, Link):
        return Action.CHILD_LINKED
    if isinstance(said, Unlink):
        return Action.CHILD_UNLINKED
    return Action.CHILD_PRINTED if isinstance(said, FilePrint) else Action.CHILD_WRITTEN


def store_child_file_entry(
    uow: UnitOfWork, act: LoggedTransaction, place: tuple[UUID, int], entry: FileEntry, team: Public
) -> None:
    """Seal, sign, log and write an entry. `place`: the child's file and the number in it.

    The next log lines name each concern, or each other file, that the entry is about.
    """
    (file_id, number), plain = place, encode_canonical(entry)
    context = _place(uow, file_id, number)
    sealed = seal_entry(plain, author=uow.keys.own, recipients=[team], **context)
    h = hashlib.sha256(sealed.ciphertext).digest()
    index = act.log(get_entry_log_action(entry), f"{file_id}/{number}", h=h)
    _log_others(act, file_id, entry)
    row = ChildEntry(
        id=uuid4(),
        org_id=uow.org.id,
        file_id=file_id,
        number=number,
        author_id=uow.me.id,
        author_fpr=sealed.author_fpr,
        signed_at=act.now,
        ciphertext=sealed.ciphertext,
        signature=sealed.signature,
        leaf_index=index,
    )
    act.session.add(row)
    act.session.flush()
    for reader, blob in sealed.wraps:
        wrap = ChildWrap(org_id=uow.org.id, entry_id=row.id, recipient_fpr=reader, blob=blob)
        act.session.add(wrap)


def _log_others(act: LoggedTransaction, file_id: UUID, said: FileEntry) -> None:
    """Log a link for its concern, a print for all on it, and "not the same" for each other file."""
    if isinstance(said, Link | Unlink):
        act.log(get_entry_log_action(said), said.concern)
    elif isinstance(said, FilePrint):
        act.log_shown(get_entry_log_action(said), str(file_id), said.concerns)
    elif isinstance(said, NotSame):
        for other in said.files:
            if other != str(file_id):
                act.log(get_entry_log_action(said), other)


def open_file_entries(uow: UnitOfWork, file_id: UUID) -> tuple[OpenFileEntry, ...]:
    """Open every entry that the log knows of, by number, each proved or refused.

    The caller has logged the look. Raises LogBrokenError.
    """
    written = uow.key_log.tally(uow.session, uow.org, file_id).written
    uow.session.rollback()
    opener = _Opener(uow, file_id)
    found = {row.number: opener.open(row) for row in opener.load_rows()}
    known = range(1, written + 1)
    return (
        *(found.get(number, OpenFileEntry(number, None)) for number in known),
        *(OpenFileEntry(number, None) for number in sorted(found.keys() - set(known))),
    )


def find_next_entry_number(uow: UnitOfWork, act: LoggedTransaction, file_id: UUID) -> int:
    """Return the next place: after all that was ever signed, whatever rows were taken away."""
    taken = set(act.session.scalars(select(ChildEntry.number).where(ChildEntry.file_id == file_id)))
    number = uow.key_log.tally(act.session, uow.org, file_id).written + 1
    while number in taken:
        number += 1
    return number


def count_entries_without_gap(entries: Iterable[OpenFileEntry]) -> int:
    """Return how many entries there are without a gap: a forged number counts for nothing."""
    return sum(one.number == place for place, one in enumerate(entries, 1))


def demand_no_newer_entry(
    uow: UnitOfWork, act: LoggedTransaction, file_id: UUID, entries: Iterable[OpenFileEntry]
) -> None:
    """Raise StaleError when anything was signed in a file since these were opened."""
    uow.key_log.refresh(act.session, uow.org)
    if uow.key_log.tally(act.session, uow.org, file_id).written > count_entries_without_gap(
        entries
    ):
        raise StaleError(f"child {file_id}")


def list_refused_entry_numbers(entries: Iterable[OpenFileEntry]) -> tuple[int, ...]:
    """Return the numbers of entries that cannot be trusted."""
    return tuple(one.number for one in entries if one.said is None)


class _Opener:
    """Opens the rows of a child's file; looks up each signer once."""

    def __init__(self, uow: UnitOfWork, file_id: UUID) -> None:
        self._uow, self._file, self._team = uow, file_id, _load_team_keys(uow)
        self._signers: dict[bytes, tuple[Public, UUID, bool]] = {}

    def load_rows(self) -> Iterable[StoredEntry]:
        """Return the stored entries, each once, as plain values."""
        given = {"org": self._uow.org.id, "file": self._file, "team": list(self._team)}
        found = read_flushed_rows(self._uow.session, _STORED, given)
        return {row.number: row for row in (StoredEntry(*one) for one in found)}.values()

    def open(self, row: StoredEntry) -> OpenFileEntry:
        """Return the entry, or that it cannot be trusted. Never raises for what a row holds."""
        try:
            return OpenFileEntry(row.number, self._prove(row))
        except (SealedError, KeyChangedError):
            return OpenFileEntry(row.number, None)

    def _prove(self, row: StoredEntry) -> FileEntry:
        public, author, _ = self._find_signer(row)
        if row.format != ENTRY_FORMAT or author != row.author_id:
            raise SealedError("child-row")
        place = _place(self._uow, self._file, row.number)
        verify_entry_signature(row.ciphertext, row.signature, author=public, **place)
        said = self._read(row, place)
        if said.by.id != str(author) or said.signed_at != row.signed_at:
            raise SealedError("child-author")
        self._check_leaf(row, get_entry_log_action(said))
        return said

    def _find_signer(self, row: StoredEntry) -> tuple[Public, UUID, bool]:
        if row.author_fpr not in self._signers:
            signer = member_lookup.load_signer_by_fingerprint(self._uow, row.author_fpr)
            self._signers[row.author_fpr] = signer
        return self._signers[row.author_fpr]

    def _read(self, row: StoredEntry, place: EntryPlace) -> FileEntry:
        if row.reader is None or row.wrap is None or row.reader not in self._team:
            raise SealedError("child-wrap")
        try:
            return decode_file_entry(
                open_entry(row.ciphertext, row.wrap, recipient=self._team[row.reader], **place)
            )
        except msgspec.MsgspecError:
            raise SealedError("child-shape") from None

    def _check_leaf(self, row: StoredEntry, action: Action) -> None:
        """The log line made when it was signed names these bytes, this place and this author."""
        h = hashlib.sha256(row.ciphertext).hexdigest()
        place = self._file, row.number
        if row.line is None or not self._uow.key_log.vouches_for_sealed(
            self._uow.session, self._uow.org, row.leaf_index, place, h
        ):
            raise SealedError("child-leaf")
        try:
            event = events.parse_event_cached(row.line)
        except events.EventError:
            raise SealedError("child-leaf") from None
        named = (event.act, event.obj, event.h, event.who)
        meant = (action, f"{self._file}/{row.number}", h, str(row.author_id))
        if merkle.leaf_hash(row.line) != row.leaf or named != meant:
            raise SealedError("child-leaf")


def _load_team_keys(uow: UnitOfWork) -> dict[bytes, Secret]:
    """Return the team's key of every epoch, by fingerprint."""
    if uow.me.team is None:
        raise SealedError("child-team")
    held = uow.keys.team_secrets(uow.session, uow.me.team)
    return {secret.public.fingerprint: secret for _, secret in held}


def _place(uow: UnitOfWork, file_id: UUID, number: int) -> EntryPlace:
    return EntryPlace(org=str(uow.org.id), filekind=FILEKIND, file=str(file_id), number=number)
