"""Keep a copy of the database from before each migration, next to it, and the newest few only.

A migration that went wrong, or a version that turns out to be no good, then costs nothing: the copy
is restored into an empty place. It is not locked with age, because no key is known at a start. What
is sealed is sealed in it too; staff's names, emails and times lie in clear, as in the database.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from app.services.backup.backup_file import PART
from app.services.backup.backup_making import write_local_copy

FOLDER_NAME: Final = "copies"
KEPT: Final = 3
_PATTERN: Final = "before-*.jsonl"


def copy_before_migration(engine: Engine, data: Path, newest: str, now: datetime) -> Path:
    """Write a copy into DATA/copies, whole and on the disk, and return its path.

    `newest`: the schema that comes. Once this one is there, it and the newest two others stay.
    Raises BackupFileError.
    """
    folder = data / FOLDER_NAME
    folder.mkdir(mode=0o700, exist_ok=True)
    for part in folder.glob(f"{_PATTERN}{PART}"):
        part.unlink(missing_ok=True)  # of a start that was killed; the caller holds the lock
    path = folder / f"before-{newest}-{now:%Y%m%dT%H%M%S%fZ}.jsonl"
    write_local_copy(engine, path, now)
    others = [one for one in folder.glob(_PATTERN) if one != path]  # a clock can be behind
    for old in sorted(others, key=_get_time)[: 1 - KEPT]:
        old.unlink(missing_ok=True)
    return path


def _get_time(path: Path) -> str:
    return path.stem.rpartition("-")[2]
