"""Email someone whose account had many failed tries to sign in within an hour.

Housekeeping asks the log once a minute. The request of a stranger who guesses does nothing for it:
it costs the same time whether there is such an account or not.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.domain.notices.notice_model import MANY_TRIES_MAIL
from app.models.member import Member
from app.models.outbox import Outbox
from app.services.emails import mail_queue
from app.services.members.member_status import NOT_SUSPENDED
from app.services.unit_of_work import UnitOfWork

TOLD_WITHIN = timedelta(days=1)
"""How long after the tries housekeeping still sends an email, for a server that was stopped."""
AN_HOUR = timedelta(hours=1)


def queue_failed_sign_in_mails(uow: UnitOfWork, now: datetime) -> None:
    """Queue an email for each account that had too many failed tries, once an hour at most."""
    uow.key_log.refresh(uow.session, uow.org)
    for notice in uow.key_log.notices(uow.org).list_many_tries(now - TOLD_WITHIN):
        member_id = UUID(notice.about)
        if _has_account(uow, member_id) and not _was_told(uow, member_id, notice.at):
            with uow.keep() as session:
                mail_queue.queue_mail(session, uow.org, member_id, MANY_TRIES_MAIL, None, now)


def _has_account(uow: UnitOfWork, member_id: UUID) -> bool:
    mine = select(Member.id).where(Member.org_id == uow.org.id, Member.id == member_id)
    return uow.session.scalar(mine.where(NOT_SUSPENDED)) is not None


def _was_told(uow: UnitOfWork, member_id: UUID, at: datetime) -> bool:
    """Whether an email was made since these tries, or in the hour before them."""
    told = select(Outbox.id).where(
        Outbox.org_id == uow.org.id,
        Outbox.member_id == member_id,
        Outbox.template == MANY_TRIES_MAIL,
        Outbox.made_at > at - AN_HOUR,
    )
    return uow.session.scalar(told.limit(1)) is not None
