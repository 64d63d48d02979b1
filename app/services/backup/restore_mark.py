"""The mark in DATA of a restore that has not ended. It belongs to one database and to no other.

DATABASE_URL can name another database at any time, and that one can have everyone's records in it.
So the mark says which database it is about, without a user name or a password.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url

from app.database_guard.move_marks import describe_database_location
from app.durable_files import sync_folder
from app.services.audit_log.database_check import find_sqlite_file

RESTORE_MARK: Final = "restore-unfinished"


@dataclass(frozen=True)
class RestoreMark:
    """A mark. `sha256`: of the backup. `location`: of the database, empty in an older mark."""

    sha256: str
    location: str


def find_database_location(url: URL | str) -> str:
    """Return where a database is, spelled the same for each path to one SQLite file."""
    parsed = make_url(url)
    file = find_sqlite_file(parsed)
    return os.path.realpath(file) if file else describe_database_location(str(parsed))


def read_restore_mark(data: Path) -> RestoreMark | None:
    """Return the mark in DATA, or None."""
    try:
        content = (data / RESTORE_MARK).read_bytes()
    except FileNotFoundError:
        return None
    digest, _, location = os.fsdecode(content).partition("\n")
    return RestoreMark(digest.strip(), location.strip("\n"))


def write_restore_mark(data: Path, mark: RestoreMark) -> None:
    """Put a mark into DATA, in place of any other, and bring it to the disk."""
    path = data / RESTORE_MARK
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(os.fsencode(f"{mark.sha256}\n{mark.location}\n"))
        file.flush()
        os.fsync(file.fileno())
    sync_folder(data)


def is_restore_unfinished(data: Path, url: URL | str) -> bool:
    """Whether the mark in DATA names this database."""
    mark = read_restore_mark(data)
    return mark is not None and mark.location == find_database_location(url)


def describe_unfinished_restore(data: Path, url: URL | str) -> str:
    """Return a sentence for a console where a restore did not end, or nothing.

    It says to delete a database only where that is the one the mark names.
    """
    if (mark := read_restore_mark(data)) is None:
        return ""
    path, here = data / RESTORE_MARK, find_database_location(url)
    if mark.location == here:
        return (
            f"A restore did not end. It was into {here}. Give the same restore command again, then "
            "start Heard. If you no longer want that backup here, delete this database and "
            f"{path}."
        )
    if not mark.location:
        return (
            f"A restore did not end. {path} does not say into which database. If {here} has all "
            f"your records, remove {path} and nothing else. If not, restore into a new database."
        )
    return (
        f"A restore did not end. It was into {mark.location}, and DATABASE_URL now names {here}. "
        f"To use that one, remove {path} and nothing else. To finish the restore, set "
        "DATABASE_URL back, then give the same restore command again."
    )
