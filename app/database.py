"""Make the database engine: SQLite durable and strict, PostgreSQL quick to say that it is away.

Every connection of the app, its commands and its migrations comes from here. This module never
creates a table and never writes a row: journal mode is set by `app.migrate`, once, under a lock.

A transaction that will write takes SQLite's write lock at its beginning, because a reader that
turns into a writer is refused at once when somebody else wrote in between (SQLITE_BUSY_SNAPSHOT,
which no time-out cures): `session.connection(execution_options=WRITING)` as its first act.

Any other transaction reads one snapshot, on PostgreSQL as on SQLite (docs/decisions/0152). One that
writes sees on PostgreSQL, after each wait for a lock, what was committed meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Final, TypeVar, cast

from sqlalchemy import (
    Connection,
    CursorResult,
    Engine,
    Executable,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

WRITING: Final[dict[str, Any]] = {"heard_writing": True}
LARGE_RESULT: Final[dict[str, Any]] = {"heard_large_result": True}
"""Execution options of a query that reads megabytes: PostgreSQL then spells no byte in letters."""
BUSY_SECONDS: Final = 5
CHUNK_SIZE: Final = 500
"""The most ids that one statement asks for."""
NETWORK_SETTINGS: Final[dict[str, int]] = {
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 2,
    "tcp_user_timeout": 15_000,  # milliseconds
}
"""A server that went silent is given up after about 15 seconds, and not after many minutes."""
T = TypeVar("T")
PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",  # a shredded entry must not linger in a free page
    "PRAGMA trusted_schema = OFF",  # a forged schema may not call functions
    "PRAGMA temp_store = MEMORY",  # sorting leaves nothing in a temporary file
)


def make_engine(url: str) -> Engine:
    """Return an engine for `sqlite:///path` or `postgresql+psycopg://…`, with its listeners."""
    engine = create_engine(url, **engine_options(url))
    attach_engine_listeners(engine)
    return engine


def engine_options(url: str) -> dict[str, Any]:
    """Return keyword arguments of `create_engine` for this kind of database."""
    if make_url(url).get_backend_name() == "sqlite":
        return {"pool_size": 8, "max_overflow": 8, "connect_args": {"timeout": BUSY_SECONDS}}
    return {
        "pool_size": 8,
        "max_overflow": 4,
        "pool_timeout": BUSY_SECONDS,
        "connect_args": make_driver_arguments(url, "heard"),
    }


def make_driver_arguments(url: str, name: str) -> dict[str, Any]:
    """Return the arguments for PostgreSQL's driver, which connects as `name`.

    Of several hosts it takes the one that can be written to: a standby answers too. Where the URL
    sets `target_session_attrs` or one of NETWORK_SETTINGS, that counts.
    """
    parsed = make_url(url)
    hosts = parsed.query.get("host") or parsed.host or ""
    usual: dict[str, Any] = dict(NETWORK_SETTINGS)
    if "," in hosts or isinstance(hosts, tuple):
        usual["target_session_attrs"] = "read-write"
    chosen = {setting: value for setting, value in usual.items() if setting not in parsed.query}
    return chosen | {"connect_timeout": 3, "application_name": name}


def attach_engine_listeners(engine: Engine) -> None:
    """Attach the listeners that each database needs.

    SQLite: durable writes, transactions that begin, text that is not UTF-8. PostgreSQL: times that
    cannot be read, one snapshot for a page, dead connections.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
    else:
        from app import postgresql

        event.listen(engine, "connect", postgresql.register_time_loader)

        def begin(connection: Connection) -> None:
            postgresql.choose_isolation(connection, is_writing=is_writing(connection))

        event.listen(engine, "begin", begin)
        event.listen(engine, "before_cursor_execute", postgresql.choose_format)
        check = postgresql.LifeCheck(engine.dialect)
        event.listen(engine, "checkin", check.note_rest)
        event.listen(engine, "checkout", check.demand_life)


def bound_waits(engine: Engine) -> None:
    """Let no page wait for ever for PostgreSQL: for a lost standby, or a lock.

    For the app's own engine, before it has connected. A migration waits as long as it takes.
    """
    if engine.dialect.name == "postgresql":
        from app import postgresql

        event.listen(engine, "do_connect", postgresql.connect_with_bounds)


def _set_pragmas(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # Python's sqlite3 otherwise begins by itself, late, and never before a SELECT or a DDL.
    connection.isolation_level = None
    # Bytes in a column of text that are no UTF-8 would otherwise fail every query that meets them.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def is_writing(connection: Connection) -> bool:
    """Return whether the transaction of a connection was begun with WRITING."""
    return bool(connection.get_execution_options().get("heard_writing", False))


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing(connection) else "BEGIN")


def read_rows(
    session: Session, query: Executable, given: Mapping[str, Any]
) -> CursorResult[*tuple[Any, ...]]:
    """Run a query on the session's connection, and return plain rows instead of model objects.

    It does not see what was changed in the session and not flushed yet: for what only reads.
    """
    return session.connection().execute(query, given)


def read_flushed_rows(
    session: Session, query: Executable, given: Mapping[str, Any]
) -> CursorResult[*tuple[Any, ...]]:
    """Return plain rows as `read_rows` does, after writing what was changed in the session."""
    session.flush()
    return read_rows(session, query, given)


def lock_until_commit(session: Session, number: int) -> None:
    """Let one transaction at a time go on from here, of those that give this number.

    For rows that may not be there yet, which nothing else can lock. Does nothing on SQLite, where
    a transaction that writes holds the write lock.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(number)))


def empty_write_ahead_file(session: Session) -> None:
    """Take what was deleted out of SQLite's write-ahead file too, where it lies until overwritten.

    Waits for readers for BUSY_SECONDS at most; then it stays until the next time the file is
    written back. Does nothing on PostgreSQL, and never inside a transaction.
    """
    engine = cast(Engine, session.get_bind())
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            with suppress(sqlite3.OperationalError):  # held by a reader, or no room: later, then
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()


def split_into_chunks(ids: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    """Yield these ids, as many at once as one statement asks for."""
    return (ids[start : start + CHUNK_SIZE] for start in range(0, len(ids), CHUNK_SIZE))
