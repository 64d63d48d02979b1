"""The state of a file in clear: a column for lists, repeated in the log. No page of it believes it.

A file that waits to be read by the log is not touched here: nobody has read it because a row, or
an entry of somebody else's, says so.
"""

from uuid import UUID

from sqlalchemy import select, update

from app.domain.deadlines.concern_status import State, opens_again
from app.domain.record.entry_schema import Entry
from app.models.concern import Concern
from app.models.member import Member
from app.services.concerns import dues
from app.services.concerns.entry_encryption import Slot
from app.services.jobs import mail_queue
from app.services.members.member_status import NOT_SUSPENDED
from app.services.unit_of_work import Act, Action, Desk


def turn(desk: Desk, act: Act, concern_id: UUID, state: State) -> None:
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
    logged = desk.key_log.files(desk.org).state(concern_id)
    if changed.first() is not None or logged != state.value:
        due = dues.open_now(act, concern_id)
        act.log(Action.STATE_CHANGED, str(concern_id), state=state.value, due=due)


def after(desk: Desk, slot: Slot, said: Entry, author_id: str) -> None:
    """A closed file that this entry opens again is open in clear too."""
    stored = slot.act.session.scalar(select(Concern.state).where(Concern.id == slot.concern_id))
    logged = desk.key_log.files(desk.org).state(slot.concern_id)
    if State.CLOSED.value in {stored, logged} and opens_again(said, author_id):
        turn(desk, slot.act, slot.concern_id, State.OPEN)


def tell_author(desk: Desk, slot: Slot) -> None:
    """One mail without content to the author of a file that somebody else closed or opened."""
    session = slot.act.session
    author = session.scalar(
        select(Member.id)
        .join(Concern, Concern.author_id == Member.id)
        .where(Concern.id == slot.concern_id, Member.id != desk.me.id, NOT_SUSPENDED)
    )
    if author is not None:
        mail_queue.queue(session, desk.org, author, "something_waits", slot.concern_id, slot.now)
