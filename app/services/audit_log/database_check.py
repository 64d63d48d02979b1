"""Judge whether this database is the one that this server secret belongs to, and can be used.

The secret fits when the head of a log carries its tag, or when a checkpoint of that log opens
under its key: both can be made only with the secret. One that was changed is told from a wrong one.
A head that was changed by hand is no wrong secret: the other pages then say that the log is broken.
A few small questions, no replay.

This module never writes, never makes a file, and never says a secret.
"""

import hmac
import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import URL, Connection, Engine, Table, Uuid, bindparam, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.database_guard import damaged_file, move_marks
from app.database_guard.sqlite_errors import describe_any_sqlite_error, describe_sqlite_error
from app.errors import DatabaseAwayError, DatabaseDamagedError, DiskFullError
from app.models.audit_log import Checkpoint, Leaf, LogHead
from app.models.organisation import Organisation
from app.schema_revisions import SchemaRevisions
from app.services.audit_log.checkpoints import CheckpointFiles, OutsideNotes, read_checkpoint_note
from app.services.unit_of_work import translate_database_error
from app.vault.server_secret import ServerSecret
from audit import events, notes


class DatabaseProblem(StrEnum):
    """Why nothing but public pages can be served. The value is what a monitor reads."""

    AWAY = "database away"
    UNREADABLE = "database cannot be read"
    """It answers, and has damaged rows, or is not for this user."""
    DAMAGED = "database damaged"
    """SQLite says that its file is damaged, or is not a database."""
    LOST = "database empty"
    """DATA has the checkpoint of an organisation that the database does not know."""
    NOT_MIGRATED = "database not migrated"
    NEWER = "database newer than this version"
    SECRET = "server secret does not fit"  # noqa: S105 - words about one
    OLD_SECRET = "server secret was changed"  # noqa: S105 - as above
    """The database belongs to a newer server secret than the one in the file."""
    HELD = "database held by a command"
    """A migration, a restore or a move is at work in it."""
    STANDBY = "database waits for its standby"
    """A commit waits for a synchronous standby that does not answer: nothing can be saved."""
    MOVED = "database moved"
    """Its records are in another database now."""
    UNFINISHED = "database not moved whole"
    """A move to it did not end."""
    LOG = "log does not match"
    """Some organisation's log was cut or changed. The others go on: no page is closed for it."""
    CHECKPOINT = "checkpoint cannot be read"
    """A checkpoint outside the database belongs to another user, or is damaged. It closes no page
    either, but no one of its organisation can sign in.
    """


SECRET_PROBLEMS: Final = {DatabaseProblem.SECRET, DatabaseProblem.OLD_SECRET}


@dataclass(frozen=True)
class DatabaseState:
    """The state of a database. `broken`: hosts of the organisations whose log does not match.

    `cause` is the class of the error, never its message: a driver's message may hold a password.
    `place`: the other database of a move, or the file of a checkpoint. `refusal`: a whole sentence,
    where SQLite said that the disk or the folder is the matter.
    """

    problem: DatabaseProblem | None = None
    organisations: int = 0
    broken: tuple[str, ...] = ()
    cause: str = ""
    place: str = ""
    refusal: str = ""


_AWAY: Final = DatabaseState(DatabaseProblem.AWAY)
_ORGANISATION, _HEAD, _LEAF, _CHECKPOINT = (
    cast(Table, model.__table__) for model in (Organisation, LogHead, Leaf, Checkpoint)
)
_HEADS = select(
    *(_ORGANISATION.c.id, _ORGANISATION.c.origin, _ORGANISATION.c.host),
    *(_HEAD.c.size, _HEAD.c.chain, _HEAD.c.mac),
).select_from(_ORGANISATION.outerjoin(_HEAD, _HEAD.c.org_id == _ORGANISATION.c.id))
LOG_KEY_KIND: Final = "log-key"
_LOG_KEYS = select(_LEAF.c.line).where(
    _LEAF.c.org_id == bindparam("of", type_=Uuid()), _LEAF.c.obj.like(bindparam("prefix"))
)
STANDBY_SECONDS: Final = 4
"""Seconds that a commit waits for a standby until nothing counts as saved. A page waits longer."""
_WAITS_FOR_STANDBY: Final = text(
    "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
    "AND wait_event = 'SyncRep' AND clock_timestamp() - state_change > :seconds * interval '1 s')"
)
_NEWEST_NOTE = select(_CHECKPOINT.c.note).order_by(_CHECKPOINT.c.size.desc()).limit(1)


