"""Queue mail that says only "something in Heard needs you", with the act; it is sent afterwards.

The words are in `mail_texts.py`. Nothing is called "sent" until the mail server has taken it. This
module opens no record and logs no address.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.routing.actors import Org
from app.models.columns import has_passed, is_unset
from app.models.concern import Concern
from app.models.outbox import Outbox
from app.services.emails.mail_texts import SUBJECTS, UNREAD_TEMPLATE

MOST_TRIES = 8
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=2)
TEMPLATES_UNTIL_READ = ("reminder", UNREAD_TEMPLATE)
_OVERTAKEN_BY_READING = (Outbox.template.in_(TEMPLATES_UNTIL_READ), is_unset(Outbox.sent_at))


def queue_mail(
    session: Session,
    org: Org,
    member_id: UUID,
    template: str,
    concern_id: UUID | None,
    at: datetime,
) -> None:
    """Put a mail in the outbox, in the caller's transaction. `template` is a key of SUBJECTS."""
    if template not in SUBJECTS:
        raise KeyError(template)
    session.add(
        Outbox(
            org_id=org.id,
            member_id=member_id,
            concern_id=concern_id,
            template=template,
            made_at=at,
            next_try_at=at,
        )
    )


def queue_mail_once(
    session: Session, org: Org, member_id: UUID, template: str, at: datetime
) -> None:
    """Queue an email about no concern, unless the same words are on their way already.

    Mails go out one after the other. Whoever makes a thousand of these must not hold up the one
    that tells a lead of a child.
    """
    on_its_way = (
        select(Outbox.id)
        .where(Outbox.org_id == org.id, Outbox.member_id == member_id)
        .where(Outbox.template == template, Outbox.concern_id.is_(None))
        .where(is_unset(Outbox.sent_at), is_unset(Outbox.failed_at))
        .where(has_passed(Outbox.next_try_at, at + LONGEST_WAIT))
    )
    if session.scalar(on_its_way.limit(1)) is None:
        queue_mail(session, org, member_id, template, None, at)


def list_concerns_with_reminders(session: Session, org: Org) -> tuple[tuple[UUID, str], ...]:
    """List concerns with an email that is sent only while they are unread, and their states."""
    rows = session.execute(
        select(Concern.id, Concern.state)
        .join(Outbox, Outbox.concern_id == Concern.id)
        .where(Outbox.org_id == org.id, *_OVERTAKEN_BY_READING)
        .distinct()
    )
    return tuple((concern_id, state) for concern_id, state in rows)


def drop_reminders_of_read_concerns(session: Session, org: Org, read: Collection[UUID]) -> None:
    """Drop reminders of these concerns, because they were read. The caller commits."""
    session.execute(
        delete(Outbox).where(
            Outbox.org_id == org.id, Outbox.concern_id.in_(read), *_OVERTAKEN_BY_READING
        )
    )


def mark_sent(session: Session, mail_id: UUID, at: datetime) -> None:
    """Mark an email that the mail server took. The caller commits."""
    session.get_one(Outbox, mail_id).sent_at = at


def schedule_mail_retry(session: Session, mail_id: UUID, at: datetime) -> None:
    """Mark an email to be tried again later, twice as late each time; then give up and say so."""
    row = session.get_one(Outbox, mail_id)
    row.tries += 1
    if row.tries >= MOST_TRIES:
        row.failed_at = at
    row.next_try_at = at + min(FIRST_WAIT * 2 ** (row.tries - 1), LONGEST_WAIT)
