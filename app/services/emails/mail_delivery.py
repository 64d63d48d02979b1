"""Hand waiting mail to the mail server, over TLS; what it does not take is tried again later.

Nothing is called "sent" until the server has taken it. No transaction stays open while the server
thinks. This module never logs an address, and never sends a password over plain text.
"""

import logging
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from itertools import chain
from urllib.parse import unquote, urlsplit
from uuid import UUID

from app.domain.deadlines.concern_status import ConcernState
from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Org
from app.errors import LogBrokenError
from app.models.outbox import Outbox
from app.services.contact_trust.vouched_contacts import (
    HOST,
    ContactStanding,
    judge_organisation_part,
)
from app.services.emails import mail_groups, mail_queue, mail_texts
from app.services.organisations import organisation_lookup
from app.services.unit_of_work import UnitOfWork

log = logging.getLogger("heard.mail")
UNREAD = ConcernState.UNREAD.value
SMTP_SECONDS = 15
LOOPBACK = {"localhost", "127.0.0.1", "::1"}  # nothing leaves this machine, so nobody listens
DELIVERY_ERRORS = (OSError, smtplib.SMTPException, ValueError, LookupError)


class MailSettings(PrivateStruct, frozen=True):
    """Which mail server, from whom, and where people are sent to. An empty URL: no mail.

    `trusted_hosts`: the only host names, besides that of `base_url`, that a mail may point to.
    No repr shows the URL, which may hold a password.
    """

    smtp_url: str
    mail_from: str
    base_url: str
    trusted_hosts: tuple[str, ...] = ()


def send_waiting_mail(
    uow: UnitOfWork, post: MailSettings, now: datetime, go_on: Callable[[], bool]
) -> None:
    """Send what waits, over one connection, alike mails to one person as one.

    `go_on` is asked before each mail.

    A mail server that is away counts as one try for each: they wait longer each time.
    """
    for org in organisation_lookup.list_organisations(uow.session):
        with suppress(LogBrokenError):  # who cannot be sure that it was read sends the reminder
            _drop_answered(uow, org)
    mails = list(mail_groups.list_due_mails(uow.session, now))
    uow.session.rollback()
    if not mails:
        return
    try:
        with connect_mail_server(post.smtp_url) as link:
            while mails and go_on():
                _settle(uow, mails.pop(0), now, lambda mail: link.send_message(mail), post)
    except (OSError, smtplib.SMTPException) as error:
        log.error("mail: the server cannot be used (%s): check SMTP_URL", type(error).__name__)  # noqa: TRY400 - a traceback may hold values
        with uow.keep() as session:
            for mail_id in chain.from_iterable(mails):
                mail_queue.schedule_mail_retry(session, mail_id, now)


def _drop_answered(uow: UnitOfWork, org: Org) -> None:
    """Drop reminders that were overtaken by a reading: by the log, and no row that says so."""
    waiting = mail_queue.list_concerns_with_reminders(uow.session, org)
    if not waiting:
        return
    uow.key_log.refresh(uow.session, org)
    files = uow.key_log.files(org)
    read = [one for one, state in waiting if (files.state(one) or state) != UNREAD]
    if read:
        with uow.keep() as session:
            mail_queue.drop_reminders_of_read_concerns(session, org, read)


def _settle(
    uow: UnitOfWork,
    mail_ids: tuple[UUID, ...],
    now: datetime,
    send: Callable[[EmailMessage], object],
    post: MailSettings,
) -> None:
    """Send one email, or leave it to be tried again.

    One that cannot be made never stops the others.
    """
    try:
        mail = mail_texts.build_mail(
            uow.session,
            mail_ids,
            post.base_url,
            post.mail_from,
            _find_hosts(uow, mail_ids[0], post),
        )
        uow.session.rollback()
        send(mail)
    except DELIVERY_ERRORS as error:
        log.warning("mail: one was not handed over (%s)", type(error).__name__)
        with uow.keep() as session:
            for mail_id in mail_ids:
                mail_queue.schedule_mail_retry(session, mail_id, now)
    else:
        with uow.keep() as session:
            for mail_id in mail_ids:
                mail_queue.mark_sent(session, mail_id, now)


def _find_hosts(uow: UnitOfWork, mail_id: UUID, post: MailSettings) -> tuple[str, ...]:
    """Return the hosts that a mail may point to: none where the log has another for its row.

    A name that only a trusted domain covers counts where the log vouches for it: someone who
    damages the log could otherwise put any name of the domain into mails. Every mail goes out
    anyhow.
    """
    org = organisation_lookup.find_organisation(
        uow.session, uow.session.get_one(Outbox, mail_id).org_id
    )
    if org is None:
        return ()
    with suppress(LogBrokenError):
        uow.key_log.refresh_numbers(uow.session, org)
    standing = judge_organisation_part(uow.key_log.recall_contacts(org), org, HOST)
    if standing is ContactStanding.VOUCHED:
        return post.trusted_hosts
    if standing is ContactStanding.CHANGED:
        return ()
    return tuple(host for host in post.trusted_hosts if not host.startswith("."))


@contextmanager
def connect_mail_server(smtp_url: str) -> Iterator[smtplib.SMTP]:
    """Give a connection to the mail server: smtps, or smtp with STARTTLS wherever it is offered.

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
        secured = url.scheme == "smtps" or host in LOOPBACK or _start_tls(link, context)
        if url.username:
            if not secured:
                raise smtplib.SMTPException("the mail server offers no TLS")
            link.login(unquote(url.username), unquote(url.password or ""))
        yield link


def _start_tls(link: smtplib.SMTP, context: ssl.SSLContext) -> bool:
    link.ehlo()
    if not link.has_extn("starttls"):
        return False
    link.starttls(context=context)
    return True
