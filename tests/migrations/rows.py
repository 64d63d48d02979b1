"""Fill any schema with one row a table, so that a migration meets data and not only emptiness."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import Connection, MetaData, Table, types

VALUES = {
    types.Boolean: True,
    types.Integer: 1,
    types.Float: 1.0,
    types.LargeBinary: b"\x00sealed\xff",
    types.DateTime: datetime(2026, 3, 29, 0, 59, tzinfo=UTC),
    types.Date: date(2026, 3, 29),
    types.JSON: {"monday": ["08:30", "16:30"]},
    types.Uuid: UUID(int=7),
    types.String: "Zażółć",
}


def value_for(column) -> object:
    """One value that this column's type can hold."""
    if isinstance(column.type, types.CHAR) and column.type.length == 32:
        return UUID(int=7).hex  # how SQLite keeps a UUID
    return next(value for kind, value in VALUES.items() if isinstance(column.type, kind))


def fill(connection: Connection) -> dict[str, int]:
    """Insert one row into each table as it is now; return the number of rows by table.

    Every key is the same value, so every foreign key finds its row.
    """
    metadata = MetaData()
    metadata.reflect(connection)
    tables = [table for table in metadata.sorted_tables if table.name != "alembic_version"]
    for table in tables:
        connection.execute(
            table.insert().values({each.name: value_for(each) for each in table.columns})
        )
    return {table.name: count(connection, table) for table in tables}


def count(connection: Connection, table: Table) -> int:
    """How many rows a table holds."""
    return len(connection.execute(table.select()).all())
