"""Open the entries of one file and prove each: key, signature, place, wraps, log line, author.

An entry either passes every proof or is refused as a whole; the others still open. This module
logs nothing and writes nothing: its callers log the look before they come here.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Uuid, bindparam, select

from app.database import read_flushed_rows
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Entry as Said
from app.domain.record.entry_schema import decode_entry
from app.errors import KeyChangedError, SealedError
from app.models.audit_log import Leaf
from app.models.concern import Entry, Wrap
from app.services.concerns.concern_access import (
    FILEKIND,
    find_my_reading_end,
    list_held_fingerprints,
    load_held_keys,
)
from app.services.members import member_lookup
from app.services.unit_of_work import UnitOfWork
from app.vault import contexts
from app.vault.principals import Public
from app.vault.sealed_entries import EntryPlace, open_entry, verify_entry_signature
from audit import events, merkle

ENTRY_FORMAT = 1


class EntryRow(NamedTuple):
    """The columns of an `Entry`, as plain values: a page opens dozens, and none is changed."""

    id: UUID
    concern_id: UUID
    number: int
    format: int
    author_id: UUID
    author_fpr: bytes
    signed_at: datetime
    ciphertext: bytes
    signature: bytes
    leaf_index: int


StoredEntry = Entry | EntryRow
# Built once: building a statement costs more than running it.
_ORG = bindparam("org", type_=Uuid())
_OF_CONCERNS = (
    select(*(getattr(Entry, name) for name in EntryRow._fields))
    .where(Entry.org_id == _ORG, Entry.concern_id.in_(bindparam("concerns", expanding=True)))
    .order_by(Entry.concern_id, Entry.number)
)
_MY_WRAPS = select(Wrap.entry_id, Wrap.recipient_fpr, Wrap.blob).where(
    Wrap.org_id == _ORG,
    Wrap.entry_id.in_(bindparam("entries", expanding=True)),
    Wrap.recipient_fpr.in_(bindparam("held", expanding=True)),
)
_SIGNING_LINES = select(Leaf.i, Leaf.hash, Leaf.line).where(
    Leaf.org_id == _ORG, Leaf.i.in_(bindparam("places", expanding=True))
)


class OpenEntry(PrivateStruct, frozen=True):
    """One entry as it may be shown. `entry` is None when `refused`: it cannot be trusted.

    `certified`: whether the author's key has been confirmed. `digest`: SHA-256 of the sealed bytes,
    in hex, as the log line names it; empty for an entry that is missing.
    """

    number: int
    entry: Said | None
    refused: bool
    certified: bool
    digest: str
    leaf_index: int
    signed_at: datetime | None
    upto: int = 0

    @property
    def end(self) -> int:
        """Its number, or the last one of a run of which no entry is there."""
        return max(self.number, self.upto)

    @property
    def numbers(self) -> str:
        """ "3", or "3 to 90" for a run of which no entry is there."""
        return f"{self.number} to {self.end}" if self.end > self.number else str(self.number)


def load_entry_rows(uow: UnitOfWork, concern_id: UUID) -> tuple[Entry, ...]:
    """Return the stored entries of a concern, by number."""
    return tuple(
        uow.session.scalars(
            select(Entry)
            .where(Entry.org_id == uow.org.id, Entry.concern_id == concern_id)
            .order_by(Entry.number)
        )
    )


def load_entry_rows_by_concern(
    uow: UnitOfWork, ids: Collection[UUID]
) -> dict[UUID, tuple[EntryRow, ...]]:
    """Return the stored entries of these concerns, each by number, as they are now and stay.

    No commit has a row read again, and perhaps otherwise than its hash was logged.
    """
    given = {"org": uow.org.id, "concerns": list(ids)}
    found: dict[UUID, list[EntryRow]] = {concern_id: [] for concern_id in ids}
    for row in read_flushed_rows(uow.session, _OF_CONCERNS, given).all():
        entry = EntryRow(*row)
        found[entry.concern_id].append(entry)
    return {concern_id: tuple(entries) for concern_id, entries in found.items()}


def hash_sealed_entry(row: StoredEntry) -> bytes:
    """Return SHA-256 of the sealed bytes: the `h` of the entry's log lines."""
    return hashlib.sha256(row.ciphertext).digest()


