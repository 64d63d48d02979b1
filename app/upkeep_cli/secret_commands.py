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

from app.access.app_state import get_app_state
from app.cli_errors import report_errors_plainly
from app.database_guard.version_lock import DatabaseInUseError, hold_exclusively
from app.durable_files import START_LOCK_NAME, hold_file_lock
from app.extensions import db
from app.schema_revisions import load_schema_revisions
from app.services.audit_log.database_check import (
    DatabaseProblem,
    check_database,
    describe_problem,
)
from app.services.backup.progress import format_count
from app.services.secret_change import secret_files
from app.services.secret_change.database_change import (
    ChangedLog,
    SecretChange,
    change_database_secret,
    finish_secret_change,
)
from app.services.secret_change.secret_files import SecretChangeError
from app.upkeep_cli.stopped_commands import report_stop
from app.vault.server_secret import ServerSecret
from config import SECRET_NAME

secret_group = AppGroup("secret", help="The server secret.")
STOPPED = (
    "Stopped. The database belongs to the old server secret or to the new one, and both are there. "
    "Give the same command again: it finishes the change."
)


def init_app(app: Flask) -> None:
    """Register every command."""
    app.cli.add_command(secret_group)


@secret_group.command("rotate")
@click.option(
    "--new-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the new secret, if systemd or a container engine hands out the one in "
    "use. Put it in its place yourself afterwards.",
)
@with_appcontext
@report_errors_plainly
def rotate_command(new_file: Path | None) -> None:
    """Make a new server secret, and let the database belong to it.

    Stop the server first. Everyone signs in again afterwards, with the same passphrase. If this is
    ended at any moment, nothing is lost: give the same command again, or start the server.
    """
    os.umask(0o077)
    config = get_app_state().config
    try:
        place = _find_place(new_file)
        with (
            hold_file_lock(config.data / START_LOCK_NAME),
            hold_exclusively(config.database_url, load_schema_revisions().newest) as lock,
            report_stop(lambda: STOPPED),
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
    if not os.access(config.secret_file.parent, os.W_OK):
        raise SecretChangeError(
            f"{config.secret_file} is handed out by systemd or a container engine, or its folder "
            "cannot be written to. Give --new-file with a file that does not exist, in a folder "
            "that only you can read. Nothing was changed."
        )
    return secret_files.find_next_file(config.secret_file)


def _rotate(place: Path, *, is_ours: bool, demand_alone: Callable[[], None]) -> None:
    here = get_app_state()
    state = check_database(db.engine, here.server, here.files, load_schema_revisions())
    if state.problem is DatabaseProblem.OLD_SECRET:
        _finish(place, is_ours=is_ours)
        return
    if state.problem is DatabaseProblem.LOG:
        raise SecretChangeError(
            f"The log of {', '.join(state.broken)} does not match its checkpoints: run "
            "`flask --app wsgi log fsck` first. Nothing was changed."
        )
    if state.problem:
        raise SecretChangeError(describe_problem(state, here.config.data, here.config.secret_file))
    if not state.organisations:
        raise SecretChangeError("There is no organisation yet: there is nothing to change.")
    new = ServerSecret(secret_files.make_next_secret(place, here.config.secret))
    change = SecretChange(here.server, new, here.files, here.clock(), demand_alone)
    _report_change(change_database_secret(db.engine, change))
    _finish(place, is_ours=is_ours)


def _finish(place: Path, *, is_ours: bool) -> None:
    """Put the new secret where the one in use lies, or say who has to."""
    config = get_app_state().config
    if not is_ours:
        click.echo(
            f"The database belongs to the secret in {place} now. Put that in the place of "
            f"{config.secret_file} before you start Heard. Keep the one before as long as you "
            "keep backups from before."
        )
        return
    kept = finish_secret_change(db.engine, config.secret_file, config.secret)
    if kept is None:
        raise SecretChangeError(
            f"The database belongs to a newer server secret than {config.secret_file}, and it is "
            f"not in {place}. Put it back from its backup. Nothing was changed."
        )
    click.echo(
        f"The new secret is in {config.secret_file}. Copy it to where you keep the copy of the one "
        f"before. That one is in {kept}: move it to where you keep no backup. Backups from before "
        "need it. Then start Heard."
    )


def _report_change(logs: tuple[ChangedLog, ...]) -> None:
    for log in logs:
        click.echo(
            f"{log.host}: {format_count(log.sessions, 'session')} and "
            f"{format_count(log.invites, 'invite')} ended. New key of the log, for people who "
            f"check it:\n  {log.key}"
        )
