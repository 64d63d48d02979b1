"""Serve nothing but public pages while the database is away, not ours, or not at our schema.

One gate a process. An open gate holds the version lock: no one migrates, restores or moves the
database meanwhile. It is open once the database was looked at and fits; it looks again after a
while, at once when an error or a file that was swapped makes it doubt, and at every request while
it is closed. So it opens once the database is back, and no one has to tell it. It never migrates
anything.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from app.database_guard.damaged_file import get_damage_mark_path
from app.database_guard.version_lock import SharedLock
from app.errors import DatabaseAwayError, DatabaseDamagedError
from app.services.audit_log.database_check import SECRET_PROBLEMS, DatabaseProblem, DatabaseState

TRUSTED_SECONDS: Final = 30.0
"""Seconds for which a page trusts the last look at the database."""
MONITOR_SECONDS: Final = 5.0
"""Seconds for which a monitor trusts it. It can ask as often as it likes."""
OPEN: Final = {None, DatabaseProblem.LOG, DatabaseProblem.CHECKPOINT}
_NEEDS_WORK: Final = {
    DatabaseProblem.LOST,
    DatabaseProblem.NOT_MIGRATED,
    DatabaseProblem.NEWER,
    *SECRET_PROBLEMS,
    DatabaseProblem.MOVED,
    DatabaseProblem.UNFINISHED,
}
"""States in which the version lock is given back. While a database only does not answer, a request
that is under way may still be writing to it.
"""


class DatabaseGate:
    """The state of the database, as last seen. Shared by all threads of a process."""

    def __init__(
        self,
        check: Callable[[], DatabaseState],
        file: Path | None,
        reconnect: Callable[[], None],
        version_lock: SharedLock,
    ) -> None:
        """`check` looks at the database; `file` is that of SQLite; `reconnect` opens it again."""
        self._check = check
        self._version_lock = version_lock
        self._reconnect = reconnect
        self._file = file
        self._lock = threading.Lock()
        self._state: DatabaseState | None = None
        self._looked_at = 0.0
        self._identity: tuple[int, int] | None = None

    def demand_open(self) -> None:
        """Raise DatabaseAwayError while only public pages can be served.

        DatabaseDamagedError where someone has to restore it.
        """
        state = self.look(TRUSTED_SECONDS)
        if state.problem not in OPEN:
            is_damaged = state.problem is DatabaseProblem.DAMAGED
            raise (DatabaseDamagedError if is_damaged else DatabaseAwayError)(str(state.problem))

    def look(self, believed_for: float = 0.0) -> DatabaseState:
        """Return the state, as it was found within the last `believed_for` seconds.

        A closed state is asked for again each time, by one thread: the others do not wait for a
        database that may take seconds to refuse, or for a marked file that is read whole.
        """
        if (trusted := self._recall_open(believed_for)) is not None:
            return trusted
        state = self._state
        if state is not None and state.problem in OPEN and self._is_marked_damaged():
            state = DatabaseState(DatabaseProblem.DAMAGED)
        if not self._lock.acquire(blocking=state is None or state.problem in OPEN):
            return state or DatabaseState(DatabaseProblem.AWAY)
        try:
            return self._look_again(believed_for)
        finally:
            self._lock.release()

    def doubt(self) -> None:
        """Look again before the next page: what answers next may be another database."""
        self._looked_at = 0.0

    def _look_again(self, believed_for: float) -> DatabaseState:
        if (trusted := self._recall_open(believed_for)) is not None:
            return trusted  # another thread looked while this one waited
        identity, at = self._identify_file(), time.monotonic()
        if self._identity not in {None, identity}:
            self._reconnect()  # connections that are open still see the file that was taken away
        state = self._check_under_lock()
        self._state, self._identity, self._looked_at = state, identity, at
        return state

    def _check_under_lock(self) -> DatabaseState:
        """Look at the database; it counts as open only while the version lock is held."""
        state = self._check()
        if state.problem in OPEN and not self._version_lock.is_held():
            # Looked at again: it may have been migrated between the look and the lock.
            state = self._take_lock() or self._check()
        if state.problem in _NEEDS_WORK:
            self._version_lock.release()  # whoever migrates or restores it needs it alone
        return state

    def _take_lock(self) -> DatabaseState | None:
        """Take the version lock, and return why it cannot be had."""
        if self._version_lock.is_lost:
            sys.stderr.write("The version lock was lost. It is taken again.\n")
        try:
            is_taken = self._version_lock.take()
        except (OSError, DBAPIError) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            return DatabaseState(DatabaseProblem.AWAY, cause=type(cause).__name__)
        return None if is_taken else DatabaseState(DatabaseProblem.HELD)

    def _recall_open(self, seconds: float) -> DatabaseState | None:
        """Return the state that was open at a look within these seconds, for the same file."""
        state = self._state
        is_fresh = self._looked_at > 0 and time.monotonic() - self._looked_at < seconds
        is_open = state is not None and state.problem in OPEN
        is_open = is_open and self._version_lock.is_connected() and not self._is_marked_damaged()
        return state if is_open and is_fresh and self._identify_file() == self._identity else None

    def _is_marked_damaged(self) -> bool:
        """Whether any process left the mark: the look that follows reads the file whole."""
        return self._file is not None and get_damage_mark_path(self._file).exists()

    def _identify_file(self) -> tuple[int, int] | None:
        """Return device and number of the SQLite file: another file is another database."""
        if self._file is None:
            return None
        try:
            found = os.stat(self._file)
        except OSError:
            return None
        return found.st_dev, found.st_ino
