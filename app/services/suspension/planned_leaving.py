"""Write down when someone leaves, so that they sign or delete their drafts before that day.

Only their author can open drafts, and no one else ever will. So Heard asks the author in time.
Leads see that there is an unsigned record and when it was started, never which child is in it.
By the log: no row says who leaves. Nothing is opened here, and no draft is changed.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.domain.private_struct import PrivateStruct
from app.errors import InvalidError
from app.models.columns import is_unset
from app.models.draft import Draft
from app.services.audit_log.member_index import leaving_log_id
from app.services.members import member_lookup
from app.services.members.shown_names import load_name_texts
from app.services.suspension.account_stops import find_suspension
from app.services.unit_of_work import Action, UnitOfWork

LONGEST = timedelta(days=366)
DAY_OVER = "Enter today or a later day"
TOO_FAR = "Enter a day within a year"
GONE = "This account is stopped already"
MOST_LISTED = 20


class PlannedLeaving(PrivateStruct, frozen=True):
    """The day when someone leaves, and the name of the lead who wrote it down."""

    day: date
    by: str


def write_leaving_day(uow: UnitOfWork, member_id: UUID, day: date | None) -> None:
    """Write down the day when someone leaves. None: they stay. Twice is harmless.

    They are told by email and on Home. Raises NotFoundError for someone who has not joined, and
    InvalidError for a day that is over or far away, or an account that is stopped.
    """
    member_lookup.load_joined_member_without_name(uow, member_id)
    if day is not None and (fault := _find_fault(uow, day)):
        raise InvalidError({"day": fault})
    with uow.act() as act:
        member_lookup.load_key_trust(uow)
        if find_suspension(uow, member_id) is not None:
            raise InvalidError({"": GONE})
        logged = uow.key_log.members(uow.org).leavers.find(member_id)
        if (logged.day if logged else None) == day:
            act.log(Action.REFUSED, leaving_log_id(member_id, day))  # pressed twice, or by two
            return
        act.log(Action.MEMBER_LEAVING, leaving_log_id(member_id, day))
        act.checkpoint()


def _find_fault(uow: UnitOfWork, day: date) -> str:
    if day < uow.today:
        return DAY_OVER
    return TOO_FAR if day > uow.today + LONGEST else ""


def find_planned_leaving(uow: UnitOfWork, member_id: UUID) -> PlannedLeaving | None:
    """Return when someone leaves, by the log; None for someone who stays."""
    uow.key_log.refresh(uow.session, uow.org)
    logged = uow.key_log.members(uow.org).leavers.find(member_id)
    if logged is None:
        return None
    who = UUID(logged.who)
    return PlannedLeaving(logged.day, load_name_texts(uow, (who,))[who])


def list_unsigned_record_start_times(uow: UnitOfWork, member_id: UUID) -> tuple[datetime, ...]:
    """Return when each unsigned record of someone was started, of those that this reader may see.

    The author's answers decide that, as for the list on Today: a record about a lead is not here.
    """
    if uow.me.team is None:
        return ()
    query = select(Draft.began_at).where(
        Draft.org_id == uow.org.id,
        Draft.user_id == member_id,
        Draft.concern_id.is_(None),
        Draft.told == uow.me.team.value,
        is_unset(Draft.signed_at),
        is_unset(Draft.discarded_at),
    )
    return tuple(uow.session.scalars(query.order_by(Draft.began_at).limit(MOST_LISTED)))
