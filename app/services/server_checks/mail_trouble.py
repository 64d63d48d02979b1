"""Tell a lead, head or chair that they cannot rely on email now.

Only emails to themselves are looked at: whether one to somebody else waits could tell them of
a concern that is kept from them. Nothing is opened.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from app.domain.private_struct import PrivateStruct
from app.models.columns import has_passed, is_unset
from app.models.organisation import Organisation
from app.models.outbox import Lease, Outbox
from app.services.jobs import scheduler
from app.services.server_checks.server_check import FAILED_MAIL, LATE_MAIL
from app.services.unit_of_work import UnitOfWork

SILENT_AFTER: Final = timedelta(minutes=15)


class MailTrouble(PrivateStruct, frozen=True):
    """Why email cannot be relied on.

    `silent_since`: when housekeeping stopped, or None where it runs or the time is not known.
    `waiting`, `given_up`: how many emails wait too long, and did not arrive, up to `given_up_at`.
    """

    is_set_up: bool
    is_silent: bool = False
    silent_since: datetime | None = None
    waiting: int = 0
    given_up: int = 0
    given_up_at: datetime | None = None

    @property
    def is_bad(self) -> bool:
        """Whether email is set up, and does not go out now."""
        return self.is_silent or self.waiting > 0


def find_own_mail_trouble(uow: UnitOfWork, now: datetime, *, is_set_up: bool) -> MailTrouble:
    """Return what keeps email from the person who is signed in."""
    if not is_set_up:
        return MailTrouble(is_set_up=False)
    is_silent, silent_since = _find_silence(uow, now)
    mine = Outbox.org_id == uow.org.id, Outbox.member_id == uow.me.id
    waiting = select(func.count()).where(
        *mine,
        is_unset(Outbox.sent_at),
        is_unset(Outbox.failed_at),
        has_passed(Outbox.made_at, now - LATE_MAIL),
    )
    # Never tried: a restore stopped it, and it may have gone out before the backup was restored.
    lost = select(func.count(), func.max(Outbox.failed_at)).where(
        *mine, Outbox.failed_at >= now - FAILED_MAIL, Outbox.tries > 0
    )
    given_up, given_up_at = uow.session.execute(lost).one()
    return MailTrouble(
        is_set_up=True,
        is_silent=is_silent,
        silent_since=silent_since,
        waiting=uow.session.scalar(waiting) or 0,
        given_up=given_up,
        given_up_at=given_up_at,
    )


def _find_silence(uow: UnitOfWork, now: datetime) -> tuple[bool, datetime | None]:
    """Return whether no housekeeper works, and since when if that is known.

    One that has never run has its first minutes, from the set-up on. A time to come is from before
    the clock was set back, so it is not known when the last one worked.
    """
    lease = uow.session.get(Lease, scheduler.TEND)
    if lease is None:
        began = select(Organisation.created_at).where(Organisation.id == uow.org.id)
        return abs(now - uow.session.scalars(began).one()) > SILENT_AFTER, None
    seen = lease.until - scheduler.LEASE_TIME
    is_silent = abs(now - seen) > SILENT_AFTER
    return is_silent, seen if is_silent and seen <= now else None
