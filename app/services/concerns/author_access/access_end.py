"""Decide how long an author reads a concern that was closed, by the log alone.

An author who is not a reader of the record stops reading it. A reader never does, and an author
never does if no one else can read it: they would take the last key with them. Someone who was
removed, or has a new account, no longer counts as a reader by name. No column takes part, so an
old row that is put back opens nothing. This module opens nothing and writes nothing.
"""

from collections.abc import Collection
from datetime import date
from typing import cast
from uuid import UUID

import msgspec
from sqlalchemy import select

from app.database import split_into_chunks
from app.domain.deadlines.reading_end import find_last_reading_day
from app.models.member import MemberKey
from app.services.audit_log.concern_commitment import make_reader_tag
from app.services.audit_log.replays.author_reading_index import ClosedConcern
from app.services.members.key_trust import member_key_log_id
from app.services.members.member_lookup import get_log_cache_key
from app.services.unit_of_work import UnitOfWork
from app.vault.principals import Public

_REMOVED = "keys of removed members"


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

    Readers by name who were removed do not count: no one can use their keys. Once the author's own
    keys were deleted they do, or a key that is put back would open it. `held`: fingerprints.
    """
    record = uow.key_log.files(uow.org).known(concern_id)
    if record is None or not record.cards:
        return False
    if any(make_reader_tag(concern_id, one) in record.cards for one in held):
        return False
    closed = uow.key_log.reading(uow.org).find(concern_id)
    if closed is not None and closed.is_ended:
        return True
    removed = {make_reader_tag(concern_id, one) for one in _load_removed_keys(uow)}
    return not record.cards.keys() <= removed


def _load_removed_keys(uow: UnitOfWork) -> tuple[bytes, ...]:
    """Return the fingerprints of members who were removed, as far as the log vouches for the keys.

    Kept for the transaction and the log as read: a list asks this for each concern.
    """
    kept = uow.session.info.get(_REMOVED)
    if kept is not None and kept[0] == get_log_cache_key(uow):
        return cast(tuple[bytes, ...], kept[1])
    stops = uow.key_log.recall_sessions(uow.org).suspensions
    removed = [one for one in stops.list_members() if stops.is_removed(one)]
    found: list[bytes] = []
    for some in split_into_chunks(tuple(removed)):
        query = select(MemberKey.user_id, MemberKey.public).where(
            MemberKey.org_id == uow.org.id, MemberKey.user_id.in_(some)
        )
        found += [
            Public(public).fingerprint
            for user_id, public in uow.session.execute(query)
            if uow.key_log.vouches(uow.org, member_key_log_id(user_id), public)
        ]
    uow.session.info[_REMOVED] = get_log_cache_key(uow), tuple(found)
    return tuple(found)
