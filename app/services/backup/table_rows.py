"""Read the rows of every table as they were at one moment, while others go on writing.

The tables are those that the database has: a copy before a migration is of an older schema than the
models. Rows come in the order of their primary keys, and columns by name after those, so the same
content gives the same lines on any database. This module writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, Text, cast, column, func, inspect, select, table
from sqlalchemy import text as sql

from app.database_guard import move_marks
from app.services.backup.backup_format import LEFT_OUT, TableLine
from app.services.backup.stored_values import get_column_kind, make_backup_value

AT_ONCE: Final = 50
ALONE: Final = {"document"}
"""Tables whose rows may be large: one at a time is in memory."""


class StoredTable:
    """One table as this database has it."""

    def __init__(self, name: str, keys: Sequence[str], columns: dict[str, str]) -> None:
        """`keys`: of the primary key. `columns`: kinds by name."""
        others = sorted(columns.keys() - set(keys))
        self.name, self.keys = name, tuple(keys)
        self.columns = tuple((one, columns[one]) for one in (*keys, *others))

    @property
    def line(self) -> TableLine:
        """The line that stands before the rows."""
        return TableLine(self.name, self.columns)

    def count(self, connection: Connection) -> int:
        """Return how many rows there are."""
        return connection.execute(select(func.count()).select_from(table(self.name))).scalar_one()

    def read(self, connection: Connection) -> Iterator[list[Any]]:
        """Yield each row as a backup holds it."""
        size = 1 if self.name in ALONE else AT_ONCE
        found = connection.execution_options(stream_results=True, yield_per=size).execute(
            self._query(connection)
        )
        kinds = [kind for _, kind in self.columns]
        for row in found:
            yield [make_backup_value(kind, value) for kind, value in zip(kinds, row, strict=True)]

    def _query(self, connection: Connection) -> Any:
        # Columns without a type: what the driver gives is not judged, and nothing fails for it.
        raw: dict[str, Any] = {name: column(name) for name, _ in self.columns}
        chosen: list[Any] = [
            cast(raw[name], Text) if kind == "json" and _is_postgresql(connection) else raw[name]
            for name, kind in self.columns
        ]
        return select(*chosen).select_from(table(self.name)).order_by(*(raw[k] for k in self.keys))


@contextmanager
def open_database_snapshot(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees the database as it is at its first look, and cannot write."""
    with engine.connect() as connection:
        if _is_postgresql(connection):
            yield connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        else:
            yield connection


def list_backed_up_tables(connection: Connection) -> list[StoredTable]:
    """Return the tables that a backup has, each after those that its rows point to."""
    found = inspect(connection)
    names = [name for name, _ in found.get_sorted_table_and_fkc_names() if name]
    return [
        StoredTable(
            name,
            found.get_pk_constraint(name)["constrained_columns"],
            {one["name"]: get_column_kind(one["type"]) for one in found.get_columns(name)},
        )
        for name in names
        if name not in {*LEFT_OUT, move_marks.TABLE}
    ]


def read_schema_revision(connection: Connection) -> str:
    """Return the revision of the schema, or "" for a database without tables of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(sql("SELECT version_num FROM alembic_version")).scalar() or "")


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
