"""A new lead, head or chair who waits: what one lead confirmed, and who can end the wait.

Where there is a head or chair, only one of them approves another: what they read is kept from
leads. Who confirmed someone, when, and who approved it come from the log alone; the row holds key,
roles and name, and counts only while the log's newest line vouches for it. Nothing is granted here.
"""

import json
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete, select

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Role, Team
from app.errors import InvalidError, KeyChangedError, SealedError
from app.models.member import LeadProposal, Member
from app.services.audit_log.member_index import (
    LEAST_WAIT,
    LeadChange,
    LoggedProposal,
    lead_proposal_log_id,
)
from app.services.emails import mail_queue
from app.services.members import member_lookup
from app.services.members.key_trust import hash_row_bytes
from app.services.members.member_lookup import MemberView, load_key_trust
from app.services.members.shown_names import load_name_texts
from app.services.members.similar_names import find_lookalike_names
from app.services.members.unverified_key_holders import find_team_key_holders
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Public

WAITING_TIME = LEAST_WAIT
"""How long someone waits whom no one can approve, by the time in the log's line."""
SHOWN_FOR = timedelta(days=30)
SOMEONE = "someone Heard cannot name"
NOT_YET = "It is too early to give them access. Look at when it can be done."
CHANGED = "This has changed since the page was shown. Check it before you go on."


class ProposedLead(PrivateStruct, frozen=True):
    """A key, name and roles that one lead confirmed: of a new lead, head or chair."""

    fingerprint: str
    name: str
    roles: tuple[str, ...]
    salt: str


class OpenProposal(PrivateStruct, frozen=True):
    """A wait that is not over, as log and row agree on it."""

    logged: LoggedProposal
    lead: ProposedLead


class PendingLead(PrivateStruct, frozen=True):
    """A new lead, head or chair who waits, for the pages. `role`: which, by the log.

    `seen`: names these very words when someone approves them. `ends_at`: when the wait is over
    where no one else can approve; None where someone can. `trusted`: row and log agree. `similar`:
    colleagues whose names look like theirs.
    """

    id: UUID
    name: str
    email: str
    job_title: str
    seen: str
    confirmed_by: str
    confirmed_at: datetime
    approved_by: str
    ends_at: datetime | None
    mine: bool
    can_finish: bool
    trusted: bool
    similar: tuple[str, ...]
    role: Role = Role.LEAD

    @property
    def is_senior(self) -> bool:
        """Whether they wait to be a head or chair."""
        return self.role is Role.SENIOR


class EndedLead(PrivateStruct, frozen=True):
    """How a wait ended, or who was appointed at once."""

    name: str
    by: str
    change: LeadChange


def build_proposal(public: Public, name: str, roles: tuple[str, ...]) -> ProposedLead:
    """Return what is confirmed of someone. The salt keeps the name from being guessed by it."""
    return ProposedLead(public.fingerprint.hex(), name, roles, secrets.token_hex(16))


def is_same_proposal(lead: ProposedLead, other: ProposedLead) -> bool:
    """Whether key, name and roles are the same. The salt is another one each time."""
    return (lead.fingerprint, lead.name, lead.roles) == (other.fingerprint, other.name, other.roles)


def write_proposal(
    act: LoggedTransaction, action: Action, member: Member, lead: ProposedLead
) -> None:
    """Write what was confirmed, in place of anything older, and log its hash."""
    told = json.dumps(msgspec.to_builtins(lead), sort_keys=True, separators=(",", ":"))
    delete_proposal(act, member.id)
    act.session.add(LeadProposal(org_id=member.org_id, member_id=member.id, statement=told))
    act.log(action, lead_proposal_log_id(member.id), h=hash_row_bytes(told.encode()))


def delete_proposal(act: LoggedTransaction, member_id: UUID) -> None:
    """Delete the row of a wait. The caller logs what ended it."""
    act.session.execute(delete(LeadProposal).where(LeadProposal.member_id == member_id))


def delete_and_log_stopped_proposal(act: LoggedTransaction, member_id: UUID, role: Role) -> None:
    """Delete the row of a wait for this role, and log that it was stopped."""
    delete_proposal(act, member_id)
    if role is Role.SENIOR:
        act.log(Action.SENIOR_STOPPED, lead_proposal_log_id(member_id))
    else:
        act.log(Action.LEAD_STOPPED, lead_proposal_log_id(member_id))


