"""Say that a reader has read a record, or what its author added since.

Only what was on the page of whoever pressed counts as read: words that its author added meanwhile
wait on, and its readers are told of them.
"""

from uuid import UUID, uuid4

from msgspec import UNSET
from sqlalchemy import update

from app.domain.deadlines.concern_status import ConcernState
from app.domain.deadlines.outstanding import ADDED, FOLLOWS
from app.domain.record.entry_schema import Acknowledgement, AssignedTask
from app.errors import KeyChangedError, NotFoundError, StaleError
from app.models.concern import Concern, Due
from app.services.audit_log import refusals
from app.services.concerns import stored_status, unread_additions
from app.services.concerns.concern_deadlines import list_due_times
from app.services.concerns.concern_reading import OpenConcern, open_concern
from app.services.concerns.entry_append import (
    AppendableConcern,
    count_stored_entries,
    open_for_append,
)
from app.services.concerns.entry_decryption import OpenEntry
from app.services.concerns.entry_encryption import EntrySlot, store_entry
from app.services.concerns.stored_cards import write_own_card_revision
from app.services.unit_of_work import Action, UnitOfWork

MAX_TRIES = 3


def acknowledge_concern(uow: UnitOfWork, concern_id: UUID, seen: int | None = None) -> None:
    """Acknowledge the record, or words that were added. With nothing new it changes nothing.

    `seen`: the last entry on the page of whoever pressed; None: all that there is now. Raises
    NotFoundError, logged as a refusal, for an author who is not one of the readers, and StaleError
    when others added to the file at each try.
    """
    for left in reversed(range(MAX_TRIES)):
        try:
            _acknowledge(uow, concern_id, seen)
        except StaleError:
            if not left:
                raise
        else:
            break


def _acknowledge(uow: UnitOfWork, concern_id: UUID, seen: int | None) -> None:
    file = open_for_append(uow, concern_id)
    if not file.is_reader:
        refusals.log_or_count_refusal(uow, refusals.FILE, str(concern_id))
        raise NotFoundError(f"concern {concern_id}")
    rows = count_stored_entries(uow, concern_id)
    opened = open_concern(uow, concern_id)
    entries = opened.entries
    last = entries[-1].number if seen is None else max(seen, 1)
    added = unread_additions.find_unacknowledged_additions(entries)
    # An acknowledgement that cannot be trusted any more is said again.
    read = any(isinstance(one.entry, Acknowledgement) for one in entries) and not file.waits
    if not read or any(one.number <= last for one in added):
        _store(file, rows, opened, unread_additions.find_later_additions(entries, last))


def _store(
    file: AppendableConcern,
    rows: int,
    opened: OpenConcern,
    unseen: tuple[OpenEntry, ...],
) -> None:
    """Store an acknowledgement, open the file, end its unread clock and renew its card.

    Raises StaleError when there are not `rows` entries any more: somebody added one meanwhile.
    """
    uow, over = file.uow, ADDED if unseen else FOLLOWS
    state = _find_state_once_read(opened)
    try:
        with uow.act() as act:
            if count_stored_entries(uow, file.concern_id) != rows:
                raise StaleError(f"concern {file.concern_id}")
            slot, upto = file.slot(act, uuid4()), unseen[0].number - 1 if unseen else UNSET
            recipients, mailed = file.recipients(), file.mailed() if unseen else ()
            said = Acknowledgement(by=slot.by, signed_at=slot.now, upto=upto)
            due = stored_status.list_open_due_times(act, file.concern_id, Due.level >= over)
            action = Action.ACKNOWLEDGED
            store_entry(uow, slot, said, recipients, action=action, state=state.value, due=due)
            file.count(slot)
            _open_in_clear(file, slot, opened, over)
            _write_due_times(uow, slot, opened, said)
            write_own_card_revision(file, act)
            unread_additions.start_clock_and_mail_readers(uow, slot, mailed)
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, str(file.concern_id))
        raise


def _find_state_once_read(opened: OpenConcern) -> ConcernState:
    return ConcernState.CLOSED if opened.life.is_closed else ConcernState.OPEN


def _write_due_times(
    uow: UnitOfWork, slot: EntrySlot, opened: OpenConcern, said: Acknowledgement
) -> None:
    """Write when what is outstanding is due: to have read a record leaves a decision to make.

    Tasks get their times back too: an author who opened the file again cannot read them.
    """
    closed = opened.life.is_closed
    has_task = any(isinstance(entry, AssignedTask) for _, entry in opened.said)
    if has_task or not closed:
        wanted = list_due_times(uow.org, (*opened.said, (slot.number, said)))
        ends = has_task and not opened.has_untrusted
        stored_status.set_and_log_due_times(
            uow, slot, wanted, closed=closed, tasks_known=True, ends=ends
        )


def _open_in_clear(
    file: AppendableConcern, slot: EntrySlot, opened: OpenConcern, over: int
) -> None:
    """Write in clear that it was read; due times of levels below `over` are done.

    Who read the record first has the concern. Who reads added words does not take it from them.
    """
    session = slot.act.session
    clear: dict[str, object] = {"state": _find_state_once_read(opened).value}
    if opened.acknowledgement is None:
        clear |= {"acknowledged_at": slot.now, "acknowledged_by": file.uow.me.id}
    session.execute(update(Concern).where(Concern.id == file.concern_id).values(clear))
    unread = (Due.concern_id == file.concern_id, Due.level < over)
    session.execute(update(Due).where(*unread).values(done=True))
