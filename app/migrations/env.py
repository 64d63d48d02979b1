"""What Alembic runs: one transaction for all migrations, on a connection that the caller made.

This file never opens a database of its own. On SQLite foreign keys are off while tables are
rebuilt (dropping the old copy would otherwise cascade) and checked before the commit.
"""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from app.database import WRITING
from app.models.tables import METADATA

ONE_AT_A_TIME = 0x4845415244  # an advisory lock of ours: two servers may start at once


def run(connection: Connection) -> None:
    """Migrate, or compare, on this connection."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        _foreign_keys(connection, "OFF")
    # PostgreSQL too: one that waited for the lock must see what the other one migrated.
    connection = connection.execution_options(**WRITING)
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,
        render_item=_plain_type,
        transactional_ddl=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        if not sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
        context.run_migrations()
        if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"a migration broke foreign keys: {broken[:3]}")
    if sqlite:
        _foreign_keys(connection, "ON")


def _plain_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write the column type that the database sees: a migration must outlive our classes."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def _foreign_keys(connection: Connection, state: str) -> None:
    """Inside a transaction SQLite ignores this pragma, so it goes straight to the driver."""
    driver = connection.connection.dbapi_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    driver.cursor().execute(f"PRAGMA foreign_keys = {state}")


run(context.config.attributes["connection"])
