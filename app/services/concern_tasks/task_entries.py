"""Give one of a concern's readers something to do by a day, and say that it is done.

Both are signed entries for the readers alone: the author of the record cannot open them. A task has
an owner always. This module never ends what children's services owe, nor a decided referral.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from msgspec import UNSET

from app.domain.deadlines.child_ask import find_child_to_decide_on
from app.domain.deadlines.outstanding import DONE, OutstandingKind
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import (
    AssignedTask,
    ClosingNote,
    Entry,
    TaskOutcome,
    TaskOwner,
)
from app.domain.record.text_limits import find_text_fault
from app.errors import InvalidError, NotFoundError
from app.services.concern_tasks.short_answers import ShortAnswer, sign_short_answer
from app.services.concerns.concern_reading import (
    OpenConcern,
    demand_concern_reader,
    open_concern,
)
from app.services.concerns.entry_encryption import EntrySlot
from app.services.concerns.follow_up_entries import sign_reader_entry_and_set_due
from app.services.concerns.record_routing import find_record_readers
from app.services.members.shown_names import load_own_signed_name
from app.services.unit_of_work import UnitOfWork

MAX_LINE_CHARACTERS = 300
SAY_WHAT = "Enter what someone needs to do"
LONG_TASK = f"Describe what needs to be done in {MAX_LINE_CHARACTERS} characters or fewer"
LONG_OUTCOME = f"Describe what was done in {MAX_LINE_CHARACTERS} characters or fewer"
CHOOSE_OWNER = "Select who does it"
CHOOSE_CHILDREN = "Select from the children shown"
CLOSED = "This concern is closed. Reopen it to add a task"
SAY_WHAT_WAS_DONE = "Enter what was done"
DAY_OVER = "Enter today or a later day"


class NewTask(PrivateStruct, frozen=True):
    """A task as it was written. `owner`: the id of a reader; `children`: none for all."""

    what: str
    owner: str
    due: date
    children: tuple[str, ...] = ()


class ConcernTask(PrivateStruct, frozen=True):
    """A task of a concern. `outcomes`: what was done, oldest first; two where two said so."""

    number: int
    task: AssignedTask
    outcomes: tuple[TaskOutcome, ...]

    @property
    def asked_child(self) -> str:
        """The child that a lead is to identify, while it is open; else ""."""
        return "" if self.outcomes else find_child_to_decide_on(self.task)


def open_concern_as_reader(uow: UnitOfWork, concern_id: UUID) -> OpenConcern:
    """Open a concern for one of its readers. Raises NotFoundError, logged, for anyone else."""
    demand_concern_reader(uow, concern_id)
    file = open_concern(uow, concern_id)
    if file.record is None or not file.is_reader:  # a column may say so; the record decides
        raise NotFoundError(f"record of concern {concern_id}")
    return file


def list_possible_task_owners(uow: UnitOfWork, file: OpenConcern) -> Mapping[str, str]:
    """Return the readers who can be given a task, by id: who is signed in first."""
    readers = find_record_readers(uow, file.record) if file.record else ()
    others = {str(one.id): one.name for one in readers if one.confirmed and one.id != uow.me.id}
    return {str(uow.me.id): load_own_signed_name(uow), **others}


def add_task(uow: UnitOfWork, file: OpenConcern, new: NewTask, once: UUID) -> int:
    """Sign a task; returns its entry's number. Raises InvalidError, by the name of a field."""
    if problems := find_task_problems(uow, file, new):
        raise InvalidError(problems)
    owner = TaskOwner(new.owner, list_possible_task_owners(uow, file)[new.owner])

    def make(slot: EntrySlot) -> Entry:
        return make_task(slot, new.what.strip(), owner, new.due, new.children, once)

    return sign_reader_entry_and_set_due(uow, file.id, make, once)


def make_task(
    slot: EntrySlot,
    what: str,
    owner: TaskOwner,
    due: date,
    children: tuple[str, ...] = (),
    once: UUID | None = None,
) -> AssignedTask:
    """Return a task for this place. `once`: none where it is made together with another entry."""
    return AssignedTask(
        by=slot.by,
        signed_at=slot.now,
        once=str(once) if once else UNSET,
        what=what,
        owner=owner,
        due=due,
        children=children,
    )


def find_task(file: OpenConcern, number: int) -> ConcernTask:
    """Return a task of an opened concern. Raises NotFoundError."""
    task = next((said for place, said in file.said if place == number), None)
    if not isinstance(task, AssignedTask):
        raise NotFoundError(f"task {number} of concern {file.id}")
    outcomes = (one for _, said in file.said for one in _list_outcomes(said, number))
    return ConcernTask(number, task, tuple(outcomes))


def _list_outcomes(said: Entry, number: int) -> Iterator[TaskOutcome]:
    """Yield what an entry says that came of a task: also one that closed the concern."""
    if isinstance(said, TaskOutcome) and said.of == number:
        yield said
    for one in said.items if isinstance(said, ClosingNote) else ():
        if one.key == f"{OutstandingKind.TASK}/{number}" and one.how == DONE:
            yield TaskOutcome(by=said.by, signed_at=said.signed_at, of=number, said=one.said)


def finish_task(uow: UnitOfWork, file: OpenConcern, number: int, outcome: ShortAnswer) -> int:
    """Sign that a task is done; returns the entry's number. Raises as `sign_short_answer`, and
    NotFoundError, logged, for whoever is not a reader."""
    demand_concern_reader(uow, file.id)
    find_task(file, number)
    said = outcome.said.strip()

    def make(slot: EntrySlot) -> Entry:
        return TaskOutcome(
            by=slot.by, signed_at=slot.now, once=str(outcome.once), of=number, said=said
        )

    def list_lines(now: OpenConcern) -> tuple[TaskOutcome, ...]:
        return find_task(now, number).outcomes

    problem = _find_line_problem(said, SAY_WHAT_WAS_DONE, LONG_OUTCOME)
    return sign_short_answer(uow, file, outcome, make, list_lines, problem)


def find_task_problems(uow: UnitOfWork, file: OpenConcern, new: NewTask) -> dict[str, str]:
    """Return what is wrong with a task, by the name of the field."""
    owners = list_possible_task_owners(uow, file)
    known = {child for part in file.record.parts for child in part.children} if file.record else ()
    problems = {
        "what": _find_line_problem(new.what.strip(), SAY_WHAT, LONG_TASK),
        "owner": "" if new.owner in owners else CHOOSE_OWNER,
        "due": DAY_OVER if new.due < uow.today else "",
        "children": "" if set(new.children) <= set(known) else CHOOSE_CHILDREN,
        "": CLOSED if file.life.is_closed else "",
    }
    return {name: text for name, text in problems.items() if text}


def _find_line_problem(text: str, missing: str, long: str) -> str:
    if len(text) > MAX_LINE_CHARACTERS:
        return long
    return find_text_fault(text) if text else missing
