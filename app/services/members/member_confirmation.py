"""Confirm that a key belongs to a person: staff in a batch, leads and seniors by six words.

A certificate is signed by the confirming lead and by the log key. A lead is given the leads'
seed; a senior the seniors' seed, which nobody inside the lead team holds: it comes from the
recovery sheet. Certificates and grants are logged with their hashes.
"""

from uuid import UUID

from sqlalchemy import select

from app.domain.routing.actors import TEAM_BY_ROLE, Role, Team
from app.errors import InvalidError, KeyChangedError, NotFoundError, SealedError
from app.models.member import Member, MemberKey
from app.models.team import TeamGrant, TeamKey
from app.services.members.confirmed_names import write_confirmed_name
from app.services.members.key_trust import (
    KeyTrust,
    certificate_log_id,
    hash_row_bytes,
    team_grant_log_id,
)
from app.services.members.member_lookup import load_key_trust
from app.services.members.member_status import CONFIRMED, NOT_SUSPENDED
from app.services.organisations.organisation_setup import write_grant
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import certificates, grants, spoken_words
from app.vault.principals import Public, Secret
from app.vault.recovery import read_sheet

WRONG_SHEET = "This is not this organisation's recovery sheet, or a group was mistyped."
WORDS_CHANGED = "These words have changed since the page was shown. Compare all six again."
NAME_CHANGED = "Their name has changed since the page was shown. Look at it, then compare again."


def confirm_staff(uow: UnitOfWork, member_ids: tuple[UUID, ...]) -> None:
    """Confirm members who hold no team's key: seen in the room and ticked off.

    Somebody confirmed meanwhile is left as they are. Raises NotFoundError for a member of another
    organisation, not joined, or with a team role.
    """
    if not member_ids:
        return
    ready = [(member_id, _joined(uow, member_id)) for member_id in member_ids]
    with uow.act() as act:
        for member_id, (key, public) in ready:
            member = act.session.get_one(Member, member_id)
            if TEAM_BY_ROLE.keys() & set(map(Role, member.roles)):
                raise NotFoundError(f"member {member_id} needs six words")
            _certify(act, uow, member, key, public)
        act.checkpoint()


def confirm_lead(
    uow: UnitOfWork, member_id: UUID, compared: str, *, called: str | None = None
) -> None:
    """Confirm a lead whose six words were compared, and give them the leads' seed.

    `compared`: the words that were on the screen. A key that was swapped since has other words,
    and raises InvalidError; so does no words at all, or another name than `called`, the one that
    was on the screen.
    """
    key, public = _joined(uow, member_id)
    _demand_words(uow, public, compared)
    epoch, secret = uow.keys.team_secret(uow.session, Team.LEADS)
    with uow.act() as act:
        member = _with_role(act, member_id, Role.LEAD, called)
        if _certify(act, uow, member, key, public):
            write_grant(act, uow, Team.LEADS, epoch, secret, public, member_id)
        act.checkpoint()


def confirm_senior(
    uow: UnitOfWork, member_id: UUID, sheet: str, compared: str, *, called: str | None = None
) -> None:
    """Confirm a senior whose six words were compared, with the whole recovery sheet.

    Raises InvalidError when the sheet is not this organisation's, or words or name changed.
    """
    key, public = _joined(uow, member_id)
    _demand_words(uow, public, compared)
    judge = load_key_trust(uow)
    team = judge.team(Team.SENIORS)
    secret = _open_with_sheet(uow, judge, team, sheet)
    epoch = team.epoch
    with uow.act() as act:
        act.log(Action.RECOVERY_SHEET_USED, f"team/{Team.SENIORS.value}")
        member = _with_role(act, member_id, Role.SENIOR, called)
        if _certify(act, uow, member, key, public):
            write_grant(act, uow, Team.SENIORS, epoch, secret, public, member_id)
        act.checkpoint()


