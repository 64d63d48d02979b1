"""Tell a senior which concerns of the leads lie unread past their time: reference and age alone.

It is what the email to them said already. A senior whom the author ruled out is told nothing of it,
and no one is where nobody can say who was ruled out. Nothing is opened here.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.domain.deadlines.outstanding import SENIORS_TOLD
from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Team
from app.domain.routing.recipients import Recipients
from app.models.concern import Concern, Due
from app.services.concerns import exclusions
from app.services.members.member_status import list_accounts_of_person, load_earlier_accounts
from app.services.unit_of_work import UnitOfWork

MOST_SHOWN = 50


class UnreadByLeads(PrivateStruct, frozen=True):
    """A concern that no lead has read, after its readers were reminded twice."""

    reference: str
    signed_at: datetime


def find_unread_by_leads(uow: UnitOfWork) -> tuple[UnreadByLeads, ...]:
    """Return those that this senior was told of, the oldest first; none for anyone else."""
    if uow.me.team is not Team.SENIORS:
        return ()
    rows = uow.session.scalars(
        select(Concern)
        .join(Due, Due.concern_id == Concern.id)
        .where(
            Concern.org_id == uow.org.id,
            Concern.route == Recipients.LEADS.value,
            Concern.state == "unread",
            Concern.author_id != uow.me.id,
            Due.done.is_(False),
            Due.level == SENIORS_TOLD,
        )
        .order_by(Concern.signed_at, Concern.id)
        .limit(MOST_SHOWN)
    )
    mine = list_accounts_of_person(load_earlier_accounts(uow.session, uow.org.id), uow.me.id)
    return tuple(
        UnreadByLeads(one.reference, one.signed_at) for one in rows if _can_be_told(uow, one, mine)
    )


def _can_be_told(uow: UnitOfWork, concern: Concern, mine: tuple[UUID, ...]) -> bool:
    kept = concern.kept_from
    authentic = exclusions.is_exclusion_list_authentic(uow.server, concern.id, kept)
    return authentic and not exclusions.is_excluded(uow.server, concern.id, kept, mine)
