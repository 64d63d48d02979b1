"""Hold what a session's box says, and decide when a session is over.

Between requests the box is in the session's row, sealed under the token that only the browser has,
with a tag that only this server can make. This module never reads or writes the database.
"""

import hmac
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Role
from app.errors import SealedError
from app.models.member import SignIn
from app.services.audit_log.session_index import SESSION_LIMIT
from app.vault import session_tokens
from app.vault.server_secret import ServerSecret

IDLE_LIMIT = timedelta(minutes=20)
CALL_HOLD_TIME = timedelta(minutes=60)
"""The shortest time that a session lasts after a phone script was opened."""
LATE_PAGE_LIMIT = timedelta(hours=24)
LAST_SEEN_STEP = timedelta(minutes=1)


class SessionState(PrivateStruct, frozen=True):
    """The contents of a sign-in's box. `serial` is that of the certificate the roles came from.

    `showing` holds what its owner is being shown once: codes, a recovery card
    (one_time_display.py). `stepped_up_at`: when its owner last typed their passphrase; left out of
    the box and of the tag until then, so that a box from before there was such a time still opens.
    """

    seed: bytes
    leads: bytes
    seniors: bytes
    roles: tuple[Role, ...]
    confirmed: bool
    serial: int
    showing: tuple[tuple[str, str], ...] = ()
    tag: bytes = b""
    stepped_up_at: datetime | UnsetType = UNSET

    def tagged(self, server: ServerSecret, row: SignIn) -> "SessionState":
        """Return the same with the server's tag, which says that it was verified for this row."""
        return msgspec.structs.replace(self, tag=self._tag(server, row))

    def demand(self, server: ServerSecret, row: Any) -> None:
        """Raise SealedError unless this server made it, for this member, row and beginning.

        `row`: a SignIn, or a plain row of its columns.
        """
        if not hmac.compare_digest(self.tag, self._tag(server, row)):
            raise SealedError(f"sign-in of {row.user_id}")

    def _tag(self, server: ServerSecret, row: Any) -> bytes:
        bare = msgspec.structs.replace(self, showing=(), tag=b"")
        place = f"{row.id.hex()} {row.since.isoformat()} ".encode()
        state = msgspec.json.encode(bare, order="deterministic")
        return server.sign_in_tag(str(row.org_id), str(row.user_id), place + state)


def open_session_box(row: Any, token: str) -> SessionState:
    """Open the box of a session, whoever made it. Raises SealedError."""
    plain = session_tokens.open_session_state(token, str(row.user_id), row.box)
    return msgspec.json.decode(plain, type=SessionState)


def read_verified_session_state(server: ServerSecret, row: Any, token: str) -> SessionState:
    """Open the box of a session and demand that this server made it, for this row.

    `row`: a SignIn, or a plain row of its columns. Raises SealedError.
    """
    if row.box is None:
        raise SealedError("sign-in")
    state = open_session_box(row, token)
    state.demand(server, row)
    return state


def reseal_session(row: SignIn, token: str, state: SessionState) -> None:
    """Seal a newer state into an existing session. The caller commits."""
    row.box = session_tokens.box_session_state(token, str(row.user_id), msgspec.json.encode(state))


def has_session_ended(row: Any, now: datetime) -> bool:
    """Whether a session has ended, been idle too long, or reached its absolute end.

    `row`: a SignIn, or a plain row of its columns.
    """
    return row.ended_at is not None or row.box is None or is_session_timed_out(row, now)


def is_session_timed_out(row: Any, at: datetime) -> bool:
    """Whether at this instant a session had been idle too long, or reached its absolute end."""
    return at >= compute_session_end(row, at)


def compute_session_end(row: Any, now: datetime, seen: datetime | None = None) -> datetime:
    """Return when a session ends if nothing more is pressed after `seen`, or its row's time.

    A row that is held for longer than we ever hold one is held for nothing.
    """
    ends: datetime = (seen or row.last_seen) + IDLE_LIMIT
    if row.held_until is not None and ends < row.held_until <= now + CALL_HOLD_TIME:
        ends = row.held_until
    latest: datetime = row.since + SESSION_LIMIT
    return min(ends, latest)
