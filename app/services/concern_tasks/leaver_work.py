"""Hand all that a leaver has in hand to others: each concern and its tasks in one transaction.

A task stays as it was signed: it is ended by one line that says who does it now, and given anew to
that person. So every concern is handed over whole or not at all, and whatever ended in between, the
page lists what is left. Only concerns that the signed-in reader can open are here, by their entries
and not by a column. This module never changes who a record is sealed to, and opens no draft.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from uuid import UUID, uuid5

from msgspec import UNSET
from sqlalchemy import func, or_, select

from app.domain.deadlines.concern_status import NumberedEntry, find_concern_status
from app.domain.deadlines.outstanding import TASKED, find_outstanding_as_if_open
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import (
    Acknowledgement,
    AssignedTask,
    Entry,
    Handover,
    LeadsNote,
    Record,
    TaskOutcome,
    TaskOwner,
)
from app.errors import NotFoundError
from app.models.concern import Concern, Due
from app.services.concern_lists.inbox_queries import build_card_condition
from app.services.concern_lists.list_views import log_list_view
from app.services.concern_lists.open_tasks import log_untrusted_entries
from app.services.concern_tasks.handovers import set_and_mail_concern_holder
from app.services.concern_tasks.task_entries import make_task, open_concern_as_reader
from app.services.concerns.concern_access import find_team_unless_step_due, list_held_fingerprints
from app.services.concerns.concern_deadlines import find_first_child_area, load_deadline_limits
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.entry_append import MakeBeside
from app.services.concerns.entry_decryption import open_logged_concerns
from app.services.concerns.entry_encryption import EntrySlot
from app.services.concerns.follow_up_entries import OvertakenError, sign_reader_entry_and_set_due
from app.services.concerns.record_routing import find_record_readers
from app.services.emails.mail_queue import queue_mail
from app.services.members.shown_names import load_own_signed_name
from app.services.unit_of_work import UnitOfWork

MOST_AT_ONCE = 25
"""Concerns that one page opens, and one press hands over."""
MOST_BATCHES = 4
"""Batches that one page opens in vain: a hundred concerns, as many as a search inside records."""
TAKEN_OVER = "Handed over to {name}. {why}"
Task = tuple[int, AssignedTask]


class WorkOfOne(PrivateStruct, frozen=True):
    """The part that one person has in one concern: whether they have it in hand, and their tasks.

    `people`: who can take it, names by id.
    """

    concern_id: UUID
    record: Record
    has_it: bool
    tasks: tuple[Task, ...]
    people: Mapping[str, str]

    @property
    def seen(self) -> str:
        """Return what the page shows: whether they have it, and the numbers of their tasks."""
        return ",".join(["holder"] * self.has_it + [str(number) for number, _ in self.tasks])


class LeaverWork(PrivateStruct, frozen=True):
    """One page of what someone has in hand. `more_after`: its last concern, where more follow.

    `unread`: how many concerns could not be wholly opened, so that no one knows whose they are.
    `searched`: how many were looked in.
    """

    concerns: tuple[WorkOfOne, ...]
    more_after: UUID | None
    unread: int = 0
    searched: int = 0

    @property
    def concerns_in_hand(self) -> int:
        """How many of these concerns they have in hand."""
        return sum(one.has_it for one in self.concerns)

    @property
    def tasks(self) -> int:
        """How many tasks they have in these concerns."""
        return sum(len(one.tasks) for one in self.concerns)


class Takeover(PrivateStruct, frozen=True):
    """A new person for a concern, and why. `once`: the id of the form, the same for all in it.

    `seen`: what the form showed as the leaver's, as `WorkOfOne.seen`.
    """

    to: str
    why: str
    once: UUID
    seen: str


def load_leaver_work(uow: UnitOfWork, member_id: UUID, after: UUID | None = None) -> LeaverWork:
    """Return what someone has in hand in concerns that the signed-in reader can open.

    `after`: where an earlier page ended. Each batch is logged before it is opened. Who a task is
    given to is sealed, so a batch may hold nothing of theirs: a few more are opened until one does.
    An empty page with more after it says how many were looked in.
    """
    found: tuple[WorkOfOne, ...] = ()
    unread = searched = 0
    for _ in range(MOST_BATCHES):
        ids = _find_ids(uow, member_id, after)
        shown = ids[:MOST_AT_ONCE]
        after = shown[-1] if len(ids) > len(shown) else None
        found, refused = _open_batch(uow, shown, member_id)
        unread, searched = unread + refused, searched + len(shown)
        if found or after is None:
            break
    return LeaverWork(found, after, unread, searched)


def _open_batch(
    uow: UnitOfWork, ids: tuple[UUID, ...], member_id: UUID
) -> tuple[tuple[WorkOfOne, ...], int]:
    """Return what is theirs in these concerns, and how many others could not be wholly opened."""
    if not ids:
        return (), 0
    log_list_view(uow, f"handover/{member_id}", ids)
    opened = dict(open_logged_concerns(uow, ids))
    log_untrusted_entries(uow, opened)
    found, unread = [], 0
    for concern_id, entries in opened.items():
        said = tuple((one.number, one.entry) for one in entries if one.entry is not None)
        work = _find_work(uow, concern_id, said, member_id)
        found += [work] if work else []
        unread += work is None and (not said or any(one.refused for one in entries))
    return tuple(found), unread


def _find_ids(uow: UnitOfWork, member_id: UUID, after: UUID | None) -> tuple[UUID, ...]:
    """Return concerns in which this person may have something to do, one more than a page shows.

    By what is in clear: who has it, and that there is a task of someone. In the order of ids, so
    that a page goes on where the last one ended, whatever was handed over since.
    """
    has_tasks = select(Due.id).where(
        Due.concern_id == Concern.id, Due.done.is_(False), Due.level >= TASKED
    )
    holder = func.coalesce(Concern.lead_id, Concern.acknowledged_by)
    query = select(Concern.id).where(
        Concern.org_id == uow.org.id,
        Concern.state != "closed",
        build_card_condition(list_held_fingerprints(uow)),
        or_(holder == member_id, has_tasks.exists()),
    )
    if after is not None:
        query = query.where(Concern.id > after)
    return tuple(uow.session.scalars(query.order_by(Concern.id).limit(MOST_AT_ONCE + 1)))


def _find_work(
    uow: UnitOfWork, concern_id: UUID, said: tuple[NumberedEntry, ...], member_id: UUID
) -> WorkOfOne | None:
    """Return what is this person's in an open concern of the reader; None where nothing is."""
    record = next((entry for _, entry in said if isinstance(entry, Record)), None)
    mine = {str(uow.me.id), str(find_team_unless_step_due(uow))}
    if record is None or mine.isdisjoint(record.recipients) or find_concern_status(said).is_closed:
        return None
    has_it = _find_holder_id(said) == str(member_id)
    tasks = tuple(_list_tasks(uow, record, said, str(member_id)))
    if not has_it and not tasks:
        return None
    people = {
        str(one.id): one.name
        for one in find_record_readers(uow, record)
        if one.confirmed and one.id != member_id
    }
    if uow.me.id != member_id:
        people = {str(uow.me.id): load_own_signed_name(uow), **people}
    return WorkOfOne(concern_id, record, has_it, tasks, people)


