"""Give someone who lost passphrase and recovery card a new account in place of the old one.

Their old key opens nothing more, since no one can unlock it. So the old account is stopped and
removed, and they are invited again with the same roles and address. They choose a passphrase, and
are confirmed like anyone new: by words, and a lead, head or chair by a second person or a day too.
The log links the accounts, so whoever left the person out of a concern still leaves them out
(docs/decisions/0117). Nothing is opened here.
"""

from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Role, Team
from app.errors import NotFoundError
from app.models.member import Member
from app.services.confirmation.certification import open_team_with_sheet
from app.services.members import invites, member_lookup
from app.services.members.invited_roles import demand_roles_or_log_refusal
from app.services.members.member_lookup import MemberView
from app.services.members.shown_names import load_shown_names
from app.services.suspension.account_stops import find_suspension
from app.services.suspension.member_removal import (
    REPLACED_MAIL,
    find_team_changed_by_removal,
    remove_member,
)
from app.services.suspension.member_suspension import suspend_member
from app.services.unit_of_work import UnitOfWork


class Replacement(PrivateStruct, frozen=True):
    """The invite of a new account: whose it is, and its code.

    `renewed`: another code was out for it, since two pressed the button.
    """

    member_id: UUID
    code: str
    renewed: bool = False


def find_team_changed_by_replacement(uow: UnitOfWork, member_id: UUID) -> Team | None:
    """Return the team whose key changes when someone gets a new account; None where none does.

    Raises NotFoundError for oneself, and for someone who has not joined or was removed.
    """
    _demand_replaceable(uow, member_id)
    return find_team_changed_by_removal(uow, member_id)


def replace_account(uow: UnitOfWork, member_id: UUID, sheet: str = "") -> Replacement:
    """Stop and remove an account, and invite its owner again with the same roles.

    Each is a transaction of its own. If it ends in between, the account is stopped or removed, and
    its page says how to go on. `sheet`: the recovery sheet, for a head or chair. Raises
    NotFoundError, KeyChangedError, and InvalidError for a wrong sheet, the last lead, or an address
    that is not theirs to be invited at.
    """
    view, roles = _demand_replaceable(uow, member_id), _list_roles(uow, member_id)
    invites.demand_usable_email(uow, member_id)  # before anything ends
    name = load_shown_names(uow, (member_id,))[member_id]
    if find_team_changed_by_removal(uow, member_id) is Team.SENIORS:
        judge = member_lookup.load_key_trust(uow)
        open_team_with_sheet(uow, judge, judge.team(Team.SENIORS), sheet)  # before anything ends
    if find_suspension(uow, member_id) is None:
        suspend_member(uow, member_id)
    remove_member(uow, member_id, sheet, REPLACED_MAIL)
    renewed = invites.has_unused_code(uow, view.email)
    vouched = name.name if name.vouched else ""
    made = invites.invite_member(uow, view.email, roles, vouched, member_id)
    return Replacement(*made, renewed)


def is_account_removed(uow: UnitOfWork, member_id: UUID) -> bool:
    """Whether an account is over for good already."""
    member_lookup.load_key_trust(uow)
    stop = find_suspension(uow, member_id)
    return stop is not None and stop.removed


def _demand_replaceable(uow: UnitOfWork, member_id: UUID) -> MemberView:
    view = member_lookup.load_joined_member_without_name(uow, member_id)
    stop = find_suspension(uow, member_id)
    if member_id == uow.me.id or (stop is not None and stop.removed):
        raise NotFoundError(f"member {member_id} gets no new account")
    return view


def _list_roles(uow: UnitOfWork, member_id: UUID) -> tuple[Role, ...]:
    """Return the roles that were certified, or those that the log says they were invited for."""
    judge = member_lookup.load_key_trust(uow)
    key = judge.key_of(member_id)
    if key.cert is not None:
        roles = judge.roles(key)
    else:
        member = uow.session.get_one(Member, member_id)
        demand_roles_or_log_refusal(uow, member)
        roles = member_lookup.parse_stored_roles(member.roles)
    return tuple(one for one in roles if one is not Role.PRACTITIONER) or (Role.PRACTITIONER,)
