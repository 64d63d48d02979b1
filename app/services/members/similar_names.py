"""Find members whose names a reader could take for one another, so that a lead looks twice.

Two people may rightly share a name. So nothing is blocked: who has such a name records and signs,
and it is marked until a lead has approved it. This module writes nothing.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select

from app.domain.record.name_comparison import make_name_key
from app.models.member import Member
from app.services.members.shown_names import load_shown_names
from app.services.unit_of_work import UnitOfWork

SHOWN_AT_MOST = 5


def find_similar_names(uow: UnitOfWork, names: Mapping[UUID, str]) -> dict[UUID, tuple[str, ...]]:
    """Return, for each of these members, the names of others that look like theirs, with email.

    `names`: the name that is asked about, by the member who has or wants it. Members without such
    a colleague are left out.
    """
    keys = {member_id: make_name_key(name) for member_id, name in names.items()}
    rows = uow.session.execute(
        select(Member.id, Member.email, Member.name_key).where(
            Member.org_id == uow.org.id, Member.name_key.in_(set(keys.values()))
        )
    ).all()
    is_removed = uow.key_log.recall_sessions(uow.org).suspensions.is_removed
    rows = [row for row in rows if not is_removed(row.id)]  # they may be the same, come back
    shown = load_shown_names(uow, (row.id for row in rows))
    found: dict[UUID, tuple[str, ...]] = {}
    for member_id, key in keys.items():
        if is_removed(member_id):
            continue
        others = (row for row in rows if row.name_key == key and row.id != member_id)
        texts = tuple(f"{shown[row.id].name} ({row.email})" for row in others)
        if texts:
            found[member_id] = texts[:SHOWN_AT_MOST]
    return found


def find_lookalike_names(uow: UnitOfWork, member_id: UUID, name: str) -> tuple[str, ...]:
    """Return the names of others that look like the one a member has or wants, with email."""
    return find_similar_names(uow, {member_id: name}).get(member_id, ())


def list_unapproved_similar_names(
    uow: UnitOfWork, members: Iterable[UUID], approved: Iterable[UUID]
) -> dict[UUID, tuple[str, ...]]:
    """Return, of these members, those whose name is like a colleague's and was not approved."""
    ids = set(members) - set(approved)
    rows = uow.session.execute(
        select(Member.id, Member.name).where(Member.org_id == uow.org.id, Member.id.in_(ids))
    )
    return find_similar_names(uow, {member_id: name for member_id, name in rows})
