"""The state of a file in clear: a column for lists, repeated in the log. No page of it believes it.

A file that waits to be read by the log is not touched here: nobody has read it because a row, or
an entry of somebody else's, says so.
"""

from uuid import UUID

from sqlalchemy import select, update

from app.domain.entries import Entry
from app.domain.life import State, opens_again
from app.models.concern import Concern
from app.models.member import Member
from app.services import dues, outbox
from app.services.desk import Act, Action, Desk
from app.services.sealing import Slot
from app.services.standing import NOT_SUSPENDED


def turn(act: Act, concern_id: UUID, state: State) -> None:
    """Write this state where another stands, and repeat it in the log with what is due."""
    changed = act.session.execute(
        update(Concern)
        .where(Concern.id == concern_id, Concern.state != state.value)
        .values(state=state.value)
        .returning(Concern.id)
    )
    if changed.first() is not None:
        due = dues.open_now(act, concern_id)
        act.log(Action.STATE_CHANGED, str(concern_id), state=state.value, due=due)


def after(slot: Slot, said: Entry, author_id: str) -> None:
    """A closed file that this entry opens again is open in clear too."""
    stored = select(Concern.state).where(Concern.id == slot.concern_id)
    closed = slot.act.session.scalar(stored) == State.CLOSED.value
    if closed and opens_again(said, author_id):
        turn(slot.act, slot.concern_id, State.OPEN)


def tell_author(desk: Desk, slot: Slot) -> None:
    """One mail without content to the author of a file that somebody else closed or opened."""
    session = slot.act.session
    author = session.scalar(
        select(Member.id)
        .join(Concern, Concern.author_id == Member.id)
        .where(Concern.id == slot.concern_id, Member.id != desk.me.id, NOT_SUSPENDED)
    )
    if author is not None:
        outbox.queue(session, desk.org, author, "something_waits", slot.concern_id, slot.now)
