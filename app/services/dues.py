"""The due times of a file in clear: levels and times, never what they are about.

Each change is repeated in the log with all that are open, so that a changed row is found. This
module never decides what is due.
"""

from uuid import UUID

from sqlalchemy import select

from app.models.columns import unreadable
from app.models.concern import Concern, Due
from app.services.desk import Act, Action


def say(act: Act, concern_id: UUID) -> None:
    """Log the state of a file and every due time of it that is open now."""
    act.session.flush()
    state = act.session.scalar(select(Concern.state).where(Concern.id == concern_id))
    open_now = act.session.scalars(
        select(Due.at).where(Due.concern_id == concern_id, Due.done.is_(False), ~unreadable(Due.at))
    )
    act.log(Action.DUE_CHANGED, str(concern_id), state=state, due=tuple(open_now))
