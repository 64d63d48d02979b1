"""Tell a damaged SQLite file from one that only cannot be used now, and say what is the matter.

After a full disk, or in a folder of another user, the file is whole: a person who restored an older
backup would lose what was written since. Judged by SQLite's codes, never by words. This module
opens no file.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

DAMAGED: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_REASONS: Final = {
    "SQLITE_FULL": "cannot be used, because there is no room on its disk",
    "SQLITE_CANTOPEN": "cannot be opened",
    "SQLITE_READONLY": "cannot be written to",
    "SQLITE_IOERR": "cannot be read or written",
}
_OTHER_REASON: Final = "cannot be used now"


def is_damage(error: BaseException | None) -> bool:
    """Whether SQLite says that the file itself is damaged, or is not a database."""
    return _read_name(error).startswith(DAMAGED)


def describe_sqlite_error(error: BaseException | None, path: Path) -> str:
    """Return a sentence for a console about a SQLite file that only cannot be used now.

    `error`: what the driver raised, or SQLAlchemy's error around it. Nothing for damage, for errors
    in a statement, and for what SQLite did not say.
    """
    name = _read_name(error)
    kind = next((one for one in _REASONS if name.startswith(one)), "")
    return _describe(_REASONS[kind], name, path) if kind else ""


def describe_any_sqlite_error(error: BaseException, path: Path) -> str:
    """Return that sentence for any error that is not damage."""
    name = _read_name(error) or type(error).__name__
    return describe_sqlite_error(error, path) or _describe(_OTHER_REASON, name, path)


def _describe(reason: str, name: str, path: Path) -> str:
    return (
        f"The database file {path} {reason} ({name}). This is not a sign of damage. "
        f"{_describe_room(path.parent)} Free some if that is little. Then check that the user who "
        f"runs Heard owns {path.parent} and each file of the database in it, and can write there."
    )


def _describe_room(folder: Path) -> str:
    try:
        return f"The disk of {folder} has {shutil.disk_usage(folder).free >> 20:,} MB of room."
    except OSError as error:
        return f"The room in {folder} cannot be measured ({error.strerror})."


def _read_name(error: BaseException | None) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlite_errorname", None) or ""
