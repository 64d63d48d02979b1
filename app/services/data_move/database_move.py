"""Move every row from one database to another, which may be of another kind.

The rows go in the lines of a backup, in memory only: nothing is written to a file. The new database
is filled in one transaction, read again whole, and compared line by line. Only then is the old one
marked, and refuses to be served from then on. Until then a move that is ended at any moment leaves
the old one as it was, and the new one closed; the same command starts again.

Nothing sealed is opened. The caller holds the version lock of both databases alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from app.database_guard import move_marks
from app.database_guard.move_marks import MOVED, UNFINISHED, MoveMark
from app.models.audit_log import LogHead
from app.services.audit_log.database_check import find_sqlite_file
from app.services.backup.backup_lines import BackupLines, BackupSummary
from app.services.backup.backup_reading import BackupReadError, read_backup_lines
from app.services.backup.row_inserts import (
    delete_unfinished_move_rows,
    demand_no_rows,
    open_row_inserter,
    refuse_other_schema,
)
from app.services.backup.table_rows import open_database_snapshot, read_schema_revision

Note = Callable[[int, int], None]


class MoveError(Exception):
    """The old database stays the one to use. The message is a sentence that says what to do."""


@dataclass(frozen=True)
class MovePlan:
    """Two databases. `upgrade` brings the empty one to a schema; `places` names them in words.

    `tell` gives what is told how far a piece of work is, in these words. `demand_alone` raises when
    someone else may have used one of the databases.
    """

    source: Engine
    target: Engine
    places: tuple[str, str]
    upgrade: Callable[[str], None]
    demand_alone: Callable[[], None]
    tell: Callable[[str], Note]


def finish_earlier_move(plan: MovePlan) -> bool:
    """Return whether the records are in the new database already; do a last step that is missing.

    Raises MoveError where they were moved to another database than this target.
    """
    mark = _read_mark(plan.source)
    if mark is None or mark.state != MOVED:
        return False
    there = _read_mark(plan.target)
    if there is not None and there.move_id == mark.move_id:
        with move_marks.open_marks_transaction(plan.target) as connection:
            move_marks.clear_mark(connection, there)
        return True
    if there is None and mark.place == plan.places[1] and _has_every_log(plan):
        return True
    raise MoveError(f"The records were moved to {mark.place} already: nothing was changed.")


def is_move_recorded_in_source(plan: MovePlan) -> bool:
    """Return whether the records count as moved: the old database says where they are."""
    mark = _read_mark(plan.source)
    return mark is not None and mark.state == MOVED


def demand_usable_target(plan: MovePlan) -> None:
    """Raise MoveError unless the new database is empty, or from this move."""
    schema = _read_schema(plan.source)
    mark = _read_mark(plan.target)
    if mark is None:
        _demand_empty(plan.target, schema)
        return
    if mark.state == MOVED:
        raise MoveError(
            f"The records of the new database were moved to {mark.place}: choose an empty one."
        )
    is_ours = mark.place == plan.places[0] and mark.schema == schema
    if not is_ours or _is_ahead(plan):
        raise MoveError(
            f"The new database has rows of another move, from {mark.place}. It did not end. "
            "Finish that one with its own settings, or choose an empty database."
        )


def _demand_empty(target: Engine, schema: str) -> None:
    """Raise MoveError unless the new database has no row, and no table of another version.

    What a restore advises would be wrong here: the records are in the database of DATABASE_URL.
    """
    try:
        if _is_there(target):
            demand_no_rows(target)
        refuse_other_schema(target, schema)
    except BackupReadError:
        raise MoveError(
            "The new database is not empty, or of another version: nothing was changed. Choose an "
            "empty one for --to. DATABASE_URL stays as it is."
        ) from None


def move_rows_and_close_source(plan: MovePlan, now: datetime) -> BackupSummary:
    """Move every row, and close the old database.

    Raises MoveError, BackupReadError and DatabaseInUseError before that: the old one has one line
    more in each log then, and is the one to use.
    """
    mark = _open_target(plan, now)
    with open_database_snapshot(plan.source) as connection:
        lines = BackupLines(connection, now, plan.tell("Moving"))
        with open_row_inserter(plan.target, lambda _done, _whole: None) as inserter:
            read_backup_lines(lines, inserter)
    if (summary := lines.summary) is None:
        raise RuntimeError("the rows ended before their last line")
    _demand_same(plan, summary, mark.schema, now)
    _close_source(plan, summary, mark)
    with move_marks.open_marks_transaction(plan.target) as connection:
        move_marks.clear_mark(connection, mark)
    return summary


def _open_target(plan: MovePlan, now: datetime) -> MoveMark:
    """Make the new database ready and mark it as unfinished: no one can serve it from here on."""
    demand_usable_target(plan)
    schema = _read_schema(plan.source)
    if _read_mark(plan.target) is None:
        plan.upgrade(schema)
    mark = MoveMark(
        UNFINISHED, plan.places[0], f"{now:%Y-%m-%d %H:%M}", secrets.token_hex(8), schema
    )
    with move_marks.open_marks_transaction(plan.target) as connection:
        move_marks.write_mark(connection, mark)
    delete_unfinished_move_rows(plan.target)
    return mark


def _demand_same(plan: MovePlan, summary: BackupSummary, schema: str, now: datetime) -> None:
    """Read the new database whole, and compare every byte with what was read from the old one."""
    with open_database_snapshot(plan.target) as connection:
        again = BackupLines(connection, now, plan.tell("Checking"), schema)
        for _ in again:
            pass
    if again.summary != summary:
        raise MoveError(
            "The new database does not have the same rows as the old one, which is as it was. "
            "Run `flask --app wsgi log fsck`: a value in it may be damaged."
        )


def _close_source(plan: MovePlan, summary: BackupSummary, mark: MoveMark) -> None:
    """Mark the old database, unless anything was logged in it since it was read."""
    plan.demand_alone()
    read = {log.org: log.size for log in summary.logs}
    with move_marks.open_marks_transaction(plan.source) as connection:
        if _read_log_sizes(connection) != read:
            raise MoveError(
                "Someone wrote to the old database while it was moved. It is as it was, and still "
                "the one to use. Stop every Heard on it, then give the same command again."
            )
        moved = MoveMark(MOVED, plan.places[1], mark.at, mark.move_id, mark.schema)
        move_marks.write_mark(connection, moved)


def _is_ahead(plan: MovePlan) -> bool:
    """Whether a log is longer in the new database: then the old one is a copy from before."""
    with plan.source.connect() as old, plan.target.connect() as new:
        sizes = _read_log_sizes(old)
        return any(size > sizes.get(org, 0) for org, size in _read_log_sizes(new).items())


def _has_every_log(plan: MovePlan) -> bool:
    """Whether each log of the old database is in the new one, as long or longer."""
    if not _is_there(plan.target) or not _read_schema(plan.target):
        return False
    with plan.source.connect() as old, plan.target.connect() as new:
        there = _read_log_sizes(new)
        return all(there.get(org, 0) >= size for org, size in _read_log_sizes(old).items())


def _read_log_sizes(connection: Connection) -> dict[str, int]:
    rows = connection.execute(select(LogHead.org_id, LogHead.size))
    return {str(org): size for org, size in rows}


def _read_schema(engine: Engine) -> str:
    with engine.connect() as connection:
        return read_schema_revision(connection)


def _read_mark(engine: Engine) -> MoveMark | None:
    if not _is_there(engine):
        return None
    with engine.connect() as connection:
        return move_marks.read_mark(connection)


def _is_there(engine: Engine) -> bool:
    """Whether there is a database to ask: SQLite would make an empty file."""
    file = find_sqlite_file(engine.url)
    return file is None or file.exists()
