"""Say in SQL whether a member is confirmed or suspended, has a key in use, or got a new account.

For mail, numbers to call, and to find a row; what is sealed or granted asks certificates and the
log, and so does every page that says how far someone came: `compare_row_with_log` tells where a row
says otherwise. A spoiled time confirms nobody by itself and suspends nobody: it must take no lead
off a page.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session

from app.domain.record.name_comparison import fold_name
from app.domain.routing.actors import Role
from app.models.columns import is_unset, unreadable
from app.models.member import Member, MemberKey
from app.services.audit_log.member_index import LoggedStanding

NOT_SUSPENDED = is_unset(Member.suspended_at)
KEY_IN_USE = is_unset(MemberKey.retired_at)
_CERTIFIED = exists(
    select(MemberKey.id).where(MemberKey.user_id == Member.id, MemberKey.cert.is_not(None))
)
CONFIRMED = and_(
    Member.confirmed_at.is_not(None), or_(~unreadable(Member.confirmed_at), _CERTIFIED)
)
"""Confirmed at a time that can be read, or at one that cannot and with a certificate."""
CONFIRMED_TOO = case((CONFIRMED, 1), else_=0) == 1
"""CONFIRMED, with its time hidden from SQLite, which would otherwise walk everyone confirmed,
instead of the few that another index has."""
WAITING = and_(Member.joined_at.is_not(None), ~CONFIRMED)
"""Joined, and not confirmed by anyone yet."""
LONG_TEAM = 20
"""More people than this are searched. Fewer are seen at a glance."""
_ESCAPED = str.maketrans({sign: f"/{sign}" for sign in "%_/"})
MOST_WORDS = 5
"""Words of a search that count. The rest find no one new."""
LONGEST_LINE = 50
"""Accounts of one person that are followed: rows that name each other end somewhere. Someone who
left one of them out of a concern left the person out (docs/decisions/0117)."""


class RowDifference(StrEnum):
    """A difference between the row of a member and the log. `UNKNOWN`: no line knows them."""

    NONE = ""
    UNKNOWN = "unknown"
    CONFIRMED = "confirmed"
    JOINED = "joined"
    NOT_CONFIRMED = "not_confirmed"
    NOT_JOINED = "not_joined"


def compare_row_with_log(joined: bool, confirmed: bool, logged: LoggedStanding) -> RowDifference:
    """Return how a row differs from the log, by whether it has times of joining and confirming."""
    is_confirmed = logged is LoggedStanding.CONFIRMED
    has_joined = is_confirmed or logged is LoggedStanding.JOINED
    if logged is LoggedStanding.UNKNOWN:
        return RowDifference.UNKNOWN
    if is_confirmed != confirmed:
        return RowDifference.NOT_CONFIRMED if is_confirmed else RowDifference.CONFIRMED
    if has_joined != joined:
        return RowDifference.NOT_JOINED if has_joined else RowDifference.JOINED
    return RowDifference.NONE


def build_members_condition(org_id: Any, ids: Any) -> ColumnElement[bool]:
    """Return whether a row is one of these members, and of this organisation.

    Without `coalesce` SQLite prefers an index of the organisation, and reads all of its members.
    """
    return and_(Member.id.in_(ids), func.coalesce(Member.org_id, Member.org_id) == org_id)


def build_member_search_conditions(words: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the words of a search: part of a name or email, without accents."""
    return tuple(Member.search_text.contains(one, autoescape=True) for one in _split_words(words))


def build_name_search_conditions(words: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a search whose answers give no email away: part of a name alone.

    What someone calls themself counts as a name. The email is the last line of what is searched,
    so words with a line after them are not in it.
    """
    escaped = (word.translate(_ESCAPED) for word in _split_words(words))
    return tuple(Member.search_text.like(f"%{one}%\n%", escape="/") for one in escaped)


def _split_words(words: str) -> list[str]:
    return fold_name(words).split()[:MOST_WORDS]


def build_role_condition(*roles: Role) -> ColumnElement[bool]:
    """Return whether a member's row names one of these roles, as no certificate proves it."""
    words = cast(Member.roles, Text)
    # As a literal, not a parameter: only then does an index of one role serve the query.
    return or_(*(words.like(literal_column(f"""'%"{role.value}"%'""")) for role in roles))


def earlier_account_log_id(member_id: UUID, earlier_id: UUID) -> str:
    """Log id of a new account of someone who had another one."""
    return f"earlier/{member_id}/{earlier_id}"


def load_earlier_accounts(session: Session, org_id: UUID) -> dict[UUID, UUID]:
    """Return the account before it, by account, of everyone who came back."""
    rows = session.execute(
        select(Member.id, Member.earlier_id).where(
            Member.org_id == org_id, Member.earlier_id.is_not(None)
        )
    )
    return {member_id: earlier for member_id, earlier in rows if earlier is not None}


def list_accounts_of_person(earlier: Mapping[UUID, UUID], member_id: UUID) -> tuple[UUID, ...]:
    """Return each account of one person, the newest first."""
    found = [member_id]
    while len(found) < LONGEST_LINE and (before := earlier.get(found[-1])) is not None:
        found.append(before)
    return tuple(found)
