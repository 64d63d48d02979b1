"""Compare what searches look in with the log: each slip, and the newest of each book.

What is not as the log saw it is not looked in, and a search says how many concerns it looked in
whole. A slip that is gone was perhaps folded: searches tell what is missing. Nothing is opened and
nothing is mended.
"""

import hashlib
from collections.abc import Iterator

from sqlalchemy import select

from app.models.sealed_index import IndexBook, IndexSlip
from app.models.team import TeamKey
from app.services.integrity.expected_state import ExpectedState
from app.services.sealed_index.slips import get_slip_log_id
from app.services.unit_of_work import UnitOfWork

BATCH = 200


def find_index_differences(uow: UnitOfWork, said: ExpectedState) -> Iterator[str]:
    """Yield what differs: slips first, then books."""
    query = select(IndexSlip).where(IndexSlip.org_id == uow.org.id).order_by(IndexSlip.leaf_index)
    for row in uow.session.scalars(query).yield_per(BATCH):
        place = get_slip_log_id(row.concern_id, row.number)
        found = (place, hashlib.sha256(row.blob).hexdigest())
        if said.slips.get(row.leaf_index) != found and row.leaf_index not in said.erased:
            yield f"What searches look in of entry {row.concern_id}/{row.number} was changed."
    yield from _books(uow, said)


def _books(uow: UnitOfWork, said: ExpectedState) -> Iterator[str]:
    keys = select(TeamKey.fpr, TeamKey.team, TeamKey.epoch).where(TeamKey.org_id == uow.org.id)
    places = {fpr: f"index/{team}/{epoch}" for fpr, team, epoch in uow.session.execute(keys)}
    stored = set()
    for row in uow.session.scalars(select(IndexBook).where(IndexBook.org_id == uow.org.id)):
        place = f"{places.get(row.recipient_fpr, 'index')}/{row.part}"
        stored.add(place)
        if said.books.get(place) != hashlib.sha256(row.blob).hexdigest() and not said.erased:
            yield f"Book {place} is not the newest that the log saw."
    for place in sorted(said.books.keys() - stored):
        yield f"Book {place} is in the log, but is no longer stored."
