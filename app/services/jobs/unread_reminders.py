"""Remind those who can read a record that is still unread, then tell the seniors.

A mail holds no word of it. Whoever the record was kept from is told nothing: a named record reminds
only the people it names, a seniors' record never sends anybody to a lead, and a senior whom its
author ticked does not learn that there is one. While no one is left to remind, the author hears of
it, and the clock goes on for a reader who comes. Who is reminded comes from the members' rows, not
from certificates, so that a broken log silences no reminder.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.domain.deadlines.outstanding import (
    ADDED,
    ADDED_TOLD,
    ASKED,
    ASKED_TOLD,
    FOLLOWS,
    FOLLOWS_TOLD,
    REMINDED,
    SENIORS_TOLD,
    TASKED,
    TASKED_TOLD,
)
from app.domain.routing.actors import Role
from app.domain.routing.recipients import Recipients
from app.domain.times.unreadable_times import is_readable
from app.models.columns import has_passed
from app.models.concern import Concern, Due
from app.models.member import Member
from app.services.concerns import exclusions, stored_status
from app.services.emails import mail_queue
from app.services.members.member_lookup import parse_stored_roles
from app.services.members.member_status import (
    CONFIRMED,
    NOT_SUSPENDED,
    list_accounts_of_person,
    load_earlier_accounts,
)
from app.services.unit_of_work import LoggedTransaction, UnitOfWork

BETWEEN_LEVELS, LONGEST_WITHOUT_READER = timedelta(minutes=15), timedelta(days=7)
FINAL_LEVELS = (SENIORS_TOLD, ADDED_TOLD, FOLLOWS_TOLD, ASKED_TOLD, TASKED_TOLD)
"""Levels after which a due time has no step left to take."""
_ONCE = (ADDED, FOLLOWS, ASKED, TASKED)
"""Levels that are told of once."""


class _SettledError(Exception):
    """Read, or raised by another process, a moment ago: nothing to do."""


def find_passed_due_ids(uow: UnitOfWork, now: datetime) -> tuple[UUID, ...]:
    """Return ids of due times that have passed and still have a step to take."""
    return tuple(
        uow.session.scalars(
            select(Due.id).where(Due.org_id == uow.org.id, build_due_step_filter(now))
        )
    )


def build_due_step_filter(now: datetime) -> ColumnElement[bool]:
    """Whether a due time has passed and still has a step to take."""
    has_step = or_(Due.level < SENIORS_TOLD, Due.level.in_(_ONCE))
    return and_(Due.done.is_(False), has_passed(Due.at, now), has_step)


def remind_or_escalate(uow: UnitOfWork, due_id: UUID, now: datetime) -> None:
    """Remind, or the second time tell the seniors, and log the due time that holds now."""
    try:
        with uow.act() as act:
            _take_step(act, uow, due_id, now)
    except _SettledError:
        return


def _take_step(act: LoggedTransaction, uow: UnitOfWork, due_id: UUID, now: datetime) -> None:
    due = act.session.get(Due, due_id, with_for_update=True, populate_existing=True)
    if due is None or due.done or due.at > now or due.level in FINAL_LEVELS:
        raise _SettledError
    concern = act.session.get_one(Concern, due.concern_id, populate_existing=True)
    template, told = _next(act.session, uow, due, concern, now)
    for member_id in told:
        mail_queue.queue_mail(act.session, uow.org, member_id, template, concern.id, now)
    stored_status.log_state_and_due_times(act, concern.id)


def _next(
    session: Session, uow: UnitOfWork, due: Due, concern: Concern, now: datetime
) -> tuple[str, list[UUID]]:
    """Return the next level of a due time, and which email goes to whom."""
    if due.level in _ONCE:  # once: after that the lists say so until it is done
        followed, due.level = due.level in {FOLLOWS, ASKED}, due.level + 1
        readers = _readers(_tellable(session, uow, concern), concern)
        return "something_waits", readers + (_author(session, concern) if followed else [])
    escalate = due.level >= REMINDED
    template, told = _whom(session, uow, concern, escalate=escalate)
    if not told and not _reads_own(session, concern):
        template, told = "something_waits", _author(session, concern)
        if escalate:  # the last step waits for someone to take it for, more rarely each time
            wait = min(max(BETWEEN_LEVELS, now - concern.signed_at), LONGEST_WITHOUT_READER)
            due.at = now + wait
            return template, told
    due.level += 1
    if due.level == REMINDED:
        due.at = now + BETWEEN_LEVELS
    elif not is_readable(due.at):
        due.at = now
    return template, told


def _whom(
    session: Session, uow: UnitOfWork, concern: Concern, *, escalate: bool
) -> tuple[str, list[UUID]]:
    """Return which email goes to whom: never the author, who knows, and never anybody ruled out."""
    if escalate and concern.route == Recipients.LEADS:
        seniors = _of_role(_tellable(session, uow, concern), Role.SENIOR)
        # Without a list that is ours nobody can say who was ruled out: then no senior is told.
        if seniors and exclusions.is_exclusion_list_authentic(
            uow.server, concern.id, concern.kept_from
        ):
            return "unread_for_senior", seniors
    return "reminder", _readers(_tellable(session, uow, concern), concern)


def _author(session: Session, concern: Concern) -> list[UUID]:
    """Return its author, who may have referred: one of those who know chases."""
    mine = select(Member.id).where(Member.id == concern.author_id, NOT_SUSPENDED)
    return list(session.scalars(mine))


def _reads_own(session: Session, concern: Concern) -> bool:
    """Whether the author is one of the readers themself, so that someone can read it."""
    author = session.get_one(Member, concern.author_id)
    return bool(_readers([author], concern))


def _readers(members: list[Member], concern: Concern) -> list[UUID]:
    """Return those whom the record was sealed to."""
    if concern.route == Recipients.LEADS:
        return _of_role(members, Role.LEAD)
    if concern.route == Recipients.SENIORS:
        return _of_role(members, Role.SENIOR)
    return [one.id for one in members if str(one.id) in concern.named]


def has_unread_concern(session: Session, uow: UnitOfWork, member_id: UUID) -> bool:
    """Whether a member is one of those to remind of a concern that is unread, by its row."""
    unread = session.scalars(
        select(Concern).where(Concern.org_id == uow.org.id, Concern.state == "unread")
    )
    return any(member_id in _readers(_tellable(session, uow, one), one) for one in unread)


def _of_role(members: list[Member], role: Role) -> list[UUID]:
    return [one.id for one in members if role in parse_stored_roles(one.roles)]


def _tellable(session: Session, uow: UnitOfWork, concern: Concern) -> list[Member]:
    members = session.scalars(
        select(Member).where(
            Member.org_id == uow.org.id,
            CONFIRMED,
            NOT_SUSPENDED,
            Member.id != concern.author_id,
        )
    )
    kept, earlier = concern.kept_from, load_earlier_accounts(session, uow.org.id)
    return [
        one
        for one in members
        if not exclusions.is_excluded(
            uow.server, concern.id, kept, list_accounts_of_person(earlier, one.id)
        )
    ]
