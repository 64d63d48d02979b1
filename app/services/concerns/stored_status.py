"""The state and due times of a concern in clear: columns for lists, repeated in the log.

They hold levels and times, never what these are about. Each change is logged with all due times
that are open, so that a changed row is found; no page of a concern believes these rows. A concern
that waits to be read by the log keeps its state here: nobody has read it because a row, or an entry
of somebody else's, says so. This module never decides what is due.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from app.domain.deadlines.concern_status import ConcernState, reopens_concern
from app.domain.deadlines.outstanding import FOLLOWS, TASKED, find_level_before_reminders
from app.domain.record.entry_schema import Entry, Record
from app.models.columns import unreadable
from app.models.concern import Concern, Due
from app.services.concerns.entry_encryption import EntrySlot
from app.services.emails import mail_queue
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from audit.events import MAX_DUE

KNOWN_STATES = ("unread", "open", "closed")
UNKNOWN_STATE = "unknown"
"""What the log says of a column that holds no state of ours: it must stop nobody from referring."""


def log_state_and_due_times(act: LoggedTransaction, concern_id: UUID) -> None:
    """Log the state of a file and the due times of it that are open now.

    The state is the column's and repeated only: whether a file was read, no such line says.
    """
    act.session.flush()
    stored = act.session.scalar(select(Concern.state).where(Concern.id == concern_id))
    state = stored if stored in KNOWN_STATES else UNKNOWN_STATE
    act.log(
        Action.DUE_CHANGED, str(concern_id), state=state, due=list_open_due_times(act, concern_id)
    )


def set_and_log_due_times(
    uow: UnitOfWork,
    slot: EntrySlot,
    wanted: Collection[tuple[datetime, int]],
    *,
    closed: bool,
    tasks_known: bool,
    ends: bool = True,
) -> None:
    """Make the due times of a file those that are wanted, each with its level, and log them.

    Of a closed file what was moved or came later waits, at the level of tasks. Whoever cannot read
    its tasks leaves their times as they are. What waits to be read keeps its own clock. `ends`: no
    entry may wait for something unknown, so a time that is not wanted is done with.
    """
    session, concern_id = slot.act.session, slot.concern_id
    wanted = [one for one in wanted if tasks_known or one[1] < TASKED]
    ours = [Due.concern_id == concern_id, Due.done.is_(False)]
    ours += [] if closed else [Due.level >= FOLLOWS]
    ours += [] if tasks_known else [Due.level < TASKED]
    rows = session.execute(select(Due.id, Due.at, Due.level).where(*ours)).all()
    known = {row.id: (row.at, find_level_before_reminders(row.level)) for row in rows}
    over = [row for row, key in known.items() if ends and key not in wanted]
    if not (new := sorted(set(wanted).difference(known.values()))) and not over:
        return
    session.execute(update(Due).where(Due.id.in_(over)).values(done=True))
    session.add_all(
        Due(org_id=uow.org.id, concern_id=concern_id, at=at, level=level) for at, level in new
    )
    log_state_and_due_times(slot.act, concern_id)


def list_open_due_times(
    act: LoggedTransaction, concern_id: UUID, *more: ColumnElement[bool]
) -> tuple[datetime, ...]:
    """Return due times that are open, the earliest first.

    No more than a line of the log holds, so that rows which somebody else put there stop no entry.
    """
    ours = (Due.concern_id == concern_id, Due.done.is_(False), ~unreadable(Due.at), *more)
    return tuple(act.session.scalars(select(Due.at).where(*ours).order_by(Due.at).limit(MAX_DUE)))


def set_and_log_state(
    uow: UnitOfWork, act: LoggedTransaction, concern_id: UUID, state: ConcernState
) -> None:
    """Write this state where another stands, and repeat it in the log with what is due.

    A line of its own too where the column says so already and the log, as far as it was read,
    does not: lists go by both.
    """
    changed = act.session.execute(
        update(Concern)
        .where(Concern.id == concern_id, Concern.state != state.value)
        .values(state=state.value)
        .returning(Concern.id)
    )
    logged = uow.key_log.files(uow.org).state(concern_id)
    if changed.first() is not None or logged != state.value:
        due = list_open_due_times(act, concern_id)
        act.log(Action.STATE_CHANGED, str(concern_id), state=state.value, due=due)


def reopen_if_closed(uow: UnitOfWork, slot: EntrySlot, said: Entry, author_id: str) -> None:
    """Open a closed concern in clear too, if this entry reopens it."""
    stored = slot.act.session.scalar(select(Concern.state).where(Concern.id == slot.concern_id))
    logged = uow.key_log.files(uow.org).state(slot.concern_id)
    if ConcernState.CLOSED.value in {stored, logged} and reopens_concern(said, author_id):
        set_and_log_state(uow, slot.act, slot.concern_id, ConcernState.OPEN)


def hash_concern_holder(concern_id: UUID, lead_id: UUID) -> bytes:
    """Return what the log says of who has a concern, to compare its row with."""
    return hashlib.sha256(f"{concern_id}/{lead_id}".encode()).digest()


def mail_author(
    uow: UnitOfWork, slot: EntrySlot, record: Record | None, but: UUID | None = None
) -> None:
    """Queue one email without content to the author of a file that somebody else closed, opened,
    handed over or asked about; none to `but`, who has one, nor to someone who was stopped.

    The signed record says who that is. Where it cannot be trusted, the column does.
    """
    session = slot.act.session
    stored = select(Concern.author_id).where(Concern.id == slot.concern_id)
    author = UUID(record.by.id) if record else session.scalar(stored)
    stopped = uow.key_log.find_stopped_accounts(uow.org)
    if author is None or author in {uow.me.id, but} or author in stopped:
        return
    mail_queue.queue_mail(session, uow.org, author, "something_waits", slot.concern_id, slot.now)
