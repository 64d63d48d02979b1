"""Commands speak plainly: whatever goes wrong is one sentence on stderr and exit status 1.

No traceback reaches a console: it may hold what somebody typed, and nobody can act on it.
"""

import functools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from app.access.app_state import get_app_state
from app.access.database_gate import OPEN
from app.database_guard.damaged_file import describe_damage, mark_if_damaged
from app.errors import DatabaseDamagedError, DiskFullError, HeardError, InvalidError
from app.services.audit_log.database_check import describe_database_problem, find_sqlite_file
from app.services.backup.backup_file import FULL
from app.services.unit_of_work import translate_database_error

P = ParamSpec("P")
T = TypeVar("T")


def report_errors_plainly(work: Callable[P, T]) -> Callable[P, T]:
    """A command whose problems become one sentence."""

    @functools.wraps(work)
    def command(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return work(*args, **kwargs)
        except (HeardError, DBAPIError, OSError) as error:
            raise click.ClickException(describe_error(error)) from None

    return command


def needs_matching_database(work: Callable[P, T]) -> Callable[P, T]:
    """A command that does nothing unless the database is there, and belongs to the secret."""

    @functools.wraps(work)
    def command(*args: P.args, **kwargs: P.kwargs) -> T:
        if problem := find_database_problem():
            raise click.ClickException(problem)
        return work(*args, **kwargs)

    return command


def needs_undamaged_database(work: Callable[P, T]) -> Callable[P, T]:
    """A command that reads all of it, and does nothing where a SQLite file is damaged anywhere."""

    checked = needs_matching_database(work)

    @functools.wraps(work)
    def command(*args: P.args, **kwargs: P.kwargs) -> T:
        mark_database_if_damaged()
        return checked(*args, **kwargs)

    return command


def mark_database_if_damaged() -> None:
    """Read a SQLite file whole. One that is damaged is marked, so that the gate is closed."""
    if (file := find_sqlite_file(make_url(get_app_state().config.database_url))) is not None:
        mark_if_damaged(file)


def find_database_problem() -> str:
    """Return one sentence that says why nothing can be done with this database, or nothing."""
    return "" if get_app_state().gate.look().problem in OPEN else describe_database_state()


def describe_database_state() -> str:
    """Return one sentence about any trouble with this database, or nothing where all is right."""
    here = get_app_state()
    state = here.gate.look()
    if state.problem is None:
        return ""
    return describe_database_problem(state, here.config.data, here.config.secret_file)


def is_disk_full(error: Exception) -> bool:
    """Whether a disk, or a limit on the size of files, took no more."""
    found = translate_database_error(error) if isinstance(error, DBAPIError) else error
    return isinstance(found, DiskFullError) or (isinstance(found, OSError) and found.errno in FULL)


def describe_disk_room(needed: int = 0) -> str:
    """Return which disks can be full, how much room they have, and how many bytes are needed."""
    config = get_app_state().config
    file = find_sqlite_file(make_url(config.database_url))
    folders = dict.fromkeys([*([file.parent] if file else []), config.data])
    rooms = [f"{folder} has {_measure_room(folder):,} MB" for folder in folders]
    if file is None:
        rooms.insert(0, "ask the database server how much it has")
    need = f" About {(needed >> 20) + 1:,} MB are needed." if needed else ""
    return f"The disk is full: {'; '.join(rooms)}.{need} Free some room, then try again."


def _measure_room(folder: Path) -> int:
    return shutil.disk_usage(folder).free >> 20 if folder.exists() else 0


def describe_damaged_file() -> str:
    """Return which file is damaged, and what to do."""
    file = find_sqlite_file(make_url(get_app_state().config.database_url))
    return describe_damage(file or Path("of the database"))


def describe_error(error: Exception) -> str:
    """What is wrong, for somebody at a console."""
    if isinstance(error, InvalidError):
        return " ".join(error.problems.values())
    if is_disk_full(error) and not isinstance(error, OSError):  # that one names its own file
        return describe_disk_room()
    if isinstance(error, DBAPIError):
        found = translate_database_error(error)
        if isinstance(found, DatabaseDamagedError):
            return describe_damaged_file()
        if isinstance(found, HeardError):
            return f"{found.public} Check DATABASE_URL, and that the database is running."
        return f"The database cannot do this ({type(error).__name__})."
    if isinstance(error, DatabaseDamagedError):
        return describe_damaged_file()
    if isinstance(error, OSError):
        return f"{error.filename or 'A file'} cannot be used: {error.strerror or 'unknown reason'}."
    return error.public if isinstance(error, HeardError) else "Something went wrong."
