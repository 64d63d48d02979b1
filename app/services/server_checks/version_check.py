"""Look at who else uses the database, and whether each of them holds its version lock.

Every sentence says what to do. Nothing is changed, and no address or password is in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Engine, make_url, text

from app.database_guard.version_lock import (
    HOLDER_NAME,
    MATCHES_OUR_LOCK,
    DatabaseInUseError,
    hold_exclusively,
)
from app.services.audit_log.database_check import DatabaseProblem

_HOLDERS: Final = text(
    "SELECT DISTINCT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid) "  # noqa: S608 - a constant
    f"WHERE {MATCHES_OUR_LOCK}"
)
_WITHOUT_LOCK: Final = text(
    "SELECT count(*) FROM pg_stat_activity a WHERE a.datname = current_database() AND "  # noqa: S608 - a constant
    "a.application_name = 'heard' AND a.pid <> pg_backend_pid() AND NOT EXISTS (SELECT 1 FROM "
    "pg_locks l JOIN pg_stat_activity h USING (pid) WHERE "
    f"{MATCHES_OUR_LOCK} AND h.client_addr IS NOT DISTINCT FROM a.client_addr)"
)
_SERVED_BY_ANOTHER: Final = (
    "Another version of Heard is serving or changing this database: stop it before this version "
    "updates the database, or run the commands of that version."
)
_WRONG_SCHEMA: Final = {DatabaseProblem.NOT_MIGRATED, DatabaseProblem.NEWER}


def find_other_versions(
    engine: Engine, schema: str, problem: DatabaseProblem | None
) -> Iterator[str]:
    """Yield a sentence when another version serves the database, or serves it without its lock.

    `schema`: the newest of this version. `problem`: what is wrong with the database, which has to
    answer. This process must have no lock, and no other connection. The lock of SQLite does not say
    who has it. There, only a schema that is not ours does.
    """
    if engine.dialect.name == "postgresql":
        yield from _ask_postgresql(engine, schema)
    elif problem in _WRONG_SCHEMA and _is_served(engine):
        yield _SERVED_BY_ANOTHER


def _ask_postgresql(engine: Engine, schema: str) -> Iterator[str]:
    with engine.connect() as connection:
        holders = set(connection.execute(_HOLDERS).scalars())
        without = connection.execute(_WITHOUT_LOCK).scalar_one()
    if holders - {f"{HOLDER_NAME} {schema}"}:
        yield _SERVED_BY_ANOTHER
    if without:
        yield (
            "A Heard is connected to this database without its version lock. It is an older "
            "version, waits for an update, or has lost the lock. Look again in a minute. If it is "
            "still so, stop that Heard before an update."
        )


def _is_served(engine: Engine) -> bool:
    url = make_url(engine.url).render_as_string(hide_password=False)
    try:
        with hold_exclusively(url, patience=0):
            return False
    except DatabaseInUseError:
        return True
