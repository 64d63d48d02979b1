"""Commands for whoever writes a content pack: `flask --app wsgi content …`.

They need no server secret, no database and no organisation, so a pack can be checked anywhere.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app.cli_errors import report_errors_plainly
from app.services.referrals import council_form_checks
from content import pack_files, pack_findings, pack_loader
from content.content_error import ContentError
from content.london_time import get_london_day
from content.maintenance import pack_health, pack_starter

content_group = AppGroup("content", help="The content packs.")


def create_content_app() -> Flask:
    """Return an app with these commands alone, for a place that has no server secret."""
    app = Flask("app")
    app.cli.add_command(content_group)
    return app


@content_group.command("check")
@click.argument("packs", nargs=-1)
@with_appcontext
@report_errors_plainly
def check_command(packs: tuple[str, ...]) -> None:
    """List what is wrong, stale or waits for a person to confirm it, in all PACKS or in these.

    What all packs have in common is listed once, under england. A pack that is wrong is named with
    its file, key and cure, and stops no other. Ends with 1 when a pack is wrong, when a council's
    form cannot be filled in as its pack says, or when a path of a scenario goes wrong: all of them
    are played. It reads files. It calls no number, and opens no link.
    """
    names = packs or pack_loader.list_pack_names()
    wrong = [str(one) for name in names for one in _list_faults(name)]
    usable = [name for name in names if pack_health.find_pack_fault(name) is None]
    today = _find_today()
    unread = [
        one
        for name in names
        for one in pack_findings.list_unread_file_findings(name, pack_files.PACKS)
    ]
    listed = [one for name in usable for one in pack_findings.list_all_findings(name, today)]
    found = [*unread, *listed]
    faults = len(wrong) + sum(one.problem == "broken" for one in found)
    waiting = len(wrong) + len(found) - faults
    click.echo("\n".join([*wrong, *map(str, found), _say_result(names, faults, waiting)]))
    if faults:
        raise SystemExit(1)


@content_group.command("new-pack")
@click.argument("name")
@click.option("--area", required=True, help="The council area as people say it: North Lincolnshire")
@with_appcontext
@report_errors_plainly
def new_pack_command(name: str, area: str) -> None:
    """Start a pack: write its files into content/packs/NAME, with every number left out."""
    try:
        written = pack_starter.write_new_pack(pack_files.PACKS, name, area, _find_today())
    except ContentError as error:
        raise click.ClickException(str(error)) from None
    for path in written:
        click.echo(f"Written: {path}")
    click.echo(
        "Next: write the numbers that the council publishes into contacts.toml, then run\n"
        f"  .venv/bin/flask --app wsgi content check {name}\n"
        "docs/content.md says what each line means. Restart the server to use the pack."
    )


@content_group.command("list-boxes")
@click.argument("pdf", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
@report_errors_plainly
def list_boxes_command(pdf: Path) -> None:
    """List the boxes of a council's form, a PDF, for the map of it: name, kind and states."""
    for line in council_form_checks.describe_pdf_form_fields(pdf.read_bytes()):
        click.echo(line)


def _say_result(names: Sequence[str], faults: int, waiting: int) -> str:
    """Return the last line: whether there are faults, what waits, and what no check can do."""
    packs = names[0] if len(names) == 1 else f"{len(names)} packs"
    if faults:
        what = "1 fault" if faults == 1 else f"{faults} faults"
        return f"{what} in {packs}. Fix what the lines above say, then run this again."
    left = ""
    if waiting:
        lines = "1 line above is" if waiting == 1 else f"{waiting} lines above are"
        left = f" {lines} for a person to look at."
    return (
        f"No faults in {packs}.{left} This check reads files only: it called no number and opened "
        "no link. A person must do both."
    )


def _list_faults(name: str) -> list[ContentError]:
    fault = pack_health.find_pack_fault(name)
    if fault is not None:
        return [fault]
    own = [pack_health.find_optional_part_fault(name), pack_health.find_name_clash(name)]
    forms = council_form_checks.find_council_form_faults(name)
    return [*(one for one in own if one and one not in forms), *forms]


def _find_today() -> date:
    state = current_app.extensions.get("heard")  # not there without a server secret
    return get_london_day(state.clock() if state is not None else datetime.now(UTC))
