"""Queue the email about an event in the transaction that logs the event: both or neither.

`unit_of_work.py` calls this for each act: no service has to remember it. An email holds no word of
what happened and no name. A lead or senior who must not know about a concern gets none about it.
Members' rows say who gets one, so that a broken log silences no one. Nothing is opened here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.notices.notice_model import Audience, NoticeRule
from app.domain.notices.notice_rules import find_notice_rule
from app.domain.routing.actors import Org, Role
from app.domain.routing.recipients import Recipients
from app.models.concern import Concern
from app.models.member import Member
from app.services.audit_log.member_index import parse_invite_event
from app.services.concerns import exclusions
from app.services.emails import mail_queue
from app.services.members.member_status import (
    CONFIRMED,
    NOT_SUSPENDED,
    build_role_condition,
    list_accounts_of_person,
    load_earlier_accounts,
)
from app.vault.server_secret import ServerSecret
from audit.events import Event

LEAD, SENIOR = "lead", "senior"


def queue_notice_mails(
    session: Session, org: Org, server: ServerSecret, events: Sequence[Event], now: datetime
) -> None:
    """Queue an email to each person who is told about one of these events, at most one of a kind.

    `events`: all of one transaction, which the caller commits.
    """
    actions = {event.act for event in events}
    invited = dict(filter(None, map(parse_invite_event, events)))
    mails: dict[tuple[UUID, str], None] = {}
    for event in events:
        found = find_notice_rule(event.act, event.obj)
        if found is None or found[0].goes_with & actions:
            continue
        rule, about = found
        if rule.roles and not rule.roles & invited.get(about, rule.roles):
            continue  # for which roles is in the line before it; where it is missing, all are told
        for member_id in _list_recipients(session, org, server, event, rule, about):
            mails[member_id, rule.mail] = None
    for member_id, template in mails:
        mail_queue.queue_mail_once(session, org, member_id, template, now)


def _list_recipients(
    session: Session, org: Org, server: ServerSecret, event: Event, rule: NoticeRule, about: str
) -> Iterable[UUID]:
    if rule.audience is Audience.ACCOUNT:
        mine = select(Member.id).where(
            Member.org_id == org.id, Member.id == UUID(about), NOT_SUSPENDED
        )
        return session.scalars(mine.where(Member.joined_at.is_not(None))).all()
    team = _list_leads_and_seniors(session, org)
    if rule.audience is Audience.READERS:
        return _list_concern_readers(session, server, team, event, UUID(about))
    if rule.audience is Audience.LEADS:
        team = [member for member in team if LEAD in member.roles]
    return [member.id for member in team]


def _list_leads_and_seniors(session: Session, org: Org) -> list[Member]:
    """Return the members to whom a notice for a team goes. Of all members only these are read."""
    wanted = build_role_condition(Role.LEAD, Role.SENIOR)
    members = session.scalars(
        select(Member).where(Member.org_id == org.id, wanted, CONFIRMED, NOT_SUSPENDED)
    )
    return [member for member in members if {LEAD, SENIOR} & set(member.roles)]


def _list_concern_readers(
    session: Session, server: ServerSecret, team: list[Member], event: Event, concern_id: UUID
) -> list[UUID]:
    """Return who may know of a concern. Whoever did this knows of it; no one ruled out is told."""
    concern = session.get(Concern, concern_id)
    told = [member for member in team if str(member.id) == event.who]
    if concern is None or not exclusions.is_exclusion_list_authentic(
        server, concern_id, concern.kept_from
    ):
        return [member.id for member in told]
    earlier = load_earlier_accounts(session, concern.org_id)
    role = {Recipients.LEADS.value: LEAD, Recipients.SENIORS.value: SENIOR}.get(concern.route)
    told += [
        member
        for member in team
        if (role in member.roles if role else str(member.id) in concern.named)
        and not exclusions.is_excluded(
            server, concern_id, concern.kept_from, list_accounts_of_person(earlier, member.id)
        )
    ]
    return list(dict.fromkeys(member.id for member in told))
