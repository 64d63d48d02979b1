"""List one's own sessions, so that a session someone else started is noticed.

Only their owner can: the device is sealed under the owner's key. This module writes nothing.
"""

from datetime import datetime

import msgspec
from sqlalchemy import select

from app.models.member import SignIn
from app.services.audit_log.session_index import shorten_session_id
from app.services.auth import session_state
from app.services.auth.device_names import open_device
from app.services.unit_of_work import UnitOfWork

LONGEST_LIST = 100


class OwnSession(msgspec.Struct, frozen=True):
    """One session that is still open. `id`: the part of its row's id that the page names."""

    id: str
    device: str
    since: datetime
    last_seen: datetime
    is_this: bool


class OwnSessions(msgspec.Struct, frozen=True):
    """The sessions to show, this one first and then the last used; and how many more there are."""

    shown: tuple[OwnSession, ...]
    more: int

    @property
    def count(self) -> int:
        """How many are open."""
        return len(self.shown) + self.more


def list_own_sessions(uow: UnitOfWork, this: bytes) -> OwnSessions:
    """Return the open sessions of whoever is signed in with the row `this`."""
    now, known = uow.clock(), uow.key_log.recall_sessions(uow.org)
    rows = uow.session.scalars(
        select(SignIn).where(
            SignIn.org_id == uow.org.id, SignIn.user_id == uow.me.id, SignIn.box.is_not(None)
        )
    )
    still_open = [
        row
        for row in rows
        if not session_state.has_session_ended(row, now) and known.find_end(row.id) is None
    ]
    still_open.sort(key=lambda row: (row.id == this, row.last_seen, row.id), reverse=True)
    shown = tuple(
        OwnSession(
            id=shorten_session_id(row.id),
            device=open_device(uow.keys.own, row),
            since=row.since,
            last_seen=row.last_seen,
            is_this=row.id == this,
        )
        for row in still_open[:LONGEST_LIST]
    )
    return OwnSessions(shown, len(still_open) - len(shown))
