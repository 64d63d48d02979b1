"""Run what has to happen automatically, once a minute: mail, unread clocks, expiries, checkpoints.

One process at a time, by a lease in the database. It is short, and is renewed while a round runs:
the lease of a process that died is free within a minute. One that lasts too long to be true was
taken before the clock was set back, and is free as well. Each step stands alone: one that fails is
reported by its name and the others still run. Nothing here opens a record.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from app.database_guard.sqlite_errors import is_damage
from app.domain.routing.actors import Org
from app.domain.times.unreadable_times import has_happened
from app.errors import DatabaseAwayError, DatabaseDamagedError
from app.models.audit_log import Checkpoint, LogHead
from app.models.columns import has_passed
from app.models.member import Invite, SignIn
from app.models.organisation import SetUpDraft
from app.models.outbox import Lease
from app.services.audit_log import refusals
from app.services.auth import session_endings, session_state, throttle
from app.services.contacts import number_check_reminders
from app.services.emails import mail_delivery
from app.services.jobs import (
    author_reading_ends,
    due_organisations,
    failing_steps,
    unread_reminders,
)
from app.services.jobs.due_organisations import RoundMemory
from app.services.notices import failed_sign_in_mails
from app.services.organisations import organisation_lookup
from app.services.training import renewal_reminders
from app.services.unit_of_work import Action, UnitOfWork

log = logging.getLogger("heard.tend")
TEND = "tend"  # the name of the lease
LEASE_TIME = timedelta(seconds=45)
RENEW_SECONDS = 15
"""How often a round that is under way makes its lease last longer."""
CLOCKS_APART = timedelta(minutes=5)
"""How far the clocks of two machines may differ. A lease that ends later is not believed."""
SETUP_DRAFT_AGE = timedelta(hours=2)


@dataclass(frozen=True)
class JobTools:
    """All that tending needs. `uow` makes an organisation's unit of work, no one signed in."""

    session: Session
    uow: Callable[[Org], UnitOfWork]
    clock: Callable[[], datetime]
    post: mail_delivery.MailSettings
    holder: str
    note_failure: Callable[[str], None] = lambda _step: None
    """Told the name of each step that failed, to be counted."""
    note_progress: Callable[[], None] = lambda: None
    """Called before and after each step, and before each email."""
    failed: dict[str, str] = field(default_factory=dict)
    """The steps that failed in this round, with the class of each error."""
    memory: RoundMemory = field(default_factory=RoundMemory)
    """Which organisations earlier rounds of this process went through."""


Step = Callable[[JobTools, UnitOfWork], bool | None]


def run_jobs_once(tools: JobTools) -> bool:
    """Run what is due, if the lease is free or ours; whether it ran.

    Organisations that have nothing due are passed over (`due_organisations.py`). Raises when the
    database is away: the caller tries again a minute later.
    """
    orgs = organisation_lookup.list_organisations(tools.session)
    if not orgs or not _take_lease(tools, tools.uow(orgs[0])):
        return False
    tools = replace(tools, failed={})
    now = tools.clock()
    due, sizes = _choose_due(tools, orgs, now)
    due_organisations.forget_finished_rounds(tools.memory, due)
    finished = [org for org in due if _look_after(tools, org)]
    due_organisations.remember_finished_rounds(tools.memory, finished, sizes, now)
    for step in (_send, _sweep, _note_failed_steps):
        _try(step, tools, orgs[0], of_all=True)
    tools.session.rollback()
    return True


def _choose_due(
    tools: JobTools, orgs: Sequence[Org], now: datetime
) -> tuple[tuple[Org, ...], dict[UUID, int]]:
    """Return which to go through now, and how long each log is: all where choosing fails.

    One row that cannot be read would otherwise stop the reminders of every organisation.
    """
    try:
        sizes = due_organisations.find_log_sizes(tools.session)
        return due_organisations.choose_due_organisations(
            tools.session, orgs, sizes, tools.memory, now
        ), sizes
    except (DBAPIError, PoolTimeoutError, DatabaseAwayError):
        raise  # the next query would fail as well
    except Exception as error:  # noqa: BLE001 - a round must not depend on choosing
        _note_failure(tools, "choose_due", error, {})
        return tuple(orgs), {}


