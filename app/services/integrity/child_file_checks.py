"""Compare children's files with the log: each entry, who it is sealed to, and the newest card.

A link that was moved to another file, taken away or put there, and a card that was changed or put
back, is named by ids alone. Nothing is opened and nothing is mended.
"""

import hashlib
from collections.abc import Iterator

from sqlalchemy import select

from app.domain.routing.actors import Team
from app.models.child_file import ChildEntry, ChildFile, ChildWrap
from app.models.team import TeamKey
from app.services.integrity.expected_state import ExpectedState, LoggedEntry
from app.services.unit_of_work import UnitOfWork
from audit.events import truncate_to_millisecond

BATCH = 200


def find_child_file_differences(uow: UnitOfWork, said: ExpectedState) -> Iterator[str]:
    """Yield what differs: cards first, then entries, then what is gone."""
    yield from _cards(uow, said)
    yield from _entries(uow, said)


def _cards(uow: UnitOfWork, said: ExpectedState) -> Iterator[str]:
    stored = set()
    query = select(ChildFile).where(ChildFile.org_id == uow.org.id).order_by(ChildFile.id)
    for row in uow.session.scalars(query).yield_per(BATCH):
        name = str(row.id)
        stored.add(name)
        if name not in said.child_cards:
            if not said.erased:
                yield f"Child's file {name} is stored, but the log never saw it."
        elif hashlib.sha256(row.card).hexdigest() != said.child_cards[name]:
            yield f"The card of child's file {name} is not the newest that the log saw."
    for name in sorted(said.child_cards.keys() - stored):
        yield f"Child's file {name} is in the log, but is no longer stored."


def _entries(uow: UnitOfWork, said: ExpectedState) -> Iterator[str]:
    stored, sealed, teams = set(), _list_sealed(uow), _list_team_keys(uow)
    query = select(ChildEntry).where(ChildEntry.org_id == uow.org.id)
    ordered = query.order_by(ChildEntry.file_id, ChildEntry.number)
    for row in uow.session.scalars(ordered).yield_per(BATCH):
        obj = f"{row.file_id}/{row.number}"
        stored.add(obj)
        h = hashlib.sha256(row.ciphertext).hexdigest()
        at = truncate_to_millisecond(row.signed_at)
        if obj not in said.linked:
            if row.leaf_index not in said.erased:
                yield f"Entry {obj} of a child's file is stored, but the log never saw it."
        elif said.linked[obj] != LoggedEntry(h, row.leaf_index, str(row.author_id), at):
            yield f"Entry {obj} of a child's file is not what the log saw."
        if not teams & sealed.get(str(row.id), set()):
            yield f"Entry {obj} of a child's file cannot be opened by the leads."
    for obj in sorted(said.linked.keys() - stored):
        yield f"Entry {obj} of a child's file is in the log, but is no longer stored."


def _list_sealed(uow: UnitOfWork) -> dict[str, set[bytes]]:
    """Return the fingerprints that each entry's key is sealed to."""
    found: dict[str, set[bytes]] = {}
    query = select(ChildWrap.entry_id, ChildWrap.recipient_fpr).where(
        ChildWrap.org_id == uow.org.id
    )
    for entry_id, reader in uow.session.execute(query):
        found.setdefault(str(entry_id), set()).add(reader)
    return found


def _list_team_keys(uow: UnitOfWork) -> set[bytes]:
    """Return the fingerprints of the leads' key, in every epoch."""
    return set(
        uow.session.scalars(
            select(TeamKey.fpr).where(TeamKey.org_id == uow.org.id, TeamKey.team == Team.LEADS)
        )
    )