_MARKED: Final = {
    move_marks.MOVED: DatabaseProblem.MOVED,
    move_marks.UNFINISHED: DatabaseProblem.UNFINISHED,
}
_SENTENCES: Final = {
    DatabaseProblem.AWAY: "The database does not answer or cannot be used{cause}: "
    "check DATABASE_URL, and that the database is running.",
    DatabaseProblem.UNREADABLE: "The database answers and cannot be read{cause}: "
    "check DATABASE_URL, or put the database back from its backup.",
    DatabaseProblem.DAMAGED: "The database file is damaged{cause}: restore from the newest backup.",
    DatabaseProblem.LOST: "The database has no organisation, but {data}/checkpoints shows that "
    "it had one: check DATABASE_URL, restore its backup, or set DATA to a new folder.",
    DatabaseProblem.NOT_MIGRATED: "The database is not at the schema of this version: "
    "run `python -m app first-start`.",
    DatabaseProblem.NEWER: "The database was made by a newer Heard: "
    "start that version, or a later one.",
    DatabaseProblem.SECRET: "The server secret at {secret} is not the one that this database was "
    "made with: put that one back from its backup, or check DATABASE_URL.",
    DatabaseProblem.OLD_SECRET: "The server secret of this database was changed, and {secret} is "
    "still the earlier one: put the newer one back from its copy, or run "
    "`python -m app first-start`, which finishes a change that was broken off.",
    DatabaseProblem.HELD: "The database is being updated, restored or moved by another command: "
    "wait until it has ended, then try again.",
    DatabaseProblem.STANDBY: "The database waits for a standby that does not answer, so nothing "
    "can be saved: start it, or go on without it as docs/running.md says.",
    DatabaseProblem.MOVED: "The records of this database were moved to {place}, so this one is "
    "served no more: set DATABASE_URL to the new one, and start again.",
    DatabaseProblem.UNFINISHED: "A move of records to this database did not end: give the same "
    "`data move` command again, with DATABASE_URL as it was for {place}.",
    DatabaseProblem.LOG: "The log does not match its checkpoints outside the database: run "
    "`flask --app wsgi log fsck`.",
    DatabaseProblem.CHECKPOINT: "The checkpoint {place} cannot be read{cause}, so no one can sign "
    "in: give it to the user that Heard runs as (docs/running.md).",
}
_CANNOT_BE_ASKED: Final = (
    "There is no server secret at {secret}, and the database cannot say whether it needs one"
    "{cause}: restore the secret from its backup, or check DATABASE_URL."
)
_WITHOUT_SECRET: Final = {
    DatabaseProblem.AWAY: _CANNOT_BE_ASKED,
    DatabaseProblem.UNREADABLE: _CANNOT_BE_ASKED,
    DatabaseProblem.DAMAGED: _CANNOT_BE_ASKED,
    DatabaseProblem.SECRET: "There is no server secret at {secret}, and this database needs "
    "one: put it back from its backup, because a new one opens nothing.",
}


def check_database(
    engine: Engine,
    server: ServerSecret | None,
    files: CheckpointFiles,
    revisions: SchemaRevisions,
) -> DatabaseState:
    """Look at the database as it is now. Without `server` it is one whose secret is missing."""
    # Before the rows: a checkpoint is kept outside after its commit, so none is ahead of them.
    outside = files.read_notes()
    # SQLite would make an empty file where there is none.
    if (path := find_sqlite_file(engine.url)) is not None and not os.path.exists(path):
        return _judge_empty(outside) if os.access(path.parent, os.X_OK) else _AWAY
    if path is not None and (state := _look_for_mark(path)) is not None:
        return state
    try:
        with engine.connect() as connection:
            return _check(connection, server, outside, revisions)
    except PoolTimeoutError:  # every connection is taken
        return _AWAY
    except DBAPIError as error:
        return _judge_error(error, path)
    except (ValueError, TypeError) as error:  # a row with a damaged value
        if path is not None and damaged_file.mark_if_damaged(path):
            return _describe_damaged(path)
        return DatabaseState(DatabaseProblem.UNREADABLE, cause=type(error).__name__)


