"""Say in SQL whether a member is confirmed or suspended, or has a key in use.

For lists, mail and numbers to call; what is sealed or granted asks certificates and the log. A
spoiled time confirms nobody by itself and suspends nobody: it must take no lead off a page.
"""

from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, literal_column, or_, select

from app.domain.routing.actors import Role
from app.models.columns import is_unset, unreadable
from app.models.member import Member, MemberKey

NOT_SUSPENDED = is_unset(Member.suspended_at)
KEY_IN_USE = is_unset(MemberKey.retired_at)
_CERTIFIED = exists(
    select(MemberKey.id).where(MemberKey.user_id == Member.id, MemberKey.cert.is_not(None))
)
CONFIRMED = and_(
    Member.confirmed_at.is_not(None), or_(~unreadable(Member.confirmed_at), _CERTIFIED)
)
"""Confirmed at a time that can be read, or at one that cannot and with a certificate."""
WAITING = and_(Member.joined_at.is_not(None), ~CONFIRMED)
"""Joined, and not confirmed by anyone yet."""


def match_members(org_id: Any, ids: Any) -> ColumnElement[bool]:
    """Return whether a row is one of these members, and of this organisation.

    Without `coalesce` SQLite prefers an index of the organisation, and reads all of its members.
    """
    return and_(Member.id.in_(ids), func.coalesce(Member.org_id, Member.org_id) == org_id)


def has_role(*roles: Role) -> ColumnElement[bool]:
    """Return whether a member's row names one of these roles, as no certificate proves it."""
    words = cast(Member.roles, Text)
    # As a literal, not a parameter: only then does an index of one role serve the query.
    return or_(*(words.like(literal_column(f"""'%"{role.value}"%'""")) for role in roles))
