"""Marks that a move between databases leaves in them, which every version of Heard obeys.

A mark is a row of a table that only marked databases have, and a name that no migration has in the
place of the schema: a version from before there were moves refuses the database for that alone. It
says where the records are now, without a user name or a password.

This module judges nothing. It commits marks, and no other row (decision 100).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import msgspec
from sqlalchemy import Connection, Engine, inspect, make_url, text

from app.database import WRITING

TABLE: Final = "database_move"
MOVED, UNFINISHED = "moved", "move-unfinished"
"""Marks of a database whose records are elsewhere now, and of one that a move has not filled."""


class MoveMark(msgspec.Struct, frozen=True):
    """A mark. `place`: the other database. `move_id`: the same in both databases of one move.

    `schema` is that of the rows.
    """

    state: str
    place: str
    at: str
    move_id: str
    schema: str


def describe_database_location(url: str) -> str:
    """Return where a database is, in words for a console, without a user name or a password."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return parsed.database or ""
    host = parsed.host or parsed.query.get("host") or "this machine"
    where = host if isinstance(host, str) else ", ".join(host)
    port = f" port {parsed.port}" if parsed.port else ""
    return f"the PostgreSQL database {parsed.database} on {where}{port}"


def read_mark(connection: Connection) -> MoveMark | None:
    """Return the mark of this database, if it has one."""
    if not inspect(connection).has_table(TABLE):
        return None
    row = connection.execute(
        text(f"SELECT state, place, at, move_id, schema FROM {TABLE}")  # noqa: S608 - a constant
    ).first()
    return None if row is None else MoveMark(*map(str, row))


@contextmanager
def open_marks_transaction(engine: Engine) -> Iterator[Connection]:
    """Give a transaction for marks; it is committed at the end, unless something was raised."""
    with engine.connect().execution_options(**WRITING) as connection, connection.begin():
        yield connection


def write_mark(connection: Connection, mark: MoveMark) -> None:
    """Put a mark into a migrated database, in place of any other."""
    connection.execute(text(f"DROP TABLE IF EXISTS {TABLE}"))
    connection.execute(
        text(
            f"CREATE TABLE {TABLE} (state TEXT NOT NULL, place TEXT NOT NULL, at TEXT NOT NULL, "
            "move_id TEXT NOT NULL, schema TEXT NOT NULL)"
        )
    )
    connection.execute(
        text(f"INSERT INTO {TABLE} VALUES (:state, :place, :at, :move_id, :schema)"),  # noqa: S608 - a constant
        msgspec.structs.asdict(mark),
    )
    connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": mark.state})


def clear_mark(connection: Connection, mark: MoveMark) -> None:
    """Take a mark out again."""
    connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": mark.schema})
    connection.execute(text(f"DROP TABLE {TABLE}"))
