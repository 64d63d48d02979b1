"""Write a backup to a file: whole under its name or not there at all, and never over another.

What is written lies under another name in the same folder until all of it is on the disk. It is
locked meanwhile: what a killed backup left is taken over by the next, and two at once do not mix.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from sqlalchemy import Engine, text

from app.durable_files import sync_folder
from app.services.audit_log.database_check import find_sqlite_file

PART: Final = ".part"
FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_LINKS: Final = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}
"""A file system without hard links says one of these: a memory stick, for example."""
IN_USE: Final = "{} is there already: choose another name."
SPARE_BYTES: Final = 16 << 20


class BackupFileError(Exception):
    """The file cannot be written. The message is a sentence that says what to do."""


class PartFile:
    """A file that is written under another name. `file`: what to write to."""

    def __init__(self, file: IO[bytes], part: Path, path: Path) -> None:
        self.file, self._part, self._path = file, part, path

    def save_to_disk(self) -> None:
        """Bring all of it to the disk. Raises OSError, and BackupFileError for a name in use.

        What can fail, fails here: the log says that a backup was made before `publish`.
        """
        self.file.flush()
        os.fsync(self.file.fileno())
        _demand_free_name(self._path)

    def publish(self) -> None:
        """Put what is on the disk under its name for good."""
        try:
            os.link(self._part, self._path)  # refuses to replace, which a rename would not
        except FileExistsError:
            raise BackupFileError(IN_USE.format(self._path)) from None
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            self._part.replace(self._path)
        sync_folder(self._path.parent)


def _demand_free_name(path: Path) -> None:
    if os.path.lexists(path):
        raise BackupFileError(IN_USE.format(path))


@contextmanager
def create_backup_file(path: Path) -> Iterator[PartFile]:
    """Give a file of mode 0600 to write to. Nothing is left of one that is not published.

    Raises BackupFileError.
    """
    _demand_free_name(path)
    part = path.with_name(path.name + PART)
    try:
        with _open_locked(part) as file:
            try:
                yield PartFile(file, part, path)
            finally:
                part.unlink(missing_ok=True)
    except OSError as error:
        raise BackupFileError(describe_file_error(error, path)) from error


def describe_file_error(error: OSError, path: Path) -> str:
    """Return a sentence for a console."""
    if error.errno in FULL:
        return (
            f"The disk of {path.parent} is full: free some room, or choose another folder. "
            "Nothing was left there."
        )
    return f"{error.filename or path} cannot be written ({error.strerror}): choose another folder."


def demand_room_for_backup(folder: Path, engine: Engine) -> None:
    """Raise BackupFileError when a copy of this database will not fit into the folder."""
    needed = measure_database(engine) * 3 // 2 + SPARE_BYTES  # bytes are a third longer as text
    free = _find_free_bytes(folder)
    if free < needed:
        raise BackupFileError(
            f"The disk of {folder} has {free >> 20} MB of room, and the backup may need "
            f"{(needed >> 20) + 1} MB: free some room, or choose another folder."
        )


def measure_database(engine: Engine) -> int:
    """Return how many bytes the database takes on its disk."""
    path = find_sqlite_file(engine.url)
    if path is not None:
        return sum(one.stat().st_size for one in (path, Path(f"{path}-wal")) if os.path.exists(one))
    with engine.connect() as connection:
        return int(
            connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        )


def _find_free_bytes(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError as error:
        raise BackupFileError(f"{folder} cannot be used ({error.strerror}).") from None


def _open_locked(part: Path) -> IO[bytes]:
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    file = os.fdopen(handle, "wb")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise BackupFileError(f"Another backup is being written to {part}: wait for it.") from None
    file.truncate()
    return file
