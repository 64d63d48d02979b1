"""Set up each connection of PostgreSQL's driver. Not loaded with SQLite."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from psycopg import DataError
from psycopg.abc import Buffer
from psycopg.types.datetime import TimestamptzLoader
from sqlalchemy.pool import ConnectionPoolEntry


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