def load_proposal(uow: UnitOfWork, member_id: UUID) -> OpenProposal | None:
    """Return the wait of this person as log and row agree on it; None when there is none.

    Raises KeyChangedError when the row is not what the log saw. Nothing may have been logged.
    """
    load_key_trust(uow)
    logged = uow.key_log.members(uow.org).proposal_of(member_id)
    if logged is None:
        return None
    told = uow.session.scalar(
        select(LeadProposal.statement).where(
            LeadProposal.org_id == uow.org.id, LeadProposal.member_id == member_id
        )
    )
    if told is None or hash_row_bytes(told.encode("utf-8", "surrogatepass")).hex() != logged.h:
        raise KeyChangedError(f"proposal of {member_id}")
    try:
        lead = msgspec.json.decode(told, type=ProposedLead)
    except msgspec.MsgspecError:
        raise SealedError(f"proposal of {member_id}") from None
    return OpenProposal(logged, lead)


def demand_proposal(
    uow: UnitOfWork, member_id: UUID, public: Public, seen: str, role: Role
) -> OpenProposal:
    """Return the wait for this role as it is now: of the key that was checked, and as `seen`.

    Raises InvalidError for another wait than was shown, and KeyChangedError for another key.
    """
    proposal = load_proposal(uow, member_id)
    if proposal is None or proposal.logged.h != seen or proposal.logged.role is not role:
        raise InvalidError({"": CHANGED})
    if proposal.lead.fingerprint != public.fingerprint.hex():
        raise KeyChangedError(f"key of {member_id} is not the one that was confirmed")
    return proposal


def demand_wait_over(uow: UnitOfWork, member_id: UUID) -> None:
    """Raise InvalidError, after logging it, while someone's wait is not over."""
    waiting = load_proposal(uow, member_id)
    if waiting is not None and not can_grant_access(uow, waiting.logged, uow.clock()):
        uow.refuse(Action.REFUSED, lead_proposal_log_id(member_id))
        raise InvalidError({"": NOT_YET})


def can_grant_access(uow: UnitOfWork, logged: LoggedProposal, now: datetime) -> bool:
    """Whether a lead may give access now: a second person approved, or no one could and it is time.

    Of a head or chair, only one who is a head or chair today counts. A clock that was set back
    makes the wait longer, never shorter.
    """
    readers = member_lookup.list_leads_and_seniors(uow)
    is_new_lead = logged.role is Role.LEAD
    approvers = {str(one.id) for one in readers if is_new_lead or one.is_a(Role.SENIOR)}
    if approvers & set(logged.approved_by) - {logged.who}:
        return True
    ends_at = find_waiting_end(uow, logged.at, logged.role)
    return ends_at is not None and now >= ends_at


def find_waiting_end(uow: UnitOfWork, begun: datetime, role: Role = Role.LEAD) -> datetime | None:
    """Return when a wait is over, where no one else can approve; None where someone can.

    `role`: what someone waits to be. It counts from `begun`, or from when someone last lost a
    team's key, or their account or role where they are told: until then they could stop it.
    """
    if has_senior_approver(uow) if role is Role.SENIOR else has_second_approver(uow):
        return None
    ended = uow.key_log.members(uow.org).access_cut_at
    return max(begun, ended or begun) + WAITING_TIME


def has_second_approver(uow: UnitOfWork) -> bool:
    """Whether more than one person holds a team's key, by the log alone: no row can hide one."""
    return len(frozenset().union(*find_team_key_holders(uow).values())) > 1


def has_senior_approver(uow: UnitOfWork) -> bool:
    """Whether a head or chair holds their team's key, by the log alone, stopped or not."""
    return bool(find_team_key_holders(uow)[Team.SENIORS])


def find_proposed_role(uow: UnitOfWork, member_id: UUID) -> Role | None:
    """Return what this person waits to be, by the log alone; None when they do not wait."""
    load_key_trust(uow)
    logged = uow.key_log.members(uow.org).proposal_of(member_id)
    return logged.role if logged else None


