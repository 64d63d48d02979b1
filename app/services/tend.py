"""What has to happen by itself, once a minute: mail, unread clocks, expiries, checkpoints.

One process at a time, by a lease in the database. Each step stands alone: one that fails is
reported by its name and the others still run. Nothing here opens a record.
"""

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from app.domain.actors import Org, Role
from app.models.concern import Concern, Due
from app.models.log import Checkpoint, LogHead
from app.models.member import Invite, Member, SignIn, Throttle
from app.models.organisation import SetUpDraft
from app.models.post import Lease
from app.services import organisations, outbox, sign_ins, throttle
from app.services.desk import Action, Desk

log = logging.getLogger("heard.tend")
LEASE = timedelta(minutes=5)
A_DAY = timedelta(days=1)
SET_UP_DRAFT = timedelta(hours=2)
BETWEEN_LEVELS = timedelta(minutes=15)
REMINDED, SENIORS_TOLD = 1, 2
"""Levels of a due time: its own instant never moves, so the list still shows it as overdue."""


@dataclass(frozen=True)
class Tools:
    """All that tending needs. `desk` makes a desk with nobody at it for an organisation."""

    session: Session
    desk: Callable[[Org], Desk]
    clock: Callable[[], datetime]
    base_url: str
    smtp_url: str
    mail_from: str
    holder: str


def tend_once(tools: Tools) -> bool:
    """Run every step once, if the lease is free or ours; whether it ran."""
    orgs = organisations.every(tools.session)
    if not orgs or not _take_lease(tools, tools.desk(orgs[0])):
        return False
    for org in orgs:
        for step in (_unread, _end_sign_ins, _daily_checkpoint):
            _try(step, tools, org)
    for step in (_send, _sweep):
        _try(step, tools, orgs[0])
    return True


def _try(step: Callable[[Tools, Desk], None], tools: Tools, org: Org) -> None:
    name = step.__name__.strip("_")
    try:
        step(tools, tools.desk(org))
    except Exception as error:  # noqa: BLE001 - the next step must still run; class name only is logged
        log.error("tend: %s failed with %s", name, type(error).__name__)  # noqa: TRY400 - a traceback may hold values


def _take_lease(tools: Tools, desk: Desk) -> bool:
    with desk.keep() as session:
        now = tools.clock()
        row = session.get(Lease, "tend", with_for_update=True)
        if row is None:
            session.add(Lease(name="tend", holder=tools.holder, until=now + LEASE))
            return True
        if row.holder != tools.holder and row.until > now:
            return False
        row.holder, row.until = tools.holder, now + LEASE
        return True


def _unread(tools: Tools, desk: Desk) -> None:
    """Unread in time? Remind its readers, then tell the seniors: never with a word of it."""
    now = tools.clock()
    late = desk.session.scalars(
        select(Due.id).where(
            Due.org_id == desk.org.id,
            Due.done.is_(False),
            or_(
                and_(Due.level == 0, Due.at <= now),
                and_(Due.level == REMINDED, Due.at <= now - BETWEEN_LEVELS),
            ),
        )
    ).all()
    for due_id in late:
        _raise_level(desk, due_id, now)


def _raise_level(desk: Desk, due_id: UUID, now: datetime) -> None:
    with desk.act() as act:
        due = act.session.get(Due, due_id, with_for_update=True)
        if due is None or due.done or due.at > now:
            act.log(Action.MAIL_QUEUED, "due/none")
            return
        concern = act.session.get_one(Concern, due.concern_id)
        due.level += 1
        senior = due.level >= SENIORS_TOLD
        template = "unread_for_senior" if senior else "reminder"
        for member_id in _whom(act.session, desk.org, concern, senior=senior):
            outbox.queue(act.session, desk.org, member_id, template, concern.id, now)
        act.log(Action.DUE_CHANGED, str(concern.id), state=concern.state, due=(due.at,))


def _whom(session: Session, org: Org, concern: Concern, *, senior: bool) -> list[UUID]:
    """Readers of the route; or, when they have not read it, the seniors who are not kept out."""
    if concern.named:
        ids = set(concern.named)
        return [] if senior else [m.id for m in _confirmed(session, org) if str(m.id) in ids]
    role = Role.SENIOR if senior or concern.route == "seniors" else Role.LEAD
    return [m.id for m in _confirmed(session, org) if role.value in m.roles]


def _confirmed(session: Session, org: Org) -> list[Member]:
    return list(
        session.scalars(
            select(Member).where(
                Member.org_id == org.id,
                Member.confirmed_at.is_not(None),
                Member.suspended_at.is_(None),
            )
        )
    )


def _end_sign_ins(tools: Tools, desk: Desk) -> None:
    """Empty the boxes of sign-ins that are over; after a day the row goes as well."""
    now = tools.clock()
    over = [
        row
        for row in desk.session.scalars(select(SignIn).where(SignIn.org_id == desk.org.id))
        if row.box is not None and sign_ins.is_over(row, now)
    ]
    if over:
        ids = [row.id for row in over]
        with desk.act() as act:
            for row in act.session.scalars(select(SignIn).where(SignIn.id.in_(ids))):
                row.box, row.ended_at = None, row.ended_at or now
                act.log(Action.SIGN_IN_EXPIRED, f"sign_in/{row.user_id}")
    with desk.keep() as session:
        session.execute(
            delete(SignIn).where(SignIn.org_id == desk.org.id, SignIn.ended_at < now - A_DAY)
        )


def _daily_checkpoint(tools: Tools, desk: Desk) -> None:
    """Sign a checkpoint a day when the log grew (audit.md)."""
    now = tools.clock()
    last = desk.session.scalars(
        select(Checkpoint)
        .where(Checkpoint.org_id == desk.org.id)
        .order_by(Checkpoint.size.desc())
        .limit(1)
    ).first()
    size = desk.session.scalar(select(LogHead.size).where(LogHead.org_id == desk.org.id)) or 0
    if last is not None and (last.size == size or now - last.made_at < A_DAY):
        return
    with desk.act() as act:
        act.log(Action.CHECKPOINT_TAKEN, f"organisation/{desk.org.id}")
        act.checkpoint()


def _send(tools: Tools, desk: Desk) -> None:
    """Hand waiting mail to the mail server; without one it waits and the pages say so."""
    if not tools.smtp_url:
        return
    now = tools.clock()
    for mail_id in outbox.waiting(tools.session, now):
        mail = outbox.message(tools.session, mail_id, tools.base_url, tools.mail_from)
        tools.session.rollback()  # no transaction while the mail server thinks
        try:
            with outbox.server(tools.smtp_url) as link:
                link.send_message(mail)
        except (OSError, smtplib.SMTPException):
            with desk.keep() as session:
                outbox.not_sent(session, mail_id, now)
        else:
            with desk.keep() as session:
                outbox.sent(session, mail_id, now)


def _sweep(tools: Tools, desk: Desk) -> None:
    """Throw away what is too old to matter: counters, set-ups not finished, dead invites."""
    now = tools.clock()
    with desk.keep() as session:
        session.execute(delete(Throttle).where(Throttle.since < now - throttle.WINDOW))
        session.execute(delete(SetUpDraft).where(SetUpDraft.made_at < now - SET_UP_DRAFT))
        session.execute(delete(Invite).where(Invite.expires_at < now - A_DAY))
