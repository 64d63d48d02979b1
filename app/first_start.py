"""Make what a server needs before its first request; change nothing that is already there.

The data folder (0700), the server secret (0400), the one-time set-up code (0400) and a migrated
database, in that order, under a file lock: two starts at once are one start and a wait, and a
start that is killed at any moment is finished by the next one. An existing secret is never
written to. This module never opens a record and needs no web framework.
"""

from __future__ import annotations

import errno
import os
import secrets
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from alembic.util.exc import CommandError
from sqlalchemy.exc import DBAPIError

from app.durable_files import hold_file_lock, write_file_once
from app.migrate import upgrade_database
from app.services.organisations.setup_code import CODE_NAME, generate_setup_code, read_setup_code
from config import SECRET_BYTES, SECRET_NAME, Config, ConfigError, data_folder

LOCK_NAME: Final = "first-start.lock"
DISK_FULL_ERRNOS: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
SQLITE_DISK: Final = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


class FirstStartError(Exception):
    """The server cannot be made ready. The message says what to do."""


def prepare_server(env: Mapping[str, str]) -> Config:
    """Make ready what is missing and return the settings.

    Raises FirstStartError or ConfigError, each with one sentence that says what to do.
    """
    data = data_folder(env)
    try:
        _make_folder(data)
        with hold_file_lock(data / LOCK_NAME):
            _make_code(data)
            write_file_once(data / SECRET_NAME, secrets.token_bytes(SECRET_BYTES))
            config = Config.from_env(env)
            upgrade_database(config.database_url)
    except (OSError, DBAPIError, sqlite3.Error, CommandError) as error:
        raise FirstStartError(_sentence(error, data)) from error
    return config


def _make_folder(data: Path) -> None:
    """A folder that exists keeps its mode: whoever made it chose that."""
    if not data.exists():
        data.mkdir(mode=0o700, parents=True, exist_ok=True)


def _make_code(data: Path) -> None:
    """The code comes before the secret, so a secret without a code means that it was used."""
    if not (data / SECRET_NAME).exists():
        write_file_once(data / CODE_NAME, generate_setup_code().encode() + b"\n")


def _sentence(error: Exception, data: Path) -> str:
    if isinstance(error, OSError):
        if error.errno in DISK_FULL_ERRNOS:
            return f"There is no room left on the disk of {data}: free some, then start again."
        where = error.filename or data
        return (
            f"{where} cannot be used ({error.strerror}): "
            "set DATA to a folder that this user may write to."
        )
    if isinstance(error, CommandError):
        return "The database was made by a newer Heard: start that version, or a later one."
    cause = error.orig if isinstance(error, DBAPIError) else error
    if getattr(cause, "sqlite_errorcode", 0) & 0xFF in SQLITE_DISK:
        return "The disk has no room for the database: free some, then start again."
    return (
        f"The database does not answer or cannot be used ({type(cause).__name__}): "
        "check DATABASE_URL, and that the database is running."
    )


def main(env: Mapping[str, str]) -> int:
    """The command line: make ready, say the address and the code, return the exit status."""
    os.umask(0o077)
    try:
        config = prepare_server(env)
    except (ConfigError, FirstStartError) as error:
        sys.stderr.write(f"Heard did not start. {error}\n")
        return 1
    sys.stdout.write(f"Heard is at {config.base_url}\n")
    if code := read_setup_code(config.data):
        sys.stdout.write(f"Set-up code, for one use: {code}\n")
    sys.stdout.flush()
    return 0