class EntryOpener:
    """Opens rows, each of the file it names; looks up each author's key, wrap and log line once."""

    def __init__(self, uow: UnitOfWork, rows: Iterable[StoredEntry]) -> None:
        """Load what the rows need. Call it only after the look has been logged."""
        self._uow = uow
        rows = tuple(rows)
        self._held = load_held_keys(uow)
        self._authors: dict[bytes, tuple[Public, UUID, bool] | KeyChangedError] = {}
        self._wraps = self._load_wraps(rows)
        self._leaves = self._load_leaves([row.leaf_index for row in rows])

    def open(self, row: StoredEntry) -> OpenEntry:
        """Return the entry, or the same entry refused. Never raises for what a row holds."""
        try:
            said, certified = self.verify_and_read(row)
        except (SealedError, KeyChangedError):
            return make_refused_entry(row.number, row)
        return OpenEntry(
            number=row.number,
            entry=said,
            refused=False,
            certified=certified,
            digest=hash_sealed_entry(row).hex(),
            leaf_index=row.leaf_index,
            signed_at=said.signed_at,
        )

    def verify_and_read(self, row: StoredEntry) -> tuple[Said, bool]:
        """Return what an entry says, and whether its author's key is certified.

        Raises SealedError, or KeyChangedError when its author's key cannot be believed.
        """
        public, author, certified = self.author(row)
        place = {
            "org": str(self._uow.org.id),
            "filekind": FILEKIND,
            "file": str(row.concern_id),
        }
        if row.format != ENTRY_FORMAT or author != row.author_id:
            raise SealedError("entry-row")
        verify_entry_signature(
            row.ciphertext, row.signature, number=row.number, author=public, **place
        )
        self._check_leaf(row)
        said = self._read(row, place)
        if said.by.id != str(author) or said.signed_at != row.signed_at:
            raise SealedError("entry-author")
        return said, certified

    def share(self, row: StoredEntry, to: Public) -> tuple[Said, bytes]:
        """Return what an entry says, and its key sealed to one more principal.

        Raises as `verify_and_read`. Not for a principal that this person holds.
        """
        said, _ = self.verify_and_read(row)
        fingerprint, blob = self._wraps[row.id][0]
        org, file = str(self._uow.org.id), str(row.concern_id)
        at = EntryPlace(org=org, filekind=FILEKIND, file=file, number=row.number)
        opened = contexts.wrap(**at, recipient_fpr=fingerprint)
        key = self._held[fingerprint].secret.open(blob, opened)
        return said, to.seal(key, contexts.wrap(**at, recipient_fpr=to.fingerprint))

    def author(self, row: StoredEntry) -> tuple[Public, UUID, bool]:
        """Return key, member and certification of who signed. Raises KeyChangedError."""
        fingerprint = row.author_fpr
        if fingerprint not in self._authors:
            try:
                found = member_lookup.load_signer_by_fingerprint(self._uow, fingerprint)
                self._authors[fingerprint] = found
            except KeyChangedError as error:
                self._authors[fingerprint] = error  # asked once, however many rows it signed
        author = self._authors[fingerprint]
        if isinstance(author, KeyChangedError):
            raise author
        return author

    def _read(self, row: StoredEntry, place: dict[str, str]) -> Said:
        """Open with every wrap that is mine: one altered wrap is reason enough to refuse."""
        found = {
            open_entry(
                row.ciphertext,
                blob,
                number=row.number,
                recipient=self._held[fingerprint].secret,
                **place,
            )
            for fingerprint, blob in self._wraps.get(row.id, ())
        }
        if len(found) != 1:
            raise SealedError("entry-wraps")
        try:
            return decode_entry(found.pop())
        except msgspec.MsgspecError:
            raise SealedError("entry-shape") from None

    def _check_leaf(self, row: StoredEntry) -> None:
        """Refuse bytes that the log line of signing does not name with this place and author."""
        stored, digest = self._leaves.get(row.leaf_index), hash_sealed_entry(row).hex()
        place = row.concern_id, row.number
        if stored is None or not self._uow.key_log.vouches_for_sealed(
            self._uow.session, self._uow.org, row.leaf_index, place, digest
        ):
            raise SealedError("entry-leaf")
        leaf, line = stored
        if line is None:  # blanked by data-protection duty; the hash stays and fsck compares it
            return
        if merkle.leaf_hash(line) != leaf:
            raise SealedError("entry-leaf")
        try:
            event = events.parse_event_cached(line)
        except events.EventError:
            raise SealedError("entry-leaf") from None
        named = (event.obj, event.h, event.who)
        if named != (f"{row.concern_id}/{row.number}", digest, str(row.author_id)):
            raise SealedError("entry-leaf")

    def _load_wraps(self, rows: tuple[StoredEntry, ...]) -> dict[UUID, list[tuple[bytes, bytes]]]:
        """Load my wraps, but of what I recorded and no longer read: one put back opens nothing."""
        found: dict[UUID, list[tuple[bytes, bytes]]] = {}
        ends = {
            one: find_my_reading_end(self._uow, one) for one in {row.concern_id for row in rows}
        }
        over = {row.id for row in rows if (end := ends[row.concern_id]) and end.is_over}
        ids = [row.id for row in rows]
        given = {"org": self._uow.org.id, "entries": ids, "held": list(self._held)}
        wraps = read_flushed_rows(self._uow.session, _MY_WRAPS, given).all()
        for entry_id, fingerprint, blob in wraps:
            if entry_id not in over:
                found.setdefault(entry_id, []).append((fingerprint, blob))
        return found

    def _load_leaves(self, indexes: list[int]) -> dict[int, tuple[bytes, bytes | None]]:
        given = {"org": self._uow.org.id, "places": indexes}
        rows = read_flushed_rows(self._uow.session, _SIGNING_LINES, given).all()
        return {index: (leaf, line) for index, leaf, line in rows}


