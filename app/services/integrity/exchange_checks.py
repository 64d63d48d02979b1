"""Compare what passes between two people with the log: entries of trainings and of practices sent.

Each is one that the log saw, signed as what it is stored as, and sealed to both whom it is for. One
that was moved to the other table, or to neither, is named by its id. Nothing is opened or mended.
"""

import hashlib
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from app.errors import SealedError
from app.models.debrief import Debrief
from app.models.training import SealedPart, Training
from app.services.integrity.expected_state import ExpectedState, LoggedEntry
from app.services.practice.debriefs import DEBRIEF_STORE
from app.services.training import statement_proofs
from app.services.training.exchange import TRAINING_STORE, EntryStore
from app.services.training.exchange import EntryContent as Shape
from app.services.training.statement_proofs import StatementAuthor
from app.services.unit_of_work import UnitOfWork
from app.vault.sealed_entries import verify_entry_signature
from audit.events import truncate_to_millisecond

BATCH = 200
READERS_PER_ENTRY = 2
"""An entry is sealed to its learner and to whom they chose."""
EntriesByFile = dict[str, dict[int, LoggedEntry]]


def find_exchange_differences(uow: UnitOfWork, said: ExpectedState) -> Iterator[str]:
    """Yield what differs, entry by entry; then exchanges that the log tells of and no row holds."""
    stored: set[str] = set()
    yield from _entries(uow, said, TRAINING_STORE, "Training entry", stored)
    yield from _entries(uow, said, DEBRIEF_STORE, "Practice entry", stored)
    for obj in sorted(said.trained.keys() - stored):
        yield f"Training entry {obj} is in the log, but is no longer stored."
    trainings, debriefs = (_ids(uow, table) for table in (Training, Debrief))
    for name in sorted(trainings & debriefs):
        yield f"Training {name} is stored as a training and as a practice."
    lines = group_log_lines_by_exchange(said)
    for name in sorted(lines.keys() - trainings - debriefs):
        yield f"Training {name} is in the log, but is no longer stored."
    yield from _debriefs(uow, said, lines)


def group_log_lines_by_exchange(said: ExpectedState) -> EntriesByFile:
    """Return lines of the log by the id of their exchange, and by number."""
    found: EntriesByFile = {}
    for obj, wrote in said.trained.items():
        name, number = obj.split("/")
        found.setdefault(name, {})[int(number)] = wrote
    return found


def is_exchange_row_altered(row: Training | Debrief, wrote: dict[int, LoggedEntry]) -> bool:
    """Whether a file's row names others, or another beginning, than those who wrote in it."""
    first, both = wrote.get(1), {str(row.learner_id), str(row.confirmer_id)}
    sent = (str(row.learner_id), truncate_to_millisecond(row.began_at))
    strange = {one.who for one in wrote.values()} - both
    return (
        bool(strange)
        or len(both) < READERS_PER_ENTRY
        or bool(first and (first.who, first.at) != sent)
    )


def hash_stored_bytes(stored: object) -> str:
    """Return SHA-256 of a column of bytes; "" for anything else, which SQLite keeps there."""
    return hashlib.sha256(stored).hexdigest() if isinstance(stored, bytes) else ""


def _ids(uow: UnitOfWork, table: type[Training] | type[Debrief]) -> set[str]:
    return set(map(str, uow.session.scalars(select(table.id).where(table.org_id == uow.org.id))))


def _entries(
    uow: UnitOfWork, said: ExpectedState, shelf: EntryStore[Shape], name: str, stored: set[str]
) -> Iterator[str]:
    entry = shelf.entry
    query = select(entry).where(entry.org_id == uow.org.id)
    order = query.order_by(entry.training_id, entry.number)
    for batch in uow.session.scalars(order).partitions(BATCH):
        held = _held(uow, shelf, batch)
        authors = statement_proofs.find_statement_authors(uow, {row.author_fpr for row in batch})
        for row in batch:
            obj = f"{row.training_id}/{row.number}"
            stored.add(obj)
            if wrong := _wrong(uow, said, shelf, row, authors):
                yield f"{name} {obj} {wrong}"
            keys = held.get(row.id, set())
            if row.author_fpr not in keys or len(keys) < READERS_PER_ENTRY:
                yield f"{name} {obj} cannot be opened by both people it is for."


def _wrong(
    uow: UnitOfWork,
    said: ExpectedState,
    shelf: EntryStore[Shape],
    row: SealedPart,
    authors: dict[bytes, StatementAuthor],
) -> str:
    """Return what is wrong with one entry, in words, or an empty string."""
    found = said.trained.get(f"{row.training_id}/{row.number}")
    if found is None:
        erased = row.leaf_index in said.erased
        return "" if erased else "is stored, but the log never saw it."
    told = LoggedEntry(
        hash_stored_bytes(row.ciphertext),
        row.leaf_index,
        str(row.author_id),
        truncate_to_millisecond(row.signed_at),
    )
    if found != told:
        return "is not what the log saw."
    author = authors.get(row.author_fpr)
    if author is None or author.user != row.author_id or not _signed(uow, shelf, row, author):
        return "was not signed as what it is stored as."
    return ""


def _signed(
    uow: UnitOfWork, shelf: EntryStore[Shape], row: SealedPart, author: StatementAuthor
) -> bool:
    place = {"org": str(uow.org.id), "filekind": shelf.filekind, "file": str(row.training_id)}
    public = author.public
    try:
        verify_entry_signature(
            row.ciphertext, row.signature, number=row.number, author=public, **place
        )
    except (SealedError, TypeError):  # TypeError: SQLite keeps anything in a column of bytes
        return False
    return True


def _held(
    uow: UnitOfWork, shelf: EntryStore[Shape], rows: Sequence[SealedPart]
) -> dict[UUID, set[bytes]]:
    """Return fingerprints that each of these entries is sealed to."""
    wrap = shelf.wrap
    query = select(wrap.entry_id, wrap.recipient_fpr).where(
        wrap.org_id == uow.org.id, wrap.entry_id.in_([row.id for row in rows])
    )
    found: dict[UUID, set[bytes]] = {}
    for entry_id, fingerprint in uow.session.execute(query):
        found.setdefault(entry_id, set()).add(fingerprint)
    return found


def _debriefs(uow: UnitOfWork, said: ExpectedState, lines: EntriesByFile) -> Iterator[str]:
    """Check the rows of practices that were sent: between whom, how many entries, whose turn."""
    query = select(Debrief).where(Debrief.org_id == uow.org.id).order_by(Debrief.id)
    for row in uow.session.scalars(query).yield_per(BATCH):
        wrote = lines.get(str(row.id))
        if wrote is None:
            if not said.erased:
                yield f"Practice {row.id} is stored, but the log never saw it."
            continue
        last = max(wrote)
        if is_exchange_row_altered(row, wrote):
            yield f"The row of practice {row.id} is not the one that was sent."
        if row.entries != last:
            yield f"Practice {row.id} counts {row.entries} entries, but the log says {last}."
        others = {row.learner_id, row.confirmer_id} - {UUID(wrote[last].who)}
        if row.waits_for is not None and row.waits_for not in others:
            yield f"Practice {row.id} is waiting for someone who has nothing new to read."
