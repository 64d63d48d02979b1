"""Ask a lead again tomorrow which child a concern is about, and stop asking once a file is chosen.

It is a task of that lead, due on the next working day. Nothing is linked by it. A file that is
chosen ends every such task about the child, in the transaction that links. This module never
decides which child it is, and never ends another task.
"""

from datetime import date
from uuid import UUID, uuid4, uuid5

from app.domain.deadlines.child_ask import find_child_to_decide_on, make_which_child_task_text
from app.domain.deadlines.concern_status import ConcernState
from app.domain.record.entry_schema import AssignedTask, Entry, TaskOutcome, TaskOwner
from app.errors import NotFoundError, StaleError
from app.services.children import child_linking
from app.services.children.child_linking import LinkChoice, ReadyLink
from app.services.concern_tasks.task_entries import (
    list_possible_task_owners,
    make_task,
    open_concern_as_reader,
)
from app.services.concerns import follow_up_entries
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.entry_append import MakeBeside, count_stored_entries
from app.services.concerns.entry_decryption import hash_sealed_entry, load_entry_rows
from app.services.concerns.entry_encryption import EntrySlot
from app.services.concerns.follow_up_entries import OvertakenError, sign_reader_entry_and_set_due
from app.services.unit_of_work import LoggedTransaction, UnitOfWork
from content import pack_loader
from content.contacts.holiday_calendar import add_working_days
from content.london_time import format_date

LINKED = "Put into a child’s file"
Asks = dict[int, AssignedTask]
"""Tasks that are still open, by the numbers of their entries."""


class FilesChangedError(OvertakenError):
    """A child's file changed since the page was drawn: the lead looks at the files again."""


def find_which_child_due_day(uow: UnitOfWork, concern_id: UUID) -> date | None:
    """Return the day when a lead is asked again; None for a closed concern, which gets no task.

    The next working day: a lead who is not at work is not reminded. What the organisation closes
    for does not count, as that can be weeks.
    """
    uow.key_log.refresh(uow.session, uow.org)
    if uow.key_log.files(uow.org).state(concern_id) == ConcernState.CLOSED.value:
        return None
    return _find_next_day(uow)


def add_which_child_task(uow: UnitOfWork, concern_id: UUID, child: str) -> int:
    """Sign a task for this lead to decide which child it is; returns its entry's number.

    0 where there is nothing to decide later: the child is in a file, or the concern is closed. One
    of theirs that is due by the next working day stays as it is; any other ends. Raises
    NotFoundError, logged, as `child_linking.open_child_link_question`; FilesChangedError where a
    child was linked meanwhile; StaleError where someone did the same.
    """
    mark = _find_files_mark(uow)  # before the files are looked at: a link from here on is noticed
    child_linking.open_linkable_record(uow, concern_id)
    file = open_concern_as_reader(uow, concern_id)
    children = child_linking.list_children_with_files(uow, file)
    found = next((one for one in children if one.child == child), None)
    if found is None:
        raise NotFoundError(f"child {child} of concern {concern_id}")
    if found.is_linked or file.life.is_closed:
        return 0
    mine, until = _list_mine(uow, file, child), _find_next_day(uow)
    if number := next((n for n, task in mine.items() if uow.today < task.due <= until), 0):
        return number
    name = found.facts.name if len(children) > 1 else ""
    return _sign_ask(uow, file, child, make_which_child_task_text(name), mine, mark)


def link_child_and_end_tasks(uow: UnitOfWork, choice: LinkChoice) -> UUID:
    """Put a child into a file as `put_child_in_file` does, and end tasks to ask which child it is.

    All of it or none is written. Raises as that does: FilesChangedError for a child's file, and
    another StaleError for the concern.
    """
    ready, seen = (
        child_linking.prepare_link(uow, choice),
        count_stored_entries(uow, choice.concern_id),
    )
    asks = _find_asks_to_end(uow, choice.concern_id, choice.child)
    if not asks:
        return _link_unless_asked(uow, ready, seen)
    numbers = tuple(asks)

    def link_and_end(slot: EntrySlot) -> Entry:
        _add_link(uow, slot.act, ready)
        return _make_end(numbers[0], LINKED, slot)

    def is_as_seen(now: OpenConcern) -> bool:
        return tuple(_list_open(uow, now, choice.child)) == numbers

    beside = tuple(_end_beside(number, LINKED) for number in numbers[1:])
    sign_reader_entry_and_set_due(uow, choice.concern_id, link_and_end, uuid4(), beside, is_as_seen)
    return ready.file_id


