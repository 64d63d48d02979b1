"""Set up each connection of PostgreSQL's driver, and look if it still lives. Not for SQLite."""

from __future__ import annotations

import select
import time
from datetime import UTC, datetime
from typing import Any, Final

from psycopg import DataError, IsolationLevel
from psycopg.abc import Buffer
from psycopg.types.datetime import TimestamptzLoader
from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

ASKED_AFTER: Final = 10.0
"""Seconds without use until a connection is tested: a firewall may have dropped it."""
_RESTS_SINCE = "rests since"


class _AnyTime(TimestamptzLoader):
    """Times that Python has no date for (infinity, the year 20000) are read as its last one."""

    def load(self, data: Buffer) -> datetime:
        try:
            return super().load(data)
        except (DataError, OverflowError, ValueError):
            return datetime.max.replace(tzinfo=UTC)


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
