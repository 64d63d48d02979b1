"""Choose the organisations that a round of housekeeping has something to do for.

A few queries over all of them find each time that has passed, and each log that grew since the last
round went through it: what is not asked for by a time is asked for by a line. None is passed over
for more than an hour, whatever these queries say. This module changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.domain.routing.actors import Org
from app.models.audit_log import Checkpoint, LogHead
from app.models.columns import has_passed
from app.models.concern import Due
from app.models.member import SignIn
from app.services.audit_log import refusals
from app.services.audit_log.session_index import SESSION_LIMIT
from app.services.auth.session_state import IDLE_LIMIT
from app.services.jobs import unread_reminders

LONGEST_WAIT: Final = timedelta(hours=1)
"""No organisation is passed over for longer: days begin, and rows change behind the log."""
A_DAY: Final = timedelta(days=1)
_SPREAD_SECONDS: Final = 30 * 60


@dataclass(frozen=True)
class FinishedLook:
    """A round through an organisation without a failure: when, and how long its log was."""

    at: datetime
    size: int


@dataclass
class RoundMemory:
    """Memory of one process from round to round. A new one goes through all of them."""

    looks: dict[UUID, FinishedLook] = field(default_factory=dict)


def find_log_sizes(session: Session) -> dict[UUID, int]:
    """Return how many lines each log has."""
    return {org_id: size for org_id, size in session.execute(select(LogHead.org_id, LogHead.size))}


def choose_due_organisations(
    session: Session,
    orgs: Sequence[Org],
    sizes: dict[UUID, int],
    memory: RoundMemory,
    now: datetime,
) -> tuple[Org, ...]:
    """Return those of `orgs` that a round has to go through now, in their order."""
    passed = _find_passed(session, now)
    return tuple(
        org
        for org in orgs
        if org.id in passed or _is_unknown(memory.looks.get(org.id), sizes.get(org.id), org.id, now)
    )


def _is_unknown(look: FinishedLook | None, size: int | None, org_id: UUID, now: datetime) -> bool:
    if look is None or look.size != size:
        return True
    # After a start all were looked at together: their next looks are spread over half an hour.
    wait = LONGEST_WAIT - timedelta(seconds=org_id.int % _SPREAD_SECONDS)
    return not timedelta() <= now - look.at < wait


def _find_passed(session: Session, now: datetime) -> set[UUID]:
    """Return every organisation for which a stored time has passed."""
    of_org = select(LogHead.org_id)
    due = exists().where(Due.org_id == LogHead.org_id, unread_reminders.build_due_step_filter(now))
    found: set[UUID] = set(session.scalars(of_org.where(or_(due, _is_checkpoint_due(now)))))
    found.update(session.scalars(select(SignIn.org_id).where(_is_session_over(now)).distinct()))
    found.update(refusals.find_organisations_with_ended_windows(session, now))
    return found


def _is_checkpoint_due(now: datetime) -> ColumnElement[bool]:
    """Whether a log grew since its newest checkpoint, which is a day old."""
    of_this = Checkpoint.org_id == LogHead.org_id
    newest = (
        select(Checkpoint.made_at).where(of_this).order_by(Checkpoint.size.desc()).limit(1)
    ).scalar_subquery()
    is_whole = exists().where(of_this, Checkpoint.size == LogHead.size)
    return and_(~is_whole, or_(newest.is_(None), has_passed(newest, now - A_DAY)))


def _is_session_over(now: datetime) -> ColumnElement[bool]:
    """Whether a session may have ended, or its row can go. One held by a call is looked at."""
    idle = has_passed(SignIn.last_seen, now - IDLE_LIMIT)
    old = has_passed(SignIn.since, now - SESSION_LIMIT)
    is_open = SignIn.box.is_not(None)
    return or_(and_(is_open, or_(idle, old)), SignIn.ended_at < now - A_DAY)


def forget_finished_rounds(memory: RoundMemory, orgs: Iterable[Org]) -> None:
    """Forget earlier looks at these before a round goes through them.

    What asked for the round may be gone after it, but a step of it that fails is tried again.
    """
    for org in orgs:
        memory.looks.pop(org.id, None)


def remember_finished_rounds(
    memory: RoundMemory, orgs: Iterable[Org], sizes: dict[UUID, int], now: datetime
) -> None:
    """Remember that a round went through these without a failure, from logs of these sizes."""
    for org in orgs:
        if org.id in sizes:
            memory.looks[org.id] = FinishedLook(now, sizes[org.id])
