"""Hold a database for one version: every process that serves shares it, a migration has it alone.

A newer version then never migrates under an older one that runs, and a restore or a move never
changes what someone is writing to. On SQLite it is a lock on a file next to the database. On
PostgreSQL it is a session's advisory lock, on a connection that does nothing else, because several
machines can serve one database. Either is free again once its process ended, however it ended.

This module never waits for long, and reads and writes no row.
"""

from __future__ import annotations

import fcntl
import os
import select
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import Connection, NullPool, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from app.database import make_driver_arguments

PATIENCE_SECONDS: Final = 2.0
"""Seconds that an exclusive hold tries: a look at a closed database shares it for a moment."""
LOCK_SUFFIX: Final = ".version-lock"
HOLDER_NAME: Final = "heard version lock"
LOCK_NUMBER: Final = 0x4845415256
"""An advisory lock of ours on PostgreSQL, next to that of the migrations (0x4845415244)."""
MATCHES_OUR_LOCK: Final = (  # the number in halves, as PostgreSQL shows it
    "l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 "
    "AND l.classid::bigint = 72 AND l.objid::bigint = 1161908822 AND l.database = "
    "(SELECT oid FROM pg_database WHERE datname = current_database())"
)
_HELD: Final = text(
    f"SELECT count(*) FROM pg_locks l WHERE {MATCHES_OUR_LOCK} AND l.pid = pg_backend_pid()"  # noqa: S608 - a constant
)
_SETTINGS: Final = text(
    "SELECT set_config(name, CASE name WHEN 'idle_session_timeout' THEN '0' ELSE '10' END, false) "
    "FROM pg_settings WHERE name IN ('idle_session_timeout', 'tcp_keepalives_idle', "
    "'tcp_keepalives_interval')"
)
"""The server notices within minutes that this machine is gone, and never ends an idle lock."""
_IN_USE: Final = (
    "Another Heard is using this database. Stop every `python -m app serve` on it, on every "
    "machine, and let other commands end. Then try again. Nothing was changed."
)
_LOST: Final = (
    "The connection that held the version lock was lost, so another Heard may be using the "
    "database. Give the same command again."
)


class DatabaseInUseError(Exception):
    """Someone else uses the database. The message is a sentence that says what to stop."""


class _Hold(Protocol):
    def take(self, *, is_shared: bool) -> bool: ...
    def is_held(self) -> bool: ...
    def is_connected(self) -> bool: ...
    def release(self) -> None: ...
    @property
    def is_taken(self) -> bool: ...


class _FileHold:
    """A lock on a file. The kernel lets go of it when the process ends, or is ended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._close: weakref.finalize[[int], _FileHold] | None = None
        self._identity = (0, 0)

    def take(self, *, is_shared: bool) -> bool:
        self.release()
        handle = self._open()
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        except BaseException:
            os.close(handle)
            raise
        found = os.fstat(handle)
        self._identity = (found.st_dev, found.st_ino)
        self._close = weakref.finalize(self, os.close, handle)
        return True

    def _open(self) -> int:
        """Open the file. One that root makes belongs to the database's owner, as SQLite's own."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        with suppress(OSError):
            owner = os.stat(self._path.with_name(self._path.name.removesuffix(LOCK_SUFFIX)))
            if os.geteuid() == 0 and os.fstat(handle).st_uid != owner.st_uid:
                os.fchown(handle, owner.st_uid, owner.st_gid)
        return handle

    def is_held(self) -> bool:
        """Whether the lock is on the file that has the name now: someone may have deleted it."""
        try:
            found = os.stat(self._path)
        except OSError:
            return False
        return self.is_taken and self._identity == (found.st_dev, found.st_ino)

    def is_connected(self) -> bool:
        return self.is_held()

    def release(self) -> None:
        if self._close is not None:
            self._close()
        self._close = None

    @property
    def is_taken(self) -> bool:
        return self._close is not None


