"""Commands speak plainly: whatever goes wrong is one sentence on stderr and exit status 1.

No traceback reaches a console: it may hold what somebody typed, and nobody can act on it.
"""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click
from sqlalchemy.exc import DBAPIError

from app.access.app_state import get_app_state
from app.access.database_gate import OPEN
from app.errors import HeardError, InvalidError
from app.services.audit_log.database_check import describe_problem
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


def needs_database(work: Callable[P, T]) -> Callable[P, T]:
    """A command that does nothing unless the database is there, and belongs to the secret."""

    @functools.wraps(work)
    def command(*args: P.args, **kwargs: P.kwargs) -> T:
        if problem := find_database_problem():
            raise click.ClickException(problem)
        return work(*args, **kwargs)

    return command


def find_database_problem() -> str:
    """Return one sentence that says why nothing can be done with this database, or nothing."""
    here = get_app_state()
    if (state := here.gate.look()).problem in OPEN:
        return ""
    return describe_problem(state, here.config.data, here.config.secret_file)


def describe_error(error: Exception) -> str:
    """What is wrong, for somebody at a console."""
    if isinstance(error, InvalidError):
        return " ".join(error.problems.values())
    if isinstance(error, DBAPIError):
        found = translate_database_error(error)
        if isinstance(found, HeardError):
            return f"{found.public} Check DATABASE_URL, and that the database is running."
        return f"The database cannot do this ({type(error).__name__})."
    if isinstance(error, OSError):
        return f"{error.filename or 'A file'} cannot be used: {error.strerror or 'unknown reason'}."
    return error.public if isinstance(error, HeardError) else "Something went wrong."
