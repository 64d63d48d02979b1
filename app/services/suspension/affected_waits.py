"""Find the new leads, heads and chairs whose waits change with a colleague's account.

A lead reads it before they stop, replace or remove the account, and the same rule ends the waits
when they do. Only the log says who waits, who confirmed them and who is told. This module changes
nothing.
"""

from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Role
from app.services.confirmation import lead_proposals
from app.services.confirmation.lead_proposals import PendingLead
from app.services.suspension.account_stops import find_suspension
from app.services.unit_of_work import UnitOfWork


class AffectedWaits(PrivateStruct, frozen=True):
    """People whose wait changes with one account, oldest first.

    `ended`: its owner, or people whom they confirmed. `restarted`: people whose 24 hours start
    again. `unapproved`: people whom its owner approved.
    """

    ended: tuple[PendingLead, ...] = ()
    restarted: tuple[PendingLead, ...] = ()
    unapproved: tuple[PendingLead, ...] = ()


def list_proposals_to_end(uow: UnitOfWork, member_id: UUID) -> dict[UUID, Role]:
    """Return who waits no more, and for which role: the member, and people whom they confirmed.

    Otherwise a lead who leaves could confirm an accomplice, who then needs one more person only.
    """
    return {
        UUID(proposed): logged.role
        for proposed, logged in uow.key_log.members(uow.org).proposals().items()
        if str(member_id) in {proposed, logged.who}
    }


def find_affected_proposals(
    uow: UnitOfWork, member_id: UUID, *, changes_key: bool = False
) -> AffectedWaits:
    """Return the waits that change when this account is stopped, replaced or removed.

    `changes_key`: their team gets a new key too, which starts each running wait again. What a stop
    did earlier is left out. Call it before anything is logged.
    """
    members = uow.key_log.members(uow.org)
    is_stopped = find_suspension(uow, member_id) is not None
    waiting = lead_proposals.list_pending_proposals(uow)
    ended_ids = list_proposals_to_end(uow, member_id)
    approved_ids = _list_approved(uow, member_id) if not is_stopped else frozenset()
    others = tuple(one for one in waiting if one.id not in ended_ids)
    could_stop_them = not is_stopped and members.is_told_of_waits(str(member_id))
    starts_again = changes_key or could_stop_them
    return AffectedWaits(
        ended=tuple(one for one in waiting if one.id in ended_ids),
        restarted=tuple(one for one in others if starts_again and one.ends_at is not None),
        unapproved=tuple(one for one in others if one.id in approved_ids),
    )


def _list_approved(uow: UnitOfWork, member_id: UUID) -> frozenset[UUID]:
    """Return who waits with an approval of this member."""
    proposals = uow.key_log.members(uow.org).proposals()
    return frozenset(
        UUID(proposed)
        for proposed, logged in proposals.items()
        if str(member_id) in logged.approved_by
    )
