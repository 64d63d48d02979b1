"""Queries for a reader's inbox: the ids of its concerns, in order, and clear times only.

Each query walks one index and stops at the end of its page, so a hundred thousand files cost what a
thousand do. A file is listed only when its card was sealed to the reader: a changed route column
shows nobody another's file. Nothing is opened here.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.database import read_flushed_rows, read_rows, split_into_chunks
from app.domain.deadlines.outstanding import ADDED, ADDED_TOLD, TASKED
from app.domain.private_struct import PrivateStruct
from app.domain.routing.recipients import Recipients
from app.models.concern import Card, Concern, Due, Entry
from app.services.concerns.concern_access import list_held_fingerprints
from app.services.unit_of_work import UnitOfWork

_UNREAD, _DUE, _OPEN = "unread", "due", "open"
NAMED_ROUTES = (Recipients.NAMED_LEADS.value, Recipients.NAMED_SENIORS.value)
OPEN_OR_CLOSED = ("open", "closed")
MAX_UNREAD = 200
"""Unread cards opened to put them in order: the oldest half and the newest, so that neither a
record that has waited long nor one signed a minute ago is left out."""


class OpenRow(PrivateStruct, frozen=True):
    """An open concern in clear. `task_times`: when its tasks are due, or were, done or not."""

    id: UUID
    entries: int
    read_at: datetime | None
    task_times: tuple[datetime, ...]


class WaitingIds(PrivateStruct, frozen=True):
    """Concerns of one reader: unread in no order, due the earliest first, open the newest first."""

    unread: tuple[UUID, ...]
    due: tuple[UUID, ...]
    newest: tuple[OpenRow, ...]


def find_unread_ids(uow: UnitOfWork) -> tuple[UUID, ...]:
    """Unread files, up to MAX_UNREAD of each route, in no order that matters."""
    given = _bind_reader(uow) | {"routes": list_inbox_routes(uow)}
    return _limit_unread(uow, read_rows(uow.session, _UNREAD_IDS, given).scalars().all())


def _limit_unread(uow: UnitOfWork, some: Sequence[UUID]) -> tuple[UUID, ...]:
    return tuple(some) if len(some) <= MAX_UNREAD else _find_oldest_and_newest_unread(uow)


def find_waiting_ids(uow: UnitOfWork, *, most_due: int, most_open: int) -> WaitingIds:
    """Return what Today looks at, in one query. A closed concern may be due, an open one as well.

    `most_due`, `most_open`: how many of each.
    """
    routes = list_inbox_routes(uow)
    given = _bind_reader(uow) | {"routes": routes, "state": "open", "most": most_open}
    given |= {"most_due": most_due}
    given |= {_name_route(place): route for place, route in enumerate(routes)}
    rows = read_rows(uow.session, _select_waiting(len(routes)), given).all()
    # The database promises no order.
    due = sorted((row.at, row.id) for row in rows if row.kind == _DUE)
    return WaitingIds(
        unread=_limit_unread(uow, [row.id for row in rows if row.kind == _UNREAD]),
        due=tuple(concern_id for _, concern_id in due),
        newest=_gather_open_rows([row for row in rows if row.kind == _OPEN])[:most_open],
    )


def _gather_open_rows(rows: Iterable[Any]) -> tuple[OpenRow, ...]:
    """Return each open concern once, the newest first, with the times of all its tasks."""
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.id, []).append(row)
    newest = sorted(found.values(), key=lambda some: (some[0].at, some[0].id), reverse=True)
    return tuple(
        OpenRow(
            first.id,
            first.entries,
            first.read_at,
            tuple(row.task_at for row in some if row.task_at is not None),
        )
        for some in newest
        for first in some[:1]
    )


def _find_oldest_and_newest_unread(uow: UnitOfWork) -> tuple[UUID, ...]:
    half = MAX_UNREAD // 2
    found: list[UUID] = []
    for route in list_inbox_routes(uow):
        given = _bind_reader(uow) | {"route": route, "state": "unread", "most": half}
        for query in (_OLDEST, _NEWEST):
            found += [concern_id for concern_id, _ in _pairs(uow, query, given)]
    return tuple(dict.fromkeys(found))


def find_unread_rows(uow: UnitOfWork, ids: Iterable[UUID]) -> Iterator[Any]:
    """Yield id, author and time of those of these files that are in the unread list.

    Rows, not model objects: of a list beyond MAX_UNREAD this reads all the rest.
    """
    given = _bind_reader(uow) | {"routes": list_inbox_routes(uow)}
    for some in split_into_chunks(tuple(ids)):
        yield from read_flushed_rows(uow.session, _UNREAD_ROWS, given | {"concerns": some})


def find_open_ids(uow: UnitOfWork, start: int, count: int) -> tuple[UUID, ...]:
    """Open files from `start` on: by earliest due time, then those with none, newest first."""
    given = _bind_reader(uow) | {"start": start, "most": count}
    found = [concern_id for concern_id, _ in _pairs(uow, _DUE_OF_OPEN, given)]
    if len(found) < count:
        passed = max(0, start - _how_many_due(uow)) if start else 0
        found += _without_due(uow, passed, count - len(found))
    return tuple(found)


def find_due_ids(uow: UnitOfWork, count: int, start: int = 0) -> tuple[UUID, ...]:
    """Return files that wait for something with a due time, from `start` on, the earliest first.

    A closed one does where its closing moved something to a child's file.
    """
    given = _bind_reader(uow) | {"start": start, "most": count}
    return tuple(concern_id for concern_id, _ in _pairs(uow, _DUE_OF_ALL, given))


def find_ids_with_later_entries(uow: UnitOfWork, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of these files that have more than their record. All are this reader's."""
    known = tuple(ids)
    if not known:
        return frozenset()
    rows = read_flushed_rows(uow.session, _LATER_ENTRIES, {"concerns": known})
    return frozenset(rows.scalars())