def find_which_child_task(uow: UnitOfWork, concern_id: UUID, child: str) -> int:
    """Return an open task to decide on a child, one of this lead's if there is one; else 0."""
    asks, me = _find_asks_to_end(uow, concern_id, child), str(uow.me.id)
    return min(asks, key=lambda number: (asks[number].owner.id != me, number), default=0)


def _link_unless_asked(uow: UnitOfWork, ready: ReadyLink, seen: int) -> UUID:
    """Sign a link alone, where nothing was added to the concern since it had `seen` entries."""
    if not ready.is_linked:
        with uow.act() as act:
            if count_stored_entries(uow, ready.choice.concern_id) != seen:  # perhaps another ask
                raise StaleError(f"concern {ready.choice.concern_id}")
            _add_link(uow, act, ready)
    return ready.file_id


def _add_link(uow: UnitOfWork, act: LoggedTransaction, ready: ReadyLink) -> None:
    try:
        child_linking.sign_child_link_in_act(uow, act, ready)
    except StaleError as error:  # no second try helps: the lead looks again
        raise FilesChangedError(str(error)) from error


def _find_files_mark(uow: UnitOfWork) -> int:
    """Return a number that is another one once any child was linked, or taken out of a file."""
    uow.key_log.refresh(uow.session, uow.org)
    return uow.key_log.children(uow.org).changes


def _sign_ask(
    uow: UnitOfWork, file: OpenConcern, child: str, what: str, ended: Asks, mark: int
) -> int:
    """Sign a task for the next working day, and that other ones are over."""
    count, due = _count_asks(file, child), _find_next_day(uow)
    me = str(uow.me.id)
    owner = TaskOwner(me, list_possible_task_owners(uow, file)[me])
    once = uuid5(file.id, f"which child {child} {me} {count}")

    def make(slot: EntrySlot) -> Entry:
        try:  # under the lock: a task about a linked child would never end
            child_linking.demand_files_unchanged(uow, slot.act, mark)
        except StaleError as error:
            raise FilesChangedError(str(error)) from error
        return make_task(slot, what, owner, due, (child,), once)

    def is_as_seen(now: OpenConcern) -> bool:
        return _count_asks(now, child) == count and not now.life.is_closed

    said = f"Not sure yet. Asked again for {format_date(due)}"
    beside = tuple(_end_beside(number, said) for number in ended)
    return sign_reader_entry_and_set_due(uow, file.id, make, once, beside, is_as_seen)


def _find_next_day(uow: UnitOfWork) -> date:
    return add_working_days(uow.today, 1, pack_loader.load_pack(uow.org.pack).calendar)


def _find_asks_to_end(uow: UnitOfWork, concern_id: UUID, child: str) -> Asks:
    """Return the open tasks to decide on this child.

    The concern is opened only if it has something that is for its readers alone, as tasks are: to
    link one does not count as reading the rest of it.
    """
    files = uow.key_log.files(uow.org)
    rows = load_entry_rows(uow, concern_id)
    if not any(
        files.is_for_readers(concern_id, row.number, hash_sealed_entry(row).hex()) for row in rows
    ):
        return {}
    return _list_open(uow, open_concern_as_reader(uow, concern_id), child)


def _list_open(uow: UnitOfWork, file: OpenConcern, child: str) -> Asks:
    found = follow_up_entries.find_outstanding_of_concern(uow.org, file)
    return {one.number: one.task for one in found if one.task and one.asked_child == child}


def _list_mine(uow: UnitOfWork, file: OpenConcern, child: str) -> Asks:
    me = str(uow.me.id)
    return {n: task for n, task in _list_open(uow, file, child).items() if task.owner.id == me}


def _count_asks(file: OpenConcern, child: str) -> int:
    """Return how often it was asked of this child, whether that is over or not."""
    tasks = (said for _, said in file.said if isinstance(said, AssignedTask))
    return sum(find_child_to_decide_on(task) == child for task in tasks)


def _end_beside(number: int, said: str) -> MakeBeside:
    def make(slot: EntrySlot, _number: int) -> Entry:
        return _make_end(number, said, slot)

    return make


def _make_end(number: int, said: str, slot: EntrySlot) -> Entry:
    return TaskOutcome(by=slot.by, signed_at=slot.now, of=number, said=said)
