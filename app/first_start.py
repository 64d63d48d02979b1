"""Make what a server needs before its first request; change nothing that is already there.

The data folder (0700), the one-time set-up code (0400), the server secret (0400) and a migrated
database, in that order, under a file lock: two starts at once are one start and a wait, and a start
that is killed at any moment is finished by the next one. Code and secret are made only for
a database that was looked at and has no organisation. An existing secret is never written to,
and a secret that does not fit stops the start. This module never opens a record and needs no web
framework.
"""

from __future__ import annotations

import errno
import logging
import os
import secrets
import sqlite3
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from alembic.util.exc import CommandError
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from app.database import make_engine
from app.database_guard.damaged_file import describe_damage, mark_damaged
from app.database_guard.sqlite_errors import is_damage
from app.database_guard.version_lock import DatabaseInUseError, hold_exclusively
from app.durable_files import START_LOCK_NAME, hold_file_lock, write_file_once
from app.errors import DatabaseAwayError
from app.migrate import describe_migration_error, upgrade_database
from app.operation.log_lines import write_line
from app.schema_revisions import load_schema_revisions
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.audit_log.database_check import (
    SECRET_PROBLEMS,
    DatabaseProblem,
    DatabaseState,
    check_database,
    describe_database_problem,
    find_sqlite_file,
)
from app.services.backup.backup_file import BackupFileError
from app.services.backup.local_copies import copy_before_migration
from app.services.backup.restore_mark import describe_unfinished_restore
from app.services.organisations.setup_code import CODE_NAME, generate_setup_code, read_setup_code
from app.services.secret_change.database_change import finish_secret_change
from app.services.secret_change.secret_files import NotPutInPlaceError, SecretChangeError
from app.services.server_checks.secret_place import find_secret_near_data
from app.services.unit_of_work import DATABASE_AWAY_CODES, DISK_FULL_CODES, translate_database_error
from app.vault.server_secret import ServerSecret
from config import (
    SECRET_BYTES,
    SECRET_NAME,
    Config,
    ConfigError,
    data_folder,
    find_other_secret,
    find_secret_file,
)

LOCK_NAME: Final = START_LOCK_NAME
RETRY_SECONDS: Final = 2
WAITING: Final = 75  # os.EX_TEMPFAIL: nothing is wrong with the settings that can be judged
MEANWHILE: Final = (
    "Until it can be used, Heard serves the pages that need no account, and looks again "
    f"every {RETRY_SECONDS} seconds."
)
DISK_FULL_ERRNOS: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
WAITED_FOR: Final = {
    DatabaseProblem.AWAY,
    DatabaseProblem.LOST,
    DatabaseProblem.UNREADABLE,
    DatabaseProblem.DAMAGED,
    DatabaseProblem.STANDBY,
}
REFUSED: Final = {
    DatabaseProblem.NEWER,
    *SECRET_PROBLEMS,
    DatabaseProblem.MOVED,
    DatabaseProblem.UNFINISHED,
}


class FirstStartError(Exception):
    """The server cannot be made ready. The message says what to do."""


class DatabaseNotReadyError(FirstStartError):
    """The database cannot be used yet, and the secret is there: public pages can be served."""


class Prepared(NamedTuple):
    """The settings of a server that can start, and the state its database was in."""

    config: Config
    database: DatabaseState
    has_new_secret: bool = False
    """A change of the server secret was finished: whoever read the one before must read again."""


def prepare_server(env: Mapping[str, str]) -> Prepared:
    """Make ready what is missing.

    Raises FirstStartError or ConfigError, each with one sentence that says what to do. Over a
    database that was not looked at, or does not fit, neither a secret nor a code nor a table is
    made.
    """
    data = data_folder(env)
    try:
        _make_folder(data)
        with hold_file_lock(data / LOCK_NAME):
            return _prepare_under_lock(env, data)
    except (OSError, DBAPIError, sqlite3.Error, CommandError) as error:
        if is_damage(error):
            raise DatabaseNotReadyError(_mark_damage(env)) from error
        kind = DatabaseNotReadyError if _is_away(error) else FirstStartError
        raise kind(_sentence(error, env)) from error


