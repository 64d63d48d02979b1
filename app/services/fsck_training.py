"""Compare what is stored about training with what the log says: notes, sealed entries, their rows.

A completion that nobody signed, one that was taken away, a row that names another learner or
another code: each is named by id. What sealed entries say is not opened, and nothing is mended.
"""

import hashlib
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from app.domain.training import State
from app.domain.training_notes import Completion
from app.errors import SealedError
from app.models.training import Training, TrainingEntry, TrainingNote, TrainingWrap
from app.services import training_proof
from app.services.desk import Desk
from app.services.fsck_said import Said, Wrote
from app.services.key_log import KeyLog
from app.services.training_proof import Author
from audit.events import exact

BATCH = 200
READERS = 2
"""An entry is sealed to its learner and to whoever confirms it."""


def findings(desk: Desk, said: Said, log: KeyLog) -> Iterator[str]:
    """What differs, note by note, then training by training."""
    confirmed: set[str] = set()
    yield from _notes(desk, said, log, confirmed)
    yield from _entries(desk, said)
    yield from _trainings(desk, said, confirmed)


def _notes(desk: Desk, said: Said, log: KeyLog, confirmed: set[str]) -> Iterator[str]:
    """Fills `confirmed` with the trainings that a completion of the log is about."""
    logged, stored = log.training(desk.org).every(), set()
    query = select(TrainingNote).where(TrainingNote.org_id == desk.org.id)
    for batch in desk.session.scalars(query.order_by(TrainingNote.id)).partitions(BATCH):
        authors = training_proof.authors_of(desk, {row.author_fpr for row in batch})
        for row in batch:
            stored.add(str(row.id))
            noted = logged.get(str(row.id))
            if noted is None:
                if row.leaf_index not in said.erased:
                    yield f"Training note {row.id} is stored, but the log never saw it."
            elif _line(row) != (noted.h, noted.index, noted.who):
                yield f"Training note {row.id} is not what the log saw."
            else:
                yield from _signed(desk, row, authors, confirmed)
    for name in sorted(logged.keys() - stored):
        yield f"Training note {name} is in the log, but is not stored any more."


def _line(row: TrainingNote) -> tuple[str, int, str]:
    """Hash, place and author, as its line must have them."""
    return _hash(row.statement), row.leaf_index, str(row.author_id)


def _signed(
    desk: Desk, row: TrainingNote, authors: dict[bytes, Author], confirmed: set[str]
) -> Iterator[str]:
    try:
        said = training_proof.said_by(row)
    except SealedError:
        yield f"The row of training note {row.id} does not say what was signed."
        return
    if training_proof.prove(desk, row, authors).said is None:
        yield f"Training note {row.id} was not signed by somebody who may say it."
    elif isinstance(said, Completion) and said.training:
        confirmed.add(said.training)


def _hash(stored: object) -> str:
    """SHA-256 of what a column of bytes holds; "" for anything else, which SQLite keeps there."""
    return hashlib.sha256(stored).hexdigest() if isinstance(stored, bytes) else ""


def _entries(desk: Desk, said: Said) -> Iterator[str]:
    stored = set()
    query = select(TrainingEntry).where(TrainingEntry.org_id == desk.org.id)
    order = query.order_by(TrainingEntry.training_id, TrainingEntry.number)
    for batch in desk.session.scalars(order).partitions(BATCH):
        held = _held(desk, batch)
        for row in batch:
            obj = f"{row.training_id}/{row.number}"
            stored.add(obj)
            found = said.trained.get(obj)
            h = _hash(row.ciphertext)
            if found is None:
                if row.leaf_index not in said.erased:
                    yield f"Training entry {obj} is stored, but the log never saw it."
            elif found != Wrote(h, row.leaf_index, str(row.author_id), exact(row.signed_at)):
                yield f"Training entry {obj} is not what the log saw."
            keys = held.get(row.id, set())
            if row.author_fpr not in keys or len(keys) < READERS:
                yield f"Training entry {obj} cannot be opened by both whom it is for."
    for obj in sorted(said.trained.keys() - stored):
        yield f"Training entry {obj} is in the log, but is not stored any more."


def _held(desk: Desk, rows: Sequence[TrainingEntry]) -> dict[UUID, set[bytes]]:
    """Fingerprints that each of these entries is sealed to."""
    query = select(TrainingWrap.entry_id, TrainingWrap.recipient_fpr).where(
        TrainingWrap.org_id == desk.org.id, TrainingWrap.entry_id.in_([row.id for row in rows])
    )
    found: dict[UUID, set[bytes]] = {}
    for entry_id, fingerprint in desk.session.execute(query):
        found.setdefault(entry_id, set()).add(fingerprint)
    return found


def _trainings(desk: Desk, said: Said, confirmed: set[str]) -> Iterator[str]:
    by_training: dict[str, dict[int, Wrote]] = {}
    for obj, wrote in said.trained.items():
        name, number = obj.split("/")
        by_training.setdefault(name, {})[int(number)] = wrote
    stored = set()
    query = select(Training).where(Training.org_id == desk.org.id).order_by(Training.id)
    for row in desk.session.scalars(query).yield_per(BATCH):
        stored.add(str(row.id))
        if str(row.id) in by_training:
            yield from _row(row, by_training[str(row.id)], str(row.id) in confirmed)
        elif not said.erased:
            yield f"Training {row.id} is stored, but the log never saw it."
    for name in sorted(by_training.keys() - stored):
        yield f"Training {name} is in the log, but is not stored any more."


def _row(row: Training, wrote: dict[int, Wrote], done: bool) -> Iterator[str]:
    """The row of a training against its lines: who sent it, who talked about it, where it stands.

    `done`: a completion of the log is about it. Lines emptied by law tell less, never otherwise.
    """
    last, first = wrote[max(wrote)], wrote.get(1)
    both = {str(row.learner_id), str(row.confirmer_id)}
    sent = (str(row.learner_id), exact(row.began_at))
    strange = {one.who for one in wrote.values()} - both
    if strange or len(both) < READERS or (first and (first.who, first.at) != sent):
        yield f"The row of training {row.id} is not the one that was sent."
    if row.entries != max(wrote):
        yield f"Training {row.id} counts {row.entries} entries; the log says {max(wrote)}."
    answered = last.who == str(row.confirmer_id)
    state = State.CONFIRMED if done else State.MORE if answered else State.SENT
    if row.state != state and (done or row.state != State.ELSEWHERE):
        yield f"Training {row.id} is stored as {row.state}; the log says {state}."
