"""Put the rows of a backup into an empty database: all of them in one transaction, or none.

Besides the unit of work this is the only code that commits: no one can be at work in a database
that has no organisation, and the log comes with the rows. This module judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    Text,
    bindparam,
    cast,
    column,
    delete,
    insert,
    inspect,
    select,
    table,
)

from app.database import WRITING
from app.database_guard import move_marks
from app.database_guard.move_marks import UNFINISHED
from app.services.audit_log.database_check import find_sqlite_file
from app.services.backup.backup_format import LEFT_OUT, Header, TableLine
from app.services.backup.backup_reading import BackupReadError
from app.services.backup.stored_values import DamagedValueError, make_database_value
from app.services.backup.table_rows import list_backed_up_tables, read_schema_revision

AT_ONCE: Final = 500
BYTES_AT_ONCE: Final = 4 << 20


def demand_no_rows(engine: Engine) -> None:
    """Raise BackupReadError unless no table of the database has a row."""
    with engine.connect() as connection:
        _demand_no_row(connection)


def _demand_no_row(connection: Connection) -> None:
    for name in _list_tables(connection):
        if connection.execute(select(1).select_from(table(name)).limit(1)).first() is not None:
            raise BackupReadError(
                "The database is not empty: nothing was changed. Restore into a new one. For "
                "SQLite set DATA to a new folder, for PostgreSQL create a database and set "
                "DATABASE_URL."
            )


def refuse_other_schema(engine: Engine, schema: str) -> None:
    """Raise BackupReadError when there are tables, of another schema than this."""
    if (file := find_sqlite_file(engine.url)) is not None and not file.exists():
        return
    with engine.connect() as connection:
        if _list_tables(connection) and read_schema_revision(connection) != schema:
            raise BackupReadError(
                "The database has tables of another version of Heard: restore into one that has "
                "none."
            )


def _list_tables(connection: Connection) -> list[str]:
    ours = {"alembic_version", move_marks.TABLE}
    return sorted(set(inspect(connection).get_table_names()) - ours)


def delete_unfinished_move_rows(engine: Engine) -> None:
    """Delete every row of a database that a move did not fill whole; its mark stays."""
    with engine.connect().execution_options(**WRITING) as connection, connection.begin():
        if (mark := move_marks.read_mark(connection)) is None or mark.state != UNFINISHED:
            raise RuntimeError("expected the mark of an unfinished move")
        _defer_foreign_keys(connection)
        for one in reversed(list_backed_up_tables(connection)):
            connection.execute(delete(table(one.name)))


def _defer_foreign_keys(connection: Connection) -> None:
    """Judge what points to what at the end of the transaction, where SQLite lets us ask for it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")


@contextmanager
def open_row_inserter(engine: Engine, note: Callable[[int, int], None]) -> Iterator[RowInserter]:
    """Give what takes the rows; they are committed at the end, unless something was raised.

    Raises BackupReadError for a database with a row in it, looked for in the same transaction.
    """
    with engine.connect().execution_options(**WRITING) as connection, connection.begin() as whole:
        _defer_foreign_keys(connection)
        _demand_no_row(connection)
        inserter = RowInserter(connection, note)
        yield inserter
        inserter.flush()
        whole.commit()


class RowInserter:
    """Takes the rows of a backup, and writes them many at a time."""

    def __init__(self, connection: Connection, note: Callable[[int, int], None]) -> None:
        self._connection, self._note = connection, note
        self._dialect = connection.dialect.name
        self._there = {one.name: dict(one.columns) for one in list_backed_up_tables(connection)}
        self._line: TableLine | None = None
        self._query: Any = None
        self._rows: list[dict[str, Any]] = []
        self._bytes = self._done = self._all = 0

    def start(self, header: Header) -> None:
        """Take the first line."""
        self._all = sum(header.rows.values())

    def take_table(self, line: TableLine) -> None:
        """Take the start of a table."""
        self.flush()
        if line.table in LEFT_OUT or self._there.get(line.table) != dict(line.columns):
            raise BackupReadError(
                f"The table {line.table} of the backup is not that of its version of Heard: "
                "nothing was restored."
            )
        self._line, self._query = line, self._insert(line)

    def take_row(self, row: list[Any]) -> None:
        """Take one row."""
        if self._line is None:
            raise ValueError("a row before its table")
        values, is_named = {}, self._dialect == "sqlite"
        for (name, kind), value in zip(self._line.columns, row, strict=True):
            try:
                values[name if is_named else _name_value(name)] = make_database_value(
                    kind, value, self._dialect
                )
            except DamagedValueError:
                raise BackupReadError(
                    f"A value of {self._line.table}.{name} was damaged before this backup was "
                    "made, and PostgreSQL cannot hold it: restore into SQLite."
                ) from None
            self._bytes += len(value) if isinstance(value, str) else 0
        self._rows.append(values)
        if len(self._rows) >= AT_ONCE or self._bytes > BYTES_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write the rows that wait."""
        if self._rows:
            self._connection.execute(self._query, self._rows)
            self._done += len(self._rows)
            self._note(self._done, self._all)
        self._rows, self._bytes = [], 0

    def _insert(self, line: TableLine) -> Any:
        names = [name for name, _ in line.columns]
        query = insert(table(line.table, *map(column, names)))
        if self._dialect == "sqlite":
            return query
        values: dict[str, Any] = {name: bindparam(_name_value(name)) for name in names}
        for name in (name for name, kind in line.columns if kind == "json"):
            values[name] = cast(bindparam(_name_value(name), type_=Text), JSON)
        return query.values(values)


def _name_value(column_name: str) -> str:
    """Return another name than the column's, which a statement with casts keeps for itself."""
    return f"given_{column_name}"
