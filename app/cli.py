"""Commands for whoever runs the server: `flask --app wsgi …`. None of them opens a record.

set-up makes an organisation unattended; tend does what has to happen by itself; log export and
log fsck are for those who check; demo load fills a fictional club and school.
"""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from app.access.app_state import AppState, get_app_state
from app.cli_errors import needs_matching_database, needs_undamaged_database, report_errors_plainly
from app.cli_setup import set_up_command
from app.content_cli import content_group
from app.domain.routing.actors import Org, Role
from app.errors import InvalidError, LogBrokenError
from app.extensions import db
from app.services.audit_log import log_export
from app.services.audit_log.record_receipts import list_public_log_keys
from app.services.backup.progress import ProgressLines, format_count
from app.services.confirmation import step_removal_by_sheet
from app.services.demo import demo_loader
from app.services.integrity import integrity_check, tree_checks
from app.services.members import contact_details, invites
from app.services.organisations import organisation_lookup, setup_code
from app.services.unit_of_work import UnitOfWork
from app.upkeep_cli import (
    backup_commands,
    doctor_commands,
    move_commands,
    secret_commands,
    tend_commands,
)
from app.upkeep_cli.stopped_commands import report_interruption

log_group = AppGroup("log", help="The tamper-evident log.")
member_group = AppGroup("member", help="Members of an organisation.")
demo_group = AppGroup("demo", help="A fictional club and school.")
EXPORT_STOPPED = "Stopped. No export was written. Give the same command again."
FSCK_STOPPED = (
    "Stopped. Not everything was compared, and nothing was changed except a line in the log that a "
    "comparison started. Give the same command again: it starts with the first line."
)
HOST_OPTION = click.option("--host", default="", help="Which organisation, when there are several.")


def build_help_app() -> Flask:
    """Return an app with the commands alone. It can say what they do, and run none of them."""
    app = Flask("app")
    init_app(app)
    return app


def init_app(app: Flask) -> None:
    """Register every command."""
    app.cli.add_command(set_up_command)
    for group in (content_group, log_group, member_group, demo_group):
        app.cli.add_command(group)
    upkeep = (backup_commands, doctor_commands, move_commands, secret_commands, tend_commands)
    for commands in upkeep:
        commands.init_app(app)


@log_group.command("export")
@click.argument("file", type=click.Path(dir_okay=False))
@HOST_OPTION
@report_errors_plainly
@needs_matching_database
def export_command(file: str, host: str) -> None:
    """Write the log to FILE, a zip that `python -m audit verify` reads.

    Lines about files that were kept from the leads are written as a hash only.
    """
    uow, path = _uow(host), Path(file)
    with (
        report_interruption(lambda: EXPORT_STOPPED),
        path.open("xb") as target,
    ):  # never over an older one
        try:
            log_export.log_and_write_export(uow, target)
        except BaseException:
            path.unlink()
            raise
    keys = " ".join(f"--log-key {key}" for key in list_public_log_keys(uow))
    click.echo(f"Written. Check it: python -m audit verify {file} {keys}")


@log_group.command("fsck")
@HOST_OPTION
@report_errors_plainly
@needs_undamaged_database
def fsck_command(host: str) -> None:
    """Compare the log with what is stored of files, keys, names and drafts; name what differs."""
    uow = _uow(host)
    note = ProgressLines("Comparing", sys.stderr).note
    with report_interruption(lambda: FSCK_STOPPED):
        try:
            found = integrity_check.find_all_differences(
                uow, get_app_state().config.trusted_hosts, note
            )
        except LogBrokenError:
            raise click.ClickException(_describe_broken_log(uow)) from None
        uncompared = integrity_check.list_rows_without_log_hash(uow)
    for line in (*found, *uncompared):
        click.echo(line)
    if found:
        click.echo(
            f"{format_count(len(found), 'difference was', 'differences were')} found: change "
            "nothing, and tell the leads and the head or chair."
        )
        raise SystemExit(1)
    click.echo("The log and what is stored agree.")
    click.echo("Not compared: what only one person can open.")


