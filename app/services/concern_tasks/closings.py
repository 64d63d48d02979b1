"""Close a concern: say what happens to each thing that is open, and what each child was told.

Nothing is left unsaid. What is moved stays owed, by its own day, though the concern is closed; a
child who was not told yet is a task. The author of the record reads what the children were told and
the words for them, never why. This module never ends what the law asks of somebody.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import partial
from uuid import UUID

from msgspec import UNSET

from app.domain.deadlines.outstanding import (
    DONE,
    DUTY_KINDS,
    OutstandingItem,
    OutstandingKind,
)
from app.domain.pages.closure import CHILD_TOLD, CLOSURE
from app.domain.pages.page_model import Unknown
from app.domain.private_struct import PrivateStruct
from app.domain.record.concern_card import is_urgent
from app.domain.record.entry_schema import (
    ClosedItem,
    ClosingNote,
    Closure,
    Entry,
    NotSafeToTell,
    Part,
    TaskOwner,
)
from app.domain.record.entry_titles import RECORD_NUMBER
from app.services.children import child_linking
from app.services.concern_tasks.call_in_danger import make_card_from_all_versions
from app.services.concern_tasks.task_entries import make_task
from app.services.concerns import follow_up_entries
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.entry_append import MakeBeside
from app.services.concerns.entry_encryption import EntrySlot
from app.services.unit_of_work import UnitOfWork
from content.london_time import get_london_day
from content.question_wording import get_current_form_version

NOT_TOLD, NOT_SAFE = Unknown.NOT_TOLD_YET, Unknown.NOT_SAFE_TO_TELL


class ToldChild(PrivateStruct, frozen=True):
    """A child with what they were told, or that it was not done yet, or why it is not safe."""

    child: str
    words: str = ""
    not_safe: str = ""


class NewClosing(PrivateStruct, frozen=True):
    """A closing as it was written. `items`: what happens to each thing that was open, by its key.

    `task`: the words of the task to tell a child, by the child; `owner` and `due`: of those tasks.
    """

    reason: str
    items: tuple[ClosedItem, ...]
    told: tuple[ToldChild, ...]
    for_author: str
    task: Mapping[str, str]
    owner: TaskOwner | None = None
    due: date | None = None


def list_outstanding_for_closing(uow: UnitOfWork, file: OpenConcern) -> tuple[OutstandingItem, ...]:
    """Return what is open in a concern, also where it is closed, the earliest day first.

    Where danger was not ruled out, or the child may not be safe tonight, whether they are safe now
    comes before all of it. Also where the record cannot be read.
    """
    found = follow_up_entries.find_outstanding_if_reopened(uow.org, file)
    if file.record is not None and not is_urgent(make_card_from_all_versions(file)):
        return found
    day = get_london_day(file.signed_at)
    return (OutstandingItem(OutstandingKind.SAFE_NOW, day, RECORD_NUMBER, day), *found)


def list_file_ids_by_child(uow: UnitOfWork, file: OpenConcern) -> Mapping[str, str]:
    """Return the id of each child's file, by the child of this concern; only those that are in one.

    Empty for whoever is no lead: they have no children's files.
    """
    children = child_linking.list_children_with_files(uow, file)
    return {one.child: str(one.file.id) for one in children if one.file is not None}


def sign_closure_note_and_tasks(
    uow: UnitOfWork,
    concern_id: UUID,
    draft_id: UUID,
    new: NewClosing,
    touched_at: datetime | None = None,
    seen: int | None = None,
) -> int:
    """Sign a closure, its note for the readers and a task for each child who is to be told.

    Returns the closure's number. Raises as `follow_up_entries.sign_follow_up`, and OvertakenError
    where something is open of which nothing is said, or someone closed the concern meanwhile.
    """

    def make(slot: EntrySlot) -> Entry:
        return Closure(
            by=slot.by,
            signed_at=slot.now,
            once=str(draft_id),
            parts=tuple(map(_make_part, new.told)),
            for_author=new.for_author or UNSET,
            ended=tuple(one.key for one in new.items if _ends_wait(one)) or UNSET,
        )

    is_as_seen = partial(_is_as_answered, uow, new)
    beside: list[MakeBeside] = [partial(_make_note, new)]
    beside += [partial(_make_telling, new, child) for child in list_children_to_tell(new.told)]
    return follow_up_entries.sign_closure(
        uow, concern_id, draft_id, make, tuple(beside), is_as_seen, touched_at, seen
    )


def _is_as_answered(uow: UnitOfWork, new: NewClosing, now: OpenConcern) -> bool:
    """Whether a concern is open, and just that is open in it of which something is said."""
    is_same = {one.key for one in list_outstanding_for_closing(uow, now)} == {
        one.key for one in new.items
    }
    return is_same and not now.life.is_closed


def list_children_to_tell(told: Iterable[ToldChild]) -> tuple[str, ...]:
    """Return the children who are still to be told."""
    return tuple(one.child for one in told if not (one.words or one.not_safe))


def _ends_wait(item: ClosedItem) -> bool:
    """Whether the author is told that this item ended. They do not know of tasks."""
    return item.how == DONE and not item.key.startswith("task/")


def _make_part(one: ToldChild) -> Part:
    value: object = one.words or {"unknown": str(NOT_SAFE if one.not_safe else NOT_TOLD)}
    values = {CHILD_TOLD: value}
    return Part(CLOSURE.part_name, (one.child,), values, form=get_current_form_version())


def _make_note(new: NewClosing, slot: EntrySlot, number: int) -> Entry:
    not_safe = tuple(NotSafeToTell(one.child, one.not_safe) for one in new.told if one.not_safe)
    return ClosingNote(
        by=slot.by,
        signed_at=slot.now,
        of=number,
        reason=new.reason,
        items=new.items,
        not_safe=not_safe,
    )


def _make_telling(new: NewClosing, child: str, slot: EntrySlot, number: int) -> Entry:
    if new.owner is None or new.due is None:
        raise ValueError(f"task to tell {child} after entry {number}: expected an owner and a day")
    return make_task(slot, new.task[child], new.owner, new.due, (child,))


def is_legal_duty(item: OutstandingItem) -> bool:
    """Whether the law asks it of somebody, so that no line here ends it."""
    return item.kind in DUTY_KINDS
