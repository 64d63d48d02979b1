"""Commands that copy everything out and put it back: `flask --app wsgi backup` and `restore`.

None of them opens a record. The server secret is in no backup, and is never printed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app.access.app_state import get_app_state
from app.cli_errors import (
    describe_disk_room,
    is_disk_full,
    needs_undamaged_database,
    report_errors_plainly,
)
from app.database_guard.version_lock import DatabaseInUseError, hold_exclusively
from app.domain.routing.actors import Org
from app.domain.times.shown_times import format_full_time
from app.errors import HeardError
from app.extensions import db
from app.schema_revisions import load_schema_revisions
from app.services.backup import backup_making, restore_mark, restoring
from app.services.backup.age_streams import NotABackupKeyError
from app.services.backup.backup_check import (
    BackupVerdict,
    HeldCheckpoint,
    OrgVerdict,
    find_new_organisations,
)
from app.services.backup.backup_file import SPARE_BYTES, BackupFileError
from app.services.backup.backup_reading import BackupReadError
from app.services.backup.progress import ProgressLines, format_count
from app.services.integrity import integrity_check
from app.services.organisations import organisation_lookup, setup_code
from app.upkeep_cli.stopped_commands import report_interruption

ROOM_FOR_EACH_BYTE: Final = 3
"""SQLite writes the rows of one transaction next to the database, then into it."""
FILE = click.Path(dir_okay=False, path_type=Path)
_REFUSALS: Final = {
    "broken": (
        "Nothing was restored. Try an older backup. If there is none, --accept-broken restores "
        "this one as evidence.",
        "Do not rely on this backup. Check an older one, and run `flask --app wsgi log fsck` on "
        "the server.",
    ),
    "older": (
        "Nothing was restored. Look for a newer backup first. If there is none, add "
        "--accept-older, and tell the leads what is missing.",
        "This backup lacks events that a checkpoint shows. Check a newer one. If there is none, "
        "make one now.",
    ),
}
"""Why a backup is not accepted: what to say of a restore, and of a check."""
BACKUP_STOPPED: Final = "Stopped. No backup was written. Give the same command again."
CHECK_STOPPED: Final = "Stopped. Nothing was changed. Give the same command again."


def init_app(app: Flask) -> None:
    """Register every command."""
    for command in (backup_command, restore_command):
        app.cli.add_command(command)


@click.command("backup")
@click.argument("file", type=FILE)
@click.option(
    "--to",
    "recipients",
    multiple=True,
    required=True,
    metavar="AGE_KEY",
    help="Who can open it: a public key, age1…. May be given more than once.",
)
@with_appcontext
@report_errors_plainly
@needs_undamaged_database
def backup_command(file: Path, recipients: tuple[str, ...]) -> None:
    """Write everything but the server secret to FILE, locked with age, while people work.

    The secret key of one of the --to keys opens it. Keep that key, and a copy of the server secret,
    away from this server and away from the backup.
    """
    here = get_app_state()
    unfinished = restore_mark.describe_unfinished_restore(here.config.data, _engine().url)
    if unfinished:
        raise click.ClickException(f"No backup was made. {unfinished}")
    orgs = organisation_lookup.list_organisations(db.session())
    db.session.remove()
    if not orgs:
        raise click.ClickException("There is no organisation yet: there is nothing to back up.")
    with report_interruption(lambda: BACKUP_STOPPED):
        made = _make_backup(file, recipients, orgs)
    _report_backup(file, made)


def _make_backup(
    file: Path, recipients: Sequence[str], orgs: Sequence[Org]
) -> backup_making.MadeBackup:
    here = get_app_state()
    try:
        return backup_making.make_backup(
            _engine(), map(here.uow, orgs), file.absolute(), recipients, here.clock(),
            ProgressLines("Backing up", sys.stderr).note,
        )  # fmt: skip
    except NotABackupKeyError:
        raise click.ClickException(
            "--to needs a public key of age, which starts with age1. `age-keygen -o key.txt` makes "
            "a pair and prints it. Never give the secret key here."
        ) from None
    except BackupFileError as error:
        raise click.ClickException(str(error)) from None


def _report_backup(file: Path, made: backup_making.MadeBackup) -> None:
    held = made.summary
    click.echo(
        f"Backup written to {file}: {format_count(held.organisations, 'organisation')}, "
        f"{format_count(held.records, 'concern')}, {format_count(held.rows, 'row')}, "
        f"{_size(made.bytes)}."
    )
    click.echo("Each log in it, as a checkpoint names it (whose log, how many events, root):")
    for log in held.logs:
        click.echo(f"  {log.origin}\n  {log.size}\n  {log.root}")
    for host in made.not_logged:
        click.echo(f"The log of {host} is broken, so it does not say that a backup was made.")


@click.command("restore")
@click.argument("file", type=FILE)
@click.option("--identity", type=FILE, help="The file with your secret age key.")
@click.option(
    "--checkpoint",
    "checkpoints",
    type=FILE,
    multiple=True,
    help="A checkpoint that someone kept, as a text file. May be given more than once.",
)
@click.option(
    "--accept-older",
    is_flag=True,
    help="Restore although a checkpoint shows that events are missing.",
)
@click.option(
    "--accept-broken", is_flag=True, help="Restore although a log in it does not match itself."
)
@click.option("--check-only", is_flag=True, help="Only read and judge the backup.")
@with_appcontext
@report_errors_plainly
def restore_command(
    file: Path,
    identity: Path | None,
    checkpoints: tuple[Path, ...],
    accept_older: bool,
    accept_broken: bool,
    check_only: bool,
) -> None:
    """Put a backup into an empty database: all of it, or nothing.

    The server secret has to be there already, and is the one that the backup was made with. Stop
    the server first. Everyone signs in again afterwards.
    """
    os.umask(0o077)
    judge = partial(
        _judge, file, identity, checkpoints,
        accept_older=accept_older, accept_broken=accept_broken, check_only=check_only,
    )  # fmt: skip
    with report_interruption(lambda: CHECK_STOPPED if check_only else _describe_stopped_restore()):
        try:
            secrets, held, verdict = judge()
            if not check_only:
                _restore_or_say_done(file, secrets, verdict, held)
        except (BackupReadError, BackupFileError, DatabaseInUseError) as error:
            raise click.ClickException(str(error)) from None
        except (HeardError, DBAPIError, OSError) as error:
            if not is_disk_full(error):
                raise
            needed = file.stat().st_size * ROOM_FOR_EACH_BYTE + SPARE_BYTES
            raise click.ClickException(describe_disk_room(needed)) from None


def _judge(
    file: Path,
    identity: Path | None,
    checkpoints: Sequence[Path],
    *,
    accept_older: bool,
    accept_broken: bool,
    check_only: bool,
) -> tuple[list[str], list[HeldCheckpoint], BackupVerdict]:
    """Read the backup whole, say what it is, and raise BackupReadError unless it is accepted."""
    here = get_app_state()
    if not check_only:
        restoring.demand_empty_restore_place(_engine(), here.config.data)
    secrets = _read_secrets(identity)
    held = restoring.list_held_checkpoints(here.config.data, checkpoints)
    if not check_only:
        held = restoring.exclude_own_checkpoints(_find_place(), held)
    note = ProgressLines("Checking the backup", sys.stderr).note
    verdict = restoring.check_backup(file, secrets, here.server, held, note)
    _demand_known_schema(file, verdict)
    ours = _find_data_checkpoints(verdict, held) if check_only else frozenset()
    _report_verdict(file, verdict, ours)
    verdict = replace(
        verdict,
        ahead=tuple(one for one in verdict.ahead if one not in ours),
        strangers=tuple(one for one in verdict.strangers if one not in ours),
    )
    if problem := _find_refusal(verdict, accept_older=accept_older, accept_broken=accept_broken):
        raise BackupReadError(_REFUSALS[problem][check_only])
    return secrets, held, verdict


def _demand_known_schema(file: Path, verdict: BackupVerdict) -> None:
    ours = load_schema_revisions()
    if verdict.schema not in ours.known:
        raise BackupReadError(
            f"{file} is whole, and was made by a newer Heard: its tables are of version "
            f"{verdict.schema}, and this Heard knows them up to {ours.newest}. Nothing was "
            "restored. Install the version that made the backup, or a later one."
        )


def _find_data_checkpoints(
    verdict: BackupVerdict, held: Sequence[HeldCheckpoint]
) -> frozenset[str]:
    """Return where DATA has checkpoints that a backup lacks, as a server at work always has.

    They are newer, or of organisations that were set up since. None are newer where one that
    someone kept is newer too.
    """
    here = get_app_state()
    in_data = [one for one in held if Path(one.place).parent == here.config.data / "checkpoints"]
    is_usual = {one.place for one in in_data} >= set(verdict.ahead)
    new = find_new_organisations(verdict, in_data, here.server)
    return new | frozenset(verdict.ahead if is_usual else ())


def _restore_or_say_done(
    file: Path, secrets: Sequence[str], verdict: BackupVerdict, held: Sequence[HeldCheckpoint]
) -> None:
    here = get_app_state()
    if restoring.is_restore_finished(_find_place(), verdict):
        setup_code.delete_setup_code(here.config.data)
        click.echo("This backup is restored here already, whole. Nothing was changed.")
        _compare_with_logs()
        return
    here.config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with hold_exclusively(here.config.database_url, load_schema_revisions().newest):
        _restore(file, secrets, verdict, held)


def _find_place() -> restoring.RestorePlace:
    here = get_app_state()
    return restoring.RestorePlace(
        _engine(), here.config.data, here.server, _make_upgrade(here.config.database_url),
        here.clock,
    )  # fmt: skip


def _describe_stopped_restore() -> str:
    """Return what a restore that was stopped wrote, and what to do."""
    if restore_mark.is_restore_unfinished(get_app_state().config.data, _engine().url):
        return (
            "Stopped. The restore has started and is not finished, so Heard will not start yet. "
            "Give the same command again: it finishes the restore."
        )
    if restoring.find_logged_restores(_engine()):
        return (
            "Stopped. Nothing is half restored: this database has a whole restore in it. Give the "
            "same command again: it says if that was this backup, and compares it with the log."
        )
    return "Stopped. Nothing was written. Give the same command again."


def _restore(
    file: Path, secrets: Sequence[str], verdict: BackupVerdict, held: Sequence[HeldCheckpoint]
) -> None:
    here, place = get_app_state(), _find_place()
    note = ProgressLines("Restoring", sys.stderr).note
    restoring.restore_rows(file, secrets, verdict, place, note)
    aside = [one for one in held if one.place in {*verdict.ahead, *verdict.strangers}]
    done = restoring.upgrade_and_log_restore(verdict, place, aside)
    setup_code.delete_setup_code(here.config.data)
    click.echo("Restored. Everyone signs in again.")
    if done.mails_not_sent:
        click.echo(
            f"{format_count(done.mails_not_sent, 'email')} that waited in the backup will not be "
            "sent: most were sent since."
        )
        if here.config.smtp_url:
            click.echo("Leads, heads and chairs get one email about the restore.")
    for host in done.not_logged:
        click.echo(f"The log of {host} is broken, so it does not say that it was restored.")
    _compare_with_logs()


def _compare_with_logs() -> None:
    here = get_app_state()
    found: list[str] = []
    for org in organisation_lookup.list_organisations(db.session()):
        try:
            found += integrity_check.find_all_differences(here.uow(org))
        except Exception as error:  # noqa: BLE001 - the restore is done: this only looks at it
            found.append(f"The log of {org.host} cannot be compared ({type(error).__name__}).")
    db.session.remove()
    for line in found:
        click.echo(line)
    if found:
        raise SystemExit(1)
    click.echo("The log and what is stored agree.")


def _report_verdict(file: Path, verdict: BackupVerdict, ours: Collection[str]) -> None:
    """Say what a backup is. `ours`: where a server at work has checkpoints that it lacks."""
    click.echo(
        f"{file} is whole. It is from {format_full_time(verdict.made_at)}: "
        f"{format_count(len(verdict.orgs), 'organisation')}, "
        f"{format_count(verdict.records, 'concern')}, {format_count(verdict.rows, 'row')}."
    )
    made_at = format_full_time(verdict.made_at)
    for org in verdict.orgs:
        click.echo(_describe_log(replace(org, missing=0) if org.place in ours else org, made_at))
        if org.place in ours:
            click.echo(_describe_newer_events(org, made_at))
    for place in verdict.strangers:
        click.echo(
            f"The organisation of the checkpoint in {place} was set up after {made_at}: make a new "
            "backup."
            if place in ours
            else f"The checkpoint in {place} is not one of a log in this backup."
        )


def _describe_newer_events(org: OrgVerdict, made_at: str) -> str:
    more = format_count(org.missing, "event was", "events were")
    return f"{more} logged for {org.host} since {made_at}: make a new backup."


def _describe_log(org: OrgVerdict, made_at: str) -> str:
    if org.problem:
        return f"The log of {org.host} is broken: {org.problem}."
    if org.missing:
        return (
            f"This backup is older than the checkpoint in {org.place}. Since {made_at} at least "
            f"{format_count(org.missing, 'more event was', 'more events were')} logged for "
            f"{org.host}. Anything signed or saved after the backup is not in it."
        )
    return f"The log of {org.host} is whole: {format_count(org.size, 'event')}, root {org.root}."


def _find_refusal(verdict: BackupVerdict, *, accept_older: bool, accept_broken: bool) -> str:
    if any(org.problem for org in verdict.orgs) and not accept_broken:
        return "broken"
    return "older" if (verdict.ahead or verdict.strangers) and not accept_older else ""


def _read_secrets(identity: Path | None) -> list[str]:
    if identity is None:
        return []
    lines = identity.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _make_upgrade(url: str) -> Callable[[str], None]:
    from app.migrate import upgrade_database  # a worker loads this module, and never Alembic

    return partial(upgrade_database, url)


def _engine() -> Engine:
    return db.engine


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