def _look_after(tools: JobTools, org: Org) -> bool:
    """Run every step of one organisation; whether each was done."""
    checks = (_unread, _numbers, _training, _failed_sign_ins, _end_sign_ins, _count_refusals)
    steps = (*checks, _end_author_reading, _daily_checkpoint)
    return all([_try(step, tools, org) for step in steps])


def renew_lease(tools: JobTools) -> None:
    """Make our lease last longer, if it is still ours. For a thread next to a long round."""
    orgs = organisation_lookup.list_organisations(tools.session)
    row = tools.session.get(Lease, TEND)
    if orgs and row is not None and row.holder == tools.holder:
        _take_lease(tools, tools.uow(orgs[0]))


def find_other_housekeeper(session: Session, holder: str, now: datetime) -> str | None:
    """Return who else has the lease now, as host and process number; None if it is free or ours."""
    row = session.get(Lease, TEND, populate_existing=True)
    return row.holder if row and row.holder != holder and _is_held(row, now) else None


def _is_held(row: Lease, now: datetime) -> bool:
    return now < row.until <= now + LEASE_TIME + CLOCKS_APART


def _try(step: Step, tools: JobTools, org: Org, *, of_all: bool = False) -> bool:
    """Run one step; whether it was done. Only its name and the class of its error are written: a
    message may tell. One with steps of its own returns whether each of those was done.

    `of_all`: it is for all organisations together.
    """
    uow, is_done = tools.uow(org), False
    tools.note_progress()
    try:
        if _take_lease(tools, uow):
            is_done = step(tools, uow) is not False
    except Exception as error:  # noqa: BLE001 - the next step must still run
        if isinstance(error, DatabaseDamagedError) or is_damage(error):
            raise DatabaseDamagedError("database damaged") from None  # nothing more is written
        figures = {} if of_all else {"organisation": str(org.id)}
        _note_failure(tools, _name(step), error, figures)
    tools.note_progress()
    return is_done


def _note_failure(tools: JobTools, name: str, error: Exception, figures: dict[str, str]) -> None:
    """Undo and report what a step failed with, without the error's own words."""
    log.error("tend: %s failed with %s", name, type(error).__name__, extra={"figures": figures})
    tools.session.rollback()
    tools.note_failure(name)
    tools.failed[name] = type(error).__name__


def _name(step: Callable[..., object]) -> str:
    inner = step.func if isinstance(step, partial) else step
    return str(getattr(inner, "__name__", "step")).strip("_")


def _take_lease(tools: JobTools, uow: UnitOfWork) -> bool:
    """Take the lease, or make ours last longer; False while another process has it."""
    now = tools.clock()
    try:
        with uow.keep() as session:
            row = session.get(Lease, TEND, with_for_update=True, populate_existing=True)
            if row is None:
                session.add(Lease(name=TEND, holder=tools.holder, until=now + LEASE_TIME))
                return True
            if row.holder != tools.holder and _is_held(row, now):
                return False
            row.holder, row.until = tools.holder, now + LEASE_TIME
            return True
    except IntegrityError:  # two first rounds at once: the other one wrote the row
        return False


def _unread(tools: JobTools, uow: UnitOfWork) -> bool:
    """Handle each late record by itself: one that cannot be handled never holds the others up."""
    now = tools.clock()
    late = unread_reminders.find_passed_due_ids(uow, now)
    return all([_try(partial(_one_unread, due_id, now), tools, uow.org) for due_id in late])


def _one_unread(due_id: UUID, now: datetime, _tools: JobTools, uow: UnitOfWork) -> None:
    unread_reminders.remind_or_escalate(uow, due_id, now)


def _numbers(tools: JobTools, uow: UnitOfWork) -> None:
    """Remind leads of numbers that are due to be rung; spare the next first page the whole log."""
    number_check_reminders.queue_or_drop_number_reminders(uow, tools.clock())
    uow.key_log.save_snapshots(uow.org)