def _describe_broken_log(uow: UnitOfWork) -> str:
    place = f"{get_app_state().config.data}/checkpoints/{uow.org.id}.note"
    try:
        held = uow.files.held(uow.org.id)
        kept = f"has {held[0]:,} events" if held else "is not there"
    except (LogBrokenError, ValueError):
        kept = "cannot be read"
    size = tree_checks.read_claimed_log_size(uow)
    return (
        f"The log of {uow.org.host} does not match itself, or the checkpoint in {place}. That "
        f"checkpoint {kept}. The database has {size:,}. Change nothing before you have read "
        "docs/running.md, When the log does not match."
    )


@member_group.command("invite")
@click.option("--email", required=True, help="Their email address. They sign in with it.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="May be given more than once.  [default: practitioner]",
)
@HOST_OPTION
@report_errors_plainly
@needs_matching_database
def invite_command(email: str, roles: tuple[str, ...], host: str) -> None:
    """Make an invite code for somebody who has not joined. A lead still has to confirm them."""
    if wrong := contact_details.find_email_problem(contact_details.normalise_account_name(email)):
        raise InvalidError({"email": wrong})
    chosen = tuple(dict.fromkeys(Role(role) for role in roles)) or (Role.PRACTITIONER,)
    _, code = invites.invite_member(
        _uow(host), contact_details.normalise_account_name(email), chosen
    )
    click.echo(f"{email}: {code} (good once, for seven days)")


@member_group.command("second-step-off")
@click.option("--email", required=True, help="Whose second step to turn off.")
@HOST_OPTION
@report_errors_plainly
@needs_matching_database
def second_step_off_command(email: str, host: str) -> None:
    """Turn off a lost second step with the recovery sheet, where no other lead can do it.

    The sheet is asked for: what is typed on a command line stays in its history.
    """
    sheet = click.prompt("All groups of the recovery sheet", hide_input=True)
    step_removal_by_sheet.turn_off_second_step_with_sheet(_uow(host), email, sheet)
    click.echo(f"Done. {email} signs in with their passphrase alone. {_say_who_is_told()}")


def _say_who_is_told() -> str:
    """Return how the person, leads, heads and chairs learn of it."""
    if get_app_state().config.smtp_url:
        return "Everyone concerned gets an email."
    return "Everyone concerned sees it on Home. Email is not set up here, so tell them yourself."


@demo_group.command("load")
@click.option(
    "--case", "with_case", is_flag=True, help="Add eight earlier concerns about three children."
)
@report_errors_plainly
@needs_matching_database
def demo_load(*, with_case: bool) -> None:
    """Fill the fictional club and school, once; say who can sign in. Needs DEMO=1."""
    here = get_app_state()
    if not here.config.demo:
        raise click.ClickException("Set DEMO=1 and a separate DATA folder, or use `make demo`.")
    try:
        if not demo_loader.is_demo_loaded(db.session(), with_case=with_case):
            click.echo("Making a fictional club and school. This takes some seconds.")
            demo_loader.load_demo(
                lambda org, clock: _uow_at(here, org, clock),
                here.slots,
                here.clock(),
                with_case=with_case,
            )
            setup_code.delete_setup_code(here.config.data)
    except demo_loader.NotDemoDataError as error:
        raise click.ClickException(str(error)) from None
    for one in demo_loader.list_demo_accounts():
        where = f"{one.organisation} (http://{one.host}:{_port(here)})"
        click.echo(f"  {where}: {one.email}  {one.roles}")
    click.echo(f"Every demonstration account has the passphrase: {demo_loader.DEMO_PASSPHRASE}")
    click.echo(
        f"New here? Sign in as {demo_loader.find_first_practice_email()}, "
        "press “Practise a conversation”, then “Continue”."
    )


def _port(here: AppState) -> str:
    return here.config.base_url.rsplit(":", 1)[-1]


def _uow_at(here: AppState, org: Org, clock: Callable[[], datetime]) -> UnitOfWork:
    uow = here.uow(org)
    uow.clock = clock
    return uow


def _uow(host: str) -> UnitOfWork:
    session = db.session()
    orgs = organisation_lookup.list_organisations(session)
    named = [org for org in orgs if org.host == host.casefold()] if host else list(orgs)
    if len(named) != 1:
        hosts = ", ".join(org.host for org in orgs) or "none yet"
        raise click.ClickException(f"Say which organisation with --host. There are: {hosts}.")
    return get_app_state().uow(named[0])
