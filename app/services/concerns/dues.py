"""The due times of a file in clear: levels and times, never what they are about.

Each change is repeated in the log with all that are open, so that a changed row is found. This
module never decides what is due.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from app.models.columns import unreadable
from app.models.concern import Concern, Due
from app.services.unit_of_work import Act, Action
from audit.events import MAX_DUE

STATES = ("unread", "open", "closed")
NO_STATE = "unknown"
"""What the log says of a column that holds no state of ours: it must stop nobody from referring."""


def say(act: Act, concern_id: UUID) -> None:
    """Log the state of a file and the due times of it that are open now.

    The state is the column's and repeated only: whether a file was read, no such line says.
    """
    act.session.flush()
    stored = act.session.scalar(select(Concern.state).where(Concern.id == concern_id))
    state = stored if stored in STATES else NO_STATE
    act.log(Action.DUE_CHANGED, str(concern_id), state=state, due=open_now(act, concern_id))


def open_now(act: Act, concern_id: UUID, *more: ColumnElement[bool]) -> tuple[datetime, ...]:
    """Due times that are open, the earliest first: no more than a line of the log holds, so that
    rows which somebody else put there stop no entry."""
    ours = (Due.concern_id == concern_id, Due.done.is_(False), ~unreadable(Due.at), *more)
    return tuple(act.session.scalars(select(Due.at).where(*ours).order_by(Due.at).limit(MAX_DUE)))
