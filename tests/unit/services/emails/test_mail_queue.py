"""Mail holds no word of a record, reaches a real server, and is called sent only when it was."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlalchemy import select, update

from app.models.concern import Concern, Due
from app.models.member import Member
from app.models.organisation import Organisation
from app.models.outbox import Outbox
from app.services.concerns import acknowledgements
from app.services.emails import concern_mail_history, mail_delivery, mail_queue
from app.services.jobs import scheduler
from tests.support.club.office import CHILD, WORDS, Office
from tests.support.machine.mail_server import Mailbox
from tests.support.server import free_port
from tests.unit.services.jobs.test_scheduler import tools


def send(office: Office, url: str, trusted: tuple[str, ...] = ()) -> None:
    made = tools(office, smtp_url=url)
    post = msgspec.structs.replace(made.post, trusted_hosts=trusted)
    scheduler.run_jobs_once(replace(made, post=post))


def told(office: Office, concern_id) -> list[tuple[str, str]]:
    """(name, how it stands) of each mail of a concern."""
    found = concern_mail_history.list_concern_mails(office.at("jo"), concern_id)
    return [
        (one.name, "sent" if one.sent_at else "failed" if one.failed else "waiting")
        for one in found
    ]


def test_readers_get_one_mail_each_at_signing_and_it_is_then_called_sent(office, mailbox: Mailbox):
    concern_id = office.signed("sam")
    assert {state for _, state in told(office, concern_id)} == {"waiting"}
    send(office, mailbox.url)
    send(office, mailbox.url)
    assert sorted(mail.recipients[0] for mail in mailbox.mails) == [
        "deputy@example.org",
        "jo@example.org",
    ]
    assert {mail.sender for mail in mailbox.mails} == {"heard@example.org"}
    assert {mail.message["Subject"] for mail in mailbox.mails} == {"Something in Heard needs you"}
    assert sorted(told(office, concern_id)) == [("Dele Okoro", "sent"), ("Jo Smith", "sent")]


def test_danger_says_to_open_it_now(office: Office, mailbox: Mailbox):
    office.signed("sam", danger="unsure")
    send(office, mailbox.url)
    assert {mail.message["Subject"] for mail in mailbox.mails} == {"Open Heard now"}


def test_no_mail_of_a_whole_week_holds_a_name_or_a_word_of_the_record(office, mailbox: Mailbox):
    office.signed("sam", danger="yes")
    office.signed("sam", about="yes")
    office.signed("kit")
    for _ in range(14):
        send(office, mailbox.url)
        office.now += timedelta(hours=12)
    assert len(mailbox.mails) > 8
    for mail in mailbox.mails:
        whole = mail.message.as_string() + mail.message.get_content()
        for words in (CHILD, "Siôn", "Łuk", *WORDS.split("  "), "Quiet", "Monday", "21:15"):
            assert words not in whole
        for names in ("Sam", "Lee", "Kit", "Moss", "Jo ", "child", "harm", "danger", "abuse"):
            assert names not in whole
        assert not mail.message.is_multipart()


def test_seniors_are_given_reference_and_age_of_what_leads_have_not_read(office, mailbox: Mailbox):
    office.signed("sam")
    reference = office.session.scalars(select(mail_queue.Concern.reference)).one()
    for minutes in (60, 20, 1):
        office.now += timedelta(minutes=minutes)
        send(office, mailbox.url)
    last = mailbox.mails[-1]
    assert last.recipients == ["senior@example.org"]
    body = last.message.get_content()
    assert f"No one has read {reference} in Heard, signed 24 November 2026, 14:02." in body
    assert "Call your safeguarding lead" in body
    assert all(reference not in mail.message.get_content() for mail in mailbox.mails[:-1])


def test_a_line_break_in_a_name_makes_no_header_and_no_line_of_its_own(office, mailbox: Mailbox):
    bad = "Club\r\nBcc: thief@example.net\r\n\r\nGo to http://evil.example\u2028now"
    office.signed("sam")
    with office.world.session() as session:
        session.execute(update(Organisation).values(name=bad, lead_title=bad))
        session.commit()
    for _ in range(4):
        office.now += timedelta(hours=1)
        send(office, mailbox.url)
    assert len(mailbox.mails) == 5  # two at signing, two reminders, one to the senior
    for mail in mailbox.mails:
        assert len(mail.recipients) == 1
        assert mail.message["Bcc"] is None
        lines = mail.message.get_content().splitlines()
        assert not any(line.startswith(("Bcc", "Go to", "now")) for line in lines)
        assert len(lines) == 6


@pytest.mark.parametrize(
    "bad", ["jo@example.org\r\nBcc: thief@example.net", "jo@example.org, thief@example.net"]
)
def test_an_address_that_is_more_than_one_address_gets_no_mail(office, mailbox: Mailbox, bad):
    office.signed("sam")
    with office.world.session() as session:
        session.execute(update(Member).where(Member.id == office.id("jo")).values(email=bad))
        session.commit()
    send(office, mailbox.url)
    assert [mail.recipients for mail in mailbox.mails] == [["deputy@example.org"]]


def test_a_seniors_record_never_tells_anybody_to_ring_a_lead(office: Office, mailbox: Mailbox):
    office.signed("sam", about="yes")
    for _ in range(5):
        office.now += timedelta(hours=1)
        send(office, mailbox.url)
    assert {mail.recipients[0] for mail in mailbox.mails} == {"senior@example.org"}
    assert not any("lead" in mail.message.get_content() for mail in mailbox.mails)


def test_reminders_overtaken_by_a_reading_are_not_sent(office: Office, mailbox: Mailbox):
    concern_id = office.signed("sam")
    office.now += timedelta(minutes=61)
    scheduler.run_jobs_once(tools(office))
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    send(office, mailbox.url)
    subjects = {mail.message["Subject"] for mail in mailbox.mails}
    assert subjects == {"Something in Heard needs you"}


@pytest.mark.parametrize("state", ["open", "closed", "none of ours"])
def test_a_reminder_is_sent_whatever_a_changed_row_says_of_its_file(
    office: Office, mailbox: Mailbox, state: str
):
    concern_id = office.signed("sam")
    office.now += timedelta(minutes=61)
    scheduler.run_jobs_once(tools(office))
    office.world.change(update(Concern).where(Concern.id == concern_id).values(state=state))
    send(office, mailbox.url)
    assert "Something in Heard is still waiting for you" in {
        mail.message["Subject"] for mail in mailbox.mails
    }


def test_a_refusal_is_tried_again_later_each_time_and_given_up_in_the_end(office, mailbox: Mailbox):
    concern_id = office.signed("sam")
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    office.world.change(update(Due).values(done=True))  # so that no reminder joins the queue
    mailbox.refuse = "451 try later"
    waits = []
    for _ in range(mail_queue.MOST_TRIES):
        send(office, mailbox.url)
        row = office.session.scalars(select(Outbox)).first()
        waits.append(row.next_try_at - office.now)
        office.now = row.next_try_at
    assert waits[:4] == [timedelta(minutes=m) for m in (1, 2, 4, 8)]
    assert max(waits) <= mail_queue.LONGEST_WAIT
    assert {state for _, state in told(office, concern_id)} == {"failed"}
    mailbox.refuse = ""
    office.now += timedelta(days=1)
    send(office, mailbox.url)
    assert mailbox.mails == []


def test_a_mail_server_that_comes_back_gets_what_waited(office: Office, mailbox: Mailbox):
    concern_id = office.signed("sam")
    send(office, f"smtp://127.0.0.1:{free_port()}")
    assert {state for _, state in told(office, concern_id)} == {"waiting"}
    assert {row.tries for row in office.session.scalars(select(Outbox))} == {1}
    office.now += timedelta(minutes=1)
    send(office, mailbox.url)
    assert {state for _, state in told(office, concern_id)} == {"sent"}


def test_without_a_mail_server_mail_waits_and_counts_no_try(office: Office):
    concern_id = office.signed("sam")
    send(office, "")
    assert {state for _, state in told(office, concern_id)} == {"waiting"}
    assert {row.tries for row in office.session.scalars(select(Outbox))} == {0}


@pytest.mark.parametrize("address", ["a@b\nBcc: x@y.example", "", "nobody", "né@example.org"])
def test_an_odd_address_never_holds_up_the_others(office: Office, mailbox: Mailbox, address):
    office.signed("sam")
    with office.world.session() as session:
        session.execute(
            update(Member).where(Member.id == office.id("deputy")).values(email=address)
        )
        session.commit()
    send(office, mailbox.url)
    assert ["jo@example.org"] in [mail.recipients for mail in mailbox.mails]
    assert not any("x@y.example" in to for mail in mailbox.mails for to in mail.recipients)
    rows = office.session.scalars(select(Outbox)).all()
    assert all(row.sent_at or row.tries == 1 for row in rows), "one mail stopped the round"


class Greedy:
    """Takes any name and password, over a plain connection too, and remembers them."""

    def __init__(self) -> None:
        self.given: list[bytes] = []

    def __call__(self, _server, _session, _envelope, _mechanism, data) -> AuthResult:
        self.given.append(data.password)
        return AuthResult(success=True)


@pytest.fixture
def greedy() -> Iterator[tuple[Greedy, int]]:
    """A mail server without TLS that asks for a password, and its port."""
    taker, port = Greedy(), free_port()
    controller = Controller(
        Mailbox(""), hostname="127.0.0.1", port=port, authenticator=taker, auth_require_tls=False
    )
    controller.start()
    yield taker, port
    controller.stop()


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_a_password_is_never_sent_in_the_clear_to_another_machine(greedy, monkeypatch):
    taker, port = greedy
    with mail_delivery.connect_mail_server(f"smtp://user:mine@127.0.0.1:{port}"):
        assert taker.given == [b"mine"]  # this machine itself may have it
    real = socket.create_connection
    monkeypatch.setattr(
        socket, "create_connection", lambda _at, *more, **k: real(("127.0.0.1", port), *more, **k)
    )
    url = f"smtp://user:hunter@mail.example.org:{port}"
    with pytest.raises(smtplib.SMTPException), mail_delivery.connect_mail_server(url):
        pass
    assert taker.given == [b"mine"]


def test_a_template_that_does_not_exist_is_refused(office: Office):
    with pytest.raises(KeyError), office.at("jo").keep() as session:
        mail_queue.queue_mail(session, office.org, office.id("jo"), "free words", None, office.now)


def test_nothing_prints_the_address_of_the_mail_server():
    assert "secret" not in repr(
        mail_delivery.MailSettings("smtp://u:secret@host", "a@b", "http://x")
    )
