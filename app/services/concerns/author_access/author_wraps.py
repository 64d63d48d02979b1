"""Seal the keys of a concern's entries to its author again, by a reader who has them.

Each entry is opened and proved before its key is sealed: one that cannot be trusted is left out, as
is one that is for readers alone. The look is logged first. This module never decides who may.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select

from app.domain.record.entry_schema import ReadersEntry
from app.errors import KeyChangedError, SealedError, StaleError
from app.models.concern import Entry, Wrap
from app.services.concerns.entry_decryption import EntryOpener, hash_sealed_entry, load_entry_rows
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Public

RECORD = 1
"""The number of the record among the entries of a concern."""


class NotLookedError(StaleError):
    """The entries are not those of the look that was logged: one was added since."""


@dataclass(frozen=True)
class AuthorWraps:
    """The keys of a concern's entries, sealed to its author, by the ids of the entries."""

    concern_id: UUID
    author: Public
    blobs: dict[UUID, bytes] = field(repr=False)

    def store(self, uow: UnitOfWork, act: LoggedTransaction) -> None:
        """Replace any that are there by these, and log that the author can read again."""
        delete_author_wraps(uow, act, self.concern_id, self.author.fingerprint)
        rows = [
            {
                "id": uuid4(),
                "org_id": uow.org.id,
                "entry_id": entry_id,
                "recipient_fpr": self.author.fingerprint,
                "blob": blob,
            }
            for entry_id, blob in self.blobs.items()
        ]
        if rows:
            act.session.execute(insert(Wrap), rows)
        act.log(Action.SHARED, str(self.concern_id))


def log_reads_before_sharing(uow: UnitOfWork, concern_id: UUID) -> frozenset[UUID]:
    """Log that the entries of a concern are about to be opened, to share them; return their ids."""
    rows = load_entry_rows(uow, concern_id)
    with uow.act() as act:
        for row in rows:
            act.log(Action.ENTRY_READ, f"{concern_id}/{row.number}", h=hash_sealed_entry(row))
    return frozenset(row.id for row in rows)


def make_author_wraps(
    uow: UnitOfWork, concern_id: UUID, author: Public, looked: frozenset[UUID]
) -> AuthorWraps:
    """Open every entry that its author can read, and seal its key to them.

    Call it under the write lock and before anything is logged, so that no entry is missing.
    `looked`: what `log_reads_before_sharing` returned. Raises NotLookedError if entries were added
    since, and SealedError if the record does not open: its author would be given nothing in it.
    """
    rows = load_entry_rows(uow, concern_id)
    if looked != {row.id for row in rows}:
        raise NotLookedError(f"concern {concern_id}")
    blobs = _seal_each(uow, rows, author)
    if not any(row.number == RECORD and row.id in blobs for row in rows):
        raise SealedError("record-not-shared")
    return AuthorWraps(concern_id, author, blobs)


def _seal_each(uow: UnitOfWork, rows: Sequence[Entry], author: Public) -> dict[UUID, bytes]:
    opener, files, found = EntryOpener(uow, rows), uow.key_log.files(uow.org), {}
    for row in rows:
        if files.is_for_readers(row.concern_id, row.number, hash_sealed_entry(row).hex()):
            continue
        try:
            said, blob = opener.share(row, author)
        except (SealedError, KeyChangedError):
            continue
        if not isinstance(said, ReadersEntry):
            found[row.id] = blob
    return found


def delete_author_wraps(
    uow: UnitOfWork, act: LoggedTransaction, concern_id: UUID, fingerprint: bytes
) -> None:
    """Delete every key of a concern's entries that is sealed to this principal."""
    entries = select(Entry.id).where(Entry.org_id == uow.org.id, Entry.concern_id == concern_id)
    act.session.execute(
        delete(Wrap).where(
            Wrap.org_id == uow.org.id,
            Wrap.entry_id.in_(entries),
            Wrap.recipient_fpr == fingerprint,
        )
    )
