"""One member as the team page's details show them: who they are, and what a lead can do.

Names are those that the log vouches for, and a difference is said in words. This module writes
nothing.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select

from app.domain.private_struct import PrivateStruct
from app.errors import NotFoundError
from app.models.columns import is_unset
from app.models.member import Invite, Member
from app.services.members.invited_roles import set_view_roles_from_log
from app.services.members.member_lookup import MemberView, view_member_by_log
from app.services.members.member_status import RowDifference
from app.services.members.shown_names import CALLED_CHANGED, CHANGED
from app.services.members.similar_names import find_lookalike_names
from app.services.suspension.account_stops import (
    AccountStop,
    StopDifference,
    compare_stop_with_log,
    find_suspension,
    load_account_stops,
)
from app.services.unit_of_work import UnitOfWork


class MemberPage(PrivateStruct, frozen=True):
    """The details of one member. `until`: when their unused invite ends or ended.

    `similar`: colleagues whose names look like theirs. `wanted_similar`: like the name that they
    call themself. `stop`: how their account was stopped, while it is. `stop_difference`: how their
    row differs from the log about that. `later_id`: the account that they got in place of this one.
    """

    view: MemberView
    row_name: str
    joined_at: datetime | None
    until: datetime | None
    similar: tuple[str, ...]
    wanted_similar: tuple[str, ...]
    stop: AccountStop | None
    stop_difference: StopDifference
    later_id: UUID | None = None

    @property
    def is_changed(self) -> bool:
        """Whether the row's name is not the one that was confirmed."""
        return self.view.note == CHANGED

    @property
    def is_called_changed(self) -> bool:
        """Whether the row says that they call themself what they did not say."""
        return self.view.note == CALLED_CHANGED

    @property
    def by_words(self) -> bool:
        """Whether they wait to be confirmed by six words."""
        return self.is_waiting and self.view.by_words

    @property
    def is_unknown(self) -> bool:
        """Whether the row was made outside Heard: no line of the log knows them."""
        return self.view.row_difference is RowDifference.UNKNOWN

    @property
    def is_waiting(self) -> bool:
        """Whether they have joined and no one has confirmed them."""
        return self.view.joined and not self.view.confirmed


def load_member_page(uow: UnitOfWork, member_id: UUID) -> MemberPage:
    """Return the page of one member of this organisation. Raises NotFoundError."""
    uow.key_log.refresh(uow.session, uow.org)
    unused = and_(Invite.member_id == Member.id, Invite.used_at.is_(None))
    found = uow.session.execute(
        select(Member, Invite.expires_at, is_unset(Member.joined_at))
        .outerjoin(Invite, unused)
        .where(Member.org_id == uow.org.id, Member.id == member_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError(f"member {member_id}")
    row, until, unknown = found
    view = set_view_roles_from_log(uow, view_member_by_log(uow, row))
    return MemberPage(
        view=view,
        row_name=row.name,
        joined_at=None if unknown or not view.joined else row.joined_at,
        until=until,
        similar=find_lookalike_names(uow, member_id, view.name),
        wanted_similar=find_lookalike_names(uow, member_id, view.called) if view.called else (),
        stop=load_account_stops(uow, (member_id,)).get(member_id),
        stop_difference=compare_stop_with_log(row.suspended_at, find_suspension(uow, member_id)),
        later_id=_find_later_account(uow, member_id),
    )


def _find_later_account(uow: UnitOfWork, member_id: UUID) -> UUID | None:
    earlier = uow.key_log.members(uow.org).earlier_accounts()
    return next((later for later, before in earlier.items() if before == member_id), None)
