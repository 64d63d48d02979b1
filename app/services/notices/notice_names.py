"""Names for notices: as people were confirmed, and the roles that the log vouches for.

Someone who is not confirmed is named by their row, and the name says so. Their role is the one
that they were invited for. A name that the log does not vouch for is never shown. This module
writes nothing.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, select

from app.database import read_flushed_rows
from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Org, Role
from app.domain.routing.role_words import describe_roles
from app.errors import KeyChangedError
from app.models.concern import Concern
from app.models.member import Member, MemberKey
from app.services.members.confirmed_names import load_confirmed_names
from app.services.members.invited_roles import find_logged_invite_roles
from app.services.members.key_trust import KEY_COLUMNS, KeyTrust
from app.services.members.member_lookup import load_key_trust, parse_stored_roles
from app.services.members.member_status import KEY_IN_USE, build_members_condition
from app.services.unit_of_work import SERVER, UnitOfWork

SERVER_NAME = "Someone with access to the server"
UNKNOWN_NAME = "someone whose name cannot be checked"
# Built once: building a statement costs more than running it.
_IN_PEOPLE = build_members_condition(
    bindparam("org", type_=Uuid()), bindparam("people", expanding=True)
)
_WITH_KEYS = (
    # Plain rows: Home asks this. `roles` are those of the key.
    select(
        *(Member.id, Member.name, Member.email, Member.confirmed_as),
        Member.roles.label("invited_as"),
        *KEY_COLUMNS,
    )
    .select_from(Member)
    .outerjoin(
        MemberKey,
        and_(MemberKey.user_id == Member.id, MemberKey.org_id == Member.org_id, KEY_IN_USE),
    )
    .where(_IN_PEOPLE)
)
_ROLES = select(Member.id, Member.roles).where(_IN_PEOPLE)
TRUSTED_ROLES = (Role.LEAD, Role.SENIOR, Role.ADMINISTRATOR)


class NoticeName(PrivateStruct, frozen=True):
    """A name for a notice, and a role such as " as a lead", or an empty string."""

    name: str
    role: str = ""


def load_notice_names(uow: UnitOfWork, ids: Iterable[str]) -> dict[str, NoticeName]:
    """Return names by id, for each of these ids. Call it before anything is logged."""
    wanted = set(ids)
    found = dict.fromkeys(wanted, NoticeName(UNKNOWN_NAME))
    found[SERVER] = NoticeName(SERVER_NAME)
    people = [UUID(name) for name in wanted - {SERVER}]
    if not people:
        return found
    judge = load_key_trust(uow)
    given = {"org": uow.org.id, "people": people}
    rows = read_flushed_rows(uow.session, _WITH_KEYS, given).all()
    judge.add_rows(row for row in rows if row.fpr is not None)
    of_members: dict[UUID, list[Any]] = {}
    for row in rows:
        of_members.setdefault(row.id, []).append(row)
    for member_id, theirs in of_members.items():
        found[str(member_id)] = _name(judge, uow, theirs)
    return found


def load_concern_names(uow: UnitOfWork, ids: Iterable[str]) -> dict[str, NoticeName]:
    """Return "concern" and its reference, by id. The reader must be one of its readers."""
    found = dict.fromkeys(ids, NoticeName("a concern"))
    if found:
        rows = uow.session.execute(
            select(Concern.id, Concern.reference).where(
                Concern.org_id == uow.org.id, Concern.id.in_(map(UUID, found))
            )
        )
        for concern_id, reference in rows:
            found[str(concern_id)] = NoticeName(f"concern {reference}")
    return found


def find_members_in_roles(
    uow: UnitOfWork, ids: Iterable[str], roles: frozenset[str]
) -> frozenset[str]:
    """Return those of these ids whose row has one of these roles. Without a row they count."""
    wanted = set(ids)
    if not wanted:
        return frozenset()
    people = [UUID(name) for name in wanted]
    rows = uow.session.execute(_ROLES, {"org": uow.org.id, "people": people})
    return frozenset(wanted - {str(row.id) for row in rows if not roles & set(row.roles)})


def _name(judge: KeyTrust, uow: UnitOfWork, rows: list[Any]) -> NoticeName:
    """Return the name of one member. `rows`: theirs with each key, or one without any."""
    member = rows[0]
    if not judge.was_certified(member.id):
        invited = find_logged_invite_roles(uow, member.id)
        roles = parse_stored_roles(member.invited_as) if invited is None else invited
        words = f"{member.name or member.email} (not confirmed yet)"
        return NoticeName(words, describe_role_in_notice(uow.org, roles))
    if len(rows) != 1 or member.fpr is None:
        return NoticeName(UNKNOWN_NAME)
    try:
        names, roles = load_confirmed_names(judge, member), judge.roles(member)
    except KeyChangedError:
        return NoticeName(UNKNOWN_NAME)
    return NoticeName(names[0], describe_role_in_notice(uow.org, roles))


def describe_role_in_notice(org: Org, roles: Iterable[Role]) -> str:
    """Return " as a safeguarding lead" for someone with such a role, else an empty string."""
    held = set(roles)
    role = next((role for role in TRUSTED_ROLES if role in held), None)
    return f" as {describe_roles((role,), org.lead_title)}" if role else ""