def _look_for_mark(path: Path) -> DatabaseState | None:
    """Return that a marked file is damaged, or cannot be read now; None for any other."""
    try:
        return _describe_damaged(path) if damaged_file.recheck_damage_mark(path) else None
    except sqlite3.Error as error:
        refusal = describe_any_sqlite_error(error, path)
        return DatabaseState(DatabaseProblem.AWAY, cause=type(error).__name__, refusal=refusal)


def _judge_error(error: DBAPIError, path: Path | None) -> DatabaseState:
    found = translate_database_error(error)
    if path is not None and isinstance(found, DatabaseDamagedError):
        damaged_file.mark_damaged(path)
        return _describe_damaged(path)
    is_away = isinstance(found, DatabaseAwayError | DiskFullError)
    problem = DatabaseProblem.AWAY if is_away else DatabaseProblem.UNREADABLE
    refusal = "" if path is None else describe_sqlite_error(error, path)
    return DatabaseState(problem, cause=type(error.orig).__name__, refusal=refusal)


def _describe_damaged(path: Path) -> DatabaseState:
    return DatabaseState(DatabaseProblem.DAMAGED, refusal=damaged_file.describe_damage(path))


def find_sqlite_file(url: URL) -> Path | None:
    """Return the file of a SQLite database, or None for PostgreSQL."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def describe_database_problem(
    state: DatabaseState, data: Path, secret_file: Path, *, is_missing: bool = False
) -> str:
    """Return one sentence for a console: what is wrong, and what to do.

    `is_missing`: there is no file at `secret_file`.
    """
    if state.refusal and not is_missing:
        return state.refusal
    problem = state.problem or DatabaseProblem.LOG
    sentence = (is_missing and _WITHOUT_SECRET.get(problem)) or _SENTENCES[problem]
    cause = f" ({state.cause})" if state.cause else ""
    return sentence.format(data=data, secret=secret_file, cause=cause, place=state.place)


def _judge_empty(outside: OutsideNotes) -> DatabaseState:
    problem = DatabaseProblem.LOST if outside else DatabaseProblem.NOT_MIGRATED
    return DatabaseState(problem)


def _check(
    connection: Connection,
    server: ServerSecret | None,
    outside: OutsideNotes,
    revisions: SchemaRevisions,
) -> DatabaseState:
    tables = set(inspect(connection).get_table_names())
    if move_marks.TABLE in tables and (mark := move_marks.read_mark(connection)):
        return DatabaseState(_MARKED.get(mark.state, DatabaseProblem.UNREADABLE), place=mark.place)
    if _waits_for_standby(connection):
        return DatabaseState(DatabaseProblem.STANDBY)
    rows = connection.execute(_HEADS).all() if "organisation" in tables else []
    if not rows and ("organisation" not in tables or outside):
        return _judge_empty(outside)
    state = _judge_logs(connection, rows, server, outside)
    if state.problem in SECRET_PROBLEMS or "alembic_version" not in tables:
        return state
    return replace(state, problem=_judge_schema(connection, revisions) or state.problem)


def _waits_for_standby(connection: Connection) -> bool:
    """Whether a commit has waited for long. It goes on waiting when its page has given up."""
    if connection.dialect.name != "postgresql":
        return False
    return bool(connection.execute(_WAITS_FOR_STANDBY, {"seconds": STANDBY_SECONDS}).scalar_one())


def _judge_schema(connection: Connection, revisions: SchemaRevisions) -> DatabaseProblem | None:
    held = set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    if held == {revisions.newest}:
        return None
    return DatabaseProblem.NOT_MIGRATED if held <= revisions.known else DatabaseProblem.NEWER


def _judge_logs(
    connection: Connection,
    rows: Sequence[Any],
    server: ServerSecret | None,
    outside: OutsideNotes,
) -> DatabaseState:
    """Judge every organisation's log; a secret that fits none of them is not theirs."""
    if not rows:
        return DatabaseState()
    if server is None:
        return DatabaseState(DatabaseProblem.SECRET, len(rows))
    texts = outside.texts
    tagged = {row.id for row in rows if _is_head_tagged(row, server)}
    if not tagged and (problem := _judge_secret(connection, rows, server, texts)):
        return DatabaseState(problem, len(rows))
    broken = tuple(
        row.host for row in rows if row.id not in tagged or _is_cut(row.size, texts.get(row.id))
    )
    if not broken and outside.errors:
        cause, place = type(outside.errors[0]).__name__, str(outside.errors[0].filename)
        return DatabaseState(DatabaseProblem.CHECKPOINT, len(rows), cause=cause, place=place)
    return DatabaseState(DatabaseProblem.LOG if broken else None, len(rows), broken)