def _find_holder_id(said: Iterable[NumberedEntry]) -> str:
    entries = [entry for _, entry in said]
    given = [one.to.id for one in entries if isinstance(one, Handover)]
    read = [one.by.id for one in entries if isinstance(one, Acknowledgement)]
    return given[-1] if given else next(iter(read), "")


def _list_tasks(
    uow: UnitOfWork, record: Record, said: tuple[NumberedEntry, ...], member_id: str
) -> Iterator[Task]:
    """Yield the tasks of this person that no line has ended, with the numbers of their entries."""
    limits = load_deadline_limits(uow.org, find_first_child_area(record))
    for item in find_outstanding_as_if_open(said, limits):
        if item.task and item.task.owner.id == member_id:
            yield item.number, item.task


def hand_over_leaver_work(
    uow: UnitOfWork, concern_id: UUID, member_id: UUID, takeover: Takeover
) -> WorkOfOne | None:
    """Hand one concern and the tasks in it from one person to another, in one transaction.

    Returns what was handed over; None where nothing is theirs any more, as after a second press.
    Raises NotFoundError, logged, for whoever is no reader, or for a new person who is none;
    OvertakenError where someone changed their part in it since the form was shown.
    """
    file = open_concern_as_reader(uow, concern_id)
    work = _find_work(uow, file.id, file.said, member_id)
    if work is None:
        return None
    if work.seen != takeover.seen:
        raise OvertakenError(f"work in concern {concern_id}")
    if takeover.to not in work.people:
        raise NotFoundError(f"{takeover.to} cannot take concern {concern_id}")
    to = TaskOwner(takeover.to, work.people[takeover.to])
    once = uuid5(takeover.once, str(concern_id))
    first, *beside = _list_makers(uow, file, work, to, takeover.why, once)

    def is_as_seen(now: OpenConcern) -> bool:
        found = _find_work(uow, now.id, now.said, member_id)
        return found is not None and found.seen == takeover.seen

    sign_reader_entry_and_set_due(
        uow, file.id, lambda slot: first(slot, slot.number), once, tuple(beside), is_as_seen
    )
    return work


