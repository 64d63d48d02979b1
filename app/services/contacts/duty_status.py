"""Say who of the leads is on duty today, and on the next day that has someone."""

from datetime import date, datetime, timedelta

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Org
from app.domain.routing.duty_rota import find_on_duty
from app.services.concerns import concern_deadlines
from app.services.members import member_lookup
from app.services.unit_of_work import UnitOfWork
from content.london_time import LONDON

DAYS_AHEAD = 7


class DutyStatus(PrivateStruct, frozen=True):
    """The leads on duty. `mine`: the reader is; `others`: who else; `until`: "16:30", or "".

    `next_day` and `next_names`: the next day of someone else. `has_rota`: whether there is one.
    """

    has_rota: bool
    mine: bool = False
    others: tuple[str, ...] = ()
    until: str = ""
    next_day: date | None = None
    next_names: tuple[str, ...] = ()


def find_duty_status(uow: UnitOfWork, org: Org) -> DutyStatus:
    """Return who is on duty. `org`: with what its people said about who to call."""
    rota = org.to_ring.rota
    if not rota.days:
        return DutyStatus(has_rota=False)
    leads = {str(one.id): one.name for one in member_lookup.list_leads_to_call(uow, org)}
    me, today = str(uow.me.id), uow.today
    on_duty = find_on_duty(rota, today, leads)
    coming = [today + timedelta(days=ahead) for ahead in range(1, DAYS_AHEAD + 1)]
    turns = [(day, found) for day in coming if (found := find_on_duty(rota, day, leads))]
    next_day, next_ids = next(((day, ids) for day, ids in turns if ids != on_duty), (None, ()))
    return DutyStatus(
        has_rota=True,
        mine=me in on_duty,
        others=tuple(leads[one] for one in on_duty if one != me),
        until=_find_closing_time(org, uow.clock()),
        next_day=next_day,
        next_names=tuple("you" if one == me else leads[one] for one in next_ids),
    )


def _find_closing_time(org: Org, now: datetime) -> str:
    """Return when the organisation closes today; "" where it is closed, or not known."""
    local = now.astimezone(LONDON)
    calendar = concern_deadlines.load_opening_hours(org).calendar
    if local.date() in org.closures or calendar.is_holiday(local.date()):
        return ""
    spans = org.hours.get(str(local.weekday()), ())
    last = max((span.rpartition("-")[2] for span in spans), default="")
    return last if f"{local:%H:%M}" < last else ""
