"""Change the key of a team: who left, or an old recovery sheet, opens nothing sealed from now on.

One epoch follows the other: a new seed, its certificate, signed by the key before it and the log
key, a link that lets the new key open the old one, and a grant for each member who stays and for
the recovery sheet. No entry is touched (docs/decisions/0114). This module never decides who leaves
and never commits.
"""

from uuid import UUID

from sqlalchemy import delete

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import TEAM_BY_ROLE, Team
from app.errors import InvalidError, KeyChangedError
from app.models.team import EpochLink, TeamGrant, TeamKey
from app.services.members.key_trust import (
    KeyTrust,
    epoch_link_log_id,
    hash_row_bytes,
    team_key_log_id,
)
from app.services.members.member_lookup import list_leads_and_seniors, load_key_trust
from app.services.members.team_chain import MOST_EPOCHS, CertifiedTeamKey
from app.services.organisations.organisation_setup import write_grant
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import certificates, contexts, grants
from app.vault.principals import Public, Secret

HOLDER_UNKNOWN = (
    "The key was not changed, and no one was removed. Heard cannot check the details of someone "
    "else who has the key of this team. Tell the person who runs this server. “flask log fsck” "
    "tells them what is wrong."
)
TOO_MANY = "This team’s key was changed too often. Tell the person who runs this server."
KEPT_FOR_REMOVALS = 250
"""Changes of a team's key that new sheets leave: they must not make anyone unremovable."""
_ROLE_OF = {team: role for role, team in TEAM_BY_ROLE.items()}


class KeyChange(PrivateStruct, frozen=True):
    """All that a change needs. `old`: the team's keys until now. `stay`: who gets the new one.

    `recovery`: the key of the recovery sheet that opens it.
    """

    team: Team
    before: CertifiedTeamKey
    old: Secret
    stay: tuple[tuple[UUID, Public], ...]
    recovery: Public


def prepare_key_change(
    uow: UnitOfWork,
    team: Team,
    old: Secret,
    *,
    leaving: bytes | None = None,
    recovery: Public | None = None,
) -> KeyChange:
    """Look up all that a change needs: under the write lock, before anything is logged.

    `old`: the team's newest keys. `leaving`: the fingerprint of who leaves. `recovery`: of a new
    recovery sheet. Raises KeyChangedError, and InvalidError when someone who stays cannot be
    verified: they would be shut out without a word.
    """
    judge = load_key_trust(uow)
    before = judge.team(team)
    if old.public.fingerprint != before.fpr:
        raise KeyChangedError(f"key of team {team} is not the newest")
    if before.epoch >= MOST_EPOCHS - (KEPT_FOR_REMOVALS if recovery else 0):
        raise InvalidError({"": TOO_MANY})
    views = [one for one in list_leads_and_seniors(uow) if one.is_a(_ROLE_OF[team])]
    sheets = uow.key_log.members(uow.org).sheet.fingerprints | {before.recovery_fpr}
    holders = uow.key_log.granted(uow.org, team.value) - sheets - {leaving}
    stay = {one.fingerprint: one.id for one in views if one.fingerprint in holders}
    stopped = uow.key_log.find_stopped_accounts(uow.org)
    if not all(_is_stopped_key(judge, one, stopped) for one in holders - stay.keys()):
        raise InvalidError({"": HOLDER_UNKNOWN})
    publics = ((user, judge.public(judge.row_of(fpr))) for fpr, user in stay.items())
    return KeyChange(team, before, old, tuple(publics), recovery or before.recovery)


def write_key_change(act: LoggedTransaction, uow: UnitOfWork, change: KeyChange) -> None:
    """Make the new key, and write and log its certificate, the link and the grants.

    So many rows, however much was sealed to the old key.
    """
    team, before, new = change.team, change.before, Secret.new()
    epoch, recovery = before.epoch + 1, change.recovery
    message = contexts.keycert(
        str(uow.org.id), team.value, epoch, new.public.fingerprint, before.fpr,
        recovery.fingerprint,
    )  # fmt: skip
    cert = certificates.make_certificate(message, change.old, uow.server.log_seed(str(uow.org.id)))
    act.session.add(
        TeamKey(
            org_id=uow.org.id, team=team.value, epoch=epoch, fpr=new.public.fingerprint,
            public=new.public.raw, recovery_fpr=recovery.fingerprint,
            recovery_public=recovery.raw, cert=cert, since=act.now,
        )
    )  # fmt: skip
    act.log(Action.TEAM_CERTIFIED, team_key_log_id(team.value, epoch), h=hash_row_bytes(cert))
    _write_link(act, uow, change, new.public)
    for user, public in change.stay:
        write_grant(act, uow, team, epoch, new, public, user)
    write_grant(act, uow, team, epoch, new, recovery, None)


def _write_link(act: LoggedTransaction, uow: UnitOfWork, change: KeyChange, newer: Public) -> None:
    team, epoch = change.team.value, change.before.epoch
    blob = grants.make_epoch_link(
        change.old.seed, org=str(uow.org.id), team=team, epoch=epoch, newer=newer
    )
    link = EpochLink(org_id=uow.org.id, team=team, epoch=epoch, blob=blob, since=act.now)
    act.session.add(link)
    act.log(Action.EPOCH_MADE, epoch_link_log_id(team, epoch), h=hash_row_bytes(blob))


def _is_stopped_key(judge: KeyTrust, fingerprint: bytes, stopped: frozenset[UUID]) -> bool:
    """Whether a key is that of someone whose account is stopped: they get the new one later."""
    try:
        row = judge.row_of(fingerprint)
        return row.user_id in stopped and judge.joined(row).fingerprint == fingerprint
    except KeyChangedError:
        return False


def delete_sheet_grants(act: LoggedTransaction, uow: UnitOfWork, team: Team, sheet: bytes) -> None:
    """Delete what a recovery sheet opens of a team, of every epoch, and log that each is over.

    `sheet`: the fingerprint of its key. Older copies of the database have them still.
    """
    begin, end = f"grant/{team.value}/", f"/{sheet.hex()}"
    held = sorted(uow.key_log.held(uow.org, {"grant"}))
    act.session.execute(
        delete(TeamGrant).where(
            TeamGrant.org_id == uow.org.id,
            TeamGrant.team == team.value,
            TeamGrant.member_fpr == sheet,
        )
    )
    for obj in held:
        if obj.startswith(begin) and obj.endswith(end):
            act.log(Action.GRANT_REMOVED, obj)