def derive_six_words_to_compare(uow: UnitOfWork, member_id: UUID) -> tuple[str, ...]:
    """The six words a lead compares: from the key the log vouches for, and the lead's own pins."""
    _, public = _joined(uow, member_id)
    pins = uow.keys.pins
    return spoken_words.derive_six_words(public.fingerprint, pins.leads, pins.seniors)


def derive_own_six_words(uow: UnitOfWork) -> tuple[str, ...]:
    """The six words of the signed-in member: from what their own lock opened to, no row."""
    pins = uow.keys.pins
    return spoken_words.derive_six_words(uow.keys.own.public.fingerprint, pins.leads, pins.seniors)


def _joined(uow: UnitOfWork, member_id: UUID) -> tuple[MemberKey, Public]:
    """The key a member joined with. Raises NotFoundError, or KeyChangedError after logging it."""
    member = uow.session.scalars(
        select(Member).where(
            Member.org_id == uow.org.id,
            Member.id == member_id,
            Member.joined_at.is_not(None),
            NOT_SUSPENDED,
        )
    ).one_or_none()
    if member is None:
        raise NotFoundError(f"nobody joined as {member_id}")
    try:
        judge = load_key_trust(uow)
        key = judge.key_of(member_id)
        return key, judge.joined(key)
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, f"member/{member_id}")
        raise


def _with_role(act: LoggedTransaction, member_id: UUID, role: Role, called: str | None) -> Member:
    member = act.session.get_one(Member, member_id)
    if called is not None and called != member.name:
        raise InvalidError({"words": NAME_CHANGED})
    if role.value not in member.roles:
        raise NotFoundError(f"member {member_id} is no {role}")
    return member


def _certify(
    act: LoggedTransaction, uow: UnitOfWork, member: Member, key: MemberKey, public: Public
) -> bool:
    """Certify the key that was checked; False when another lead was first."""
    before = uow.key_log.index_of(uow.org, certificate_log_id(member.id)) is not None
    if before or act.session.scalar(select(CONFIRMED).where(Member.id == member.id)):
        act.log(Action.REFUSED, certificate_log_id(member.id))
        member.confirmed_at = member.confirmed_at or act.now  # a row that was made to forget it
        return False
    roles = _roles(member)
    row = act.session.get_one(MemberKey, key.id)
    serial = row.serial + 1
    # The fingerprint that was checked, not the row's: a row can change under our hands.
    message = certificates.member_message(
        str(uow.org.id), str(member.id), public.fingerprint, tuple(roles), serial
    )
    log_seed = uow.server.log_seed(str(uow.org.id))
    row.cert = certificates.make_certificate(message, uow.keys.own, log_seed)
    row.roles, row.serial = list(roles), serial
    member.confirmed_at = act.now
    act.log(Action.MEMBER_CERTIFIED, certificate_log_id(member.id), h=hash_row_bytes(row.cert))
    write_confirmed_name(act, member, member.name)
    return True


def _demand_words(uow: UnitOfWork, public: Public, compared: str) -> None:
    pins = uow.keys.pins
    now = spoken_words.derive_six_words(public.fingerprint, pins.leads, pins.seniors)
    if tuple(compared.split()) != now:
        raise InvalidError({"words": WORDS_CHANGED})


def _roles(member: Member) -> tuple[str, ...]:
    """Roles to certify: what they were invited as, and always practitioner, strongest first."""
    order = (Role.LEAD, Role.SENIOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.TRAINEE)
    held = [role.value for role in order if role.value in member.roles]
    return (*held, Role.PRACTITIONER.value)


def _open_with_sheet(uow: UnitOfWork, judge: KeyTrust, team: TeamKey, sheet: str) -> Secret:
    try:
        recovery = Secret(read_sheet(sheet))
    except SealedError:
        raise InvalidError({"sheet": WRONG_SHEET}) from None
    if recovery.public.fingerprint != team.recovery_fpr:
        raise InvalidError({"sheet": WRONG_SHEET})
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
        team_fpr=Public(team.public).fingerprint,
        member=recovery,
    )
