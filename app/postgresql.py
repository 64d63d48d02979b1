"""Set up each connection of PostgreSQL's driver, and look if it still lives. Not for SQLite.

The connections of the app never wait for ever, and never call a commit done that a synchronous
standby may not have (docs/decisions/0161).
"""

from __future__ import annotations

import select
import time
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from psycopg import Connection as DriverConnection
from psycopg import DataError, IsolationLevel, OperationalError
from psycopg.abc import Buffer, PQGen
from psycopg.errors import Diagnostic
from psycopg.pq import ExecStatus, Format, TransactionStatus
from psycopg.types.datetime import TimestamptzLoader
from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

ASKED_AFTER: Final = 10.0
"""Seconds without use until a connection is tested: a firewall may have dropped it."""
RV = TypeVar("RV")
COMMIT_SECONDS: Final = 5.0
"""Seconds that a commit may wait: a synchronous standby that is lost never answers."""
LOCK_SECONDS: Final = 10
"""Seconds that a statement waits for a lock: who holds it may wait for such a standby."""
_RESTS_SINCE, _ROLLBACK = "rests since", "ROLLBACK".encode("ascii")
_STANDBY_WAIT = "SyncRepWaitForLSN"
"""The function of PostgreSQL that waits for a standby. Unlike its words, it is never translated."""


class _AnyTime(TimestamptzLoader):
    """Times that Python has no date for (infinity, the year 20000) are read as its last one."""

    def load(self, data: Buffer) -> datetime:
        try:
            return super().load(data)
        except (DataError, OverflowError, ValueError):
            return datetime.max.replace(tzinfo=UTC)


class BoundedConnection(DriverConnection[Any]):
    """A connection whose commit ends within COMMIT_SECONDS, and is done only if it says so."""

    _patience: float | None = None
    _gave_up_standby = False

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for the server; during a commit, at most COMMIT_SECONDS."""
        return super().wait(gen, interval, self._patience if timeout is None else timeout)

    def commit(self) -> None:
        """Commit, or raise OperationalError and close: then it may have been saved or not.

        PostgreSQL warns, and says that it committed, where the wait for a standby was cancelled.
        """
        self._patience, self._gave_up_standby = COMMIT_SECONDS, False
        try:
            super().commit()
        except OperationalError as error:
            if error.sqlstate is None:  # no word came from the server in time
                self.close()
            raise
        finally:
            self._patience = None
        if self._gave_up_standby:
            self.close()
            raise OperationalError("the wait for a synchronous standby was cancelled")

    def rollback(self) -> None:
        """Roll back. After a page that only read, statements that were prepared stay prepared.

        The driver drops them after each rollback, for tables that were made in it. A page makes
        none, and without this has each of its statements planned again.
        """
        is_reading = self.isolation_level is IsolationLevel.REPEATABLE_READ
        if is_reading and self.info.transaction_status is TransactionStatus.INTRANS:
            with self.lock:
                if self.pgconn.exec_(_ROLLBACK).status == ExecStatus.COMMAND_OK:
                    return
        super().rollback()

    def note_standby_warning(self, warning: Diagnostic) -> None:
        """Note that a commit did not wait for its standby: a handler for notices."""
        if warning.source_function == _STANDBY_WAIT:
            self._gave_up_standby = True


def connect_with_bounds(
    _dialect: Dialect, _entry: Any, positional: Any, named: Any
) -> BoundedConnection:
    """Return a new connection that never waits for ever: a listener for `do_connect`."""
    connection = BoundedConnection.connect(*positional, **named, autocommit=True)
    connection.add_notice_handler(connection.note_standby_warning)
    connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    # else a role or an address that hides warnings would hide that a standby was not waited for
    connection.execute("SET client_min_messages = 'warning'")
    connection.autocommit = False
    return connection


def register_time_loader(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Read every stored time as a time: a listener for `connect`."""
    connection.adapters.register_loader("timestamptz", _AnyTime)


def choose_isolation(connection: Connection, *, is_writing: bool) -> None:
    """Let a transaction that reads see one snapshot. Call it when one begins.

    One that writes keeps PostgreSQL's own default: after it waited for a lock it sees the newest
    rows. The level goes with BEGIN, so it takes no further round trip.
    """
    driver: Any = connection.connection.driver_connection
    level = None if is_writing else IsolationLevel.REPEATABLE_READ
    if driver.isolation_level != level:
        driver.isolation_level = level


def choose_format(
    _connection: Connection, cursor: Any, _statement: str, _given: Any, context: Any, _many: bool
) -> None:
    """Ask for bytes as they are, for a query that was marked with LARGE_RESULT.

    Otherwise the server spells each byte in two letters: a listener for `before_cursor_execute`.
    """
    if context.execution_options.get("heard_large_result"):
        cursor.format = Format.BINARY


def is_closed_or_has_unread_data(driver: Any) -> bool:
    """Return whether there is something to read on a connection that rests, or it is closed.

    A server that ends a session says so, or its side of the socket closes. It costs no question.
    """
    if driver.closed:
        return True
    poll = select.poll()
    poll.register(driver.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(poll.poll(0))


class LifeCheck:
    """Demand that a connection lives when it leaves the pool, as `pool_pre_ping` does.

    It asks the server where the connection rested for long, or has news: not each time.
    """

    def __init__(self, dialect: Dialect) -> None:
        """`dialect`: of the engine, which knows how to ask."""
        self._dialect = dialect

    def note_rest(self, _connection: Any, entry: ConnectionPoolEntry) -> None:
        """Note when a connection comes back: a listener for `checkin`."""
        entry.info[_RESTS_SINCE] = time.monotonic()

    def demand_life(self, connection: Any, entry: ConnectionPoolEntry, _proxy: Any) -> None:
        """Raise DisconnectionError for one that is dead: a listener for `checkout`.

        The pool then connects again.
        """
        rested = time.monotonic() - entry.info.get(_RESTS_SINCE, time.monotonic())
        if rested < ASKED_AFTER and not is_closed_or_has_unread_data(connection):
            return
        try:
            self._dialect.do_ping(connection)
        except self._dialect.loaded_dbapi.Error as error:
            raise DisconnectionError("the server ended the connection") from error