def find_closed_ids(uow: UnitOfWork, start: int, count: int) -> tuple[UUID, ...]:
    """Closed files from `start` on, those signed last first."""
    return tuple(_newest(uow, "closed", start, count))


def find_earliest_due_times(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """The earliest time by which each of these files should have had something done."""
    rows = read_flushed_rows(uow.session, _EARLIEST_DUES, {"concerns": tuple(ids)})
    return {concern_id: at for concern_id, at in rows}


def find_unread_addition_times(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Those of these files to which words were added that nobody has read, and by when to read."""
    rows = read_flushed_rows(uow.session, _ADDITIONS, {"concerns": tuple(ids)})
    return {concern_id: at for concern_id, at in rows}


def filter_concern_ids(
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


def build_card_condition(
    held: Sequence[bytes] | BindParameter[Sequence[bytes]],
) -> ColumnElement[bool]:
    """Whether a file has a card for whoever holds one of these keys."""
    # The index alone answers; a reader's keys are of one organisation.
    card = select(literal(1)).where(Card.concern_id == Concern.id, Card.recipient_fpr.in_(held))
    return exists(card)


def _bind_reader(uow: UnitOfWork) -> dict[str, Any]:
    """Return the parameters that every statement below takes."""
    return {"org": uow.org.id, "held": list_held_fingerprints(uow)}


# Built once: building one costs more than running it.
_ORG, _MOST = bindparam("org", type_=Uuid()), bindparam("most", type_=Integer())
_HAS_CARD = build_card_condition(bindparam("held", expanding=True))
_CONCERNS: BindParameter[Any] = bindparam("concerns", expanding=True)
_LATER_ENTRIES = (
    select(Entry.concern_id).where(Entry.concern_id.in_(_CONCERNS), Entry.number > 1).distinct()
)
# The ids are the reader's own. With the organisation here SQLite walks every due row of it.
_EARLIEST_DUES = (
    select(Due.concern_id, func.min(Due.at))
    .where(Due.done.is_(False), Due.concern_id.in_(_CONCERNS))
    .group_by(Due.concern_id)
)
_ADDITIONS = _EARLIEST_DUES.where(Due.level.in_((ADDED, ADDED_TOLD)))
_IS_UNREAD = (
    Concern.org_id == _ORG,
    Concern.route.in_(bindparam("routes", expanding=True)),
    Concern.state == "unread",
    _HAS_CARD,
)
_UNREAD_IDS = select(Concern.id).where(*_IS_UNREAD).limit(MAX_UNREAD + 1)
_UNREAD_ROWS = select(Concern.id, Concern.author_id, Concern.signed_at).where(
    Concern.id.in_(_CONCERNS), *_IS_UNREAD
)


def _select_in_state(route: str = "route") -> Select[UUID, datetime]:
    """Return a query of files by one route. `route`: the name of the parameter that it takes."""
    return select(Concern.id, Concern.signed_at).where(
        Concern.org_id == _ORG,
        Concern.route == bindparam(route),
        Concern.state == bindparam("state"),
        _HAS_CARD,
    )


_OLDEST = _select_in_state().order_by(Concern.signed_at).limit(_MOST)
_NEWEST = _select_in_state().order_by(Concern.signed_at.desc()).limit(_MOST)


def _select_due(states: tuple[str, ...]) -> Select[UUID, datetime]:
    # Organisation and route are left to the due row and the card: with them here SQLite walks
    # every open file by their index instead of the few due rows.
    earlier = aliased(Due)
    return (
        select(Due.concern_id, Due.at)
        .join(Concern, Concern.id == Due.concern_id)
        .where(
            Due.org_id == _ORG,
            Due.done.is_(False),
            Concern.state.in_(states),
            _HAS_CARD,
            ~exists().where(
                earlier.concern_id == Due.concern_id,
                earlier.done.is_(False),
                or_(earlier.at < Due.at, and_(earlier.at == Due.at, earlier.id < Due.id)),
            ),
        )
    )


def _order_due(query: Select[UUID, datetime]) -> Select[UUID, datetime]:
    return query.order_by(Due.at, Due.id)


def _select_page(query: Select[UUID, datetime]) -> Select[UUID, datetime]:
    return _order_due(query).offset(bindparam("start", type_=Integer())).limit(_MOST)


_DUE_OF_OPEN, _DUE_OF_ALL = (
    _select_page(_select_due(states)) for states in (("open",), OPEN_OR_CLOSED)
)
_DUE_COUNT = select(func.count()).select_from(_select_due(("open",)).subquery())


def _how_many_due(uow: UnitOfWork) -> int:
    return uow.session.scalar(_DUE_COUNT, _bind_reader(uow)) or 0


def _without_due(uow: UnitOfWork, start: int, count: int) -> list[UUID]:
    return _newest(uow, "open", start, count, without_due=True)


def _newest(
    uow: UnitOfWork, state: str, start: int, count: int, *, without_due: bool = False
) -> list[UUID]:
    routes = list_inbox_routes(uow)
    given = _bind_reader(uow) | {"state": state, "most": start + count}
    given |= {_name_route(place): route for place, route in enumerate(routes)}
    query = _select_newest(len(routes), without_due=without_due)
    found = list(_pairs(uow, query, given))
    found.sort(key=lambda row: row[1], reverse=True)
    return [concern_id for concern_id, _ in found[start : start + count]]


@cache
def _select_newest(routes: int, *, without_due: bool) -> CompoundSelect[UUID, datetime]:
    waits = exists().where(Due.concern_id == Concern.id, Due.done.is_(False))
    more = (~waits,) if without_due else ()
    return union_all(*(select(walk.where(*more).subquery()) for walk in _walk_routes(routes)))


def _walk_routes(routes: int) -> Iterator[Select[UUID, datetime]]:
    """One walk of the index a route, to merge by time: `route IN (…)` would sort all such files."""
    for place in range(routes):
        walk = _select_in_state(_name_route(place))
        yield walk.order_by(Concern.signed_at.desc(), Concern.id).limit(_MOST)


@cache
def _select_waiting(routes: int) -> CompoundSelect[Any]:
    """Each kind with its own limit, all in one query: a page waits for each that it asks."""
    most_due = bindparam("most_due", type_=Integer())
    walks = [
        (_UNREAD, _UNREAD_IDS.add_columns(Concern.signed_at)),
        (_DUE, _order_due(_select_due(OPEN_OR_CLOSED)).limit(most_due)),
    ]
    named = ((kind, walk.subquery().c) for kind, walk in walks)
    open_ones = (_select_open_tasks(walk) for walk in _walk_routes(routes))
    rest = (select(literal(kind), rows[0], rows[1], null(), null(), null()) for kind, rows in named)
    return union_all(*open_ones, *rest)  # the first one gives the columns their types


def _select_open_tasks(walk: Select[UUID, datetime]) -> Select[Any]:
    """Return a query of these open files, each with every task that it has or had, or with none."""
    files = walk.add_columns(Concern.entries, Concern.acknowledged_at).subquery().c
    is_task = and_(Due.concern_id == files.id, Due.level >= TASKED)
    return select(
        literal(_OPEN).label("kind"),
        files.id,
        files.signed_at.label("at"),
        files.entries,
        files.acknowledged_at.label("read_at"),
        Due.at.label("task_at"),
    ).select_from(files.id.table.outerjoin(Due, is_task))


def _name_route(place: int) -> str:
    return f"route_{place}"


def _pairs(
    uow: UnitOfWork,
    query: Select[UUID, datetime] | CompoundSelect[UUID, datetime],
    given: dict[str, Any],
) -> Iterator[tuple[UUID, datetime]]:
    yield from ((row[0], row[1]) for row in read_rows(uow.session, query, given))
