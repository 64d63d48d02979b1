"""Confirm that a key belongs to a person: staff in a batch, leads and seniors by six words.

A certificate is signed by the confirming lead and by the log key. A lead is given the leads'
seed; a senior the seniors' seed, which nobody inside the lead team holds: it comes from the
recovery sheet (vault.md, Set up). Certificates and grants are logged with their hashes.
"""

from uuid import UUID

from sqlalchemy import select

from app.domain.actors import Role, Team
from app.errors import InvalidError, NotFoundError, SealedError
from app.models.member import Member, MemberKey
from app.models.team import TeamGrant, TeamKey
from app.services.desk import Act, Action, Desk
from app.services.members import trust
from app.services.set_up import write_grant
from app.services.trust import Trust, digest, grant_obj, member_obj
from app.vault import certificates, grants
from app.vault.principals import Public, Secret
from app.vault.recovery import read_sheet

WRONG_SHEET = "This is not this organisation's recovery sheet, or a group was mistyped."
TEAM_ROLES = {Role.LEAD, Role.SENIOR}


def confirm_staff(desk: Desk, member_ids: tuple[UUID, ...]) -> None:
    """Confirm members who hold no team's key: seen in the room and ticked off.

    Raises NotFoundError for a member of another organisation, not joined, or with a team role.
    """
    judge = trust(desk)
    ready = [(member_id, _waiting(desk, judge, member_id)) for member_id in member_ids]
    with desk.act() as act:
        for member_id, key in ready:
            member = act.session.get_one(Member, member_id)
            if TEAM_ROLES & set(map(Role, member.roles)):
                raise NotFoundError(f"member {member_id} needs six words")
            _certify(act, desk, member, key)
        act.checkpoint()


def confirm_lead(desk: Desk, member_id: UUID) -> None:
    """Confirm a lead whose six words were compared, and give them the leads' seed."""
    judge = trust(desk)
    key = _waiting(desk, judge, member_id)
    public = judge.joined(key)
    epoch, secret = desk.keys.team_secret(desk.session, Team.LEADS)
    with desk.act() as act:
        _certify(act, desk, _with_role(act, member_id, Role.LEAD), key)
        write_grant(act, desk, Team.LEADS, epoch, secret, public, member_id)
        act.checkpoint()


def confirm_senior(desk: Desk, member_id: UUID, sheet: str) -> None:
    """Confirm a senior whose six words were compared, with the whole recovery sheet.

    Raises InvalidError when the sheet is not this organisation's.
    """
    judge = trust(desk)
    key = _waiting(desk, judge, member_id)
    public = judge.joined(key)
    team = judge.team(Team.SENIORS)
    secret = _open_with_sheet(desk, judge, team, sheet)
    with desk.act() as act:
        act.log(Action.RECOVERY_SHEET_USED, f"team/{Team.SENIORS.value}")
        _certify(act, desk, _with_role(act, member_id, Role.SENIOR), key)
        write_grant(act, desk, Team.SENIORS, team.epoch, secret, public, member_id)
        act.checkpoint()


def _waiting(desk: Desk, judge: Trust, member_id: UUID) -> MemberKey:
    member = desk.session.scalars(
        select(Member).where(
            Member.org_id == desk.org.id,
            Member.id == member_id,
            Member.joined_at.is_not(None),
            Member.confirmed_at.is_(None),
            Member.suspended_at.is_(None),
        )
    ).one_or_none()
    if member is None:
        raise NotFoundError(f"nobody waits as {member_id}")
    key = judge.key_of(member_id)
    judge.joined(key)
    return key


def _with_role(act: Act, member_id: UUID, role: Role) -> Member:
    member = act.session.get_one(Member, member_id)
    if role.value not in member.roles:
        raise NotFoundError(f"member {member_id} is no {role}")
    return member


def _certify(act: Act, desk: Desk, member: Member, key: MemberKey) -> None:
    roles = _roles(member)
    row = act.session.get_one(MemberKey, key.id)
    serial = row.serial + 1
    message = certificates.member_message(
        str(desk.org.id), str(member.id), row.fpr, tuple(roles), serial
    )
    log_seed = desk.server.log_seed(str(desk.org.id))
    row.cert = certificates.make(message, desk.keys.own, log_seed)
    row.roles, row.serial = list(roles), serial
    member.confirmed_at = act.now
    act.log(Action.MEMBER_CERTIFIED, member_obj(member.id), h=digest(row.cert))


def _roles(member: Member) -> tuple[str, ...]:
    """Roles to certify: what they were invited as, and always practitioner, strongest first."""
    order = (Role.LEAD, Role.SENIOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.TRAINEE)
    held = [role.value for role in order if role.value in member.roles]
    return (*held, Role.PRACTITIONER.value)


def _open_with_sheet(desk: Desk, judge: Trust, team: TeamKey, sheet: str) -> Secret:
    try:
        recovery = Secret(read_sheet(sheet))
    except SealedError:
        raise InvalidError({"sheet": WRONG_SHEET}) from None
    if recovery.public.fingerprint != team.recovery_fpr:
        raise InvalidError({"sheet": WRONG_SHEET})
    blob = desk.session.scalar(
        select(TeamGrant.blob).where(
            TeamGrant.org_id == desk.org.id,
            TeamGrant.team == team.team,
            TeamGrant.epoch == team.epoch,
            TeamGrant.member_fpr == team.recovery_fpr,
        )
    )
    if blob is None:
        raise SealedError(f"no recovery grant of {team.team}")
    judge.demand(grant_obj(team.team, team.epoch, team.recovery_fpr), blob)
    return grants.open_grant(
        blob,
        org=str(desk.org.id),
        team=team.team,
        epoch=team.epoch,
        team_fpr=Public(team.public).fingerprint,
        member=recovery,
    )
