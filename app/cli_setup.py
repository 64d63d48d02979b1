"""`flask --app wsgi set-up …`: make an organisation unattended, its recovery sheet in a file."""

import os
from datetime import date
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.access.app_state import get_app_state
from app.cli_errors import needs_matching_database, report_errors_plainly
from app.domain.routing.actors import Org, Role
from app.domain.times import weekly_hours
from app.domain.trusted_hosts import is_trusted_host
from app.errors import InvalidError
from app.extensions import db
from app.services.audit_log.record_receipts import derive_public_log_key
from app.services.auth import passphrases, session_endings, sessions, sign_ins
from app.services.members import contact_details, invites
from app.services.organisations import organisation_lookup, setup_code
from app.services.organisations.organisation_setup import (
    LOG_KEY_LABEL,
    NewOrganisation,
    build_new_org,
    create_organisation_and_first_lead,
    explain_recovery_sheet,
)
from app.vault.recovery import encode_recovery_sheet
from content import pack_loader
from content.maintenance import pack_health

MOST_SENIORS = 2


class PackChoiceType(click.Choice[str]):
    """A pack by its name. For one that cannot be used, the reason is said."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name. Ends with the file, key and cure of a pack that is wrong."""
        if value in pack_loader.list_pack_names() and (fault := pack_health.find_pack_fault(value)):
            self.fail(f"The pack '{value}' cannot be used. {fault}", param, ctx)
        return super().convert(value, param, ctx)


@click.command("set-up")
@click.option("--organisation", required=True, help="Its name, as people know it.")
@click.option("--host", required=True, help="Its host name, one of TRUSTED_HOSTS.")
@click.option("--lead-title", default="safeguarding lead", show_default=True)
@click.option("--lead-name", required=True)
@click.option("--lead-email", required=True, help="The first lead signs in with it.")
@click.option("--lead-phone", required=True)
@click.option("--lead-job-title", default="")
@click.option("--senior-email", multiple=True, help="The head or chair. Can be given twice.")
@click.option("--hours", default="", help="For example, Mon-Fri 16:00-21:00. Not known without.")
@click.option("--closures", default="", help="Dates with commas: 2026-12-24,2026-12-27")
@click.option("--phone", default="", help="The organisation's switchboard.")
@click.option("--address", default="")
@click.option(
    "--pack",
    required=True,
    type=PackChoiceType([key for key, _ in pack_loader.list_pack_choices()]),
)
@click.option(
    "--passphrase-file",
    required=True,
    type=click.Path(exists=True, dir_okay=False),
    help="The first lead's passphrase, alone in a text file.",
)
@click.option(
    "--recovery-file",
    required=True,
    type=click.Path(dir_okay=False),
    help="Where to write the recovery sheet: a file that does not exist yet.",
)
@with_appcontext
@report_errors_plainly
@needs_matching_database
def set_up_command(senior_email: tuple[str, ...], recovery_file: str, **given: str) -> None:
    """Make an organisation. Print the recovery sheet from RECOVERY_FILE, then delete that file."""
    new = _new(given, senior_email)
    seed, sheet = os.urandom(32), Path(recovery_file)
    uow = get_app_state().uow(org := build_new_org(new))
    with setup_code.hold_setup_lock(get_app_state().config.data):
        _demand_free(new)
        _write_sheet(sheet, seed, new, derive_public_log_key(uow))
        try:
            create_organisation_and_first_lead(uow, new, seed)
        except BaseException:
            sheet.unlink()  # it opens nothing: there is no such organisation
            raise
        setup_code.delete_setup_code(get_app_state().config.data)
    click.echo(f"{new.name} is set up. Its recovery sheet is in {recovery_file}.")
    _invite_seniors(org, new)


def _new(given: dict[str, str], seniors: tuple[str, ...]) -> NewOrganisation:
    emails = tuple(contact_details.normalise_account_name(email) for email in seniors)
    told = {name: contact_details.tidy_line(value) for name, value in given.items()}
    _demand_one_line(given)
    told["lead_email"] = contact_details.normalise_account_name(given["lead_email"])
    _demand_good(told, emails)
    known = ("lead_name", "lead_email", "lead_job_title", "organisation", "lead_title")
    about = tuple(told[name] for name in known)
    passphrase = _passphrase(Path(given["passphrase_file"]), about)
    return NewOrganisation(
        name=told["organisation"],
        host=told["host"].casefold(),
        lead_title=told["lead_title"],
        phone=told["phone"],
        address=told["address"],
        pack=told["pack"],
        hours=weekly_hours.parse_hours(given["hours"]),
        closures=_closures(given["closures"]),
        lead_name=told["lead_name"],
        lead_email=told["lead_email"],
        lead_phone=told["lead_phone"],
        lead_job_title=told["lead_job_title"],
        passphrase=passphrase,
        seniors=emails,
        demo=get_app_state().config.demo,
    )


