"""Find the open concerns that a colleague has in hand, for a lead who is to hand them over.

Only concerns in the reader's own lists: one that was sealed to others is in no count here. By what
is in clear about a concern: nothing is opened.
"""

from uuid import UUID

from sqlalchemy import func, select

from app.domain.private_struct import PrivateStruct
from app.models.concern import Concern
from app.services.concern_lists import inbox_queries
from app.services.unit_of_work import UnitOfWork

MOST_SEARCHED = 2_000
MOST_SHOWN = 20


class HeldConcerns(PrivateStruct, frozen=True):
    """The open concerns of one person: id and reference of the first, and how many there are."""

    shown: tuple[tuple[UUID, str], ...]
    count: int


def find_held_concerns(uow: UnitOfWork, member_id: UUID) -> HeldConcerns:
    """Return the open concerns that this member has, of those that the reader can read."""
    holder = func.coalesce(Concern.lead_id, Concern.acknowledged_by)
    ids = inbox_queries.find_open_ids(uow, 0, MOST_SEARCHED)
    held = inbox_queries.filter_concern_ids(uow, ids, holder == member_id)
    rows = uow.session.execute(
        select(Concern.id, Concern.reference).where(Concern.id.in_(held[:MOST_SHOWN]))
    )
    names = {concern_id: reference for concern_id, reference in rows}
    return HeldConcerns(tuple((one, names[one]) for one in held[:MOST_SHOWN]), len(held))
