"""List the concerns that a reader holds a card of, as the ids that a search counts and compares.

There may be a hundred thousand, so an id is its 16 bytes here: to make an object of each costs more
than the search. For the same reason they are read from the index of the cards alone, and put in
order only where they are shown. This module opens nothing and logs nothing.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.database import CHUNK_SIZE
from app.models.concern import Card, Concern
from app.models.member import Member
from app.services.concerns.concern_access import build_concerns_condition, list_held_fingerprints
from app.services.unit_of_work import UnitOfWork

BETWEEN_IDS = ","


def find_held_concern_ids(uow: UnitOfWork) -> frozenset[bytes]:
    """Return the ids of the concerns that this reader has a card of."""
    held = list_held_fingerprints(uow)
    joined = select(_join_ids(Card.concern_id)).where(Card.recipient_fpr.in_(held))
    return _read_joined_ids(uow, joined)


def list_held_concern_ids_by_newest(uow: UnitOfWork) -> tuple[UUID, ...]:
    """Return every concern that this reader has a card of, the newest first."""
    return sort_concern_ids_by_newest(uow, find_held_concern_ids(uow))


def sort_concern_ids_by_newest(uow: UnitOfWork, ids: Collection[bytes]) -> tuple[UUID, ...]:
    """Return these concerns, the newest first; none of which the row is gone."""
    if len(ids) <= CHUNK_SIZE:
        is_one = build_concerns_condition(uow.org.id, [UUID(bytes=one) for one in ids])
    else:
        is_one = Concern.org_id == uow.org.id
    query = select(Concern.id).where(is_one)
    ordered = uow.session.scalars(query.order_by(Concern.signed_at.desc(), Concern.id))
    return tuple(one for one in ordered if one.bytes in ids)


def list_member_ids(uow: UnitOfWork) -> tuple[UUID, ...]:
    """Return the id of every member: who recorded something is not asked, as some may be hidden."""
    return tuple(uow.session.scalars(select(Member.id).where(Member.org_id == uow.org.id)))


def find_concern_ids_by_author(uow: UnitOfWork, authors: Collection[UUID]) -> frozenset[bytes]:
    """Return the ids of the concerns that these people recorded and this reader has a card of."""
    return _find(uow, Concern.author_id.in_(authors)) if authors else frozenset()


def find_concern_id_by_reference(uow: UnitOfWork, typed: str) -> frozenset[bytes]:
    """Return the id of the concern with this reference, typed without signs, if it is held."""
    return _find(uow, Concern.reference == typed.upper())


def _find(uow: UnitOfWork, which: ColumnElement[bool]) -> frozenset[bytes]:
    held = list_held_fingerprints(uow)
    joined = select(_join_ids(Concern.id)).join(Card, Card.concern_id == Concern.id)
    mine = (Concern.org_id == uow.org.id, Card.recipient_fpr.in_(held), which)
    return _read_joined_ids(uow, joined.where(*mine))


def _join_ids(ids: InstrumentedAttribute[UUID]) -> ColumnElement[str]:
    """Return all ids as one text: to read a row for each takes longer than the rest of a search."""
    return func.aggregate_strings(cast(ids, String), BETWEEN_IDS)


def _read_joined_ids(uow: UnitOfWork, query: Select[str]) -> frozenset[bytes]:
    joined = uow.session.scalar(query)  # PostgreSQL writes an id with dashes, SQLite without
    if not joined:
        return frozenset()
    return frozenset(map(bytes.fromhex, joined.replace("-", "").split(BETWEEN_IDS)))
