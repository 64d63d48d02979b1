"""Tell a lead, head or chair that they cannot rely on email now.

Only emails to themselves are looked at: whether one to somebody else waits could tell them of
a concern that is kept from them. Nothing is opened.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from app.domain.private_struct import PrivateStruct
from app.models.columns import is_unset
from app.models.outbox import Lease, Outbox
from app.services.jobs import scheduler
from app.services.server_checks.server_check import FAILED_MAIL, LATE_MAIL
from app.services.unit_of_work import UnitOfWork

SILENT_AFTER: Final = timedelta(minutes=15)


class MailTrouble(PrivateStruct, frozen=True):
    """Why email cannot be relied on. `silent_since`: when housekeeping stopped, or None."""

    is_set_up: bool
    silent_since: datetime | None = None
    unsent: int = 0

    @property
    def is_bad(self) -> bool:
        """Whether email is set up, and does not go out."""
        return self.silent_since is not None or self.unsent > 0


def find_mail_trouble(uow: UnitOfWork, now: datetime, *, is_set_up: bool) -> MailTrouble:
    """Return what keeps email from the person who is signed in."""
    if not is_set_up:
        return MailTrouble(is_set_up=False)
    lease = uow.session.get(Lease, scheduler.TEND)
    seen = lease.until - scheduler.LEASE_TIME if lease else now
    late = select(func.count()).where(
        Outbox.org_id == uow.org.id,
        Outbox.member_id == uow.me.id,
        is_unset(Outbox.sent_at),
        Outbox.made_at < now - LATE_MAIL,
        Outbox.made_at > now - FAILED_MAIL,
    )
    return MailTrouble(
        is_set_up=True,
        silent_since=seen if now - seen > SILENT_AFTER else None,
        unsent=uow.session.scalar(late) or 0,
    )
