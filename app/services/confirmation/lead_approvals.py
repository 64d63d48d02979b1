"""Make a new lead by two people: one types their words, a second one approves.

Someone new, or someone who is in the team already in another role. No certificate and no grant
exists before that. Where no one else could approve, the log's line of the first confirmation must
be a day old, and a lead still presses the button: housekeeping holds no key. A lead, a senior or
the new lead stops it. Each step is one transaction with one line of the log, and everyone who reads
records gets mail. With the recovery sheet no one waits (`acting_lead.py`). This module never lets
anyone approve what they themselves confirmed.
"""

from typing import NamedTuple
from uuid import UUID

from app.domain.routing.actors import READER_ROLES, Role, Team
from app.errors import InvalidError, NotFoundError
from app.models.member import Member, MemberKey
from app.services.audit_log.member_index import lead_proposal_log_id
from app.services.confirmation import lead_proposals
from app.services.confirmation.certification import (
    certify_member,
    demand_name_unchanged,
    is_certified,
    load_joined_key,
    load_member_invited_as,
    log_refusal_and_mark_confirmed,
    select_invited_roles,
    select_roles_to_certify,
)
from app.services.confirmation.lead_proposals import OpenProposal, ProposedLead
from app.services.confirmation.word_checks import TypedWords, demand_member_words
from app.services.members.confirmed_names import load_confirmed_names
from app.services.members.invited_roles import demand_roles_or_log_refusal, log_invited_roles
from app.services.members.key_trust import certificate_log_id
from app.services.members.member_lookup import MemberView, load_key_trust
from app.services.organisations.organisation_setup import write_grant
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Public

OWN_PROPOSAL = "You confirmed this person yourself. Someone else must approve it."
JoinedKey = tuple[MemberKey, Public]
People = tuple[tuple[MemberView, ...], UUID]


class _NewLead(NamedTuple):
    """Someone who is to be a lead: their roles then, and their names, the present one first."""

    member: Member
    key: JoinedKey
    roles: tuple[str, ...]
    names: tuple[str, ...]
    was_certified: bool = False


def confirm_lead(
    uow: UnitOfWork, member_id: UUID, typed: TypedWords, *, called: str | None = None
) -> bool:
    """Confirm a new lead by typed words. Return whether they are one now, or wait (False).

    Where another lead confirmed the same key, name and roles, this is the second approval. Raises
    InvalidError for a wrong word or a name other than `called`, ThrottledError, RoleChangedError.
    """
    key = load_joined_key(uow, member_id)
    demand_roles_or_log_refusal(uow, uow.session.get_one(Member, member_id))
    demand_member_words(uow, member_id, key[1], typed)
    people = lead_proposals.find_proposal_mail_recipients(uow, member_id)
    uow.keys.team_secret(uow.session, Team.LEADS)  # whoever cannot grant confirms no one
    with uow.act() as act:
        member = load_member_invited_as(act, uow, member_id, Role.LEAD, called)
        if is_certified(uow, member):
            log_refusal_and_mark_confirmed(act, member)
            return True
        new = _NewLead(member, key, select_invited_roles(member), (member.name,))
        return _propose_or_approve(act, uow, new, people)


def confirm_existing_member_as_lead(
    uow: UnitOfWork, member_id: UUID, typed: TypedWords, *, called: str | None = None
) -> bool:
    """Confirm someone of the team as a new lead, by typed words. Return as `confirm_lead` does.

    They keep their other roles. Raises what `confirm_lead` does, and NotFoundError for oneself and
    for someone who was never confirmed.
    """
    if member_id == uow.me.id:
        raise NotFoundError("no one makes themself a lead")
    key = load_joined_key(uow, member_id)
    demand_member_words(uow, member_id, key[1], typed)
    people = lead_proposals.find_proposal_mail_recipients(uow, member_id)
    uow.keys.team_secret(uow.session, Team.LEADS)
    with uow.act() as act:
        member = act.session.get_one(Member, member_id)
        demand_name_unchanged(member, called)
        if not is_certified(uow, member):
            raise NotFoundError(f"member {member_id} was never confirmed")
        if _reads_already(uow, member):
            log_refusal_and_mark_confirmed(act, member)
            return True
        return _propose_or_approve(act, uow, _describe_new_lead(uow, member, key), people)


def _propose_or_approve(
    act: LoggedTransaction, uow: UnitOfWork, new: _NewLead, people: People
) -> bool:
    member_id = new.member.id
    before = lead_proposals.load_proposal(uow, member_id)
    wanted = lead_proposals.build_proposal(new.key[1], new.names[0], new.roles)
    if before is None or not lead_proposals.is_same_proposal(before.lead, wanted):
        _propose(act, uow, new, wanted, people)
        return False
    if before.logged.who == uow.who:
        act.log(Action.REFUSED, lead_proposal_log_id(member_id))  # pressed twice
        return False
    _log_approval(act, member_id, before)
    _make_lead(act, uow, new, before.lead, people)
    return True


