"""Mail that says only "something in Heard needs you": queued with the act, sent afterwards.

No mail holds a name, a word or a category: the templates below are all there is. Nothing is
called "sent" until the mail server has taken it. This module opens no record and logs no address.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Org
from app.models.member import Member
from app.models.organisation import Organisation
from app.models.post import Outbox

TRIES = 8
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=2)
AT_ONCE = 50
SMTP_SECONDS = 15

SUBJECTS = {
    "something_waits": "Something in Heard needs you",
    "open_now": "Open Heard now",
    "reminder": "Something in Heard is still waiting for you",
    "unread_for_senior": "Something in Heard has not been read",
}
BODIES = {
    "something_waits": "Something in Heard needs you. Sign in to see it:",
    "open_now": "Open Heard now. If you cannot, ring the person who is with the child:",
    "reminder": "Something in Heard is still waiting for you. Sign in to see it:",
    "unread_for_senior": "Something in Heard has not been read in time. Ring your lead.",
}
END = "This message holds no details on purpose. Do not reply to it with any."


class Told(msgspec.Struct, frozen=True):
    """Whom a mail was made for, and whether the mail server has taken it."""

    name: str
    template: str
    made_at: datetime
    sent_at: datetime | None
    failed: bool


def queue(
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


def told(session: Session, org: Org, concern_id: UUID) -> tuple[Told, ...]:
    """Mails made for one concern, oldest first."""
    rows = session.execute(
        select(Outbox, Member.name)
        .join(Member, Member.id == Outbox.member_id)
        .where(Outbox.org_id == org.id, Outbox.concern_id == concern_id)
        .order_by(Outbox.made_at)
    )
    return tuple(
        Told(name, row.template, row.made_at, row.sent_at, row.failed_at is not None)
        for row, name in rows
    )


def waiting(session: Session, now: datetime) -> tuple[UUID, ...]:
    """Ids of mails whose next try has come, oldest first, a batch at a time."""
    return tuple(
        session.scalars(
            select(Outbox.id)
            .where(Outbox.sent_at.is_(None), Outbox.failed_at.is_(None), Outbox.next_try_at <= now)
            .order_by(Outbox.made_at)
            .limit(AT_ONCE)
        )
    )


def message(session: Session, mail_id: UUID, base_url: str, mail_from: str) -> EmailMessage:
    """The mail itself. Holds the organisation's name, fixed words and the address of Heard."""
    row = session.get_one(Outbox, mail_id)
    member = session.get_one(Member, row.member_id)
    org = session.get_one(Organisation, row.org_id)
    mail = EmailMessage()
    mail["From"], mail["To"] = mail_from, member.email
    mail["Subject"] = SUBJECTS[row.template]
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{BODIES[row.template]}\n\n{base_url}/\n\n{org.name}\n{END}\n")
    return mail


def sent(session: Session, mail_id: UUID, at: datetime) -> None:
    """The mail server took it. The caller commits."""
    session.get_one(Outbox, mail_id).sent_at = at


def not_sent(session: Session, mail_id: UUID, at: datetime) -> None:
    """It did not: try again later, twice as late each time, then give up and say so."""
    row = session.get_one(Outbox, mail_id)
    row.tries += 1
    if row.tries >= TRIES:
        row.failed_at = at
    row.next_try_at = at + min(FIRST_WAIT * 2**row.tries, LONGEST_WAIT)


@contextmanager
def server(smtp_url: str) -> Iterator[smtplib.SMTP]:
    """A connection to the mail server: smtps, or smtp with STARTTLS wherever it is offered.

    Raises OSError or smtplib.SMTPException when it does not answer. A password is never sent
    over a connection without TLS, except to this machine itself.
    """
    url = urlsplit(smtp_url)
    host, context = url.hostname or "", ssl.create_default_context()
    if url.scheme == "smtps":
        link: smtplib.SMTP = smtplib.SMTP_SSL(
            host, url.port or 465, timeout=SMTP_SECONDS, context=context
        )
    else:
        link = smtplib.SMTP(host, url.port or 587, timeout=SMTP_SECONDS)
    with link:
        secured = url.scheme == "smtps" or _start_tls(link, context)
        if url.username:
            if not secured and host not in {"localhost", "127.0.0.1", "::1"}:
                raise smtplib.SMTPException("the mail server offers no TLS")
            link.login(unquote(url.username), unquote(url.password or ""))
        yield link


def _start_tls(link: smtplib.SMTP, context: ssl.SSLContext) -> bool:
    link.ehlo()
    if not link.has_extn("starttls"):
        return False
    link.starttls(context=context)
    return True
