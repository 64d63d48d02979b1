"""Who belongs to the organisation, and which of their keys may be believed.

Roles shown here come from verified certificates; the `roles` column of an unconfirmed member is
only what they were invited as. This module writes nothing.
"""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from app.domain.routing.actors import MemberDetails, Org, Role
from app.errors import KeyChangedError, NotFoundError
from app.models.member import Member, MemberKey
from app.services.members.confirmed_names import load_confirmed_names
from app.services.members.key_trust import KeyTrust
from app.services.members.member_status import CONFIRMED, KEY_IN_USE, NOT_SUSPENDED
from app.services.unit_of_work import UnitOfWork
from app.vault.principals import Public

# Built once: building a statement costs more than running it.
_CERTIFIED = (
    select(Member, MemberKey)
    .join(MemberKey, MemberKey.user_id == Member.id)
    .where(
        Member.org_id == bindparam("org", type_=Uuid()),
        KEY_IN_USE,
        MemberKey.cert.is_not(None),
        NOT_SUSPENDED,
    )
    .order_by(Member.position, Member.invited_at)
)


class MemberView(MemberDetails, frozen=True):
    """A member as others see them. `confirmed` is only ever true after verification.

    `before`: names they were confirmed under earlier. `called`: what their row says now, which
    only ever helps to find them. `fingerprint`: of the key that was verified.
    """

    joined: bool
    position: int
    before: tuple[str, ...] = ()
    called: str = ""
    fingerprint: bytes = b""


def load_key_trust(uow: UnitOfWork) -> KeyTrust:
    """The organisation's log, read up to now, as a judge of key rows."""
    return KeyTrust(uow.session, uow.org, uow.key_log)


def list_members(uow: UnitOfWork) -> tuple[MemberView, ...]:
    """Every member in their own order; `confirmed` from the column, for lists only."""
    rows = uow.session.execute(
        select(Member, CONFIRMED)
        .where(Member.org_id == uow.org.id)
        .order_by(Member.position, Member.invited_at)
    )
    return tuple(_view(row, parse_stored_roles(row.roles), sure) for row, sure in rows)


def list_leads_and_seniors(uow: UnitOfWork) -> tuple[MemberView, ...]:
    """Leads and seniors whose certificates verify, in their own order.

    A row that does not verify is left out: it is never shown as a recipient. The name is the one
    that they were confirmed under.
    """
    return _verified(uow, {Role.LEAD, Role.SENIOR})


def list_verified_members(uow: UnitOfWork) -> tuple[MemberView, ...]:
    """Whoever has a certificate that verifies, whatever their role; as `confirmed` otherwise."""
    return _verified(uow, set(Role))


def _verified(uow: UnitOfWork, wanted: set[Role]) -> tuple[MemberView, ...]:
    judge, found = load_key_trust(uow), []
    pairs = uow.session.execute(_CERTIFIED, {"org": uow.org.id})
    for member, key in pairs:
        # Roles that verify are those of the row, so a row that names none of these needs no proof.
        if not wanted & set(parse_stored_roles(key.roles)):
            continue
        try:
            roles, names = judge.roles(key), load_confirmed_names(judge, member)
        except KeyChangedError:
            continue
        found.append(_named(_view(member, roles, True), names, key.fpr))
    return tuple(found)


def load_member(uow: UnitOfWork, member_id: UUID) -> MemberView:
    """One member of this organisation. Raises NotFoundError."""
    found = uow.session.execute(
        select(Member, CONFIRMED).where(Member.org_id == uow.org.id, Member.id == member_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError(f"member {member_id}")
    return _view(found[0], parse_stored_roles(found[0].roles), found[1])


def load_verified_key(uow: UnitOfWork, member_id: UUID) -> Public:
    """The certified current key of a member. Raises KeyChangedError."""
    judge = load_key_trust(uow)
    row = judge.key_of(member_id)
    judge.roles(row)
    return judge.public(row)


def find_signing_key(uow: UnitOfWork, fingerprint: bytes) -> tuple[Public, UUID, bool]:
    """Key, member and whether certified, for a fingerprint in a signature.

    Raises KeyChangedError when there is no such key, or the log vouches for another.
    """
    judge = load_key_trust(uow)
    row = judge.row_of(fingerprint)
    public = judge.joined(row)
    if row.cert is None:
        return public, row.user_id, False
    judge.roles(row)
    return public, row.user_id, True


def list_leads_to_call(session: Session, org: Org) -> tuple[MemberView, ...]:
    """Confirmed leads with a phone, for the ring-now panel: names and numbers only, no keys.

    A forged row could show a wrong number here; `access` shows these only to signed-in members
    unless the organisation chose to publish them.
    """
    rows = session.scalars(
        select(Member)
        .where(Member.org_id == org.id, CONFIRMED, NOT_SUSPENDED)
        .order_by(Member.position, Member.invited_at)
    )
    views = (_view(row, parse_stored_roles(row.roles), True) for row in rows)
    return tuple(view for view in views if view.is_a(Role.LEAD))


def parse_stored_roles(stored: Any) -> tuple[Role, ...]:
    """Roles as a column holds them, without what is none: one spoiled row must stop nobody else."""
    known = set(Role)
    words = stored if isinstance(stored, list) else []
    return tuple(Role(word) for word in words if isinstance(word, str) and word in known)


def _named(view: MemberView, names: tuple[str, ...], fingerprint: bytes) -> MemberView:
    """The same under the confirmed name; the row's is never shown."""
    return msgspec.structs.replace(
        view, name=names[0], before=names[1:], called=view.name, fingerprint=fingerprint
    )


def _view(row: Member, roles: tuple[Role, ...], sure: bool) -> MemberView:
    return MemberView(
        id=row.id,
        name=row.name,
        email=row.email,
        phone=row.phone,
        job_title=row.job_title,
        roles=roles,
        confirmed=sure,
        joined=row.joined_at is not None,
        position=row.position,
    )
