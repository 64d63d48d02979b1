"""Find the concerns whose entries Today opens: the first due, then those that wait for a decision.

The rows in clear tell no kind. A decision to make has a due time at the level of tasks, at noon of
the day after the record was read: only such a row counts as one. Concerns that have none are looked
in. Each worker process remembers for a week which of them were found settled, with their number of
entries and not a word of them, so that each has its turn. Nothing is opened here.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from threading import Lock
from uuid import UUID

from sqlalchemy import select

from app.database import split_into_chunks
from app.domain.deadlines.outstanding import TASKED, OutstandingItem, OutstandingKind
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Record
from app.models.columns import has_passed
from app.models.concern import Concern, Due
from app.services.concern_lists import inbox_queries
from app.services.concern_lists.inbox import InboxItem
from app.services.concern_lists.inbox_queries import WaitingIds
from app.services.concern_lists.open_tasks import WEEK, Entries, TaskList
from app.services.concerns.concern_access import list_held_fingerprints
from app.services.unit_of_work import UnitOfWork
from content.london_time import get_london_day

MOST_SEARCHED = 1_000
"""Newest open concerns among which one visit looks for those without the row of a decision."""
MOST_ROWS = 200
"""Due rows at the level of tasks that one visit reads for the places that are left."""
MAX_REMEMBERED = 4096
_SETTLED = OrderedDict[tuple[UUID, UUID], tuple[int, date]]()
"""By organisation and concern: how many entries it had when nothing was to decide, and the day."""
_ONE_AT_A_TIME = Lock()


class OpenedConcerns(PrivateStruct, frozen=True):
    """Which concerns to open. `undated`: those without a decision's row, with their entries.

    `more`, `more_due`: whether there are others that wait, and whether some of them are due, or may
    be: a decision is, as soon as its record was read.
    """

    due: tuple[UUID, ...]
    decisions: tuple[UUID, ...]
    undated: dict[UUID, int]
    more: bool
    more_due: bool

    @property
    def ids(self) -> tuple[UUID, ...]:
        """All of them, each once."""
        return (*self.due, *self.undated, *self.decisions)


def find_concerns_to_choose_from(uow: UnitOfWork, most: int) -> WaitingIds:
    """Return the unread concerns, and those from which `choose_concerns_to_open` takes `most`."""
    return inbox_queries.find_waiting_ids(uow, most_due=2 * most + 1, most_open=MOST_SEARCHED + 1)


def choose_concerns_to_open(uow: UnitOfWork, found: WaitingIds, most: int) -> OpenedConcerns:
    """Return the `most` that are due first, and up to `most` others that may wait for a decision.

    Those others displace nothing: a row does not tell a review from a duty that the law asks.
    """
    dues, first = found.due, found.due[:most]
    undated, was_cut = _find_undated(uow, found.newest, first, most)
    waiting = _find_decision_rows(uow, (*first, *undated)) if dues else ()
    decisions, unseen = waiting[: most - len(undated)], waiting[most - len(undated) :]
    opened = {*first, *undated, *decisions}
    rest = [one for one in dues if one not in opened][:1]
    times = inbox_queries.find_earliest_due_times(uow, rest) if rest else {}
    is_due = any(get_london_day(at) <= uow.today for at in times.values())
    more_due = bool(unseen) or was_cut or is_due
    return OpenedConcerns(first, decisions, undated, more_due or bool(rest), more_due)


def remember_concerns_to_skip(
    uow: UnitOfWork,
    looked_in: Mapping[UUID, int],
    listed: Iterable[InboxItem],
    opened: Mapping[UUID, Entries],
    tasks: TaskList,
) -> None:
    """Remember which of these concerns to pass over for a week while they have those entries.

    Not one that waits for a decision, or has an entry that cannot be trusted, or has another task
    and no row for it.
    """
    every = (*tasks.overdue, *tasks.today, *tasks.next_week, *tasks.waiting)
    to_decide = {task.concern.id for task in every if task.kind == OutstandingKind.DECIDE}
    waits = {task.concern.id for task in every}
    for one in listed:
        known = opened.get(one.id, ())
        is_whole = any(isinstance(entry.entry, Record) for entry in known) and not any(
            entry.refused for entry in known
        )
        is_told = one.id not in waits or one.due is not None
        if one.id in looked_in and is_whole and is_told and one.id not in to_decide:
            _remember(uow, one.id, looked_in[one.id])


def _remember(uow: UnitOfWork, concern_id: UUID, entries: int) -> None:
    with _ONE_AT_A_TIME:
        _SETTLED[uow.org.id, concern_id] = (entries, uow.today)
        _SETTLED.move_to_end((uow.org.id, concern_id))
        while len(_SETTLED) > MAX_REMEMBERED:
            _SETTLED.popitem(last=False)


def _is_settled(uow: UnitOfWork, concern_id: UUID, entries: int) -> bool:
    """Whether it was found settled in the last week: a later task of it is in no list before."""
    with _ONE_AT_A_TIME:
        known = _SETTLED.get((uow.org.id, concern_id))
    return known is not None and known[0] == entries and known[1] <= uow.today < known[1] + WEEK


def _find_undated(
    uow: UnitOfWork, newest: Sequence[UUID], known: Collection[UUID], most: int
) -> tuple[dict[UUID, int], bool]:
    """Return open concerns without the row of a decision, and whether there may be others.

    Those with the fewest entries come first; none is `known`, or settled.
    """
    found: dict[UUID, int] = {}
    for some in split_into_chunks(tuple(one for one in newest[:MOST_SEARCHED] if one not in known)):
        told = _find_told(uow, some)
        rows = uow.session.execute(select(Concern.id, Concern.entries).where(Concern.id.in_(some)))
        found |= {row.id: row.entries for row in rows if row.id not in told}
    left = [one for one in found if not _is_settled(uow, one, found[one])]
    left.sort(key=lambda one: (found[one], one))
    was_cut = len(newest) > MOST_SEARCHED or len(left) > most
    return {one: found[one] for one in left[:most]}, was_cut


def _find_told(uow: UnitOfWork, ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of these concerns that have, or had, the row of a decision."""
    rows = uow.session.execute(
        select(Due.concern_id, Due.at, Concern.acknowledged_at)
        .join(Concern, Concern.id == Due.concern_id)
        .where(Due.concern_id.in_(ids), Due.level >= TASKED)
    )
    return frozenset(row[0] for row in rows if _is_of_decision(row[1], row[2]))


