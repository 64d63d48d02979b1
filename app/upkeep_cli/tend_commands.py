"""The command that does what happens automatically: `flask --app wsgi tend`. It opens no record."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum
from typing import Final

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.access.app_state import AppState, get_app_state
from app.cli_errors import describe_damaged_file, find_database_problem, mark_database_if_damaged
from app.database_guard.sqlite_errors import is_damage
from app.errors import DatabaseDamagedError
from app.extensions import db
from app.operation import metric_counters
from app.services.emails import mail_delivery
from app.services.jobs import scheduler
from app.services.jobs.due_organisations import RoundMemory

log = logging.getLogger("heard.tend")
CLOCK_SLACK_SECONDS: Final = 60
DAMAGE_LOOK_SECONDS: Final = 24 * 60 * 60.0
"""How often a SQLite file is read whole: at the start, and once a day."""
ANOTHER_LOOK_SECONDS: Final = 10
"""How soon to look again while another housekeeper has the lease: it may have died."""
LONGEST_STEP_SECONDS: Final = 300
"""How long a step or an email may take before the lease is renewed no more: it may hang."""


class RoundResult(Enum):
    """How a round of housekeeping went."""

    DONE = "done"
    HELD = "another housekeeper has the lease"
    FAILED = "failed"


def init_app(app: Flask) -> None:
    """Register the command."""
    app.cli.add_command(tend_command)


@click.command("tend")
@with_appcontext
@click.option("--every", type=click.IntRange(min=0), default=0, help="Seconds between rounds.")
def tend_command(every: int) -> None:
    """Send mail, run the unread clocks, end old sign-ins, sign the daily checkpoint.

    Once, or with --every again and again, also after a round that failed. One housekeeper works at
    a time. Another one takes over within a minute when it dies, and within six when it hangs.
    """
    if every:
        _serve_metrics()
    told, looked_at, memory = "", -DAMAGE_LOOK_SECONDS, RoundMemory()
    while True:
        if time.monotonic() - looked_at >= DAMAGE_LOOK_SECONDS:
            mark_database_if_damaged()
            looked_at = time.monotonic()
        result, holder = _tend(get_app_state(), memory, is_once=not every)
        if holder and holder != told:
            log.info("tend: %s is housekeeping, so nothing was done here", holder)
        told = holder
        if not every:
            raise SystemExit(1 if result is RoundResult.FAILED else 0)
        before = time.time() - time.monotonic()
        time.sleep(min(every, ANOTHER_LOOK_SECONDS) if holder else every)
        if (seconds := before - (time.time() - time.monotonic())) > CLOCK_SLACK_SECONDS:
            log.error("clock: it was set back by %d seconds: times are evidence", seconds)


def _serve_metrics() -> None:
    """Serve the metrics next to the rounds, where the settings say so."""
    if (place := get_app_state().config.metrics) is None:
        return
    from app.operation.metrics_page import serve_metrics  # loads a library that others never need

    try:
        serve_metrics(_get_app(), *place)
    except OSError as error:  # the rounds matter more
        log.error("metrics: %s:%s cannot be used (%s): set METRICS_BIND", *place, error.strerror)  # noqa: TRY400 - one line tells all


def _get_app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]  # Flask's documented way to give the app to a thread


def _tend(here: AppState, memory: RoundMemory, *, is_once: bool) -> tuple[RoundResult, str]:
    """Run one round; return how it went, and who else has the lease, or "".

    A database that is away is tried again next time. Nothing is done to a database that does not
    belong to the secret.
    """
    if problem := find_database_problem():
        click.echo(f"tend: {problem}", err=True) if is_once else log.error("tend: %s", problem)
        return RoundResult.FAILED, ""
    try:
        tools = replace(_collect_tools(here), memory=memory)
        with _renew_meanwhile() as note_progress:
            if scheduler.run_jobs_once(replace(tools, note_progress=note_progress)):
                return RoundResult.DONE, ""
        holder = scheduler.find_other_housekeeper(tools.session, tools.holder, tools.clock())
    except Exception as error:  # noqa: BLE001 - housekeeping outlives a database that is away
        is_damaged = isinstance(error, DatabaseDamagedError) or is_damage(error)
        words = describe_damaged_file() if is_damaged else type(error).__name__
        log.error("tend: %s", words)  # noqa: TRY400 - a traceback may hold values
        return RoundResult.FAILED, ""
    finally:
        db.session.remove()
    return (RoundResult.HELD, holder) if holder else (RoundResult.DONE, "")


def _collect_tools(here: AppState) -> scheduler.JobTools:
    config = here.config
    return scheduler.JobTools(
        session=db.session(),
        uow=here.uow,
        clock=here.clock,
        post=mail_delivery.MailSettings(
            config.smtp_url, config.mail_from, config.base_url, config.trusted_hosts
        ),
        holder=f"{socket.gethostname()}:{os.getpid()}",
        note_failure=metric_counters.count_failed_step,
    )


class Progress:
    """The last time a round began or ended a step, or an email."""

    def __init__(self) -> None:
        self.note()

    def note(self) -> None:
        """Say that the round goes on."""
        self._at = time.monotonic()

    def has_stopped(self) -> bool:
        """Whether a step takes so long that it may never end."""
        return time.monotonic() - self._at > LONGEST_STEP_SECONDS


@contextmanager
def _renew_meanwhile() -> Iterator[Callable[[], None]]:
    """Renew the lease in a thread for as long as a round goes on."""
    is_over, progress = threading.Event(), Progress()
    args = (_get_app(), is_over, progress)
    thread = threading.Thread(target=_renew_until, args=args, daemon=True)
    thread.start()
    try:
        yield progress.note
    finally:
        is_over.set()
        thread.join()


def _renew_until(app: Flask, is_over: threading.Event, progress: Progress) -> None:
    """Renew until the round is over or hangs: then the lease ends, and others and checks see it."""
    while not is_over.wait(scheduler.RENEW_SECONDS):
        if progress.has_stopped():
            log.error("tend: a step has taken %d seconds: restart Heard", LONGEST_STEP_SECONDS)
            return
        with app.app_context():
            try:
                scheduler.renew_lease(_collect_tools(get_app_state()))
            except Exception as error:  # noqa: BLE001 - the round itself meets, and says, the same
                log.warning("tend: the lease was not renewed (%s)", type(error).__name__)
            finally:
                db.session.remove()
