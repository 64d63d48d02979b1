"""The roles that someone was invited for: the log says them in clear, and a row never decides.

An invite from before the log said so has no such line: nothing vouches for its roles, and the page
says that. No such invite is made any more, so a row writer cannot go back to one. This module
grants nothing.
"""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from app.domain.routing.actors import Role
from app.errors import RoleChangedError
from app.models.member import Member
from app.services.audit_log.member_index import LoggedStanding, invited_roles_log_id
from app.services.members.member_lookup import MemberView, load_key_trust, parse_stored_roles
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork


def log_invited_roles(act: LoggedTransaction, member: Member) -> None:
    """Log what a member is invited for, in the transaction that makes their code."""
    act.log(Action.INVITED_AS, invited_roles_log_id(member.id, member.roles))


def find_logged_invite_roles(uow: UnitOfWork, member_id: UUID) -> tuple[Role, ...] | None:
    """Return the roles in the newest line about their invite, or None where no line says any."""
    load_key_trust(uow)
    logged = uow.key_log.members(uow.org).roles_of(member_id)
    return None if logged is None else tuple(role for role in Role if role.value in logged)


def demand_invite_roles_match_log(uow: UnitOfWork, member: Member) -> None:
    """Raise RoleChangedError when the row names other roles than the log. Nothing is logged."""
    logged = find_logged_invite_roles(uow, member.id)
    if logged is not None and set(logged) != set(parse_stored_roles(member.roles)):
        raise RoleChangedError(f"roles of {member.id} are not those of the invite")


def set_view_roles_from_log(uow: UnitOfWork, view: MemberView) -> MemberView:
    """Return someone who has not joined with the roles that the log says they are invited for.

    Of anyone else nothing changes. As far as the log was read: read all of it first.
    """
    index = uow.key_log.members(uow.org)
    logged = index.roles_of(view.id)
    if logged is None or index.standing_of(view.id) is not LoggedStanding.INVITED:
        return view
    roles = tuple(role for role in Role if role.value in logged)
    return msgspec.structs.replace(view, roles=roles)


def find_members_with_changed_roles(
    uow: UnitOfWork, waiting: Iterable[MemberView]
) -> tuple[MemberView, ...]:
    """Return those whose row says other roles than they were invited for."""
    load_key_trust(uow)
    index = uow.key_log.members(uow.org)
    return tuple(
        view
        for view in waiting
        if (logged := index.roles_of(view.id)) is not None and logged != set(view.roles)
    )


def demand_roles_or_log_refusal(uow: UnitOfWork, member: Member) -> None:
    """Raise RoleChangedError, after logging the refusal, when the row names other roles."""
    member_id = member.id
    try:
        demand_invite_roles_match_log(uow, member)
    except RoleChangedError:
        uow.refuse(Action.KEY_REFUSED, f"member/{member_id}")
        raise
