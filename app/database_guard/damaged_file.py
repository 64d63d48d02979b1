"""Remember that SQLite called its file damaged, so that every process stops writing to it.

A page may never touch the part that is damaged, and one that does tells only its own process. So
whoever meets damage leaves a mark next to the file. Whoever sees the mark reads the whole file, and
no one serves it while it is damaged. The mark goes once the file is whole, as after a restore.

This module never writes to the database.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from app.database_guard.sqlite_errors import is_damage

MARK_SUFFIX: Final = ".damaged"
_Version = tuple[tuple[int, int, int, int] | None, ...]
_found_damaged: dict[Path, _Version] = {}
"""Files that were read whole and are damaged, as they were then: they are not read again."""


def describe_damage(path: Path) -> str:
    """Return one sentence for a console that says what is wrong, and what to do."""
    return (
        f"The database file {path} is damaged: stop Heard, move the file and its -wal file to "
        "another disk, then restore from the newest backup (flask --app wsgi restore FILE), as "
        "docs/running.md, Back up and restore, says."
    )


def is_file_damaged(path: Path) -> bool:
    """Read the whole file, and return whether it is damaged. Raises sqlite3.Error for the rest."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as link:
            return bool(link.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",))
    except sqlite3.Error as error:
        if is_damage(error):
            return True
        raise


def get_damage_mark_path(path: Path) -> Path:
    """Return the file that says that a database is damaged."""
    return path.with_name(path.name + MARK_SUFFIX)


def mark_damaged(path: Path) -> None:
    """Leave the mark. Where it cannot be made, each process finds the damage for itself."""
    with suppress(OSError):
        os.close(
            os.open(get_damage_mark_path(path), os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        )


def mark_if_damaged(path: Path) -> bool:
    """Read the whole file; leave the mark and return True if it is damaged."""
    if not path.exists():
        return False
    with suppress(sqlite3.Error):  # away, or held: whoever uses it next says so
        if is_file_damaged(path):
            mark_damaged(path)
            return True
    return False


def recheck_damage_mark(path: Path) -> bool:
    """Return whether the file was marked and is damaged still. Takes the mark from a whole one.

    Raises sqlite3.Error where the file cannot be read now, so that no one can tell.
    """
    mark = get_damage_mark_path(path)
    if not mark.exists():
        return False
    version = _read_version(path)
    if _found_damaged.get(path) == version:
        return True
    if is_file_damaged(path):
        _found_damaged[path] = version
        return True
    _found_damaged.pop(path, None)
    with suppress(OSError):
        mark.unlink()
    return False


def _read_version(path: Path) -> _Version:
    return tuple(_read_state(path.with_name(path.name + end)) for end in ("", "-wal"))


def _read_state(path: Path) -> tuple[int, int, int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
