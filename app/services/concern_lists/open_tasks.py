"""List what the open concerns of a reader wait for, each with its day and who does it.

The kind of a task is inside the seal, so the entries of these concerns are opened and proved. The
caller has logged that for each of them. A concern that cannot be understood is a task too: its
clear due time says that something waits. Nothing that was opened is kept, and no word of a child
is here.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from app.domain.deadlines.call_outcome import CALL_PAGES, has_known_call_outcome
from app.domain.deadlines.outstanding import CHASED_KINDS, OutstandingItem, OutstandingKind
from app.domain.deadlines.outstanding import find_outstanding as find_outstanding_of
from app.domain.private_struct import PrivateStruct
from app.domain.record.concern_card import is_urgent
from app.domain.record.entry_schema import EntryWithParts, Record, Referral
from app.domain.record.part_lookup import find_value
from app.domain.record.text_limits import MAX_NAME_CHARACTERS, shorten_text
from app.domain.routing.actors import Org
from app.services.concern_lists.inbox import InboxItem
from app.services.concerns.concern_deadlines import find_first_child_area, load_deadline_limits
from app.services.concerns.entry_decryption import OpenEntry
from app.services.members import member_lookup
from app.services.unit_of_work import Action, UnitOfWork
from content.london_time import get_london_day

ADDED, UNKNOWN = "added", "unknown"
"""Kinds of a task that no entry sets: words to read, and something that could not be worked out."""
WEEK = timedelta(days=7)
Entries = tuple[OpenEntry, ...]


class Task(PrivateStruct, frozen=True):
    """Something to do about a concern. `by`: its day; `at`: its time, where that is known too.

    `item`: what waits, but for words that were added. `area`: of the first child, for numbers.
    `reference`: what those who have the referral call it, as typed. `is_ownerless`: the person it
    was given to is no reader any more, so it is every reader's. `is_late`: its day or time is over.
    """

    concern: InboxItem
    kind: str
    by: date
    at: datetime | None = None
    item: OutstandingItem | None = None
    area: str = ""
    reference: str = ""
    is_ownerless: bool = False
    is_late: bool = False

    @property
    def is_first(self) -> bool:
        """Whether it is to decide, and by the worker's own answers it is urgent."""
        card = self.concern.card
        return self.kind == OutstandingKind.DECIDE and (card is None or is_urgent(card))

    def is_for_others(self, me: str) -> bool:
        """Whether someone outside, or one other person, has to do it."""
        duty = self.item.whose if self.item else None
        if self.item and self.item.task:
            return self.item.task.owner.id != me and not self.is_ownerless
        return self.kind in CHASED_KINDS or (duty is not None and duty.id != me)

    def is_someone_elses(self, me: str) -> bool:
        """Whether it was given to another reader: it is overdue and due on their Today alone."""
        return bool(self.item and self.item.task) and self.is_for_others(me)


class TaskList(PrivateStruct, frozen=True):
    """The tasks of a reader, each list by day, decisions in which danger is not ruled out first.

    `waiting`: for others, late or not.
    """

    overdue: tuple[Task, ...] = ()
    today: tuple[Task, ...] = ()
    next_week: tuple[Task, ...] = ()
    waiting: tuple[Task, ...] = ()


def list_outstanding_of_concerns(
    uow: UnitOfWork, listed: Iterable[InboxItem], opened: Mapping[UUID, Entries]
) -> TaskList:
    """Return what these open concerns wait for, by what is in their entries."""
    tasks = [task for one in listed for task in _list_of(uow.org, one, opened.get(one.id, ()))]
    tasks = _mark_ownerless(uow, tasks)
    tasks.sort(key=lambda task: (not task.is_first, task.by, task.concern.signed_at))
    me, now, today = str(uow.me.id), uow.clock(), uow.today
    tasks = [replace(one, is_late=one.at <= now if one.at else one.by < today) for one in tasks]
    late = [task for task in tasks if task.is_late]
    coming = [task for task in tasks if not task.is_late]
    return TaskList(
        overdue=tuple(task for task in late if not task.is_someone_elses(me)),
        today=tuple(task for task in coming if task.by <= today and not task.is_someone_elses(me)),
        next_week=tuple(
            task
            for task in coming
            if today < task.by <= today + WEEK and not task.is_for_others(me)
        ),
        waiting=tuple(task for task in tasks if task.is_for_others(me)),
    )


def _mark_ownerless(uow: UnitOfWork, tasks: list[Task]) -> list[Task]:
    """Return the tasks with those marked whose owner is no lead, head or chair any more."""
    if not any(task.item and task.item.task for task in tasks):
        return tasks
    known = {str(one.id) for one in member_lookup.list_leads_and_seniors(uow)} | {str(uow.me.id)}
    return [
        replace(task, is_ownerless=True)
        if task.item and task.item.task and task.item.task.owner.id not in known
        else task
        for task in tasks
    ]


def has_call_by_reader(entries: Entries) -> bool:
    """Whether anyone but the author of the record recorded a call, and how it ended."""
    said = [one.entry for one in entries if isinstance(one.entry, EntryWithParts)]
    author = next((one.by.id for one in said if isinstance(one, Record)), "")
    made = (part for one in said if one.by.id != author for part in one.parts)
    return any(part.page in CALL_PAGES and has_known_call_outcome(part) for part in made)


def log_untrusted_entries(uow: UnitOfWork, opened: Mapping[UUID, Entries]) -> None:
    """Log each entry that was opened and cannot be trusted."""
    bad = [(key, one) for key, entries in opened.items() for one in entries if one.refused]
    if not bad:
        return
    with uow.act() as act, act.gather_lines():
        for concern_id, entry in bad:
            h = bytes.fromhex(entry.digest) if entry.digest else None
            act.log(Action.ENTRY_REFUSED, f"{concern_id}/{entry.number}", h=h)


def _list_of(org: Org, concern: InboxItem, entries: Entries) -> Iterable[Task]:
    """Return the tasks of one concern: at least one, as it has a due time."""
    said = tuple((one.number, one.entry) for one in entries if one.entry is not None)
    record = next((entry for _, entry in said if isinstance(entry, Record)), None)
    area = find_first_child_area(record)
    items = find_outstanding_of(said, load_deadline_limits(org, area)) if record else ()
    tasks = [
        Task(concern, item.kind.value, item.by, None, item, area, _find_reference(said, item))
        for item in items
    ]
    if (at := concern.added_due) is not None:
        tasks.append(Task(concern, ADDED, get_london_day(at), at, area=area))
    is_unsure = any(one.refused for one in entries)  # a task may be in what cannot be read
    if concern.due and (is_unsure or not tasks):
        tasks.append(Task(concern, UNKNOWN, get_london_day(concern.due), area=area))
    return tasks


def _find_reference(said: Iterable[tuple[int, object]], item: OutstandingItem) -> str:
    """Return the reference that they gave the referral they owe an answer to."""
    if item.kind is not OutstandingKind.ACKNOWLEDGEMENT and item.kind not in CHASED_KINDS:
        return ""
    referrals = [
        entry for number, entry in said if isinstance(entry, Referral) and number <= item.number
    ]
    value = find_value(referrals[-1].parts, "reference") if referrals else ""
    return shorten_text(value, MAX_NAME_CHARACTERS) if isinstance(value, str) else ""