def _find_decision_rows(uow: UnitOfWork, known: Collection[UUID]) -> tuple[UUID, ...]:
    """Return concerns with a row that may be of a decision due today, those likely to be one first.

    A decision of today has noon of tomorrow as its time.
    """
    rows = uow.session.execute(
        select(Due.concern_id, Due.at, Concern.acknowledged_at)
        .join(Concern, Concern.id == Due.concern_id)
        .where(
            Due.org_id == uow.org.id,
            Due.done.is_(False),
            has_passed(Due.at, _make_decision_time(uow.today)),
            Due.level >= TASKED,
            Concern.state.in_(inbox_queries.OPEN_OR_CLOSED),
            Concern.id.not_in(tuple(known)),
            inbox_queries.build_card_condition(list_held_fingerprints(uow)),
        )
        .order_by(Due.at, Due.id)
        .limit(MOST_ROWS)
    ).all()
    likely = sorted(rows, key=lambda row: not _is_of_decision(row[1], row[2]))
    return tuple(dict.fromkeys(row[0] for row in likely))


def _is_of_decision(at: datetime, read_at: datetime | None) -> bool:
    return read_at is not None and at == _make_decision_time(get_london_day(read_at))


def _make_decision_time(day: date) -> datetime:
    return OutstandingItem(OutstandingKind.DECIDE, day, 1, day).at
