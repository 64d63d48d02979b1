"""Index the sessions that one organisation's log tells of, for as long as one could last.

Filled line by line by the replay (`verified_log.py`). A sign-in row that someone puts back after
its end is found here, whatever it says of itself; and a row that someone hides is ended all the
same, because its start is known. Lines are read by their canonical form: a first replay reads
every one of them. Lines of older logs name no session and are passed over.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

SESSION_LIMIT = timedelta(hours=10)
"""No session is older than this. The server's tag covers when it started: no row moves that."""
ID_CHARACTERS = 16
_START = b'{"act":"sign_in.'
_LINE = re.compile(
    rb'^\{"act":"sign_in\.(made|ended|expired)".*'
    rb'"obj":"sign_in/([0-9a-f-]{36})/([0-9a-f]{16})".*"t":"([^"]+)".*"who":"([^"]+)"\}$'
)


def shorten_session_id(row_id: bytes) -> str:
    """Return the part of a sign-in row's id that the log and the pages name it by."""
    return row_id.hex()[:ID_CHARACTERS]


def session_log_id(user: UUID, session_id: str) -> str:
    """Log id of one session of a member."""
    return f"sign_in/{user}/{session_id}"


class OpenSession(msgspec.Struct, frozen=True):
    """A session that has not ended."""

    user: str
    at: datetime


class EndedSession(msgspec.Struct, frozen=True):
    """The end of a session. `by_lead`: another person ended it, and only a lead can."""

    at: datetime
    by_lead: bool


class SessionIndex:
    """Sessions by the short part of their id. Not safe by itself between threads: the gate is.

    An end is kept for as long as its session could have gone on. Then its row is over anyway.
    """

    def __init__(
        self,
        opened: Iterable[tuple[str, OpenSession]] = (),
        ended: Iterable[tuple[str, EndedSession]] = (),
    ) -> None:
        """`opened`, `ended`: what was read before, oldest first."""
        self._open, self._ended = dict(opened), dict(ended)

    def take(self, line: bytes) -> None:
        """Read one more line of the log."""
        if not line.startswith(_START) or (found := _LINE.match(line)) is None:
            return
        act, user, session_id, time, who = (part.decode() for part in found.groups())
        at = datetime.fromisoformat(time)
        if act == "made":
            self._open[session_id] = OpenSession(user, at)
        else:
            self._open.pop(session_id, None)
            self._ended.setdefault(session_id, EndedSession(at, who not in {user, "server"}))
        _forget_before(self._open, at - SESSION_LIMIT)
        _forget_before(self._ended, at - SESSION_LIMIT)

    def find_end(self, row_id: bytes) -> EndedSession | None:
        """Return how the session of a sign-in row ended; None while the log knows no end."""
        return self._ended.get(shorten_session_id(row_id))

    def find_open(self, row_id: bytes) -> OpenSession | None:
        """Return the session of a sign-in row, while the log knows its start and no end."""
        return self._open.get(shorten_session_id(row_id))

    def list_open(self, user: UUID) -> tuple[str, ...]:
        """Return the sessions of a member that have not ended, oldest first."""
        return tuple(name for name, one in self._open.copy().items() if one.user == str(user))

    def every_open(self) -> tuple[tuple[str, OpenSession], ...]:
        """Return each session that has not ended, oldest first."""
        return tuple(self._open.items())

    def every_end(self) -> tuple[tuple[str, EndedSession], ...]:
        """Return each end that is kept, oldest first."""
        return tuple(self._ended.items())


def _forget_before(
    sessions: dict[str, OpenSession] | dict[str, EndedSession], limit: datetime
) -> None:
    while sessions and sessions[oldest := next(iter(sessions))].at < limit:
        del sessions[oldest]
