"""Remove a member for good, once their account is stopped. For a team's member the key changes too.

One transaction under the write lock: their grants of every epoch end, the team gets a new key, and
the line of the log says that they are removed. The log decides that, no column, and nothing ends it
(docs/decisions/0114). What they signed stays, with their key and their certificate.
"""

from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Team
from app.errors import InvalidError, NotFoundError
from app.models.member import Member
from app.services.audit_log.session_index import suspension_log_id
from app.services.auth.session_endings import end_member_sessions
from app.services.confirmation.certification import demand_newest_key, open_team_with_sheet
from app.services.confirmation.team_key_change import prepare_key_change, write_key_change
from app.services.members import member_lookup
from app.services.suspension import team_access
from app.services.suspension.account_stops import find_suspension
from app.services.suspension.member_suspension import queue_account_mail_and_drop_others
from app.services.suspension.team_access import TeamAccess
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.principals import Secret

NOT_STOPPED = "Stop this account first. Then remove it."
REMOVED_MAIL, REPLACED_MAIL = "account_removed", "account_replaced"


class Removal(PrivateStruct, frozen=True):
    """A member who is about to be removed. `team_secret`: opened by the sheet, with its epoch."""

    member_id: UUID
    access: TeamAccess
    team_secret: tuple[int, Secret] | None


def find_team_changed_by_removal(uow: UnitOfWork, member_id: UUID) -> Team | None:
    """Return the team whose key changes when a member is removed; None where none does.

    Raises KeyChangedError.
    """
    judge = member_lookup.load_key_trust(uow)
    return team_access.find_team_access(uow, judge, member_id).team


def remove_member(
    uow: UnitOfWork, member_id: UUID, sheet: str = "", mail: str = REMOVED_MAIL
) -> None:
    """Remove someone whose account is stopped, as a lead. Twice is harmless.

    `sheet`: the recovery sheet, for a head or chair: no lead has the key of their team. `mail`: the
    template of the email that they get. Raises
    NotFoundError for oneself and for someone who has not joined, InvalidError for an account that
    is not stopped or a wrong sheet, KeyChangedError.
    """
    if member_id == uow.me.id:
        raise NotFoundError("no one removes themself")
    member_lookup.load_joined_member_without_name(uow, member_id)
    removal = _open_team(uow, member_id, sheet)
    with uow.act() as act:
        member_lookup.load_key_trust(uow)
        stop = find_suspension(uow, member_id)
        if stop is None:
            raise InvalidError({"": NOT_STOPPED})
        if stop.removed:
            act.log(Action.REFUSED, suspension_log_id(member_id))  # pressed twice, or by two
            return
        _remove(act, uow, removal)
        queue_account_mail_and_drop_others(act, uow, member_id, mail)
        act.checkpoint()  # a log cut back to before this must be seen


def _open_team(uow: UnitOfWork, member_id: UUID, sheet: str) -> Removal:
    judge = member_lookup.load_key_trust(uow)
    access = team_access.find_team_access(uow, judge, member_id)
    if access.team is not Team.SENIORS:
        return Removal(member_id, access, None)
    seniors = judge.team(Team.SENIORS)
    _, secret = open_team_with_sheet(uow, judge, seniors, sheet)
    return Removal(member_id, access, (seniors.epoch, secret))


def _remove(act: LoggedTransaction, uow: UnitOfWork, removal: Removal) -> None:
    team, change = removal.access.team, None
    if team is not None:
        epoch, secret = removal.team_secret or uow.keys.team_secret(act.session, team)
        demand_newest_key(uow, team, epoch)
        leaving = removal.access.key.fingerprint
        change = prepare_key_change(uow, team, secret, leaving=leaving)
    end_member_sessions(act, uow, removal.member_id)
    team_access.end_team_access(act, uow, removal.access)
    if change is not None:
        write_key_change(act, uow, change)
    if team is Team.SENIORS:
        act.log(Action.RECOVERY_SHEET_USED, f"team/{team.value}")
    act.session.get_one(Member, removal.member_id).suspended_at = act.now
    act.log(Action.MEMBER_REMOVED, suspension_log_id(removal.member_id))