def _judge_secret(
    connection: Connection,
    rows: Sequence[Any],
    server: ServerSecret,
    outside: Mapping[UUID, str],
) -> DatabaseProblem | None:
    """Return what is wrong with a secret that no log ends under; None for logs that were changed.

    Whether the secret was changed is said by lines that only the one before it could tag: whoever
    writes to the database cannot make the public pages say so.
    """
    if any(_names_newer_key(connection, row.id, server) for row in rows):
        return DatabaseProblem.OLD_SECRET
    if any(_opens_a_note(connection, row, server, outside) for row in rows):
        return None
    return DatabaseProblem.SECRET


def _names_newer_key(connection: Connection, org: UUID, server: ServerSecret) -> bool:
    """Whether the log has a line, made under this very secret, with the key of the next one."""
    prefix = f"{LOG_KEY_KIND}/{server.generation + 1}/"
    for line in connection.execute(_LOG_KEYS, {"of": org, "prefix": f"{prefix}%"}).scalars():
        with suppress(events.EventError, ValueError):
            event = events.parse_event(line or b"")
            public = bytes.fromhex(event.obj.removeprefix(prefix))
            tag = tag_next_log_key(server, str(org), public).hex()
            if event.act is events.Action.LOG_KEY and hmac.compare_digest(event.h or "", tag):
                return True
    return False


def tag_next_log_key(server: ServerSecret, org: str, public: bytes) -> bytes:
    """Return what only this secret says of the log key after its own. No member has such an id."""
    return server.sign_in_tag(org, "next log key", public)


def is_secret_of_database(engine: Engine, server: ServerSecret) -> bool:
    """Whether a log of this database ends under this very secret. Raises DBAPIError."""
    with engine.connect() as connection:
        return any(_is_head_tagged(row, server) for row in connection.execute(_HEADS))


def _is_head_tagged(row: Any, server: ServerSecret) -> bool:
    try:
        return hmac.compare_digest(row.mac, server.head_tag(str(row.id), row.size, row.chain))
    except (TypeError, AttributeError, OverflowError):  # no head, or a damaged one
        return False


def _opens_a_note(
    connection: Connection, row: Any, server: ServerSecret, outside: Mapping[UUID, str]
) -> bool:
    """Whether a checkpoint of this log, kept outside or in its table, was signed by this secret."""
    newest = connection.execute(_NEWEST_NOTE.where(_CHECKPOINT.c.org_id == row.id)).scalar()
    public = notes.derive_public_key(server.log_seed(str(row.id)))
    return any(_opens(note, row.origin, public) for note in (outside.get(row.id), newest) if note)


def _opens(note: str, origin: str, public: bytes) -> bool:
    try:
        notes.open_note(note, [notes.format_verifier_key(origin, public)])
    except ValueError:
        return False
    return True


def _is_cut(size: int, note: str | None) -> bool:
    """Whether the checkpoint kept outside is of a longer log than the database has."""
    if note is None:
        return False
    try:
        return read_checkpoint_note(note)[0] > size
    except ValueError:
        return True