def list_pending_proposals(uow: UnitOfWork) -> tuple[PendingLead, ...]:
    """Return everyone who waits to be a lead, head or chair, oldest first."""
    load_key_trust(uow)
    waiting = uow.key_log.members(uow.org).proposals()
    if not waiting:
        return ()
    names = _names_of_readers(uow)
    return tuple(_pending(uow, UUID(member), logged, names) for member, logged in waiting.items())


def list_ended_proposals(uow: UnitOfWork) -> tuple[EndedLead, ...]:
    """Return who became a lead, head or chair in a month, and who was stopped, newest first."""
    load_key_trust(uow)
    since = uow.clock() - SHOWN_FOR
    recent = [one for one in uow.key_log.members(uow.org).changes() if one.at >= since]
    names = _names_of_readers(uow) if recent else {}
    ids = {UUID(one) for change in recent for one in (change.member, change.who)}
    others = load_name_texts(uow, ids - set(map(UUID, names)))
    names |= {str(member_id): name for member_id, name in others.items() if name}
    return tuple(
        EndedLead(names.get(one.member, SOMEONE), names.get(one.who, SOMEONE), one)
        for one in reversed(recent)
    )


def find_own_stopped_proposal(uow: UnitOfWork) -> EndedLead | None:
    """Return how someone's own wait was stopped, if that is the newest of it in a month."""
    if uow.me.is_reader:
        return None
    ended = (one for one in list_ended_proposals(uow) if one.change.member == str(uow.me.id))
    newest = next(ended, None)
    return newest if newest and newest.change.outcome == "stopped" else None


def find_proposal_mail_recipients(
    uow: UnitOfWork, member_id: UUID, role: Role = Role.LEAD
) -> tuple[tuple[MemberView, ...], UUID]:
    """Return every lead and senior, and the person it is about. Call it before anything is logged.

    The lead who confirms is among them: a stolen sign-in is found out by its owner. Administrators
    too, where it is about a head or chair: there may be no one else who is not a lead.
    """
    readers = member_lookup.list_leads_and_seniors(uow)
    others = member_lookup.list_administrators(uow) if role is Role.SENIOR else ()
    everyone = {view.id: view for view in (*readers, *others) if view.id != member_id}
    return tuple(everyone.values()), member_id


def queue_proposal_mails(
    act: LoggedTransaction,
    uow: UnitOfWork,
    people: tuple[tuple[MemberView, ...], UUID],
    template: str = "",
    *,
    own: str = "",
    role: Role | None = None,
) -> None:
    """Queue one content-free mail each; `own` is the template of the person it is about.

    Without a `template` the others are told by a rule (app/domain/notices/notice_rules.py).
    """
    readers, member_id = people
    for view in readers:
        if template and (role is None or view.is_a(role)):
            mail_queue.queue_mail_once(act.session, uow.org, view.id, template, act.now)
    if own:
        mail_queue.queue_mail_once(act.session, uow.org, member_id, own, act.now)


def _pending(
    uow: UnitOfWork, member_id: UUID, logged: LoggedProposal, names: dict[str, str]
) -> PendingLead:
    row, lead = uow.session.get(Member, member_id), None
    try:
        proposal = load_proposal(uow, member_id)
        lead = proposal.lead if proposal else None
    except (KeyChangedError, SealedError):
        pass  # shown as what cannot be trusted: it can only be stopped
    name = lead.name if lead else load_name_texts(uow, (member_id,))[member_id] or SOMEONE
    return PendingLead(
        id=member_id,
        name=name,
        email=row.email if row else "",
        job_title=row.job_title if row else "",
        seen=logged.h,
        confirmed_by=names.get(logged.who, SOMEONE),
        confirmed_at=logged.at,
        approved_by=next((names[who] for who in logged.approved_by if who in names), ""),
        ends_at=find_waiting_end(uow, logged.at, logged.role),
        mine=logged.who == uow.who,
        can_finish=lead is not None and can_grant_access(uow, logged, uow.clock()),
        trusted=lead is not None,
        similar=find_lookalike_names(uow, member_id, name),
        role=logged.role,
    )


def _names_of_readers(uow: UnitOfWork) -> dict[str, str]:
    return {str(view.id): view.name for view in member_lookup.list_leads_and_seniors(uow)}