def _demand_good(told: dict[str, str], seniors: tuple[str, ...]) -> None:
    """Raise InvalidError with everything that is wrong at once."""
    name, email = contact_details.find_name_problem, contact_details.find_email_problem
    phone = contact_details.find_phone_problem
    problems = {
        "organisation": name(told["organisation"], "Write --organisation."),
        "lead_title": name(told["lead_title"], "Write --lead-title."),
        "lead_name": name(told["lead_name"], "Write --lead-name."),
        "lead_email": email(told["lead_email"]),
        "lead_phone": phone(told["lead_phone"]),
        "phone": phone(told["phone"]) if told["phone"] else "",
        **{f"senior_{number}": email(one) for number, one in enumerate(seniors)},
        "seniors": _about_seniors(told["lead_email"], seniors),
    }
    if wrong := {key: text for key, text in problems.items() if text}:
        raise InvalidError(wrong)


def _demand_one_line(given: dict[str, str]) -> None:
    """Raise InvalidError for a line break or a control character in what others will read."""
    asked = ("organisation", "lead_title", "lead_name", "lead_job_title", "lead_phone")
    said = {
        key: contact_details.find_one_line_problem(given[key])
        for key in (*asked, "phone", "address")
    }
    if wrong := {key: f"--{key.replace('_', '-')}: {text}" for key, text in said.items() if text}:
        raise InvalidError(wrong)


def _about_seniors(lead: str, seniors: tuple[str, ...]) -> str:
    if len(seniors) > MOST_SENIORS or lead in seniors or len(set(seniors)) < len(seniors):
        return "Name up to two seniors, two different people, neither of them --lead-email."
    return ""


def _passphrase(path: Path, about: tuple[str, ...]) -> str:
    try:
        passphrase = path.read_text(encoding="utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise InvalidError({"passphrase": f"{path} is not a text file."}) from None
    if wrong := passphrases.find_passphrase_problem(passphrase, about):
        raise InvalidError({"passphrase": f"The passphrase: {wrong}"})
    return passphrase


def _closures(text: str) -> tuple[date, ...]:
    try:
        return tuple(date.fromisoformat(one.strip()) for one in text.split(",") if one.strip())
    except ValueError:
        wrong = "Write --closures like 2026-12-24,2026-12-27."
        raise InvalidError({"closures": wrong}) from None


def _demand_free(new: NewOrganisation) -> None:
    """Raise InvalidError for a host that nobody could reach, or that shows another already."""
    trusted = get_app_state().config.trusted_hosts
    if not is_trusted_host(new.host, trusted):
        words = f"{new.host} is not in TRUSTED_HOSTS ({', '.join(trusted)}): add it there first."
        raise InvalidError({"host": words})
    if any(org.host == new.host for org in organisation_lookup.list_organisations(db.session())):
        raise InvalidError({"host": f"{new.host} shows another organisation already."})


def _write_sheet(path: Path, seed: bytes, new: NewOrganisation, key: str) -> None:
    # Exclusive and private: an older sheet is never overwritten, and nobody else may read it.
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        words = f"{path} exists already. Name a file that does not."
        raise InvalidError({"recovery": words}) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        said = explain_recovery_sheet(new.name, new.lead_title)
        file.write("\n\n".join((encode_recovery_sheet(seed), *said, LOG_KEY_LABEL, key)) + "\n")


def _invite_seniors(org: Org, new: NewOrganisation) -> None:
    uow = get_app_state().uow(org)
    token = sign_ins.sign_in(
        uow, get_app_state().slots, new.lead_email, new.passphrase, "command line"
    )
    visit = sessions.open_session(uow, token)
    for email in new.seniors:
        _, code = invites.invite_member(uow, email, (Role.SENIOR,))
        click.echo(f"Invite code for {email}: {code} (good once, for seven days)")
    if visit is not None:
        session_endings.end_session(uow, visit.row_id)
    click.echo(f"Sign in as {new.lead_email} and make your recovery card.")
