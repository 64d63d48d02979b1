"""The command that changes the server secret: `flask --app wsgi secret rotate`.

It opens no record, and prints no secret. docs/running.md, Change the server secret.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

from app.access.app_state import get_app_state
from app.cli_errors import report_errors_plainly
from app.database_guard.version_lock import DatabaseInUseError, hold_exclusively
from app.durable_files import START_LOCK_NAME, hold_file_lock
from app.extensions import db
from app.schema_revisions import load_schema_revisions
from app.services.audit_log.database_check import (
    DatabaseProblem,
    check_database,
    describe_database_problem,
    is_secret_of_database,
)
from app.services.backup.progress import format_count
from app.services.secret_change import secret_files
from app.services.secret_change.database_change import (
    ChangedLog,
    SecretChange,
    change_server_secret_in_database,
    describe_broken_log,
    finish_secret_change,
)
from app.services.secret_change.secret_files import SecretChangeError
from app.upkeep_cli.stopped_commands import report_interruption
from app.vault.server_secret import ServerSecret
from config import CONTAINER_SECRETS, SECRET_NAME

secret_group = AppGroup("secret", help="The server secret.")
STOPPED = (
    "Stopped. The database belongs to the server secret in use or to the one in {place}. Keep that "
    "file, if it is there, and give the same command again: it goes on from where it was."
)
HANDED_OUT = (
    "{secret} is handed out by systemd or a container engine, or its folder cannot be written to. "
    "Give --new-file with a file that does not exist, in a folder that only you can read. Nothing "
    "was changed."
)


def init_app(app: Flask) -> None:
    """Register every command."""
    app.cli.add_command(secret_group)


@secret_group.command("rotate")
@click.option(
    "--new-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the new secret, if systemd or a container engine hands out the one in "
    "use. Give the command twice: in between, copy the file to where it stays.",
)
@with_appcontext
@report_errors_plainly
def rotate_command(new_file: Path | None) -> None:
    """Make a new server secret, and let the database belong to it.

    Stop the server first. Everyone signs in again afterwards, with the same passphrase. If this is
    ended at any moment, nothing is lost: give the same command again.
    """
    os.umask(0o077)
    config = get_app_state().config
    try:
        place = _find_place(new_file)
        with (
            hold_file_lock(config.data / START_LOCK_NAME),
            hold_exclusively(config.database_url, load_schema_revisions().newest) as lock,
            report_interruption(lambda: STOPPED.format(place=place)),
        ):
            _rotate(place, is_ours=new_file is None, demand_alone=lock.demand_held)
    except (SecretChangeError, DatabaseInUseError) as error:
        raise click.ClickException(str(error)) from None


def _find_place(new_file: Path | None) -> Path:
    """Return where the new secret is made. Raises SecretChangeError where it could not be used."""
    config = get_app_state().config
    copy = config.data / SECRET_NAME
    if copy != config.secret_file and copy.exists():
        raise SecretChangeError(
            f"{copy} is a second copy of the server secret: move it out of DATA first, because two "
            "that differ stop the start. Nothing was changed."
        )
    if new_file is not None:
        return new_file.absolute()
    folder = config.secret_file.resolve().parent
    if config.secret_file.parent == CONTAINER_SECRETS or not os.access(folder, os.W_OK):
        raise SecretChangeError(HANDED_OUT.format(secret=config.secret_file))
    return secret_files.find_next_secret_file(config.secret_file)


def _rotate(place: Path, *, is_ours: bool, demand_alone: Callable[[], None]) -> None:
    here = get_app_state()
    state = check_database(db.engine, here.server, here.files, load_schema_revisions())
    if state.problem is DatabaseProblem.OLD_SECRET:
        _finish(place, is_ours=is_ours)
        return
    if state.problem is DatabaseProblem.LOG:
        raise SecretChangeError(describe_broken_log(", ".join(state.broken)))
    if state.problem:
        raise SecretChangeError(
            describe_database_problem(state, here.config.data, here.config.secret_file)
        )
    if not state.organisations:
        raise SecretChangeError("There is no organisation yet: there is nothing to change.")
    if not is_ours and _write_for_later(place):
        return
    if is_ours:
        _keep_current()
    own_file = here.config.secret_file if is_ours else None
    new = ServerSecret(secret_files.read_or_make_next_secret(place, here.config.secret, own_file))
    change = SecretChange(here.server, new, here.files, here.clock(), demand_alone)
    try:
        _report_change(change_server_secret_in_database(db.engine, change))
    except DBAPIError as error:  # also of a commit that arrived while its answer was lost
        raise SecretChangeError(
            f"The database went away ({type(error.orig).__name__}). Everything was changed, or "
            f"nothing. Keep {place}, and give the same command again."
        ) from error
    _finish(place, is_ours=is_ours)


def _write_for_later(place: Path) -> bool:
    """Write the next secret where the caller said, and change nothing; False if it is there.

    A container is thrown away with its files. Only a copy outside it may be what counts.
    """
    current = get_app_state().config.secret
    if secret_files.read_next_secret(place, current) is not None:
        return False
    secret_files.read_or_make_next_secret(place, current)
    click.echo(
        f"A new secret is in {place}. Nothing was changed yet. Copy that file to where it stays "
        "when this machine or container is gone. Then give the same command again."
    )
    return True


def _keep_current() -> None:
    """Keep the secret in use under a second name, which also shows that another can replace it."""
    here = get_app_state()
    try:
        secret_files.link_current_secret(here.config.secret_file, here.server.generation)
    except OSError as error:
        raise SecretChangeError(HANDED_OUT.format(secret=here.config.secret_file)) from error


def _finish(place: Path, *, is_ours: bool) -> None:
    """Put the new secret where the one in use lies, or say who has to."""
    config = get_app_state().config
    if not is_ours:
        found = secret_files.read_next_secret(place, config.secret)
        if found is None or not is_secret_of_database(db.engine, ServerSecret(found)):
            raise SecretChangeError(
                "The database belongs to a newer server secret than the one in use, and that is "
                f"not in {place}. Give --new-file with the file that it was written to. Nothing "
                "was changed."
            )
        click.echo(
            f"The database belongs to the secret in {place} now. Put that in the place of "
            f"{config.secret_file}, on every machine that serves this database, before you start "
            "Heard. Keep the one before as long as you keep backups from before."
        )
        return
    kept = finish_secret_change(db.engine, config.secret_file, config.secret)
    if kept is None:
        raise SecretChangeError(
            f"The database belongs to a newer server secret than {config.secret_file}, and it is "
            f"not in {place}. Put it back from its backup. Nothing was changed."
        )
    click.echo(
        f"The new secret is in {config.secret_file}. Put it on every machine that serves this "
        "database, and copy it to where you keep the copy of the one before. That one is in "
        f"{kept}: move it to where you keep no backup. Backups from before need it. Then start "
        "Heard."
    )


def _report_change(logs: tuple[ChangedLog, ...]) -> None:
    for log in logs:
        click.echo(
            f"{log.host}: {format_count(log.sessions, 'session')} and "
            f"{format_count(log.invites, 'invite')} ended. New key of the log, for people who "
            f"check it:\n  {log.key}"
        )