def approve_lead(uow: UnitOfWork, member_id: UUID, seen: str) -> bool:
    """Approve a new lead whom another lead confirmed. Return whether they are one now.

    A lead's approval makes them one. A senior holds no leads' key: after theirs a lead finishes.
    Raises InvalidError for one's own proposal, or another one than was `seen`.
    """
    if not uow.me.is_reader:
        raise NotFoundError("only leads and seniors approve")
    key = load_joined_key(uow, member_id)
    _refuse_own(uow, member_id)
    people = lead_proposals.find_proposal_mail_recipients(uow, member_id)
    with uow.act() as act:
        member = act.session.get_one(Member, member_id)
        if _reads_already(uow, member):
            log_refusal_and_mark_confirmed(act, member)
            return True
        proposal = lead_proposals.demand_proposal(uow, member_id, key[1], seen, Role.LEAD)
        if uow.me.is_a(Role.LEAD):
            new = _describe_new_lead(uow, member, key)
            uow.keys.team_secret(uow.session, Team.LEADS)
            _log_approval(act, member_id, proposal)
            _make_lead(act, uow, new, proposal.lead, people)
            return True
        if uow.who in proposal.logged.approved_by:
            act.log(Action.REFUSED, lead_proposal_log_id(member_id))  # pressed twice
            return False
        _log_approval(act, member_id, proposal)
        lead_proposals.queue_proposal_mails(act, uow, people, "lead_approved", role=Role.LEAD)
        act.checkpoint()
        return False


def grant_lead_access(uow: UnitOfWork, member_id: UUID, seen: str) -> None:
    """Give a new lead access: a senior approved them, or no one could and the wait is over.

    Raises InvalidError, after logging it, when it is too early.
    """
    if not uow.me.is_a(Role.LEAD):
        raise NotFoundError("only a lead holds the leads' key")
    key = load_joined_key(uow, member_id)
    people = lead_proposals.find_proposal_mail_recipients(uow, member_id)
    lead_proposals.demand_wait_over(uow, member_id)
    with uow.act() as act:
        member = act.session.get_one(Member, member_id)
        if _reads_already(uow, member):
            log_refusal_and_mark_confirmed(act, member)
            return
        proposal = lead_proposals.demand_proposal(uow, member_id, key[1], seen, Role.LEAD)
        if not lead_proposals.can_grant_access(uow, proposal.logged, act.now):
            raise InvalidError({"": lead_proposals.NOT_YET})
        new = _describe_new_lead(uow, member, key)
        _make_lead(act, uow, new, proposal.lead, people)


def stop_proposal(uow: UnitOfWork, member_id: UUID) -> bool:
    """Stop the wait of a new lead, head or chair: any lead or senior, or they themself.

    An administrator stops that of a head or chair, since they are told of it. Return False where
    no one waits any more: they have access, or someone else stopped it.
    """
    role = lead_proposals.find_proposed_role(uow, member_id)
    may_stop = uow.me.is_a(Role.ADMINISTRATOR) and role is not Role.LEAD
    if not (uow.me.is_reader or uow.me.id == member_id or may_stop):
        raise NotFoundError("only readers, the person, or an administrator for a senior")
    if role is None:
        return False
    people = lead_proposals.find_proposal_mail_recipients(uow, member_id, role)
    with uow.act() as act:
        if lead_proposals.find_proposed_role(uow, member_id) is not role:
            act.log(Action.REFUSED, lead_proposal_log_id(member_id))  # someone else was first
            return False
        lead_proposals.delete_and_log_stopped_proposal(act, member_id, role)
        lead_proposals.queue_proposal_mails(
            act, uow, people, "lead_stopped", own="lead_stopped_own"
        )
        act.checkpoint()
    return True


def _describe_new_lead(uow: UnitOfWork, member: Member, key: JoinedKey) -> _NewLead:
    """Return what they would be certified for, and their names. Call it before logging."""
    if not is_certified(uow, member):
        return _NewLead(member, key, select_invited_roles(member), (member.name,))
    judge = load_key_trust(uow)
    held = judge.roles(judge.key_of(member.id))
    names = load_confirmed_names(judge, member)
    return _NewLead(member, key, select_roles_to_certify({Role.LEAD, *held}), names, True)


def _reads_already(uow: UnitOfWork, member: Member) -> bool:
    """Whether someone was confirmed as a lead, head or chair. Ask before logging."""
    if not is_certified(uow, member):
        return False
    judge = load_key_trust(uow)
    return not READER_ROLES.isdisjoint(judge.roles(judge.key_of(member.id)))


def _propose(
    act: LoggedTransaction, uow: UnitOfWork, new: _NewLead, lead: ProposedLead, people: People
) -> None:
    lead_proposals.write_proposal(act, Action.LEAD_PROPOSED, new.member, lead)
    lead_proposals.queue_proposal_mails(act, uow, people, "lead_proposed", own="lead_proposed_own")
    act.checkpoint()


def _refuse_own(uow: UnitOfWork, member_id: UUID) -> None:
    proposal = lead_proposals.load_proposal(uow, member_id)
    if proposal is not None and proposal.logged.who == uow.who:
        uow.refuse(Action.REFUSED, certificate_log_id(member_id))
        raise InvalidError({"": OWN_PROPOSAL})


def _log_approval(act: LoggedTransaction, member_id: UUID, proposal: OpenProposal) -> None:
    h = bytes.fromhex(proposal.logged.h)
    act.log(Action.LEAD_APPROVED, lead_proposal_log_id(member_id), h=h)


def _make_lead(
    act: LoggedTransaction, uow: UnitOfWork, new: _NewLead, lead: ProposedLead, people: People
) -> None:
    epoch, secret = uow.keys.team_secret(uow.session, Team.LEADS)
    if new.was_certified:
        new.member.roles = list(lead.roles)
        log_invited_roles(act, new.member)
    keeps = new.was_certified
    certify_member(
        act, uow, new.member, new.key, roles=lead.roles, name=lead.name, keeps_name=keeps
    )
    write_grant(act, uow, Team.LEADS, epoch, secret, new.key[1], new.member.id)
    lead_proposals.queue_proposal_mails(act, uow, people, own="lead_made_own")
    act.checkpoint()