class _SessionHold:
    """An advisory lock of a connection of its own. PostgreSQL frees it when that ends."""

    def __init__(self, url: str, schema: str) -> None:
        self._engine = create_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args=make_driver_arguments(url, f"{HOLDER_NAME} {schema}".strip()),
        )
        self._connection: Connection | None = None
        self._raw: Any = None  # of a connection that broke, SQLAlchemy gives no more
        self._errors = (self._engine.dialect.loaded_dbapi.Error,)

    def take(self, *, is_shared: bool) -> bool:
        self.release()
        kind = "_shared" if is_shared else ""
        connection = self._engine.connect()
        try:
            connection.execute(_SETTINGS)
            took = connection.execute(text(f"SELECT pg_try_advisory_lock{kind}({LOCK_NUMBER})"))
            if not took.scalar_one():
                connection.close()
                return False
        except BaseException:
            connection.close()
            raise
        self._connection, self._raw = connection, connection.connection.driver_connection
        return True

    def is_held(self) -> bool:
        """Ask the server: a pooler may have given this connection another session."""
        connection = self._connection
        if connection is None or not self.is_connected():
            return False
        try:
            return bool(connection.execute(_HELD).scalar_one())
        except SQLAlchemyError:
            return False

    def is_connected(self) -> bool:
        """Whether the server has not ended the connection, which costs no question to it."""
        raw = self._raw
        if raw is None or raw.closed:
            return False
        try:
            poll = select.poll()  # an idle session is told nothing, except that it ends
            poll.register(raw.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
            return not poll.poll(0)
        except (OSError, ValueError, *self._errors):  # another thread gave it back meanwhile
            return False

    def release(self) -> None:
        connection, self._connection, self._raw = self._connection, None, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.close()

    @property
    def is_taken(self) -> bool:
        return self._connection is not None


def _make_hold(url: str, schema: str) -> _Hold | None:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _SessionHold(url, schema)
    if not parsed.database or parsed.database == ":memory:":
        return None
    return _FileHold(find_lock_file(Path(parsed.database)))


def find_lock_file(database: Path) -> Path:
    """Return the file whose lock says that a SQLite database is in use."""
    return database.with_name(database.name + LOCK_SUFFIX)


class SharedLock:
    """The version lock as a process that serves holds it, together with all others that serve."""

    def __init__(self, url: str, schema: str) -> None:
        """`schema`: the newest one of this version, by which `doctor` tells versions apart."""
        self._hold = _make_hold(url, schema)

    def take(self) -> bool:
        """Return whether it is held now: not while a migration, a restore or a move has it.

        Raises OSError or DBAPIError.
        """
        return self._hold is None or self._hold.take(is_shared=True)

    def is_held(self) -> bool:
        """Return whether it is still held. May ask the server."""
        return self._hold is None or self._hold.is_held()

    def is_connected(self) -> bool:
        """Return whether it was taken, and nothing has ended it since. Costs almost nothing."""
        return self._hold is None or self._hold.is_connected()

    @property
    def is_lost(self) -> bool:
        """Whether it was taken, and ended without being given back."""
        return self._hold is not None and self._hold.is_taken and not self._hold.is_held()

    def release(self) -> None:
        """Give it back."""
        if self._hold is not None:
            self._hold.release()


class ExclusiveLock:
    """The version lock as a migration, a restore or a move holds it: alone."""

    def __init__(self, hold: _Hold | None) -> None:
        self._hold = hold

    def demand_held(self) -> None:
        """Raise DatabaseInUseError unless no one else can have used the database since."""
        if self._hold is not None and not self._hold.is_held():
            raise DatabaseInUseError(_LOST)


@contextmanager
def hold_exclusively(
    url: str, schema: str = "", patience: float = PATIENCE_SECONDS
) -> Iterator[ExclusiveLock]:
    """Keep everyone else out of the database at `url`.

    Raises DatabaseInUseError when someone serves it, before anything was changed.
    """
    hold = _make_hold(url, schema)
    _take_alone(hold, patience)
    try:
        yield ExclusiveLock(hold)
    finally:
        if hold is not None:
            hold.release()


def _take_alone(hold: _Hold | None, patience: float) -> None:
    until = time.monotonic() + patience
    while hold is not None and not hold.take(is_shared=False):
        if time.monotonic() >= until:
            raise DatabaseInUseError(_IN_USE)
        time.sleep(0.1)
