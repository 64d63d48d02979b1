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
from app.services.integrity.expected_state import Said, Wrote
from app.services.practice.debriefs import PRACTICE
from app.services.training import statement_proofs
from app.services.training.exchange import TRAINING, Shelf
from app.services.training.exchange import Said as Shape
from app.services.training.statement_proofs import Author
from app.services.unit_of_work import Desk
from app.vault.sealed_entries import check_entry
from audit.events import exact

BATCH = 200
READERS = 2
"""An entry is sealed to its learner and to whom they chose."""
Lines = dict[str, dict[int, Wrote]]


def findings(desk: Desk, said: Said) -> Iterator[str]:
    """What differs, entry by entry; then files that the log tells of and no row holds."""
    stored: set[str] = set()
    yield from _entries(desk, said, TRAINING, "Training entry", stored)
    yield from _entries(desk, said, PRACTICE, "Practice entry", stored)
    for obj in sorted(said.trained.keys() - stored):
        yield f"Training entry {obj} is in the log, but is not stored any more."
    trainings, debriefs = (_ids(desk, table) for table in (Training, Debrief))
    for name in sorted(trainings & debriefs):
        yield f"Training {name} is stored as a training and as a practice."
    lines = by_file(said)
    for name in sorted(lines.keys() - trainings - debriefs):
        yield f"Training {name} is in the log, but is not stored any more."
    yield from _debriefs(desk, said, lines)


def by_file(said: Said) -> Lines:
    """Lines of the log by the id of their file, and by number."""
    found: Lines = {}
    for obj, wrote in said.trained.items():
        name, number = obj.split("/")
        found.setdefault(name, {})[int(number)] = wrote
    return found


def strange_row(row: Training | Debrief, wrote: dict[int, Wrote]) -> bool:
    """Whether a file's row names others, or another beginning, than those who wrote in it."""
    first, both = wrote.get(1), {str(row.learner_id), str(row.confirmer_id)}
    sent = (str(row.learner_id), exact(row.began_at))
    strange = {one.who for one in wrote.values()} - both
    return bool(strange) or len(both) < READERS or bool(first and (first.who, first.at) != sent)


def hash_of(stored: object) -> str:
    """SHA-256 of what a column of bytes holds; "" for anything else, which SQLite keeps there."""
    return hashlib.sha256(stored).hexdigest() if isinstance(stored, bytes) else ""


def _ids(desk: Desk, table: type[Training] | type[Debrief]) -> set[str]:
    return set(map(str, desk.session.scalars(select(table.id).where(table.org_id == desk.org.id))))


def _entries(
    desk: Desk, said: Said, shelf: Shelf[Shape], name: str, stored: set[str]
) -> Iterator[str]:
    entry = shelf.entry
    query = select(entry).where(entry.org_id == desk.org.id)
    order = query.order_by(entry.training_id, entry.number)
    for batch in desk.session.scalars(order).partitions(BATCH):
        held = _held(desk, shelf, batch)
        authors = statement_proofs.authors_of(desk, {row.author_fpr for row in batch})
        for row in batch:
            obj = f"{row.training_id}/{row.number}"
            stored.add(obj)
            if wrong := _wrong(desk, said, shelf, row, authors):
                yield f"{name} {obj} {wrong}"
            keys = held.get(row.id, set())
            if row.author_fpr not in keys or len(keys) < READERS:
                yield f"{name} {obj} cannot be opened by both whom it is for."


def _wrong(
    desk: Desk, said: Said, shelf: Shelf[Shape], row: SealedPart, authors: dict[bytes, Author]
) -> str:
    """What is wrong with one entry, in words, or an empty string."""
    found = said.trained.get(f"{row.training_id}/{row.number}")
    if found is None:
        erased = row.leaf_index in said.erased
        return "" if erased else "is stored, but the log never saw it."
    told = Wrote(hash_of(row.ciphertext), row.leaf_index, str(row.author_id), exact(row.signed_at))
    if found != told:
        return "is not what the log saw."
    author = authors.get(row.author_fpr)
    if author is None or author.user != row.author_id or not _signed(desk, shelf, row, author):
        return "was not signed as what it is stored as."
    return ""


def _signed(desk: Desk, shelf: Shelf[Shape], row: SealedPart, author: Author) -> bool:
    place = {"org": str(desk.org.id), "filekind": shelf.filekind, "file": str(row.training_id)}
    public = author.public
    try:
        check_entry(row.ciphertext, row.signature, number=row.number, author=public, **place)
    except (SealedError, TypeError):  # TypeError: SQLite keeps anything in a column of bytes
        return False
    return True


def _held(desk: Desk, shelf: Shelf[Shape], rows: Sequence[SealedPart]) -> dict[UUID, set[bytes]]:
    """Fingerprints that each of these entries is sealed to."""
    wrap = shelf.wrap
    query = select(wrap.entry_id, wrap.recipient_fpr).where(
        wrap.org_id == desk.org.id, wrap.entry_id.in_([row.id for row in rows])
    )
    found: dict[UUID, set[bytes]] = {}
    for entry_id, fingerprint in desk.session.execute(query):
        found.setdefault(entry_id, set()).add(fingerprint)
    return found


def _debriefs(desk: Desk, said: Said, lines: Lines) -> Iterator[str]:
    """The rows of practices that were sent: between whom, how many entries, whom it waits for."""
    query = select(Debrief).where(Debrief.org_id == desk.org.id).order_by(Debrief.id)
    for row in desk.session.scalars(query).yield_per(BATCH):
        wrote = lines.get(str(row.id))
        if wrote is None:
            if not said.erased:
                yield f"Practice {row.id} is stored, but the log never saw it."
            continue
        last = max(wrote)
        if strange_row(row, wrote):
            yield f"The row of practice {row.id} is not the one that was sent."
        if row.entries != last:
            yield f"Practice {row.id} counts {row.entries} entries; the log says {last}."
        others = {row.learner_id, row.confirmer_id} - {UUID(wrote[last].who)}
        if row.waits_for is not None and row.waits_for not in others:
            yield f"Practice {row.id} waits for somebody for whom there is nothing new."
