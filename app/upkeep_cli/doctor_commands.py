"""Commands that look at a server and change nothing: `flask --app wsgi doctor`, `mail test`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

from app.access.app_state import get_app_state, get_today
from app.cli_errors import (
    describe_database_state,
    describe_error,
    find_database_problem,
    report_errors_plainly,
)
from app.errors import HeardError
from app.extensions import db
from app.operation import policy_reports
from app.schema_revisions import load_schema_revisions
from app.services.audit_log.database_check import DatabaseProblem
from app.services.backup.restore_mark import describe_unfinished_restore
from app.services.emails.mail_delivery import DELIVERY_ERRORS, connect_mail_server
from app.services.members import contact_details
from app.services.server_checks import server_check, version_check
from app.services.server_checks.secret_place import (
    find_old_locks,
    find_secret_near_data,
    find_unfinished_change,
)
from app.services.unit_of_work import translate_database_error
from config import Config
from content import pack_files, pack_findings, pack_loader
from content.maintenance import pack_health

_FINDING_WORDS = {
    "broken": "cannot be right as written",
    "stale": "should have been checked again by now",
}
"""What is wrong with a line of a pack, by the problem of its finding."""
mail_group = AppGroup("mail", help="Email that Heard sends.")


def init_app(app: Flask) -> None:
    """Register every command."""
    app.cli.add_command(doctor_command)
    app.cli.add_command(mail_group)


@click.command("doctor")
@with_appcontext
@report_errors_plainly
def doctor_command() -> None:
    """Look at settings, files, disk, clock, email, backups and content; say what to do.

    Ends with 1 if anything is wrong. Notes, as about where the server secret lies, are no faults.
    Settings that cannot be used are named before this starts.
    """
    # The file and the look at the database can have the same to say.
    found, config = list(dict.fromkeys(_list_faults())), get_app_state().config
    own = (*_list_notes(config), *_list_policy_notes(config))
    notes = () if config.demo else (*own, *_list_secret_notes(config))
    for line in (*found, *notes):
        click.echo(line)
    if found:
        raise SystemExit(1)
    end = " See the notes above." if notes else ""
    click.echo(f"No faults in settings, files, disk, clock, email, backups and content.{end}")


def _list_notes(config: Config) -> Iterator[str]:
    yield from find_secret_near_data(config.secret_file, config.data, config.database_url)
    if not config.second_step_required:
        yield (
            "Note: SECOND_STEP is offered, so leads, heads and chairs can open records with a "
            "passphrase alone, and administrators their pages. Remove the setting: "
            "docs/running.md, Settings."
        )
    if not config.security_contact:
        yield (
            "Note: someone who finds a weakness in this server cannot read who to tell. Set "
            "SECURITY_CONTACT: docs/running.md, Settings."
        )


def _list_policy_notes(config: Config) -> Iterator[str]:
    counts = policy_reports.load_counts(config.data, get_app_state().clock().date())
    if counts:
        times = ", ".join(f"{directive} {count:,}" for directive, count in counts.items())
        yield (
            f"Note: in the last {policy_reports.KEPT_DAYS} days browsers, or anyone who sends such "
            f"a report, reported something in our pages that is not ours: {times}. A browser did "
            "not run or load it. An extension of a browser does this, or a proxy that changes "
            "pages: docs/running.md, Reports of the content policy."
        )


def _list_secret_notes(config: Config) -> Iterator[str]:
    """Yield what is left of a change of the server secret, where the database can be read."""
    if find_database_problem():
        return
    yield from find_unfinished_change(config.secret_file)
    try:
        yield from find_old_locks(db.session(), get_app_state().server.generation)
    finally:
        db.session.remove()


def _list_faults() -> Iterator[str]:
    here = get_app_state()
    config, engine = here.config, db.engine
    yield from filter(None, [describe_unfinished_restore(config.data, engine.url)])
    yield from server_check.find_and_mark_damaged_file(engine)
    problem = find_database_problem()
    if sentence := describe_database_state():  # also of what closes no page
        yield sentence
    yield from _list_versions()
    yield from server_check.find_exposed_files(config.data, engine)
    yield from server_check.find_unusable_checkpoint_files(config.data)
    yield from server_check.find_full_disk(config.data, engine)
    yield from server_check.find_mail_faults(config.smtp_url)
    if not problem:
        try:
            yield from server_check.find_clock_and_backup_faults(db.session(), here.clock())
            yield from server_check.find_housekeeping_fault(db.session(), here.clock())
            yield from server_check.find_failing_housekeeping(db.session(), here.clock())
            if config.smtp_url:
                yield from server_check.find_late_mail(db.session(), here.clock())
                yield from server_check.find_failed_mail(db.session(), here.clock())
        except DBAPIError as error:
            if isinstance(translate_database_error(error), HeardError):
                yield describe_error(error)
            else:
                cause = type(error.orig).__name__
                yield f"The database cannot be read ({cause}): restore a backup."
        finally:
            db.session.remove()
    yield from _list_content_faults()


def _list_versions() -> Iterator[str]:
    """Yield what is wrong with who else uses the database, where it can be asked."""
    here = get_app_state()
    problem = here.gate.look().problem
    if problem in {DatabaseProblem.AWAY, DatabaseProblem.UNREADABLE, DatabaseProblem.LOST}:
        return
    db.session.remove()
    db.engine.dispose()  # and with its connections, the version lock of this process
    try:
        yield from version_check.find_other_versions(
            db.engine, load_schema_revisions().newest, problem
        )
    except DBAPIError as error:
        yield f"The database does not say who uses it ({type(error.orig).__name__})."


def _list_content_faults() -> Iterator[str]:
    names = pack_loader.list_pack_names()
    yield from (str(fault) for fault in pack_health.list_all_faults())
    usable = [name for name in names if pack_health.find_pack_fault(name) is None]
    problems: Counter[str] = Counter(
        one.problem
        for name in usable
        for one in pack_findings.list_own_findings(
            pack_loader.load_pack(name), pack_files.PACKS, get_today()
        )
    )
    for problem, words in _FINDING_WORDS.items():
        if count := problems[problem]:
            lines = "1 number or passage" if count == 1 else f"{count} numbers or passages"
            yield f"{lines} {words}. Run `flask --app wsgi content check`."


@mail_group.command("test")
@click.argument("address")
@report_errors_plainly
def mail_test_command(address: str) -> None:
    """Send one email without content to ADDRESS, to see that it arrives."""
    config = get_app_state().config
    if wrong := contact_details.find_email_problem(address):
        raise click.ClickException(wrong)
    if not config.smtp_url:
        raise click.ClickException("No email is sent: set SMTP_URL and MAIL_FROM.")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = config.mail_from, address, "A test from Heard"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("This is a test. If you can read it, Heard can send email.\n")
    try:
        with connect_mail_server(config.smtp_url) as link:
            link.send_message(mail)
    except DELIVERY_ERRORS as error:
        raise click.ClickException(
            f"The mail server did not take it ({type(error).__name__}): check SMTP_URL, MAIL_FROM "
            "and that the server is running."
        ) from None
    click.echo("The mail server took it. Check that it arrived.")
