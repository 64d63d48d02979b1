"""Give and end a member's access to what their team reads, in the transaction of the caller.

By the log and by keys that were verified, never by a column. This module never commits.
"""

from uuid import UUID

from sqlalchemy import delete

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Team
from app.errors import InvalidError
from app.models.team import TeamGrant
from app.services.members.key_trust import KeyTrust, team_grant_log_id
from app.services.organisations.organisation_setup import write_grant
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Public

SENIOR_LEFT_BEHIND = (
    "The key of the heads and chairs was changed while this account was stopped, and no "
    "{lead_title} has that key. Remove this account, then invite the person again."
)


class TeamAccess(PrivateStruct, frozen=True):
    """The key of a member, and the team whose key they were granted; None for no team."""

    key: Public
    team: Team | None


def find_team_access(uow: UnitOfWork, judge: KeyTrust, member_id: UUID) -> TeamAccess:
    """Return which team's key a member was granted, in any epoch. Raises KeyChangedError."""
    key = judge.joined(judge.key_of(member_id))
    teams = [one for one in Team if key.fingerprint in uow.key_log.granted(uow.org, one.value)]
    return TeamAccess(key, teams[0] if teams else None)


def end_team_access(act: LoggedTransaction, uow: UnitOfWork, access: TeamAccess) -> None:
    """Delete a member's grants of every epoch, and log that each is over."""
    fingerprint = access.key.fingerprint
    mine = [
        obj
        for obj in sorted(uow.key_log.held(uow.org, {"grant"}))
        if obj.endswith(f"/{fingerprint.hex()}")
    ]
    act.session.execute(
        delete(TeamGrant).where(TeamGrant.org_id == uow.org.id, TeamGrant.member_fpr == fingerprint)
    )
    for obj in mine:
        act.log(Action.GRANT_REMOVED, obj)


def lacks_newest_team_key(uow: UnitOfWork, judge: KeyTrust, access: TeamAccess) -> bool:
    """Whether the key of a member's team was changed while they had no account."""
    if access.team is None:
        return False
    epoch = judge.team(access.team).epoch
    obj = team_grant_log_id(access.team.value, epoch, access.key.fingerprint)
    return not uow.key_log.has_hash(uow.org, obj)


def grant_newest_key(
    act: LoggedTransaction, uow: UnitOfWork, access: TeamAccess, member_id: UUID
) -> None:
    """Give a member the newest key of the signed-in lead's team.

    Raises InvalidError for a member of another team: no lead holds its key.
    """
    if access.team is not uow.me.team:
        raise InvalidError({"": SENIOR_LEFT_BEHIND.format(lead_title=uow.org.lead_title)})
    epoch, secret = uow.keys.team_secret(act.session, Team.LEADS)
    write_grant(act, uow, Team.LEADS, epoch, secret, access.key, member_id)
