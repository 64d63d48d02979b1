"""Index the sessions that one organisation's log tells of, for as long as one could last.

Filled line by line by the replay (`verified_log.py`). A sign-in row that someone puts back after
its end is found here, whatever it says of itself; and a row that someone hides is ended all the
same, because its start is known. Wrong passphrases of a session, and wrong words about a member,
are counted here too: someone who takes their row away gets no further tries by it. So are the
accounts that a lead stopped or removed: whether someone can sign in is told by the log alone. And
the certificates of each team's keys: no session may seal to a key that is not the newest. Lines are
read by their canonical form: a first replay reads every one of them. Lines of older logs name no
session and are passed over.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

SESSION_LIMIT = timedelta(hours=10)
"""No session is older than this. The server's tag covers when it started: no row moves that."""
TRY_WINDOW = timedelta(minutes=15)
"""How long wrong tries are counted together, from the first of them."""
ID_CHARACTERS = 16
_START = b'{"act":"sign_in.'
_LINE = re.compile(
    rb'^\{"act":"sign_in\.(made|ended|expired)".*'
    rb'"obj":"sign_in/([0-9a-f-]{36})/([0-9a-f]{16})".*"t":"([^"]+)".*"who":"([^"]+)"\}$'
)


_TRY_STARTS = (b'{"act":"sign_in.repeat', b'{"act":"words.refused"', b'{"act":"factor.refused"')
_TRY = re.compile(
    rb'^\{"act":"(sign_in\.repeat_failed|sign_in\.repeated|words\.refused|factor\.refused)".*'
    rb'"obj":"([a-z_]+/[0-9a-f-]{36}(?:/[0-9a-f]{16})?)".*"t":"([^"]+)"'
)


_SUSPENSION_STARTS = (
    b'{"act":"member.suspended"',
    b'{"act":"member.restored"',
    b'{"act":"member.removed"',
)
_SUSPENSION = re.compile(
    rb'^\{"act":"member\.(suspended|restored|removed)".*'
    rb'"obj":"suspension/([0-9a-f-]{36})".*"t":"([^"]+)".*"who":"([^"]+)"\}$'
)


_TEAM_KEY_START = b'{"act":"team.certified"'
_TEAM_KEY = re.compile(
    rb'^\{"act":"team\.certified".*"h":"([0-9a-f]{64})".*"obj":"team/([a-z]+)/([1-9][0-9]{0,3})"'
)


def suspension_log_id(user: UUID) -> str:
    """Log id of whether the account of a member is stopped, or removed."""
    return f"suspension/{user}"


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


class Suspension(msgspec.Struct, frozen=True):
    """The stop of an account that no one has ended. `who`: the lead who stopped it.

    `removed`: for good. No later line ends that.
    """

    at: datetime
    who: str
    removed: bool = False


class SuspensionIndex:
    """Accounts that are stopped, by member. As safe as the index it is in."""

    def __init__(self, stopped: Iterable[tuple[str, Suspension]] = ()) -> None:
        """`stopped`: what was read before, oldest first."""
        self._stopped = dict(stopped)

    def take(self, line: bytes) -> None:
        """Read one more line of the log."""
        if not line.startswith(_SUSPENSION_STARTS) or (found := _SUSPENSION.match(line)) is None:
            return
        act, user, time, who = (part.decode() for part in found.groups())
        before = self._stopped.get(user)
        if before is not None and before.removed:
            return
        stopped = {one: it for one, it in self._stopped.items() if one != user}
        if act != "restored":
            stopped[user] = Suspension(datetime.fromisoformat(time), who, act == "removed")
        self._stopped = stopped  # replaced whole: another thread may be reading it

    def find(self, user: UUID) -> Suspension | None:
        """Return how the account of a member was stopped; None while it is not."""
        return self._stopped.get(str(user))

    def is_removed(self, user: UUID) -> bool:
        """Whether the account of a member was removed for good."""
        stop = self.find(user)
        return stop is not None and stop.removed

    def list_members(self) -> frozenset[UUID]:
        """Return the members whose accounts are stopped."""
        return frozenset(map(UUID, self._stopped))

    def every(self) -> tuple[tuple[str, Suspension], ...]:
        """Return each account that is stopped, oldest first."""
        return tuple(self._stopped.items())


