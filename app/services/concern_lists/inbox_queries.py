"""Queries for a reader's inbox: the ids of its concerns, in order, and clear times only.

Each query walks one index and stops at the end of its page, so a hundred thousand files cost what a
thousand do. A file is listed only when its card was sealed to the reader: a changed route column
shows nobody another's file. Nothing is opened here.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.database import split_into_chunks
from app.domain.deadlines.outstanding import ADDED, ADDED_TOLD
from app.domain.routing.recipients import Recipients
from app.models.concern import Card, Concern, Due, Entry
from app.services.concerns.concern_access import list_held_fingerprints
from app.services.unit_of_work import UnitOfWork

NAMED_ROUTES = (Recipients.NAMED_LEADS.value, Recipients.NAMED_SENIORS.value)
OPEN_OR_CLOSED = ("open", "closed")
MAX_UNREAD = 200
"""Unread cards opened to put them in order: the oldest half and the newest, so that neither a
record that has waited long nor one signed a minute ago is left out."""


def find_unread_ids(uow: UnitOfWork) -> tuple[UUID, ...]:
    """Unread files, up to MAX_UNREAD of each route, in no order that matters."""
    every = select(Concern.id).where(
        Concern.org_id == uow.org.id,
        Concern.route.in_(list_inbox_routes(uow)),
        Concern.state == "unread",
        has_card(list_held_fingerprints(uow)),
    )
    some = uow.session.scalars(every.limit(MAX_UNREAD + 1)).all()
    return tuple(some) if len(some) <= MAX_UNREAD else _find_oldest_and_newest_unread(uow)


def _find_oldest_and_newest_unread(uow: UnitOfWork) -> tuple[UUID, ...]:
    half = MAX_UNREAD // 2
    found: list[UUID] = []
    for route in list_inbox_routes(uow):
        old = _in_state(uow, route, "unread").order_by(Concern.signed_at).limit(half)
        new = _in_state(uow, route, "unread").order_by(Concern.signed_at.desc()).limit(half)
        for query in (old, new):
            found += [concern_id for concern_id, _ in _pairs(uow, query)]
    return tuple(dict.fromkeys(found))


def find_unread_concerns(uow: UnitOfWork, ids: Iterable[UUID]) -> Iterator[Concern]:
    """Those of these files that are in the unread list, however long it is."""
    for some in split_into_chunks(tuple(ids)):
        yield from uow.session.scalars(
            select(Concern).where(
                Concern.id.in_(some),
                Concern.org_id == uow.org.id,
                Concern.route.in_(list_inbox_routes(uow)),
                Concern.state == "unread",
                has_card(list_held_fingerprints(uow)),
            )
        )


def find_open_ids(uow: UnitOfWork, start: int, count: int) -> tuple[UUID, ...]:
    """Open files from `start` on: by earliest due time, then those with none, newest first."""
    due = _due(uow).order_by(Due.at, Due.id).offset(start).limit(count)
    found = [concern_id for concern_id, _ in _pairs(uow, due)]
    if len(found) < count:
        passed = max(0, start - _how_many_due(uow)) if start else 0
        found += _without_due(uow, passed, count - len(found))
    return tuple(found)


def find_due_ids(uow: UnitOfWork, count: int, start: int = 0) -> tuple[UUID, ...]:
    """Return files that wait for something with a due time, from `start` on, the earliest first.

    A closed one does where its closing moved something to a child's file.
    """
    due = _due(uow, OPEN_OR_CLOSED).order_by(Due.at, Due.id).offset(start).limit(count)
    return tuple(concern_id for concern_id, _ in _pairs(uow, due))


def find_newest_open_ids(uow: UnitOfWork, count: int) -> tuple[UUID, ...]:
    """Return open files, those signed last first."""
    return tuple(_newest(uow, "open", 0, count))


def find_ids_with_later_entries(uow: UnitOfWork, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of these files that have more than their record. All are this reader's."""
    known = tuple(ids)
    if not known:
        return frozenset()
    rows = uow.session.scalars(
        select(Entry.concern_id).where(Entry.concern_id.in_(known), Entry.number > 1).distinct()
    )
    return frozenset(rows)


def find_closed_ids(uow: UnitOfWork, start: int, count: int) -> tuple[UUID, ...]:
    """Closed files from `start` on, those signed last first."""
    return tuple(_newest(uow, "closed", start, count))


