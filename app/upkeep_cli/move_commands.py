"""The command that moves everything to another database: `flask --app wsgi data move`.

It opens no record. Neither the server secret nor a password is printed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import Engine, make_url

from app.access.app_state import get_app_state
from app.cli_errors import report_errors_plainly
from app.database import make_engine
from app.database_guard.move_marks import describe_database_location
from app.database_guard.version_lock import DatabaseInUseError, hold_exclusively
from app.extensions import db
from app.schema_revisions import load_schema_revisions
from app.services.audit_log.checkpoints import CheckpointFiles, read_checkpoint_note
from app.services.audit_log.database_check import (
    DatabaseProblem,
    check_database,
    describe_database_problem,
    find_sqlite_file,
)
from app.services.backup.backup_lines import BackupSummary
from app.services.backup.backup_reading import BackupReadError
from app.services.backup.last_backup import backup_log_id
from app.services.backup.progress import ProgressLines, format_count
from app.services.data_move import database_move
from app.services.data_move.database_move import MoveError, MovePlan
from app.services.organisations import organisation_lookup
from app.services.unit_of_work import Action
from app.upkeep_cli.stopped_commands import report_interruption
from config import ConfigError, complete_database_url

data_group = AppGroup("data", help="Everything that is stored.")


def init_app(app: Flask) -> None:
    """Register every command."""
    app.cli.add_command(data_group)


@data_group.command("move")
@click.option(
    "--to",
    "url",
    required=True,
    envvar="MOVE_TO",
    metavar="URL",
    help="The new, empty database, as DATABASE_URL names one. With a password in it, set MOVE_TO "
    "instead: other users of a machine can see the words of a command.",
)
@click.option(
    "--data",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The DATA folder that the new database will be used with, if it is another one.",
)
@with_appcontext
@report_errors_plainly
def move_command(url: str, folder: Path | None) -> None:
    """Move everything from the database of DATABASE_URL to an empty one, of either kind.

    Stop the server first. Everyone signs in again afterwards. If this is ended at any moment,
    nothing is lost: give the same command again.
    """
    os.umask(0o077)
    try:
        with (
            _open_plan(_read_target(url)) as plan,
            report_interruption(lambda: _describe_stop(plan)),
        ):
            _move(plan, folder)
    except (MoveError, BackupReadError, DatabaseInUseError, ConfigError) as error:
        raise click.ClickException(str(error)) from None


def _read_target(given: str) -> str:
    """Return the URL of the new database. Raises ConfigError or MoveError."""
    url = complete_database_url(given.strip(), "--to")
    file = find_sqlite_file(make_url(url))
    if file is None:
        return url
    old = find_sqlite_file(_engine().url)
    if old is not None and old.exists() and file.exists() and old.samefile(file):
        raise MoveError("That is the database that the records are in: choose an empty one.")
    file.absolute().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return f"sqlite:///{file.absolute()}"


@contextmanager
def _open_plan(url: str) -> Iterator[MovePlan]:
    """Give both databases, with no one else in either of them."""
    from app.migrate import upgrade_database  # a worker loads this module, and never Alembic

    old, schema = get_app_state().config.database_url, load_schema_revisions().newest
    target = make_engine(url)
    try:
        with hold_exclusively(old, schema) as here, hold_exclusively(url, schema) as there:

            def demand_alone() -> None:
                here.demand_held()
                there.demand_held()

            yield MovePlan(
                _engine(), target,
                (describe_database_location(old), describe_database_location(url)),
                partial(upgrade_database, url), demand_alone,
                lambda words: ProgressLines(words, sys.stderr).note,
            )  # fmt: skip
    finally:
        target.dispose()


def _move(plan: MovePlan, folder: Path | None) -> None:
    if database_move.finish_earlier_move(plan):
        click.echo("The records were moved already, and nothing is left to do.")
        _report_next(plan)
        return
    _demand_source()
    database_move.demand_usable_target(plan)
    if folder is not None:
        _copy_checkpoints(folder)
    here = get_app_state()
    for org in organisation_lookup.list_organisations(db.session()):
        here.uow(org).look(Action.MOVE_STARTED, backup_log_id(org))
    db.session.remove()
    _report_move(database_move.move_rows_and_close_source(plan, here.clock()))
    _report_next(plan)


def _describe_stop(plan: MovePlan) -> str:
    """Return what a move that was stopped did, and what to do."""
    old, new = plan.places
    if database_move.is_move_recorded_in_source(plan):
        return (
            f"Stopped. The records are in {new}, whole, and {old} is closed. Give the same command "
            "again: it does what is left, and says what to set."
        )
    return (
        f"Stopped. The records are in {old}, whole, and Heard can be started on it as before. "
        f"{new} does not have all of them. Give the same command again: it starts with the first "
        "row."
    )


def _demand_source() -> None:
    """Raise MoveError unless the old database is whole, and belongs to the server secret."""
    here = get_app_state()
    state = check_database(_engine(), here.server, here.files, load_schema_revisions())
    if state.problem is DatabaseProblem.LOG:
        raise MoveError(
            f"The log of {', '.join(state.broken)} does not match its checkpoints: run "
            "`flask --app wsgi log fsck` first. Nothing was moved."
        )
    if state.problem:
        raise MoveError(describe_database_problem(state, here.config.data, here.config.secret_file))
    if not state.organisations:
        raise MoveError("There is no organisation yet: there is nothing to move.")


def _copy_checkpoints(folder: Path) -> None:
    """Keep the newest checkpoint of each log in the other DATA folder too."""
    files, there = get_app_state().files, CheckpointFiles(folder)
    notes = files.list_notes()
    if there.list_notes().keys() - notes.keys():
        raise MoveError(f"{folder} has checkpoints of another Heard: choose an empty folder.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for org, note in notes.items():
        there.keep(org, read_checkpoint_note(note)[0], note)


def _report_move(moved: BackupSummary) -> None:
    click.echo(
        f"Moved, read again and compared: {format_count(len(moved.logs), 'organisation')}, "
        f"{format_count(moved.records, 'concern')}, {format_count(moved.rows, 'row')}. "
        "Each log, as a checkpoint names it (whose log, how many events, root):"
    )
    for log in moved.logs:
        click.echo(f"  {log.origin}\n  {log.size}\n  {log.root}")


def _report_next(plan: MovePlan) -> None:
    old, new = plan.places
    new = f"sqlite:///{new}" if new.startswith("/") else new
    click.echo(
        f"Set DATABASE_URL to {new}, then start Heard. Everyone signs in again.\n"
        f"{old} refuses to be served from now on. Everything is still in it: make a backup of the "
        "new database, then delete the old one as carefully as you would a backup."
    )


def _engine() -> Engine:
    return db.engine
