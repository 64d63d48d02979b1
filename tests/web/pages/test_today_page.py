"""A lead's Today in words: the counts, the call before anything else, and each task as a link."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, timedelta

from lxml import html as lxml_html
from sqlalchemy import update

from app.models.organisation import Organisation
from app.models.outbox import Lease, Outbox
from app.services.backup.last_backup import backup_log_id
from app.services.jobs import scheduler
from app.services.unit_of_work import Action
from content.london_time import LONDON
from tests.support.club.office import CHILD, WORDS, Office
from tests.support.web.record_client import fill
from tests.unit.services.concern_lists.test_today import referred


def today(now: Office, who: str = "jo") -> lxml_html.HtmlElement:
    return lxml_html.fromstring(now.world.client(who).get("/").get_data(as_text=True))


def words(element: lxml_html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def filled(page: lxml_html.HtmlElement) -> list[str]:
    """The words of each filled button of the unread cards."""
    buttons = page.xpath('//article//a[contains(@class, "govuk-button")]')
    return [words(one) for one in buttons if "govuk-button--secondary" not in one.get("class")]


def test_a_card_says_who_when_and_whose_words_and_never_the_childs_own(now: Office):
    concern_id = now.signed("sam", danger="yes")
    page = today(now)
    (card,) = page.xpath("//article")
    text = words(card)
    assert "Danger now: yes" in text
    assert "Leaves at 21:15" in text or "was to leave at 21:15" in text
    assert f"{CHILD}, 14" in text
    assert "Quiet since Monday. From Sam Lee, signed" in text
    assert "The child’s own words are in the record." in text
    assert WORDS[:12] not in page.text_content()
    assert card.xpath(f'.//a[@href="/concerns/{concern_id}"]')
    (first,) = page.find_class("heard-counts")[0].xpath("li[1]/a")
    assert (first.get("href"), words(first)) == ("#unread", "1 unread, 1 with danger now")


def test_danger_not_ruled_out_calls_first_until_a_call_is_recorded(now: Office):
    concern_id = now.signed("sam", danger="unsure")
    assert [text.startswith("Call Sam Lee:") for text in filled(today(now))] == [True]
    call = {"calls-0-who": ["Sam"], "calls-0-answered": ["Sam"]}
    fill(now.world.client("jo"), f"/concerns/{concern_id}/more/call", call)
    assert [text.startswith("Read it now") for text in filled(today(now))] == [True]
    now.signed("pat", danger="no")
    assert all(text.startswith("Read it now") for text in filled(today(now)))


def test_a_task_is_the_link_with_the_child_the_number_and_the_reference(now: Office):
    began = now.now
    now.now = began - timedelta(days=9)
    concern_id = referred(now)
    now.now = began
    page = today(now)
    (row,) = page.xpath('//section[@id="overdue"]//li')
    (link,) = row.find_class("what")
    assert words(link).startswith("Chase children’s services for an answer")
    assert link.get("href") == f"/concerns/{concern_id}"
    assert f"{CHILD}, 14." in words(row)
    assert "Their reference: 20-1187." in words(row)
    assert row.xpath('.//a[starts-with(@href, "tel:")]')
    assert "you" in words(row.find_class("when")[0])
    assert "1 overdue" in words(page.find_class("heard-counts")[0])
    (waiting,) = page.xpath('//section[@id="waiting"]//li')
    assert "Was due" in words(waiting)


def test_nothing_unread_says_so_and_a_worker_has_the_two_choices_instead(now: Office):
    page = today(now)
    assert "Nothing unread. Heard is not set up to send email, so look" in words(page)
    assert {"/with-a-child", "/record/new"} == {
        link.get("href") for link in page.find_class("heard-quick")[0].xpath("a")
    }
    assert not today(now, "sam").find_class("heard-counts")
    assert today(now, "sam").find_class("heard-choices")


def name_mail_server(now: Office) -> None:
    here = now.world.app.extensions["heard"]
    mailing = replace(here, config=replace(here.config, smtp_url="smtp://localhost:1"))
    now.world.app.extensions["heard"] = mailing


def test_after_a_restore_home_says_from_which_day_the_records_are(now: Office):
    now.signed("sam")  # the club itself may have been made before midnight
    log_id = backup_log_id(now.org)
    before = now.now
    now.now += timedelta(days=9)
    now.world.uow().look(Action.RESTORED, log_id)
    told = words(today(now))
    assert f"Heard was restored on {name_day(now.now)}" in told
    assert f" from a backup with what was recorded up to {name_day(before)}" in told
    assert "No backup has been made since. If the server is lost" in told
    now.world.app.extensions.pop("old_backups")
    now.world.uow().look(Action.BACKED_UP, log_id)
    assert "No backup has been made" not in words(today(now))


def test_readers_are_told_of_a_full_disk_and_of_a_step_that_fails(now: Office, monkeypatch):
    for who in ("jo", "senior"):
        assert "The server is nearly full" not in words(today(now, who))
    since = now.now - timedelta(hours=1)
    with now.world.session() as session:
        session.add(Lease(name="failing/send", holder="ValueError", until=since))
        session.commit()
    now.world.app.extensions.pop("server_troubles")
    usage = shutil._ntuple_diskusage(2, 1, 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    at = f"{since.astimezone(LONDON):%H:%M on %-d %B}"
    for who in ("jo", "senior"):
        told = words(today(now, who))
        assert "The server is nearly full" in told
        assert "Heard cannot save what people write. Tell the person who runs your server" in told
        assert f"It has failed each time since {at}" in told
        assert "ValueError" not in told
    assert "nearly full" not in words(today(now, "sam"))


def name_day(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B}"


def test_a_reader_is_told_that_only_email_to_them_fails(now: Office):
    name_mail_server(now)
    now.world.change(update(Organisation).values(created_at=now.now))
    tries = "Heard tries to email you when a record is signed. An email can get lost"
    assert tries in words(today(now))
    then = now.now - timedelta(hours=2)

    def queue(who: str, **more) -> None:
        with now.world.session() as session:
            session.add(Outbox(org_id=now.org.id, member_id=now.id(who), template="unread",
                               made_at=then, next_try_at=then, **more))  # fmt: skip
            session.commit()

    queue("senior")  # as one about a lead would be
    assert "Email is not going out" not in words(today(now))
    assert "1 email to you has not gone out." in words(today(now, "senior"))
    queue("jo")
    told = words(today(now))
    assert "1 email to you has not gone out." in told
    assert "Look here every hour. This notice goes when email works again." in told
    assert tries not in told
    queue("deputy", failed_at=then)  # by a restore, which tries none
    assert tries in words(today(now, "deputy"))
    assert "email to you" not in words(today(now, "deputy"))
    queue("deputy", failed_at=then, tries=9)
    told = words(today(now, "deputy"))
    assert "An email to you did not arrive" in told
    assert f"stopped trying to send it on {then.astimezone(LONDON):%-d %B}" in told
    assert tries in told
    assert "Email is not going out" not in told


def test_a_reader_is_told_that_housekeeping_stopped_or_never_ran(now: Office):
    name_mail_server(now)
    now.world.change(update(Organisation).values(created_at=now.now - timedelta(hours=1)))
    told = words(today(now))
    assert "Email is not going out" in told
    assert "Heard is not sending email or reminders." in told
    stopped = now.now - timedelta(hours=1)
    with now.world.session() as session:
        session.add(Lease(name="tend", holder="gone:1", until=stopped + scheduler.LEASE_TIME))
        session.commit()
    at = f"{stopped.astimezone(LONDON):%H:%M on %-d %B}"
    assert f"Heard stopped sending email and reminders at {at}." in words(today(now))
    now.world.change(update(Lease).values(until=now.now + timedelta(hours=1)))  # set back since
    assert "Heard is not sending email or reminders." in words(today(now))
    now.world.change(update(Lease).values(until=now.now))
    assert "Email is not going out" not in words(today(now))