def _list_makers(
    uow: UnitOfWork, file: OpenConcern, work: WorkOfOne, to: TaskOwner, why: str, once: UUID
) -> list[MakeBeside]:
    """Return the makers of all entries of one takeover. The first has the id of the button."""
    makers: list[MakeBeside] = []
    if work.has_it:
        makers += [_make_handover(uow, file, to, once), _make_reason(why)]
    for number, task in work.tasks:
        words = TAKEN_OVER.format(name=to.name, why=why)
        makers.append(_make_outcome(uow, number, words, to, None if makers else once))
        makers.append(_make_task_again(task, to))
    return makers


def _make_handover(
    uow: UnitOfWork, file: OpenConcern, to: TaskOwner, once: UUID
) -> Callable[[EntrySlot, int], Entry]:
    def make(slot: EntrySlot, _number: int) -> Entry:
        set_and_mail_concern_holder(uow, slot, file, UUID(to.id))
        return Handover(by=slot.by, signed_at=slot.now, once=str(once), to=to)

    return make


def _make_reason(why: str) -> MakeBeside:
    def make(slot: EntrySlot, number: int) -> Entry:
        return LeadsNote(by=slot.by, signed_at=slot.now, of=number, parts=(), words=why)

    return make


def _make_outcome(
    uow: UnitOfWork, of: int, said: str, to: TaskOwner, once: UUID | None
) -> MakeBeside:
    """Return the maker of the line that ends a task here. The first of a takeover has `once`.

    Where that is the first of all, no handover mails the new person, so this does.
    """

    def make(slot: EntrySlot, _number: int) -> Entry:
        if once and UUID(to.id) != uow.me.id:
            new, place = UUID(to.id), slot.concern_id
            queue_mail(slot.act.session, uow.org, new, "something_waits", place, slot.now)
        made = str(once) if once else UNSET
        return TaskOutcome(by=slot.by, signed_at=slot.now, once=made, of=of, said=said, to=to)

    return make


def _make_task_again(task: AssignedTask, to: TaskOwner) -> MakeBeside:
    def make(slot: EntrySlot, _number: int) -> Entry:
        return make_task(slot, task.what, to, task.due, task.children)

    return make
