"""Find the concerns whose entries Today opens: the first due, then those that wait for a decision.

The rows in clear tell no kind. A decision to make has a due time at the level of tasks, at noon of
the day after the record was read: only such a row counts as one. Concerns that have none are looked
in. Each worker process remembers for a week which of them were found settled, with their number of
entries and not a word of them, so that each has its turn. Nothing is opened here.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from threading import Lock
from uuid import UUID

from sqlalchemy import Integer, Uuid, bindparam, select

from app.database import read_rows
from app.domain.deadlines.outstanding import TASKED, OutstandingItem, OutstandingKind
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Record
from app.models.columns import Moment, has_passed
from app.models.concern import Concern, Due
from app.services.concern_lists import inbox_queries
from app.services.concern_lists.inbox import InboxItem
from app.services.concern_lists.inbox_queries import OpenRow, WaitingIds
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
# Built once: building a statement costs more than running it. A decision of today has noon of
# tomorrow as its time.
_DECISION_ROWS = (
    select(Due.concern_id, Due.at, Concern.acknowledged_at)
    .join(Concern, Concern.id == Due.concern_id)
    .where(
        Due.org_id == bindparam("org", type_=Uuid()),
        Due.done.is_(False),
        has_passed(Due.at, bindparam("at", type_=Moment())),
        Due.level >= TASKED,
        Concern.state.in_(inbox_queries.OPEN_OR_CLOSED),
        Concern.id.not_in(bindparam("known", expanding=True)),
        inbox_queries.build_card_condition(bindparam("held", expanding=True)),
    )
    .order_by(Due.at, Due.id)
    .limit(bindparam("most", type_=Integer()))
)


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
    undated, was_cut = _find_undated(uow, found.newest, frozenset(first), most)
    left = most - len(undated)
    waiting = _find_decision_rows(uow, (*first, *undated), left) if dues else ()
    decisions, unseen = waiting[:left], waiting[left:]
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
    uow: UnitOfWork, newest: Sequence[OpenRow], known: Collection[UUID], most: int
) -> tuple[dict[UUID, int], bool]:
    """Return open concerns without the row of a decision, and whether there may be others.

    Those with the fewest entries come first; none is `known`, or settled.
    """
    found = {
        one.id: one.entries
        for one in newest[:MOST_SEARCHED]
        if one.id not in known and not _was_told(one)
    }
    left = [one for one in found if not _is_settled(uow, one, found[one])]
    left.sort(key=lambda one: (found[one], one))
    was_cut = len(newest) > MOST_SEARCHED or len(left) > most
    return {one: found[one] for one in left[:most]}, was_cut


def _was_told(one: OpenRow) -> bool:
    """Whether a concern has, or had, the row of a decision."""
    return any(_is_of_decision(at, one.read_at) for at in one.task_times)


def _find_decision_rows(uow: UnitOfWork, known: Collection[UUID], most: int) -> tuple[UUID, ...]:
    """Return concerns with a row that may be of a decision due today, those likely to be one first.

    `most`: of them that have a place on the page. With none it looks if there is any at all.
    """
    given = {
        "org": uow.org.id,
        "known": tuple(known),
        "held": list_held_fingerprints(uow),
        "at": _make_decision_time(uow.today),
        "most": MOST_ROWS if most else 1,
    }
    rows = read_rows(uow.session, _DECISION_ROWS, given).all()
    likely = sorted(rows, key=lambda row: not _is_of_decision(row[1], row[2]))
    return tuple(dict.fromkeys(row[0] for row in likely))


def _is_of_decision(at: datetime, read_at: datetime | None) -> bool:
    return read_at is not None and at == _make_decision_time(get_london_day(read_at))


@lru_cache(MOST_ROWS)
def _make_decision_time(day: date) -> datetime:
    return OutstandingItem(OutstandingKind.DECIDE, day, 1, day).at
