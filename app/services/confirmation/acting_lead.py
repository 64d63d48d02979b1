"""Appoint an acting lead at once, with the recovery sheet: a child must not stay unread.

Only the sheet opens what was sent to the leads while every lead is away: a senior holds another
key, and no one's role can open it. So whoever is signed in and types the whole sheet appoints, head
and chair too, and no one waits. The sheet itself signs the certificate, since no lead is there to
do it. Every lead and senior gets mail. This module never takes access from anyone.
"""

from uuid import UUID

from sqlalchemy import select

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import READER_ROLES, Role, Team
from app.errors import InvalidError
from app.models.member import Member, MemberKey
from app.services.confirmation import lead_proposals
from app.services.confirmation.certification import (
    NAME_CHANGED,
    certify_member,
    demand_newest_key,
    load_joined_key,
    open_team_with_sheet,
    select_roles_to_certify,
)
from app.services.confirmation.word_checks import TypedWords, demand_member_words
from app.services.members.confirmed_names import load_confirmed_names
from app.services.members.invited_roles import log_invited_roles
from app.services.members.key_trust import KeyTrust
from app.services.members.member_lookup import load_key_trust
from app.services.members.member_renaming import LOOKS_THE_SAME
from app.services.members.similar_names import find_lookalike_names
from app.services.organisations.organisation_setup import write_grant
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Public, Secret

NOT_JOINED = "No one has joined with this email address. Check it."
READS_ALREADY = "This person reads concerns already. Choose someone who does not."
RolesAndNames = tuple[tuple[str, ...], tuple[str, ...]]


class ActingLead(PrivateStruct, frozen=True):
    """Someone whose words were right, to be looked at before they are appointed.

    `name`: what they will be certified under. `is_confirmed`: a lead confirmed it before.
    `similar`: colleagues whose names look like it.
    """

    name: str
    email: str
    job_title: str
    is_confirmed: bool
    similar: tuple[str, ...]


class _Checked(PrivateStruct, frozen=True):
    """The keys that a sheet opened, and the person whose words were typed."""

    recovery: Secret
    secret: Secret
    epoch: int
    member_id: UUID
    key: tuple[MemberKey, Public]
    roles: tuple[str, ...]
    names: tuple[str, ...]


def preview_acting_lead(uow: UnitOfWork, email: str, sheet: str, typed: TypedWords) -> ActingLead:
    """Return who would be appointed, and change nothing. Raises what `appoint_acting_lead` does."""
    checked = _check(uow, email, sheet, typed)
    member = uow.session.get_one(Member, checked.member_id)
    name = _choose_name(checked, member)
    return ActingLead(
        name=name,
        email=member.email,
        job_title=member.job_title,
        is_confirmed=bool(checked.names),
        similar=find_lookalike_names(uow, member.id, name),
    )


def appoint_acting_lead(
    uow: UnitOfWork,
    email: str,
    sheet: str,
    typed: TypedWords,
    *,
    called: str | None = None,
    same_name_approved: bool = False,
) -> UUID:
    """Make someone who has joined a lead at once; return their id.

    `called`: the name that the page showed; None asks nothing. Raises InvalidError for a wrong
    sheet, address or word, in this order: no one learns who has an account without the sheet. Then
    for another name, or one like a colleague's. Raises ThrottledError after three wrong tries.
    """
    checked = _check(uow, email, sheet, typed)
    member_id = checked.member_id
    if called is not None and not same_name_approved:
        _demand_no_lookalike(uow, member_id, called)
    people = lead_proposals.find_proposal_mail_recipients(uow, member_id)
    with uow.act() as act:
        member = act.session.get_one(Member, member_id, populate_existing=True)
        _demand_still(uow, checked)
        name = _choose_name(checked, member)
        if called is not None and called != name:
            raise InvalidError({"first": NAME_CHANGED})
        _make_lead(act, uow, member, checked, name)
        lead_proposals.queue_proposal_mails(act, uow, people, own="lead_made_own")
        act.checkpoint()
    return member_id


def _demand_still(uow: UnitOfWork, checked: _Checked) -> None:
    """Raise InvalidError when the key was changed meanwhile, or they were made a reader."""
    demand_newest_key(uow, Team.LEADS, checked.epoch)
    _demand_no_reader(uow, load_key_trust(uow), checked.member_id)


def _check(uow: UnitOfWork, email: str, sheet: str, typed: TypedWords) -> _Checked:
    judge = load_key_trust(uow)
    team = judge.team(Team.LEADS)
    recovery, secret = open_team_with_sheet(uow, judge, team, sheet)
    epoch, member_id = team.epoch, find_joined_member(uow, email)
    key = load_joined_key(uow, member_id)
    roles, names = _demand_no_reader(uow, judge, member_id)
    demand_member_words(uow, member_id, key[1], typed)
    return _Checked(recovery, secret, epoch, member_id, key, roles, names)


def _choose_name(checked: _Checked, member: Member) -> str:
    """Return the confirmed name; of someone whom no lead confirmed, the one that they typed."""
    return (*checked.names, member.name)[0]


def _demand_no_lookalike(uow: UnitOfWork, member_id: UUID, name: str) -> None:
    if similar := find_lookalike_names(uow, member_id, name):
        raise InvalidError({"same_name": LOOKS_THE_SAME.format(others=", ".join(similar))})


def _make_lead(
    act: LoggedTransaction, uow: UnitOfWork, member: Member, checked: _Checked, name: str
) -> None:
    act.log(Action.RECOVERY_SHEET_USED, f"team/{Team.LEADS.value}")
    lead = lead_proposals.build_proposal(checked.key[1], name, checked.roles)
    lead_proposals.write_proposal(act, Action.LEAD_APPOINTED, member, lead)
    member.roles = list(checked.roles)
    log_invited_roles(act, member)
    key, signer, before = checked.key, checked.recovery, checked.names
    certify_member(
        act, uow, member, key, roles=checked.roles, name=name, signer=signer, before=before
    )
    write_grant(act, uow, Team.LEADS, checked.epoch, checked.secret, key[1], member.id)


def find_joined_member(uow: UnitOfWork, email: str) -> UUID:
    """Return who joined with this address. Raises InvalidError; for a stopped account too."""
    member_id = uow.session.scalar(
        select(Member.id).where(
            Member.org_id == uow.org.id,
            Member.email == email,
        )
    )
    if (
        member_id is None
        or not load_key_trust(uow).has_joined(member_id)
        or member_id in uow.key_log.find_stopped_accounts(uow.org)
    ):
        raise InvalidError({"email": NOT_JOINED})
    return member_id


def _demand_no_reader(uow: UnitOfWork, judge: KeyTrust, member_id: UUID) -> RolesAndNames:
    """Return the roles they get, and names they were confirmed under. Raises InvalidError."""
    row = judge.key_of(member_id)
    if row.cert is None and not judge.was_certified(member_id):
        return select_roles_to_certify({Role.LEAD}), ()
    held = judge.roles(row)
    if READER_ROLES & set(held):
        raise InvalidError({"email": READS_ALREADY})
    names = load_confirmed_names(judge, uow.session.get_one(Member, member_id))
    return select_roles_to_certify({Role.LEAD, *held}), names