def find_earliest_due_times(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """The earliest time by which each of these files should have had something done."""
    # The ids are the reader's own. With the organisation here SQLite walks every due row of it.
    rows = uow.session.execute(
        select(Due.concern_id, func.min(Due.at))
        .where(Due.done.is_(False), Due.concern_id.in_(tuple(ids)))
        .group_by(Due.concern_id)
    )
    return {concern_id: at for concern_id, at in rows}


def find_ids_with_unread_additions(uow: UnitOfWork, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these files to which words were added that nobody has acknowledged."""
    rows = uow.session.scalars(
        select(Due.concern_id).where(
            Due.done.is_(False),
            Due.level.in_((ADDED, ADDED_TOLD)),
            Due.concern_id.in_(tuple(ids)),
        )
    )
    return frozenset(rows)


def narrow_concerns(
    uow: UnitOfWork, ids: Iterable[UUID], *more: ColumnElement[bool]
) -> tuple[UUID, ...]:
    """Return those of these files of this reader for which `more` holds, in their order."""
    known = tuple(ids)
    found: set[UUID] = set()
    for some in split_into_chunks(known):
        found.update(uow.session.scalars(select(Concern.id).where(Concern.id.in_(some), *more)))
    return tuple(one for one in known if one in found)


def list_inbox_routes(uow: UnitOfWork) -> tuple[str, ...]:
    """The routes by which a file may reach this reader's list."""
    team = uow.me.team
    return NAMED_ROUTES if team is None else (team.value, *NAMED_ROUTES)


def has_card(held: Sequence[bytes] | BindParameter[Sequence[bytes]]) -> ColumnElement[bool]:
    """Whether a file has a card for whoever holds one of these keys."""
    # The index alone answers; a reader's keys are of one organisation.
    card = select(literal(1)).where(Card.concern_id == Concern.id, Card.recipient_fpr.in_(held))
    return exists(card)


def _in_state(uow: UnitOfWork, route: str, state: str) -> Select[UUID, datetime]:
    return select(Concern.id, Concern.signed_at).where(
        Concern.org_id == uow.org.id,
        Concern.route == route,
        Concern.state == state,
        has_card(list_held_fingerprints(uow)),
    )


def _due(uow: UnitOfWork, states: tuple[str, ...] = ("open",)) -> Select[UUID, datetime]:
    # Organisation and route are left to the due row and the card: with them here SQLite walks
    # every open file by their index instead of the few due rows.
    earlier = aliased(Due)
    return (
        select(Due.concern_id, Due.at)
        .join(Concern, Concern.id == Due.concern_id)
        .where(
            Due.org_id == uow.org.id,
            Due.done.is_(False),
            Concern.state.in_(states),
            has_card(list_held_fingerprints(uow)),
            ~exists().where(
                earlier.concern_id == Due.concern_id,
                earlier.done.is_(False),
                or_(earlier.at < Due.at, and_(earlier.at == Due.at, earlier.id < Due.id)),
            ),
        )
    )


def _how_many_due(uow: UnitOfWork) -> int:
    return uow.session.scalar(select(func.count()).select_from(_due(uow).subquery())) or 0


def _without_due(uow: UnitOfWork, start: int, count: int) -> list[UUID]:
    waits = exists().where(Due.concern_id == Concern.id, Due.done.is_(False))
    return _newest(uow, "open", start, count, ~waits)


def _newest(
    uow: UnitOfWork, state: str, start: int, count: int, *more: ColumnElement[bool]
) -> list[UUID]:
    """One walk of the index a route, merged by time: `route IN (…)` would sort every such file."""
    walks = [
        _in_state(uow, route, state)
        .where(*more)
        .order_by(Concern.signed_at.desc(), Concern.id)
        .limit(start + count)
        .subquery()
        for route in list_inbox_routes(uow)
    ]
    found = list(_pairs(uow, union_all(*(select(walk) for walk in walks))))
    found.sort(key=lambda row: row[1], reverse=True)
    return [concern_id for concern_id, _ in found[start : start + count]]


def _pairs(
    uow: UnitOfWork, query: Select[UUID, datetime] | CompoundSelect[UUID, datetime]
) -> Iterator[tuple[UUID, datetime]]:
    yield from ((row[0], row[1]) for row in uow.session.execute(query))
