"""Remind leads of the council's phone numbers that someone should call, on pages and by email.

Only the numbers of the organisation's own council: whoever publishes the content pack checks the
national ones, once for everyone (docs/decisions/0064). A number is due on the pack's "next check",
and while no one has called it at all. Whether somebody
did is told by the log (docs/decisions/0031); where that cannot be read the dates of the pack count,
so a broken log silences no reminder. This module changes no number.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import msgspec
from sqlalchemy import delete, select

from app.domain.times.unreadable_times import is_readable
from app.errors import LogBrokenError
from app.models.columns import is_unset
from app.models.organisation import Organisation
from app.models.outbox import Outbox
from app.services.contacts import number_checks
from app.services.contacts.phone_numbers import load_pack
from app.services.emails import mail_queue
from app.services.members import member_lookup
from app.services.unit_of_work import UnitOfWork
from content.contacts import contact_directory
from content.contacts.contact_directory import DirectoryEntry
from content.contacts.number_findings import NO_FINDINGS, LineFindings
from content.london_time import LONDON, get_london_day

REMINDER_TEMPLATE = "numbers_due"
GRACE_PERIOD = timedelta(days=1)
"""Nobody is reminded on the very day on which their organisation was set up."""
_MAILS = select(Outbox.id).where(Outbox.template == REMINDER_TEMPLATE)


class NumbersDue(msgspec.Struct, frozen=True):
    """How many lines nobody has rung yet, and of how many others the next check is due."""

    never: int = 0
    again: int = 0

    def __bool__(self) -> bool:
        return bool(self.never or self.again)


def count_numbers_to_check(uow: UnitOfWork) -> NumbersDue:
    """Return what a lead is told on Home and inbox."""
    due = list(_due(uow))
    again = sum(one.due <= uow.today for one in due)
    return NumbersDue(never=len(due) - again, again=again)


def queue_or_drop_number_reminders(uow: UnitOfWork, now: datetime) -> None:
    """Queue one mail a lead and due date, or take back what waits once nothing is due."""
    today, due = uow.today, list(_due(uow))
    if not due:
        _take_back(uow)
        return
    first = _first_day(uow)
    days = (one.due if one.due <= today else max(one.looked_at, first) for one in due)
    since = max((day for day in days if day <= today), default=None)
    if since is not None:
        _queue(uow, since, now)


def _queue(uow: UnitOfWork, since: date, now: datetime) -> None:
    """Queue one email for each lead who had none since that day."""
    from_then_on = datetime.combine(since, time(), LONDON)
    leads = member_lookup.list_leads_to_call(uow, uow.org)
    waiting = [one.id for one in leads if not _told(uow, one, from_then_on)]
    if waiting:
        with uow.keep() as session:
            for member_id in waiting:
                mail_queue.queue_mail(session, uow.org, member_id, REMINDER_TEMPLATE, None, now)


def _due(uow: UnitOfWork) -> Iterator[DirectoryEntry]:
    today = uow.today
    yield from (
        entry
        for entry in contact_directory.list_own_directory_entries(
            load_pack(uow.org.pack), _found(uow), today
        )
        if entry.rung and (entry.never or entry.due <= today)
    )


def _found(uow: UnitOfWork) -> LineFindings:
    try:
        uow.key_log.refresh(uow.session, uow.org)
    except LogBrokenError:
        return NO_FINDINGS
    return number_checks.load_number_findings(uow, named=False)


def _first_day(uow: UnitOfWork) -> date:
    """Return the first day on which to remind of numbers that nobody has called."""
    mine = select(Organisation.created_at).where(Organisation.id == uow.org.id)
    made = uow.session.scalar(mine)
    if made is None or not is_readable(made):
        return date.min
    return get_london_day(made + GRACE_PERIOD)


def _told(uow: UnitOfWork, lead: member_lookup.MemberView, since: datetime) -> bool:
    mine = _MAILS.where(Outbox.org_id == uow.org.id, Outbox.member_id == lead.id)
    return uow.session.scalar(mine.where(Outbox.made_at >= since).limit(1)) is not None


def _take_back(uow: UnitOfWork) -> None:
    """Take back what waits to be sent, because somebody has called them meanwhile."""
    waiting = _MAILS.where(Outbox.org_id == uow.org.id, is_unset(Outbox.sent_at))
    if ids := uow.session.scalars(waiting).all():
        with uow.keep() as session:
            session.execute(delete(Outbox).where(Outbox.id.in_(ids)))
