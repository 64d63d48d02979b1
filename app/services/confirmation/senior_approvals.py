"""Make a new head or chair by two people, or by one person and a day with notice.

They open what is kept from leads. So a lead who confirms them by typed words only starts a wait.
Where a head or chair holds their team's key, one of them approves: no lead does, and no number of
leads. Where no one does, a day passes, and every lead and administrator is told. A lead then gives
access with the recovery sheet, since no lead has the key. No certificate and no grant exists
before that (docs/decisions/0158). This module makes no one a lead.
"""

from uuid import UUID

from app.domain.routing.actors import Role, Team
from app.errors import InvalidError, NotFoundError
from app.models.member import Member
from app.services.audit_log.member_index import lead_proposal_log_id
from app.services.confirmation import lead_proposals
from app.services.confirmation.certification import (
    certify_member,
    demand_newest_key,
    is_certified,
    load_joined_key,
    load_member_invited_as,
    log_refusal_and_mark_confirmed,
    open_team_with_sheet,
    select_invited_roles,
)
from app.services.confirmation.word_checks import TypedWords, demand_member_words
from app.services.members.invited_roles import demand_roles_or_log_refusal
from app.services.members.member_lookup import load_key_trust
from app.services.organisations.organisation_setup import write_grant
from app.services.unit_of_work import Action, UnitOfWork

NOT_A_SENIOR = "Only a head or chair can approve this."


def confirm_senior(
    uow: UnitOfWork, member_id: UUID, typed: TypedWords, *, called: str | None = None
) -> bool:
    """Confirm a new head or chair by typed words. Return whether they are one, or wait (False).

    A second lead who types them starts no other wait, and approves nothing. Raises InvalidError for
    a wrong word or a name other than `called`, ThrottledError, RoleChangedError.
    """
    if not uow.me.is_a(Role.LEAD):
        raise NotFoundError("only a lead confirms")
    key = load_joined_key(uow, member_id)
    demand_roles_or_log_refusal(uow, uow.session.get_one(Member, member_id))
    demand_member_words(uow, member_id, key[1], typed)
    people = lead_proposals.find_proposal_mail_recipients(uow, member_id, Role.SENIOR)
    with uow.act() as act:
        member = load_member_invited_as(act, uow, member_id, Role.SENIOR, called)
        if is_certified(uow, member):
            log_refusal_and_mark_confirmed(act, member)
            return True
        before = lead_proposals.load_proposal(uow, member_id)
        new = lead_proposals.build_proposal(key[1], member.name, select_invited_roles(member))
        if before is not None and lead_proposals.is_same_proposal(before.lead, new):
            act.log(Action.REFUSED, lead_proposal_log_id(member_id))  # pressed twice, or by two
            return False
        lead_proposals.write_proposal(act, Action.SENIOR_PROPOSED, member, new)
        lead_proposals.queue_proposal_mails(
            act, uow, people, "lead_proposed", own="lead_proposed_own"
        )
        act.checkpoint()
    return False


def approve_senior(uow: UnitOfWork, member_id: UUID, seen: str) -> None:
    """Approve a new head or chair, as a head or chair. Twice is harmless.

    Raises InvalidError for anyone else, after logging it, and for a wait that is not the one
    `seen`.
    """
    if not uow.me.is_a(Role.SENIOR):
        uow.refuse(Action.REFUSED, lead_proposal_log_id(member_id))
        raise InvalidError({"": NOT_A_SENIOR})
    key = load_joined_key(uow, member_id)
    people = lead_proposals.find_proposal_mail_recipients(uow, member_id, Role.SENIOR)
    with uow.act() as act:
        member = act.session.get_one(Member, member_id)
        if is_certified(uow, member):
            log_refusal_and_mark_confirmed(act, member)
            return
        proposal = lead_proposals.demand_proposal(uow, member_id, key[1], seen, Role.SENIOR)
        if uow.who in proposal.logged.approved_by:
            act.log(Action.REFUSED, lead_proposal_log_id(member_id))  # pressed twice
            return
        h = bytes.fromhex(proposal.logged.h)
        act.log(Action.SENIOR_APPROVED, lead_proposal_log_id(member_id), h=h)
        lead_proposals.queue_proposal_mails(act, uow, people, "lead_approved", role=Role.LEAD)
        act.checkpoint()


def grant_senior_access(uow: UnitOfWork, member_id: UUID, seen: str, sheet: str) -> None:
    """Give a new head or chair access, as a lead with the recovery sheet. Twice is harmless.

    Raises InvalidError when it is too early, after logging it, for a wait that is not the one
    `seen`, and for a sheet that does not open the heads' and chairs' key.
    """
    if not uow.me.is_a(Role.LEAD):
        raise NotFoundError("only a lead certifies")
    key = load_joined_key(uow, member_id)
    people = lead_proposals.find_proposal_mail_recipients(uow, member_id, Role.SENIOR)
    lead_proposals.demand_wait_over(uow, member_id)
    judge = load_key_trust(uow)
    team = judge.team(Team.SENIORS)
    _, secret = open_team_with_sheet(uow, judge, team, sheet)
    with uow.act() as act:
        member = load_member_invited_as(act, uow, member_id, Role.SENIOR)
        demand_newest_key(uow, Team.SENIORS, team.epoch)
        if is_certified(uow, member):
            log_refusal_and_mark_confirmed(act, member)
            return
        proposal = lead_proposals.demand_proposal(uow, member_id, key[1], seen, Role.SENIOR)
        if not lead_proposals.can_grant_access(uow, proposal.logged, act.now):
            raise InvalidError({"": lead_proposals.NOT_YET})
        roles, name = proposal.lead.roles, proposal.lead.name
        act.log(Action.RECOVERY_SHEET_USED, f"team/{Team.SENIORS.value}")
        certify_member(act, uow, member, key, roles=roles, name=name)
        write_grant(act, uow, Team.SENIORS, team.epoch, secret, key[1], member_id)
        lead_proposals.queue_proposal_mails(act, uow, people, own="lead_made_own")
        act.checkpoint()