def _training(tools: JobTools, uow: UnitOfWork) -> None:
    """Remind people whose own training comes due, or is overdue."""
    renewal_reminders.queue_renewal_emails(uow, tools.clock())


def _failed_sign_ins(tools: JobTools, uow: UnitOfWork) -> None:
    """Tell people whose account many tries to sign in failed for."""
    failed_sign_in_mails.queue_failed_sign_in_mails(uow, tools.clock())


def _end_sign_ins(tools: JobTools, uow: UnitOfWork) -> None:
    """Empty the boxes of sign-ins that are over; after a day the row goes as well."""
    now = tools.clock()
    over = [row.id for row in _boxed(uow) if session_state.has_session_ended(row, now)]
    if over:
        with uow.act() as act:
            for row in act.session.scalars(select(SignIn).where(SignIn.id.in_(over))):
                ended_at = row.ended_at if has_happened(row.ended_at) else now
                session_endings.end_session_row(
                    act, row, Action.SIGN_IN_EXPIRED, at=ended_at, locked=row.locked
                )
    with uow.keep() as session:
        session.execute(
            delete(SignIn).where(
                SignIn.org_id == uow.org.id, SignIn.ended_at < now - due_organisations.A_DAY
            )
        )


def _count_refusals(_tools: JobTools, uow: UnitOfWork) -> None:
    """Write down how many tries were refused in windows that are over."""
    refusals.close_ended_windows(uow)


def _end_author_reading(tools: JobTools, uow: UnitOfWork) -> bool:
    """End what authors read of what was closed, one by one: one never stops the others."""
    author_reading_ends.start_author_reading_clock(uow)
    over = author_reading_ends.find_concerns_past_reading_end(uow)
    return all([_try(partial(_end_one_reading, one), tools, uow.org) for one in over])


def _end_one_reading(concern_id: UUID, _tools: JobTools, uow: UnitOfWork) -> None:
    author_reading_ends.end_author_reading(uow, concern_id)


def _boxed(uow: UnitOfWork) -> list[SignIn]:
    return list(
        uow.session.scalars(
            select(SignIn).where(SignIn.org_id == uow.org.id, SignIn.box.is_not(None))
        )
    )


def _daily_checkpoint(tools: JobTools, uow: UnitOfWork) -> None:
    """Sign a checkpoint a day when the log grew (docs/check-a-checkpoint.md)."""
    now = tools.clock()
    last = uow.session.scalars(
        select(Checkpoint)
        .where(Checkpoint.org_id == uow.org.id)
        .order_by(Checkpoint.size.desc())
        .limit(1)
    ).first()
    size = uow.session.scalar(select(LogHead.size).where(LogHead.org_id == uow.org.id)) or 0
    if last is not None and (last.size == size or now - last.made_at < due_organisations.A_DAY):
        return
    with uow.act() as act:
        act.log(Action.CHECKPOINT_TAKEN, f"organisation/{uow.org.id}")
        act.checkpoint()


def _send(tools: JobTools, uow: UnitOfWork) -> None:
    """Hand waiting mail to the mail server; without one it waits and the pages say so."""

    def go_on() -> bool:
        tools.note_progress()
        return _take_lease(tools, uow)

    if tools.post.smtp_url:
        mail_delivery.send_waiting_mail(uow, tools.post, tools.clock(), go_on=go_on)


def _note_failed_steps(tools: JobTools, uow: UnitOfWork) -> None:
    """Say which steps failed in this round, where that changed: checks and pages read it."""
    if failing_steps.have_failed_steps_changed(uow.session, tools.failed):
        with uow.keep() as session:
            failing_steps.note_failed_steps(session, tools.failed, tools.clock())


def _sweep(tools: JobTools, uow: UnitOfWork) -> None:
    """Delete old counters, unfinished setups and expired invites."""
    now = tools.clock()
    with uow.keep() as session:
        throttle.delete_old_try_counts(session, now)
        session.execute(
            delete(SetUpDraft).where(has_passed(SetUpDraft.made_at, now - SETUP_DRAFT_AGE))
        )
        session.execute(
            delete(Invite).where(has_passed(Invite.expires_at, now - due_organisations.A_DAY))
        )