class TeamKeyIndex:
    """The newest hash of each epoch's certificate, by team. As safe as the index it is in."""

    def __init__(self, certified: Iterable[tuple[str, tuple[str, ...]]] = ()) -> None:
        """`certified`: what was read before: a team, and its hashes from epoch 1 on."""
        self._certified = dict(certified)

    def take(self, line: bytes) -> None:
        """Read one more line of the log.

        An epoch follows the one before: a line that skips one is no line of ours, and counts as
        the next, whose certificate will not fit it.
        """
        if not line.startswith(_TEAM_KEY_START) or (found := _TEAM_KEY.match(line)) is None:
            return
        h, team, epoch = (part.decode() for part in found.groups())
        known = self._certified.get(team, ())
        place = min(int(epoch) - 1, len(known))
        self._certified = self._certified | {team: (*known[:place], h, *known[place + 1 :])}

    def list_hashes(self, team: str) -> tuple[str, ...]:
        """Return the hash of each epoch's certificate in hex, from the first to the newest."""
        return self._certified.get(team, ())

    def every(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return each team with its hashes."""
        return tuple(self._certified.items())


class TryCount(msgspec.Struct, frozen=True):
    """Wrong tries in one window, which began with the first of them."""

    since: datetime
    tries: int


class TryIndex:
    """Wrong tries by log id: of a session, or about a member. As safe as the index it is in."""

    def __init__(self, counts: Iterable[tuple[str, TryCount]] = ()) -> None:
        """`counts`: what was read before, oldest first."""
        self._counts = dict(counts)

    def take(self, line: bytes) -> None:
        """Read one more line of the log."""
        if not line.startswith(_TRY_STARTS) or (found := _TRY.match(line)) is None:
            return
        act, obj, time = (part.decode() for part in found.groups())
        at = datetime.fromisoformat(time)
        count = self.count_tries(obj, at)
        if act == "sign_in.repeated" or not count:
            self._counts.pop(obj, None)  # a window that begins goes to the end
        if act != "sign_in.repeated":
            since = self._counts[obj].since if count else at
            self._counts[obj] = TryCount(since, count + 1)
        self._forget_before(at - TRY_WINDOW)

    def _forget_before(self, limit: datetime) -> None:
        while self._counts and self._counts[oldest := next(iter(self._counts))].since < limit:
            del self._counts[oldest]

    def count_tries(self, obj: str, now: datetime) -> int:
        """Return how many tries were wrong in the window that has not ended."""
        count = self._counts.get(obj)
        return count.tries if count is not None and abs(now - count.since) < TRY_WINDOW else 0

    def every(self) -> tuple[tuple[str, TryCount], ...]:
        """Return each count that is kept, oldest first."""
        return tuple(self._counts.items())


class SessionIndex:
    """Sessions by the short part of their id. Not safe by itself between threads: the gate is.

    An end is kept for as long as its session could have gone on. Then its row is over anyway.
    """

    def __init__(
        self,
        opened: Iterable[tuple[str, OpenSession]] = (),
        ended: Iterable[tuple[str, EndedSession]] = (),
        tries: Iterable[tuple[str, TryCount]] = (),
        stopped: Iterable[tuple[str, Suspension]] = (),
        team_keys: Iterable[tuple[str, tuple[str, ...]]] = (),
    ) -> None:
        """All of them: what was read before, oldest first."""
        self._open, self._ended, self.tries = dict(opened), dict(ended), TryIndex(tries)
        self.suspensions, self.team_keys = SuspensionIndex(stopped), TeamKeyIndex(team_keys)

    def take(self, line: bytes) -> None:
        """Read one more line of the log."""
        self.tries.take(line)
        self.suspensions.take(line)
        self.team_keys.take(line)
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
