"""The members page: who waits to be confirmed, who is confirmed, who has not joined yet.

For lists only: whether somebody is confirmed is read from a column here, and nothing is sealed or
granted on the strength of it. This module writes nothing.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select

from app.domain.routing.actors import Role
from app.models.member import Invite
from app.services.members import member_lookup, word_checks
from app.services.members.member_lookup import MemberView
from app.services.unit_of_work import UnitOfWork


class MembersByStatus(msgspec.Struct, frozen=True):
    """Members by what waits. `until` says when each unused invite ends; past means that it did."""

    by_words: tuple[MemberView, ...]
    in_the_room: tuple[MemberView, ...]
    confirmed: tuple[MemberView, ...]
    invited: tuple[MemberView, ...]
    until: dict[UUID, datetime]
    alone: bool
    senior: bool

    @property
    def second(self) -> MemberView | None:
        """A lead among those whose words wait to be compared."""
        return next((one for one in self.by_words if one.is_a(Role.LEAD)), None)


def select_unconfirmed(everyone: Iterable[MemberView]) -> tuple[MemberView, ...]:
    """Those who have joined and wait to be confirmed; those who are compared by words first."""
    waiting = [one for one in everyone if one.joined and not one.confirmed]
    return tuple(sorted(waiting, key=lambda one: not needs_six_words(one)))


def group_members_by_status(uow: UnitOfWork) -> MembersByStatus:
    """Everyone of this organisation."""
    everyone = member_lookup.list_members(uow)
    waiting = select_unconfirmed(everyone)
    sure = tuple(one for one in everyone if one.confirmed)
    until = uow.session.execute(
        select(Invite.member_id, Invite.expires_at).where(
            Invite.org_id == uow.org.id, Invite.used_at.is_(None)
        )
    )
    return MembersByStatus(
        by_words=tuple(one for one in waiting if needs_six_words(one)),
        in_the_room=tuple(one for one in waiting if not needs_six_words(one)),
        confirmed=sure,
        invited=tuple(one for one in everyone if not one.joined),
        until={member_id: at for member_id, at in until},
        alone=sum(one.is_a(Role.LEAD) for one in sure) < 2,
        senior=any(one.is_a(Role.SENIOR) for one in sure),
    )


def needs_six_words(one: MemberView) -> bool:
    """Whether two of their six words are typed to confirm them."""
    return word_checks.is_confirmed_by_words(one)
