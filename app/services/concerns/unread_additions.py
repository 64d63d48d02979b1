"""Additions that an author makes to a concern that was read: tell its readers and start a clock.

"They told me more" may be the worst of it. Nobody looks at a concern again unprompted, so what is
added by somebody who is not one of its readers waits to be acknowledged like a record. The mail
holds no word of it; while one such clock runs, more words make no more mail.
"""

from collections.abc import Iterable
from uuid import UUID

from msgspec import UNSET
from sqlalchemy import select

from app.domain.deadlines.concern_status import has_new_information
from app.domain.deadlines.outstanding import ADDED, ADDED_TOLD
from app.domain.record.entry_schema import Acknowledgement, Person, Record
from app.domain.record.entry_schema import Entry as Said
from app.models.concern import Due
from app.services.concerns import concern_deadlines, stored_status
from app.services.concerns.entry_decryption import OpenEntry
from app.services.concerns.entry_encryption import EntrySlot
from app.services.emails import mail_queue
from app.services.unit_of_work import UnitOfWork


def start_clock_and_mail_readers(uow: UnitOfWork, slot: EntrySlot, readers: Iterable[UUID]) -> None:
    """Begin the clock of what was added in this transaction, and queue a mail to each reader."""
    waits = select(Due.id).where(
        Due.concern_id == slot.concern_id,
        Due.done.is_(False),
        Due.level.in_((ADDED, ADDED_TOLD)),
    )
    session, told = slot.act.session, tuple(readers)
    if not told or session.scalar(waits.limit(1)) is not None:
        return
    at = concern_deadlines.compute_addition_deadline(uow.org, slot.now)
    session.add(Due(org_id=uow.org.id, concern_id=slot.concern_id, at=at, level=ADDED))
    for member_id in told:
        mail_queue.queue_mail(
            session, uow.org, member_id, "something_waits", slot.concern_id, slot.now
        )
    stored_status.log_state_and_due_times(slot.act, slot.concern_id)


def find_unacknowledged_additions(entries: Iterable[OpenEntry]) -> tuple[OpenEntry, ...]:
    """Return entries that the author added after the last acknowledgement of these, oldest first.

    None while the record itself waits.
    """
    opened = tuple(entries)
    read = [_upto(one.number, one.entry) for one in opened]
    return find_later_additions(opened, max(read)) if any(read) else ()


def _upto(number: int, said: Said | None) -> int:
    """Return the last entry that this one says somebody has read; 0 where it does not say so."""
    if not isinstance(said, Acknowledgement):
        return 0
    return number if said.upto is UNSET else min(said.upto, number)


def find_later_additions(entries: Iterable[OpenEntry], number: int) -> tuple[OpenEntry, ...]:
    """Return what the author added after the entry of this number, oldest first.

    Not what they added as one of the record's readers, which they were when they signed it too: a
    role of today changes no clock.
    """
    opened = tuple(entries)
    first = opened[0].entry if opened else None
    if not isinstance(first, Record):
        return ()
    return tuple(
        one
        for one in opened
        if one.entry is not None
        and one.number > number
        and one.entry.by.id == first.by.id
        and has_new_information(one.entry)
        and not (_was_reader(first, first.by) and _was_reader(first, one.entry.by))
    )


def _was_reader(record: Record, signer: Person) -> bool:
    """Return whether the signer was one of those it was sealed to, on the day they signed."""
    teams = {f"{role}s" for role in signer.roles if signer.confirmed}
    return bool({signer.id, *teams} & set(record.recipients))
