"""`flask --app wsgi set-up …`: make an organisation unattended, its recovery sheet in a file."""

import os
from datetime import date
from pathlib import Path

import click

from app.access.house import house
from app.domain import opening_hours
from app.domain.actors import Org, Role
from app.errors import InvalidError
from app.extensions import db
from app.first_start import use_set_up_code
from app.services import invites, organisations, passphrases, set_up, sign_ins, visits
from app.vault.recovery import sheet_text
from content import library

MOST_SENIORS = 2


@click.command("set-up")
@click.option("--organisation", required=True, help="Its name, as people know it.")
@click.option("--host", required=True, help="The host name that shows this organisation.")
@click.option("--lead-title", default="safeguarding lead", show_default=True)
@click.option("--lead-name", required=True)
@click.option("--lead-email", required=True)
@click.option("--lead-phone", required=True)
@click.option("--lead-job-title", default="")
@click.option("--senior-email", multiple=True, help="Up to two; may be given twice.")
@click.option("--hours", default="Mon-Fri 09:00-17:00", show_default=True)
@click.option("--closures", default="", help="Dates with commas: 2026-12-24,2026-12-27")
@click.option("--phone", default="", help="The organisation's switchboard.")
@click.option("--address", default="")
@click.option("--pack", required=True, type=click.Choice([key for key, _ in library.choices()]))
@click.option("--passphrase-file", required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--recovery-file", required=True, type=click.Path(dir_okay=False))
def set_up_command(senior_email: tuple[str, ...], recovery_file: str, **given: str) -> None:
    """Make an organisation. Print the recovery sheet from RECOVERY_FILE, then delete that file."""
    try:
        new = _new(given, senior_email)
    except (InvalidError, ValueError) as error:
        problems = error.problems.values() if isinstance(error, InvalidError) else [str(error)]
        raise click.ClickException("; ".join(problems)) from None
    if any(org.host == new.host for org in organisations.every(db.session())):
        raise click.ClickException(f"{new.host} shows another organisation already.")
    seed = os.urandom(32)
    _write_sheet(Path(recovery_file), seed)
    org = set_up.org_of(new)
    set_up.create(house().desk(org), new, seed)
    use_set_up_code(house().config.data)
    click.echo(f"{new.name} is set up. Its recovery sheet is in {recovery_file}.")
    _invite_seniors(org, new)


def _new(given: dict[str, str], seniors: tuple[str, ...]) -> set_up.NewOrganisation:
    passphrase = Path(given["passphrase_file"]).read_text(encoding="utf-8").rstrip("\r\n")
    about = (given["lead_name"], given["lead_email"], given["organisation"])
    if wrong := passphrases.problem(passphrase, about):
        raise InvalidError({"passphrase": wrong})
    if len(seniors) > MOST_SENIORS or given["lead_email"].casefold() in map(str.casefold, seniors):
        raise InvalidError({"seniors": "Name up to two seniors, none of them the lead."})
    closures = [text.strip() for text in given["closures"].split(",") if text.strip()]
    return set_up.NewOrganisation(
        name=given["organisation"],
        host=given["host"].casefold(),
        lead_title=given["lead_title"],
        phone=given["phone"],
        address=given["address"],
        pack=given["pack"],
        hours=opening_hours.parse(given["hours"]),
        closures=tuple(date.fromisoformat(text) for text in closures),
        lead_name=given["lead_name"],
        lead_email=given["lead_email"],
        lead_phone=given["lead_phone"],
        lead_job_title=given["lead_job_title"],
        passphrase=passphrase,
        seniors=seniors,
        demo=house().config.demo,
    )


def _write_sheet(path: Path, seed: bytes) -> None:
    # Exclusive and private: an older sheet is never overwritten, and nobody else may read it.
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.ClickException(f"{path} exists already. Name a file that does not.") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(sheet_text(seed) + "\n")


def _invite_seniors(org: Org, new: set_up.NewOrganisation) -> None:
    desk = house().desk(org)
    token = sign_ins.sign_in(desk, house().slots, new.lead_email, new.passphrase, "command line")
    visits.visit(desk, token)
    for email in new.seniors:
        _, code = invites.invite(desk, email, (Role.SENIOR,))
        click.echo(f"Invite code for {email}: {code} (good once, for seven days)")
    click.echo("Sign in as the lead and make your recovery card.")
