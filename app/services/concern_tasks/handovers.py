"""Give a concern to another of its readers, with a reason that its author does not read.

The author reads who has it now. Every reader can still open it, and tasks stay with their owners.
This module never changes who a record is sealed to.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import update

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Entry, Handover, LeadsNote, TaskOwner
from app.domain.record.text_limits import find_text_fault
from app.errors import InvalidError, StaleError
from app.models.concern import Concern
from app.services.concern_tasks.task_entries import list_possible_task_owners
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.entry_encryption import EntrySlot
from app.services.concerns.follow_up_entries import sign_reader_entry_and_set_due
from app.services.concerns.stored_status import hash_concern_holder, mail_author
from app.services.emails import mail_queue
from app.services.unit_of_work import Action, UnitOfWork

CHOOSE_PERSON = "Select who takes this concern"
SAY_WHY = "Enter why you are handing it over"
CLOSED = "This concern is closed. Reopen it to hand it over"


class NewHandover(PrivateStruct, frozen=True):
    """A handover as it was written. `seen`: how many there were on the page it came from."""

    to: str
    why: str
    seen: int
    once: UUID


def list_handovers(file: OpenConcern) -> tuple[Handover, ...]:
    """Return to whom a concern was handed over, oldest first."""
    return tuple(entry for _, entry in file.said if isinstance(entry, Handover))


def find_concern_holder(file: OpenConcern) -> TaskOwner | None:
    """Return who has a concern in hand: the last it was given to, or who marked it as read."""
    if handovers := list_handovers(file):
        return handovers[-1].to
    reader = file.acknowledged_by
    return TaskOwner(reader.id, reader.name) if reader else None


def list_possible_holders(uow: UnitOfWork, file: OpenConcern) -> Mapping[str, str]:
    """Return the readers who can take a concern, by id: all but who has it."""
    holder = find_concern_holder(file)
    return {
        person: name
        for person, name in list_possible_task_owners(uow, file).items()
        if holder is None or person != holder.id
    }


def hand_concern_to_reader(uow: UnitOfWork, file: OpenConcern, new: NewHandover) -> int:
    """Sign a handover and, next to it, its reason; returns its entry's number.

    Raises InvalidError by the name of a field, and StaleError where someone handed it over since
    the page was drawn.
    """
    before = list_handovers(file)
    if number := _find_made(file, str(new.once)):
        return number
    if len(before) != new.seen:
        raise StaleError(f"handover of concern {file.id}")
    people, why = list_possible_holders(uow, file), new.why.strip()
    if problems := _find_problems(file, new, people):
        raise InvalidError(problems)

    def make(slot: EntrySlot) -> Entry:
        set_and_mail_concern_holder(uow, slot, file, UUID(new.to))
        to = TaskOwner(new.to, people[new.to])
        return Handover(by=slot.by, signed_at=slot.now, once=str(new.once), to=to)

    def note(slot: EntrySlot, number: int) -> Entry:
        return LeadsNote(by=slot.by, signed_at=slot.now, of=number, parts=(), words=why)

    def is_as_seen(now: OpenConcern) -> bool:
        others = [one for one in list_handovers(now) if one.once != str(new.once)]
        return len(others) == new.seen

    return sign_reader_entry_and_set_due(uow, file.id, make, new.once, (note,), is_as_seen)


def _find_made(file: OpenConcern, once: str) -> int:
    made = (n for n, entry in file.said if isinstance(entry, Handover) and entry.once == once)
    return next(made, 0)


def set_and_mail_concern_holder(
    uow: UnitOfWork, slot: EntrySlot, file: OpenConcern, lead_id: UUID
) -> None:
    """Write in clear who has it, repeat that in the log, and mail them and the author."""
    session = slot.act.session
    session.execute(update(Concern).where(Concern.id == slot.concern_id).values(lead_id=lead_id))
    h = hash_concern_holder(slot.concern_id, lead_id)
    slot.act.log(Action.HANDED_OVER, str(slot.concern_id), h=h)
    if lead_id != uow.me.id:
        mail_queue.queue_mail(
            session, uow.org, lead_id, "something_waits", slot.concern_id, slot.now
        )
    mail_author(uow, slot, file.record, but=lead_id)


def _find_problems(
    file: OpenConcern, new: NewHandover, people: Mapping[str, str]
) -> dict[str, str]:
    why = new.why.strip()
    problems = {
        "to": "" if new.to in people else CHOOSE_PERSON,
        "why": find_text_fault(why) if why else SAY_WHY,
        "": CLOSED if file.life.is_closed else "",
    }
    return {name: text for name, text in problems.items() if text}
