"""Decide how long an author reads a concern that was closed, by the log alone.

An author who is not a reader of the record stops reading it. A reader never does, and an author
never does if no one else can read it. No column takes part, so an old row that is put back opens
nothing. This module opens nothing and writes nothing.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

import msgspec

from app.domain.deadlines.reading_end import find_last_reading_day
from app.services.audit_log.concern_commitment import make_reader_tag
from app.services.audit_log.replays.author_reading_index import ClosedConcern
from app.services.unit_of_work import UnitOfWork


class ReadingEnd(msgspec.Struct, frozen=True):
    """The last day that an author reads a closed concern, and whether it has passed."""

    last_day: date
    is_over: bool


def find_author_reading_end(uow: UnitOfWork, concern_id: UUID) -> ReadingEnd | None:
    """Return when reading ends for an author who is not a reader; None while it is open.

    By the log as far as it was read. Before its first line about this, no reading ends.
    """
    closed = uow.key_log.reading(uow.org).find(concern_id)
    return None if closed is None else compute_author_reading_end(uow, closed)


def compute_author_reading_end(uow: UnitOfWork, closed: ClosedConcern) -> ReadingEnd:
    """Return when the author's reading of this closed concern ends."""
    counted_from = uow.key_log.reading(uow.org).counted_from
    starts = [closed.closed_at, counted_from or uow.clock()]
    last_day = find_last_reading_day(*starts, *([closed.let_at] if closed.let_at else []))
    is_over = counted_from is not None and last_day < uow.today
    return ReadingEnd(last_day, closed.is_ended or is_over)


def is_author_by_log(uow: UnitOfWork, concern_id: UUID) -> bool:
    """Whether I signed the record of a concern, by the log."""
    record = uow.key_log.files(uow.org).known(concern_id)
    return record is not None and record.author == str(uow.me.id)


def reads_only_as_author(uow: UnitOfWork, concern_id: UUID, held: Collection[bytes]) -> bool:
    """Whether an author with these keys is none of the readers of a concern, and there are some.

    `held`: fingerprints.
    """
    record = uow.key_log.files(uow.org).known(concern_id)
    if record is None or not record.cards:
        return False
    return all(make_reader_tag(concern_id, one) not in record.cards for one in held)