def _prepare_under_lock(env: Mapping[str, str], data: Path) -> Prepared:
    path = find_secret_file(env)
    is_new = not os.path.lexists(path) and find_other_secret(env) is None
    fresh = secrets.token_bytes(SECRET_BYTES) if is_new else None
    config = Config.from_env(env, new_secret=fresh)
    if unfinished := describe_unfinished_restore(data, config.database_url):
        raise FirstStartError(unfinished)
    before = config.secret
    if not is_new:
        config = _finish_secret_change(config, env)
    state = _look_at_database(config, is_new=is_new)
    if not state.organisations:
        # The code comes first: a secret that we made without a code means that it was used.
        if is_new or path != data / SECRET_NAME:
            write_file_once(data / CODE_NAME, generate_setup_code().encode() + b"\n")
        if fresh:
            write_file_once(path, fresh)
    if state.problem is DatabaseProblem.NOT_MIGRATED:
        _migrate_alone(config, copy_first=bool(state.organisations))
    else:
        upgrade_database(config.database_url)  # finds nothing to do
    return Prepared(config, state, has_new_secret=config.secret != before)


def _finish_secret_change(config: Config, env: Mapping[str, str]) -> Config:
    """Put a newer secret in place that the database belongs to already; return the settings."""
    engine = make_engine(config.database_url)
    try:
        kept = finish_secret_change(engine, config.secret_file, config.secret)
    except NotPutInPlaceError as error:
        raise FirstStartError(str(error)) from error
    except (DBAPIError, SecretChangeError):
        return config  # the look that follows says what is wrong
    finally:
        engine.dispose()
    if kept is None:
        return config
    words = f"The change of the server secret is finished. The one before is {kept}"
    write_line(words, sys.stdout, config.log_format)
    return Config.from_env(env)


def _migrate_alone(config: Config, *, copy_first: bool) -> None:
    """Migrate while no one serves the database. Raises FirstStartError."""
    try:
        with hold_exclusively(config.database_url, load_schema_revisions().newest) as lock:
            if copy_first:
                _copy_database(config)
            lock.demand_held()
            upgrade_database(config.database_url)
    except DatabaseInUseError as error:
        # Another one that started at the same time may have updated it, and serves by now.
        state = _look_at_database(config, is_new=False)
        if state.problem is DatabaseProblem.NOT_MIGRATED:
            raise FirstStartError(f"The database has to be updated first. {error}") from error


def _copy_database(config: Config) -> None:
    """Copy the database before it is migrated. Raises FirstStartError: no copy, no migration."""
    engine = make_engine(config.database_url)
    try:
        path = copy_before_migration(
            engine, config.data, load_schema_revisions().newest, datetime.now(UTC)
        )
    except BackupFileError as error:
        raise FirstStartError(
            f"The database has to be copied before it is updated, and cannot be. {error} "
            "The database was not changed."
        ) from error
    finally:
        engine.dispose()
    words = f"Before the update, the database was copied to {path}"
    write_line(words, sys.stdout, config.log_format)


def _look_at_database(config: Config, *, is_new: bool) -> DatabaseState:
    """Look before anything is made. Raises FirstStartError where the start must end."""
    engine = make_engine(config.database_url)
    server = None if is_new else ServerSecret(config.secret)
    try:
        files = CheckpointFiles(config.data)
        state = check_database(engine, server, files, load_schema_revisions())
    finally:
        engine.dispose()
    if state.problem in WAITED_FOR | REFUSED:
        sentence = describe_database_problem(
            state, config.data, config.secret_file, is_missing=is_new
        )
        waits = state.problem in WAITED_FOR and not is_new
        raise (DatabaseNotReadyError if waits else FirstStartError)(sentence)
    return state


def _make_folder(data: Path) -> None:
    """Make the folder. One that exists keeps its mode: the person who made it chose that."""
    if not data.exists():
        data.mkdir(mode=0o700, parents=True, exist_ok=True)


def _mark_damage(env: Mapping[str, str]) -> str:
    """Mark the database file as damaged, and return the sentence about it."""
    url = make_url(Config.from_env(env).database_url)
    if (path := find_sqlite_file(url)) is None:
        raise RuntimeError("expected a SQLite database")
    mark_damaged(path)
    return describe_damage(path)


