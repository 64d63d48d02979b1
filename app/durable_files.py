"""Files of the data folder: written once, whole, on the disk, never replaced; and its locks.

This module never reads what they hold.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

START_LOCK_NAME: Final = "first-start.lock"
"""A file in DATA whose lock is held by whatever makes or changes the server secret."""


def write_file_once(path: Path, content: bytes, owner: tuple[int, int] | None = None) -> bool:
    """Write a new file of mode 0400, whole and on the disk, or leave an existing one alone.

    Returns whether this call made it. The caller holds the lock: a part file that is found was
    left by a start that was killed. `link` refuses to replace, which `rename` would not.
    `owner`: user and group to give it to, where root writes it for somebody else.
    """
    if path.exists():
        return False
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    try:
        with os.fdopen(handle, "wb") as file:
            if owner is not None:
                os.fchown(file.fileno(), *owner)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


@contextmanager
def hold_file_lock(path: Path) -> Iterator[None]:
    """Hold the lock of this file. The kernel lets go of it when the process ends, or is ended."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sync_folder(folder: Path) -> None:
    """Put the folder's own list of names on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
