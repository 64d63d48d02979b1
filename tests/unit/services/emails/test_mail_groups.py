"""A flood by one person is a few mails to each reader, and holds up no one else's."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.models.outbox import Outbox
from app.services.emails import mail_groups, mail_queue, mail_texts
from app.services.jobs import scheduler
from tests.support.club.office import Office
from tests.support.machine.mail_server import Mailbox
from tests.unit.services.emails.test_mail_queue import send
from tests.unit.services.jobs.test_scheduler import tools

A_MINUTE = timedelta(minutes=1)
RECORDS = 80


def queue(office: Office, concern_id: UUID, template: str = "something_waits") -> None:
    """One more mail to Jo, as if another record of the same author were signed now."""
    with office.world.uow().keep() as session:
        mail_queue.queue_mail(
            session, office.org, office.id("jo"), template, concern_id, office.now
        )


def send_due(office: Office) -> list[tuple[UUID, ...]]:
    """Send what is due at this minute; the rows of each mail."""
    with office.world.uow().keep() as session:
        mails = mail_groups.list_due_mails(session, office.now)
        for mail_id in (row for mail in mails for row in mail):
            mail_queue.mark_sent(session, mail_id, office.now)
    return list(mails)


def rows_to_jo(office: Office) -> list[Outbox]:
    mine = select(Outbox).where(Outbox.member_id == office.id("jo")).order_by(Outbox.made_at)
    return list(office.session.scalars(mine))


def flood(office: Office) -> list[datetime]:
    """Sign eighty records in an hour, the mail sent each minute; when each mail went to Jo."""
    for minute in range(60 + 16):
        if minute < 60:
            for _ in range(RECORDS // 60 + (minute % 3 == 0)):
                office.signed("sam")
        send_due(office)
        office.now += A_MINUTE
    return sorted({row.sent_at for row in rows_to_jo(office) if row.sent_at})


def test_eighty_records_in_an_hour_are_told_in_nine_emails(office: Office):
    times = flood(office)
    rows = rows_to_jo(office)
    assert office.count(mail_queue.Concern) == RECORDS
    assert len(rows) == RECORDS, "each record is told"
    assert len(times) == 9, "five at once, then one each quarter of an hour"
    assert all(row.sent_at - row.made_at <= mail_groups.GROUPING_TIME for row in rows)


def test_eighty_records_signed_at_once_are_five_mails_until_they_are_read(office: Office):
    for _ in range(RECORDS):
        office.signed("sam")
        office.now += timedelta(seconds=23) / RECORDS
    mails = []
    for _ in range(4 * 6):
        office.now += 10 * A_MINUTE
        scheduler.run_jobs_once(tools(office))
        mails += send_due(office)
        office.session.rollback()
    templates = [office.session.get_one(Outbox, mail[0]).template for mail in mails]
    assert sorted(templates) == [*["reminder"] * 2, *["something_waits"] * 2, "unread_for_senior"]
    assert sum(map(len, mails)) == 5 * RECORDS, "each record is told in them"


def test_eighty_records_at_once_are_one_mail_that_says_there_are_several(
    office: Office, mailbox: Mailbox
):
    for _ in range(RECORDS):
        office.signed("sam")
    for _ in range(2):  # the second time nothing is left
        send(office, mailbox.url)
    bodies = {mail.recipients[0]: mail.message.get_content() for mail in mailbox.mails}
    assert len(mailbox.mails) == len(bodies) == 2
    for reader in ("jo@example.org", "deputy@example.org"):
        assert bodies[reader].startswith("Several things in Heard need you."), reader


def test_one_record_is_told_in_a_mail_that_says_one_thing(office: Office, mailbox: Mailbox):
    office.signed("sam")
    send(office, mailbox.url)
    bodies = [mail.message.get_content() for mail in mailbox.mails]
    assert len(bodies) == 2
    assert all(body.startswith("Something in Heard needs you.") for body in bodies)


def test_a_flood_never_delays_the_mail_about_another_authors_child(office: Office):
    flooded, other = office.signed("sam"), office.signed("pat")
    for _ in range(mail_groups.MAILS_PER_HOUR + 1):
        queue(office, flooded)
        send_due(office)
        office.now += A_MINUTE
    assert [row for row in rows_to_jo(office) if row.sent_at is None]  # one of Sam's waits
    queue(office, other)
    send_due(office)
    assert all(row.sent_at for row in rows_to_jo(office)), "Sam's went with it, as one mail"


def test_nothing_about_a_record_to_open_at_once_ever_waits(office: Office):
    ordinary, urgent = office.signed("sam"), office.signed("sam", danger="yes")
    for template in ("something_waits", "reminder"):
        for _ in range(mail_groups.MAILS_PER_HOUR + 1):
            queue(office, ordinary, template)
            send_due(office)
            office.now += A_MINUTE
        assert [row for row in rows_to_jo(office) if row.sent_at is None]
        queue(office, urgent, template)
        send_due(office)
        assert all(row.sent_at for row in rows_to_jo(office))
    for _ in range(mail_groups.MAILS_PER_HOUR + 2):
        queue(office, urgent, "open_now")
        send_due(office)
        office.now += A_MINUTE
    assert all(row.sent_at == row.made_at for row in rows_to_jo(office)[-3:])


def test_what_is_urgent_goes_first_and_a_round_is_fifty_mails_of_any_size(office: Office):
    concern_id = office.signed("sam")
    for _ in range(mail_groups.MAIL_BATCH_SIZE * 2):
        queue(office, concern_id)
    office.now += A_MINUTE
    office.signed("pat", danger="yes")
    first, second, *others = send_due(office)
    session = office.session
    assert {session.get_one(Outbox, one).template for one in (*first, *second)} == {"open_now"}
    assert len(others) == 2  # Jo's hundred and the deputy's one
    assert all(row.sent_at for row in rows_to_jo(office))


def test_seniors_are_given_the_reference_of_each_record_in_one_mail(
    office: Office, mailbox: Mailbox
):
    for _ in range(2):
        office.signed("sam")
    for minutes in (60, 20, 1):
        office.now += timedelta(minutes=minutes)
        send(office, mailbox.url)
    told = [mail for mail in mailbox.mails if mail.recipients == ["senior@example.org"]]
    body = told[-1].message.get_content()
    references = office.session.scalars(select(mail_queue.Concern.reference)).all()
    assert len(told) == 1
    assert all(
        f"{reference} in Heard, signed 24 November 2026, 14:02" in body for reference in references
    )
    assert "You cannot read them yourself. Call your safeguarding lead" in body


def test_one_row_without_its_record_stops_no_other_of_the_same_mail(office: Office):
    office.signed("sam")
    with office.world.uow().keep() as session:
        template, jo = "unread_for_senior", office.id("jo")
        mail_queue.queue_mail(session, office.org, jo, template, None, office.now)
        concern_id = session.scalar(select(mail_queue.Concern.id))
        mail_queue.queue_mail(session, office.org, jo, template, concern_id, office.now)
    mails = [mail for mail in send_due(office) if len(mail) == 2]
    mail = mail_texts.build_mail(office.session, mails[0], "https://x.example", "h@x.example")
    assert "You cannot read it yourself." in mail.get_content()


def test_eighty_records_at_once_with_danger_in_some_are_each_told_in_time(office: Office):
    for number in range(RECORDS):
        office.signed("sam", danger="no" if number % 8 else "yes")
        office.now += timedelta(seconds=23) / RECORDS
    mails = []
    for _ in range(20):
        mails += send_due(office)
        office.now += A_MINUTE
    rows = list(office.session.scalars(select(Outbox)))
    urgent = [row for row in rows if row.template == "open_now"]
    assert len(rows) == sum(map(len, mails)) == 2 * RECORDS, "each record, to both leads"
    assert len(urgent) == 2 * RECORDS // 8
    assert all(row.sent_at - row.made_at < A_MINUTE for row in urgent), "danger waits for no one"
    assert all(row.sent_at - row.made_at <= mail_groups.GROUPING_TIME for row in rows)
    assert len(mails) <= len(urgent) + 2 * mail_groups.MAILS_PER_HOUR, "the others go together"
