"""Certify the key that a member joined with, and open a team's seed with the recovery sheet.

A certificate is signed by whoever confirms, a lead or the recovery sheet, and by the log key. It is
logged with its hash, and the name it was given under with it. This module never decides who may
confirm whom.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.domain.routing.actors import READER_ROLES, Role, Team
from app.errors import InvalidError, KeyChangedError, NotFoundError, SealedError
from app.models.member import Member, MemberKey
from app.models.team import TeamGrant
from app.services.members.confirmed_names import write_confirmed_name
from app.services.members.invited_roles import demand_invite_roles_match_log
from app.services.members.key_trust import (
    KeyTrust,
    certificate_log_id,
    hash_row_bytes,
    team_grant_log_id,
)
from app.services.members.member_lookup import load_key_trust, parse_stored_roles
from app.services.members.team_chain import CertifiedTeamKey
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import certificates, contexts, grants
from app.vault.principals import Public, Secret
from app.vault.recovery import decode_recovery_sheet
from content.london_time import format_date, get_london_day

WRONG_SHEET = "This is not this organisation's recovery sheet, or a group was mistyped."
OLDER_SHEET = "This sheet was replaced on {day}, and is refused now. Use the newest recovery sheet."
SHEET_WAITS = (
    "This is the newest recovery sheet, but it does not open the key of the heads and chairs yet. "
    "A head or chair has to let it: under Your account, then Recovery sheet."
)
NAME_CHANGED = (
    "Their name changed while you were checking. Type the words again, then check the name."
)
KEY_CHANGED = "The key of this team was changed while you were checking. Try again."
_STRONGEST_FIRST = (Role.LEAD, Role.SENIOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.TRAINEE)


def load_joined_key(uow: UnitOfWork, member_id: UUID) -> tuple[MemberKey, Public]:
    """Return the key a member joined with.

    Raises NotFoundError, or KeyChangedError after logging it.
    """
    member = uow.session.scalars(
        select(Member).where(
            Member.org_id == uow.org.id,
            Member.id == member_id,
        )
    ).one_or_none()
    if member is None:
        raise NotFoundError(f"member {member_id}")
    try:
        judge = load_key_trust(uow)
        if not judge.has_joined(member_id):
            raise NotFoundError(f"member {member_id} has not joined")
        if member_id in uow.key_log.find_stopped_accounts(uow.org):
            raise NotFoundError(f"the account of {member_id} is stopped")
        key = judge.key_of(member_id)
        return key, judge.joined(key)
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, f"member/{member_id}")
        raise


def is_certified(uow: UnitOfWork, member: Member) -> bool:
    """Whether someone was confirmed before, by the log alone. Ask before logging.

    Raises NotFoundError for someone whose account was stopped a moment ago.
    """
    judge = load_key_trust(uow)
    if member.id in uow.key_log.find_stopped_accounts(uow.org):
        raise NotFoundError(f"the account of {member.id} is stopped")
    return judge.was_certified(member.id)


def log_refusal_and_mark_confirmed(act: LoggedTransaction, member: Member) -> None:
    """Log that another lead was first, and mend a row that was made to forget it."""
    act.log(Action.REFUSED, certificate_log_id(member.id))
    member.confirmed_at = member.confirmed_at or act.now


def demand_name_unchanged(member: Member, called: str | None) -> None:
    """Raise InvalidError when the name on the page was another one; None asks nothing."""
    if called is not None and called != member.name:
        raise InvalidError({"first": NAME_CHANGED})


def load_member_invited_as(
    act: LoggedTransaction,
    uow: UnitOfWork,
    member_id: UUID,
    role: Role,
    called: str | None = None,
) -> Member:
    """Return someone who was invited for this role, by row and log, and not for another team.

    Raises NotFoundError, RoleChangedError, and InvalidError for a name other than `called`.
    """
    member = act.session.get_one(Member, member_id)
    invited = set(parse_stored_roles(member.roles))
    if role not in invited or READER_ROLES & invited != READER_ROLES & {role}:
        raise NotFoundError(f"member {member_id} was not invited as {role} alone")
    demand_invite_roles_match_log(uow, member)
    demand_name_unchanged(member, called)
    return member


def certify_member(
    act: LoggedTransaction,
    uow: UnitOfWork,
    member: Member,
    key: tuple[MemberKey, Public],
    *,
    roles: tuple[str, ...],
    name: str = "",
    signer: Secret | None = None,
    before: tuple[str, ...] = (),
    keeps_name: bool = False,
) -> None:
    """Certify the key that was checked, for `roles` and under `name`, or the row's name.

    `signer` is the recovery sheet; otherwise it is the signed-in lead. `before`: earlier names.
    `keeps_name`: the name was confirmed before, and stays as it is.
    """
    checked, public = key
    row = act.session.get_one(MemberKey, checked.id)
    serial = row.serial + 1
    # The fingerprint that was checked, not the row's: a row can change under our hands.
    message = contexts.member(str(uow.org.id), str(member.id), public.fingerprint, roles, serial)
    log_seed = uow.server.log_seed(str(uow.org.id))
    row.cert = certificates.make_certificate(message, signer or uow.keys.own, log_seed)
    row.roles, row.serial = list(roles), serial
    member.confirmed_at = act.now
    act.log(Action.MEMBER_CERTIFIED, certificate_log_id(member.id), h=hash_row_bytes(row.cert))
    if not keeps_name:
        write_confirmed_name(act, member, name or member.name, before)


def select_roles_to_certify(roles: Collection[Role]) -> tuple[str, ...]:
    """Return these roles, strongest first, and always practitioner."""
    return (*(role.value for role in _STRONGEST_FIRST if role in roles), Role.PRACTITIONER.value)


def select_invited_roles(member: Member) -> tuple[str, ...]:
    """Return the roles to certify of someone whose row was compared with the log."""
    return select_roles_to_certify(parse_stored_roles(member.roles))


def open_team_with_sheet(
    uow: UnitOfWork, judge: KeyTrust, team: CertifiedTeamKey, sheet: str
) -> tuple[Secret, Secret]:
    """Return the keys on the newest recovery sheet, and those of the team that it opens.

    Raises InvalidError when it is not this organisation's sheet, when it was replaced, and when it
    does not open this team's key yet.
    """
    recovery = read_typed_sheet(sheet)
    typed = recovery.public.fingerprint
    if typed != judge.team(Team.LEADS).recovery_fpr:
        raise InvalidError({"sheet": _explain_refusal(uow, judge, typed)})
    if typed != team.recovery_fpr:
        raise InvalidError({"sheet": SHEET_WAITS})
    return recovery, open_recovery_grant(uow, judge, team, recovery)


def read_typed_sheet(sheet: str) -> Secret:
    """Return the keys on a recovery sheet, of whatever organisation. Raises InvalidError."""
    try:
        return Secret(decode_recovery_sheet(sheet))
    except SealedError:
        raise InvalidError({"sheet": WRONG_SHEET}) from None


def _explain_refusal(uow: UnitOfWork, judge: KeyTrust, typed: bytes) -> str:
    """Say whether a sheet was replaced, or is none of this organisation's."""
    replaced_at = uow.key_log.members(uow.org).sheet.replaced.get(typed)
    if replaced_at is None or typed not in {
        one.recovery_fpr for one in judge.team_chain(Team.LEADS)
    }:
        return WRONG_SHEET
    day = get_london_day(replaced_at)
    return OLDER_SHEET.format(day=format_date(day))


def demand_newest_key(uow: UnitOfWork, team: Team, epoch: int) -> None:
    """Raise InvalidError when a team's key was changed since the sheet opened it.

    Call it under the write lock, before anything is logged.
    """
    if load_key_trust(uow).team(team).epoch != epoch:
        raise InvalidError({"sheet": KEY_CHANGED})


def open_recovery_grant(
    uow: UnitOfWork, judge: KeyTrust, team: CertifiedTeamKey, recovery: Secret
) -> Secret:
    """Return a team's keys, opened by those on the sheet. Raises SealedError, KeyChangedError."""
    blob = uow.session.scalar(
        select(TeamGrant.blob).where(
            TeamGrant.org_id == uow.org.id,
            TeamGrant.team == team.team,
            TeamGrant.epoch == team.epoch,
            TeamGrant.member_fpr == team.recovery_fpr,
        )
    )
    if blob is None:
        raise SealedError(f"no recovery grant of {team.team}")
    judge.demand(team_grant_log_id(team.team, team.epoch, team.recovery_fpr), blob)
    return grants.open_grant(
        blob,
        org=str(uow.org.id),
        team=team.team,
        epoch=team.epoch,
        team_fpr=team.fpr,
        member=recovery,
    )
