"""Say which new leads, heads and chairs stop waiting, or wait anew, when an account is stopped.

A lead reads it before they stop the account, and the same rule ends the waits when they do. Only
the log says who waits, who confirmed them and who is told. This module changes nothing.
"""

from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Role
from app.services.confirmation import lead_proposals
from app.services.confirmation.lead_proposals import PendingLead
from app.services.unit_of_work import UnitOfWork


class AffectedWaits(PrivateStruct, frozen=True):
    """Waits that change with one account, oldest first.

    `ended`: of its owner, or of those whom they confirmed. `restarted`: its owner could have
    stopped these, so their 24 hours start again. `unapproved`: its owner approved these.
    """

    ended: tuple[PendingLead, ...] = ()
    restarted: tuple[PendingLead, ...] = ()
    unapproved: tuple[PendingLead, ...] = ()


def list_ended_waits(uow: UnitOfWork, member_id: UUID) -> dict[UUID, Role]:
    """Return who waits no more, and for which role: the member, and whoever they confirmed.

    Otherwise one more person would be enough for someone whom a lead let in on the last day.
    """
    return {
        UUID(proposed): logged.role
        for proposed, logged in uow.key_log.members(uow.org).proposals().items()
        if str(member_id) in {proposed, logged.who}
    }


def find_affected_waits(uow: UnitOfWork, member_id: UUID) -> AffectedWaits:
    """Return the waits that change when this account is stopped. Nothing may have been logged."""
    pending = lead_proposals.list_pending_leads(uow)
    index, over = uow.key_log.members(uow.org), list_ended_waits(uow, member_id)
    others = tuple(one for one in pending if one.id not in over)
    approved = {
        UUID(proposed)
        for proposed, logged in index.proposals().items()
        if str(member_id) in logged.approved_by
    }
    is_told = index.is_told_of_waits(str(member_id))
    return AffectedWaits(
        ended=tuple(one for one in pending if one.id in over),
        restarted=tuple(one for one in others if is_told and one.ends_at is not None),
        unapproved=tuple(one for one in others if one.id in approved),
    )