def _is_away(error: Exception) -> bool:
    """Whether the database went away between the look at it and the last migration."""
    if isinstance(error, DBAPIError):
        return isinstance(translate_database_error(error), DatabaseAwayError)
    name = getattr(error, "sqlite_errorname", None) or ""
    return name.startswith(DATABASE_AWAY_CODES) and name not in DISK_FULL_CODES


def _sentence(error: Exception, env: Mapping[str, str]) -> str:
    data = data_folder(env)
    if isinstance(error, OSError):
        if error.errno in DISK_FULL_ERRNOS:
            return f"There is no room left on the disk of {data}: free some, then start again."
        return _describe_unusable(error, data, find_secret_file(env))
    return describe_migration_error(error, "DATABASE_URL")


def _describe_unusable(error: OSError, data: Path, secret: Path) -> str:
    where = Path(error.filename or data)
    if where.parent == secret.parent != data:
        return (
            f"There is no server secret at {secret}, and none can be made there "
            f"({error.strerror}): put 32 random bytes there yourself, with mode 0400."
        )
    return (
        f"{where} cannot be used ({error.strerror}): "
        "set DATA to a folder that this user may write to."
    )


def main(env: Mapping[str, str], *, may_wait: bool = False) -> int:
    """Make ready, print the address and the code, and return the exit status.

    `may_wait`: the caller serves public pages while the database is away, and then calls
    `prepare_when_possible`. The status is WAITING, and the reason is on the console.
    """
    os.umask(0o077)
    try:
        prepared = prepare_server(env)
    except (ConfigError, FirstStartError) as error:
        if may_wait and isinstance(error, DatabaseNotReadyError):
            _warn(f"{error} {MEANWHILE}", env)
            return WAITING
        _warn(f"Heard did not start. {error}", env)
        return 1
    _report(prepared, env)
    return 0


def prepare_when_possible(env: Mapping[str, str]) -> bool:
    """Try again and again until the database can be used; say each new reason once.

    Returns whether the server can go on. It has to end where it read a server secret that was
    changed meanwhile, so that whatever supervises it starts it again with the new one.

    The workers look at the database themselves, and open once it is ready: nothing has to be told
    to them. Being killed at any moment is safe, as it is for a start.
    """
    said = ""
    while True:
        time.sleep(RETRY_SECONDS)
        try:
            prepared = prepare_server(env)
        except Exception as error:  # noqa: BLE001 - a thread that ended would never try again
            told = isinstance(error, ConfigError | FirstStartError)
            if (words := str(error) if told else type(error).__name__) != said:
                _warn(words, env)
                said = words
            continue
        write_line("The database can be used now.", sys.stdout, prepared.config.log_format)
        _report(prepared, env)
        if prepared.has_new_secret:
            words = "The server secret was changed. Restart Heard."
            write_line(words, sys.stdout, prepared.config.log_format)
        return not prepared.has_new_secret


def _report(prepared: Prepared, env: Mapping[str, str]) -> None:
    config = prepared.config
    lines = [f"Heard is at {config.base_url}", *_list_notes(prepared, env)]
    if code := read_setup_code(config.data):
        lines.append(f"Set-up code, for one use: {code}")
    for line in lines:
        write_line(line, sys.stdout, config.log_format)


def _warn(text: str, env: Mapping[str, str]) -> None:
    # Read by itself: other settings may be what is wrong.
    write_line(text, sys.stderr, env.get("LOG_FORMAT", ""), logging.ERROR)


def _list_notes(prepared: Prepared, env: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence about each thing that stops no start and is better changed."""
    config = prepared.config
    for host in prepared.database.broken:
        yield (
            f"Note: the log of {host} does not match its checkpoints, so no one there can sign "
            "in. Run `flask --app wsgi log fsck`, and see Back up and restore in docs/running.md."
        )
    if prepared.database.problem is DatabaseProblem.CHECKPOINT:
        words = describe_database_problem(prepared.database, config.data, config.secret_file)
        yield f"Note: {words}"
    if other := find_other_secret(env):
        yield f"Note: {other} is a second copy of the server secret. Move it out of DATA."
    if not config.demo:
        yield from find_secret_near_data(config.secret_file, config.data, config.database_url)