def find_readers_only_rows(uow: UnitOfWork, rows: Iterable[StoredEntry]) -> frozenset[UUID]:
    """Return the ids of rows that are for the readers of a record alone, by the log.

    Only for an author who is no reader: then such a row is no row of theirs, and not opened. A
    reader whose wrap was taken away has the entry refused in sight. The log must have been read.
    """
    of_others = [row for row in rows if row.author_id != uow.me.id]
    reads = _list_read_concerns(uow, {row.concern_id for row in of_others})
    asked = [row for row in of_others if row.concern_id not in reads]
    if not asked:
        return frozenset()
    ids, held = [row.id for row in asked], list_held_fingerprints(uow)
    wrapped = select(Wrap.entry_id).where(Wrap.entry_id.in_(ids), Wrap.recipient_fpr.in_(held))
    mine = set(uow.session.scalars(wrapped))
    files = uow.key_log.files(uow.org)
    return frozenset(
        row.id
        for row in asked
        if row.id not in mine
        and files.is_for_readers(row.concern_id, row.number, hash_sealed_entry(row).hex())
    )


def _list_read_concerns(uow: UnitOfWork, ids: set[UUID]) -> set[UUID]:
    """Return those of these concerns of which I am a reader, by the log."""
    held, files = list_held_fingerprints(uow), uow.key_log.files(uow.org)
    known = {concern_id: files.known(concern_id) for concern_id in ids}
    return {
        concern_id
        for concern_id, record in known.items()
        if record is not None and record.card_of(concern_id, held) is not None
    }


def make_refused_entry(number: int, row: StoredEntry | None) -> OpenEntry:
    """Return the entry at `number`, refused: altered, moved, or not there at all."""
    return OpenEntry(
        number=number,
        entry=None,
        refused=True,
        certified=False,
        digest=hash_sealed_entry(row).hex() if row else "",
        leaf_index=row.leaf_index if row else -1,
        signed_at=None,
    )


def make_refused_entry_range(first: int, last: int) -> OpenEntry:
    """Return one refusal of entries that are not there, from one number to another."""
    return msgspec.structs.replace(make_refused_entry(first, None), upto=last)


def open_logged_concerns(
    uow: UnitOfWork, ids: Collection[UUID]
) -> Iterator[tuple[UUID, tuple[OpenEntry, ...]]]:
    """Open the entries of these concerns, in the order of the ids. The caller logged the look."""
    by_concern = load_entry_rows_by_concern(uow, ids)
    opener = EntryOpener(uow, [row for rows in by_concern.values() for row in rows])
    for concern_id in ids:
        yield concern_id, tuple(map(opener.open, by_concern[concern_id]))
