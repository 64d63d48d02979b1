"""Commands for whoever runs the server: `flask --app wsgi …`. None of them opens a record.

set-up makes an organisation unattended; tend does what has to happen by itself; content check
lists what is stale; log export and log fsck are for those who check; demo load fills a fictional
club and school.
"""

import os
import socket
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click
from flask import Flask
from flask.cli import AppGroup

from app.access.house import House, house
from app.cli_set_up import set_up_command
from app.domain.actors import Org, Role
from app.errors import HeardError, InvalidError
from app.extensions import db
from app.services import demo, exports, fsck, invites, mailing, organisations
from app.services import tend as tending
from app.services.desk import Desk
from app.services.receipts import log_key
from content import check as content_check
from content import library

T = TypeVar("T")
content_group = AppGroup("content", help="The content packs.")
log_group = AppGroup("log", help="The tamper-evident log.")
member_group = AppGroup("member", help="Members of an organisation.")
demo_group = AppGroup("demo", help="A fictional club and school.")
HOST = click.option("--host", default="", help="Which organisation, when there are several.")


def init_app(app: Flask) -> None:
    """Register every command."""
    for command in (set_up_command, tend_command):
        app.cli.add_command(command)
    for group in (content_group, log_group, member_group, demo_group):
        app.cli.add_command(group)


def told(work: Callable[[], T]) -> T:
    """Run something; a problem becomes one sentence and exit status 1."""
    try:
        return work()
    except InvalidError as error:
        raise click.ClickException("; ".join(error.problems.values())) from None
    except HeardError as error:
        raise click.ClickException(error.public) from None


@click.command("tend")
@click.option("--every", type=int, default=0, help="Seconds between rounds; 0 means once.")
def tend_command(every: int) -> None:
    """Send mail, run the unread clocks, end old sign-ins, sign the daily checkpoint."""
    while True:
        _tend(house())
        if not every:
            return
        time.sleep(every)


@content_group.command("check")
def check_command() -> None:
    """List what is stale or waits for a person to confirm it."""
    today = house().clock().date()
    packs = (library.load(name) for name in library.names())
    found = [str(one) for pack in packs for one in content_check.findings(pack, today)]
    click.echo("\n".join(found) or "Nothing is stale and nothing waits.")


@log_group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True))
@HOST
def export_command(file: str, host: str) -> None:
    """Write the log to a zip that `python -m audit verify` reads."""
    desk = _desk(host)
    with Path(file).open("xb") as target:
        told(lambda: exports.write(desk, target))
    click.echo(f"Written. Check it: python -m audit verify {file} --log-key {log_key(desk)}")


@log_group.command("fsck")
@HOST
def fsck_command(host: str) -> None:
    """Compare the log with stored entries, states and due times; name what differs."""
    found = told(lambda: fsck.findings(_desk(host)))
    for line in found:
        click.echo(line)
    if found:
        raise SystemExit(1)
    click.echo("The log and what is stored agree.")


@member_group.command("invite")
@click.option("--email", required=True)
@click.option("--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]))
@HOST
def invite_command(email: str, roles: tuple[str, ...], host: str) -> None:
    """Make an invite code for somebody who has not joined. A lead still has to confirm them."""
    chosen = tuple(Role(role) for role in roles) or (Role.PRACTITIONER,)
    _, code = told(lambda: invites.invite(_desk(host), email, chosen))
    click.echo(f"{email}: {code} (good once, for seven days)")


@demo_group.command("load")
def demo_load() -> None:
    """Fill the fictional club and school, once; say who can sign in."""
    here = house()
    if demo.is_empty(db.session()):
        click.echo("Making a fictional club and school. This takes about half a minute.")
        for one in demo.load(
            lambda org, clock: _desk_at(here, org, clock), here.slots, here.clock()
        ):
            click.echo(
                f"  {one.organisation} (http://{one.host}:{_port(here)}): {one.email}  {one.roles}"
            )
    click.echo(f"Every demonstration account has the passphrase: {demo.PASSPHRASE}")


def _port(here: House) -> str:
    return here.config.base_url.rsplit(":", 1)[-1]


def _desk_at(here: House, org: Org, clock: Callable[[], datetime]) -> Desk:
    desk = here.desk(org)
    desk.clock = clock
    return desk


def _desk(host: str) -> Desk:
    session = db.session()
    orgs = organisations.every(session)
    named = [org for org in orgs if org.host == host] if host else list(orgs)
    if len(named) != 1:
        hosts = ", ".join(org.host for org in orgs) or "none yet"
        raise click.ClickException(f"Say which organisation with --host. There are: {hosts}.")
    return house().desk(named[0])


def _tend(here: House) -> None:
    session = db.session()
    try:
        tending.tend_once(
            tending.Tools(
                session=session,
                desk=here.desk,
                clock=here.clock,
                post=mailing.Post(
                    here.config.smtp_url, here.config.mail_from, here.config.base_url
                ),
                holder=f"{socket.gethostname()}:{os.getpid()}",
            )
        )
    except Exception as error:  # noqa: BLE001 - housekeeping outlives a database that is away
        click.echo(f"tend: {type(error).__name__}", err=True)
    finally:
        db.session.remove()
