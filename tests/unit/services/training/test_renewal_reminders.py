"""Whoever's own training comes due has one mail, one more when it is overdue, and then no other."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from app.models.member import Member
from app.models.outbox import Outbox
from app.models.training import TrainingNote
from app.services.content import workbook_content
from app.services.emails import mail_texts
from app.services.jobs import scheduler
from app.services.training import renewal_reminders, team_standing
from content.london_time import LONDON
from tests.support.club.office import Office
from tests.support.training.completions import complete
from tests.unit.services.jobs.test_scheduler import tools

SOON, OVERDUE = renewal_reminders.TEMPLATES.values()
YEARLY = team_standing.RenewalRule(12, 60)
DONE = date(2026, 11, 24)  # due by 24 November 2027, soon from 25 September 2027


@pytest.fixture
def yearly(office: Office, monkeypatch) -> Office:
    """The board asks for it every year."""
    monkeypatch.setattr(team_standing, "find_renewal_rule", lambda _uow: YEARLY)
    return office


def done(office: Office, who: str = "sam", **more):
    return complete(
        office,
        who,
        "jo",
        **{"marks": dict(workbook_content.load_current_edition(office.org).marks)} | more,
    )


def at(office: Office, day: date, hour: int = 9, minute: int = 0) -> None:
    office.now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)
    for _ in range(2):
        scheduler.run_jobs_once(tools(office))


def mails(office: Office) -> list[tuple[str, str]]:
    found = office.session.query(Outbox).filter(Outbox.template.in_((SOON, OVERDUE)))
    names = {office.id(key): key for key in office.world.people}
    return sorted((names[one.member_id], one.template) for one in found)


def send_all(office: Office) -> None:
    office.world.change(update(Outbox).values(sent_at=office.now))


def test_one_mail_when_it_comes_near_and_one_when_it_is_over(yearly: Office):
    done(yearly)
    done(yearly, "pat", on=date(2020, 1, 1))  # years ago: overdue alone
    at(yearly, date(2027, 9, 24), 23, 59)
    assert mails(yearly) == [("pat", OVERDUE)]
    at(yearly, date(2027, 9, 25))
    assert mails(yearly) == [("pat", OVERDUE), ("sam", SOON)]
    send_all(yearly)
    for day in (date(2027, 10, 31), date(2027, 11, 24)):
        at(yearly, day)
    assert mails(yearly) == [("pat", OVERDUE), ("sam", SOON)]
    at(yearly, date(2027, 11, 25))
    send_all(yearly)
    at(yearly, date(2029, 3, 1))
    assert mails(yearly) == [("pat", OVERDUE), ("sam", SOON), ("sam", OVERDUE)]


def test_it_ends_when_it_is_done_and_begins_again_with_the_next_date(yearly: Office):
    done(yearly)
    at(yearly, date(2027, 9, 25))
    send_all(yearly)
    done(yearly, on=date(2027, 9, 25))
    at(yearly, date(2027, 12, 1))
    assert mails(yearly) == [("sam", SOON)]
    at(yearly, date(2028, 7, 27))  # sixty days before the next date
    assert mails(yearly) == [("sam", SOON), ("sam", SOON)]


def test_what_waits_to_be_sent_is_taken_back_once_it_is_done(yearly: Office):
    done(yearly)
    at(yearly, date(2027, 9, 25))
    done(yearly, on=date(2027, 9, 25))
    at(yearly, date(2027, 9, 25))
    assert mails(yearly) == []


def test_what_waited_while_there_was_no_mail_server_is_not_said_late(yearly: Office):
    done(yearly)
    at(yearly, date(2027, 9, 25))
    at(yearly, date(2027, 11, 25))
    assert mails(yearly) == [("sam", OVERDUE)]


def test_while_nobody_said_how_often_nobody_is_reminded(office: Office):
    done(office, on=date(2001, 1, 1))
    at(office, date(2027, 9, 25))
    assert mails(office) == []


def test_chapters_that_changed_take_no_reminder_away(yearly: Office):
    done(yearly, marks={"signs": "older"})
    at(yearly, date(2027, 9, 25))
    assert mails(yearly) == [("sam", SOON)]


def test_nobody_who_is_suspended_or_whose_note_does_not_prove_is_reminded(yearly: Office):
    for who in ("sam", "pat", "tess"):
        done(yearly, who)
    suspended = update(Member).where(Member.id == yearly.id("sam"))
    yearly.world.change(suspended.values(suspended_at=yearly.now))
    forged = TrainingNote.learner_id == yearly.id("pat")
    yearly.world.change(update(TrainingNote).where(forged).values(signature=bytes(64)))
    nonsense = TrainingNote.learner_id == yearly.id("tess")
    yearly.world.change(update(TrainingNote).where(nonsense).values(statement=b"\xff{"))
    at(yearly, date(2027, 9, 25))
    assert mails(yearly) == []


def test_a_mail_says_that_training_is_due_and_nothing_else(yearly: Office):
    done(yearly)
    at(yearly, date(2027, 9, 25))
    at_work = yearly.session
    mail_id = next(row.id for row in at_work.query(Outbox) if row.template == SOON)
    mail = mail_texts.build_mail(at_work, (mail_id,), "https://heard.example", "heard@example.org")
    text = mail.get_content()
    assert mail["To"] == "sam@example.org"
    assert text.splitlines()[0] == "Your training is due soon. Sign in to see the date:"
    for word in ("Sam", "Jo Smith", "2027", "exploitation", "chapter", "2026"):
        assert word not in text
        assert word not in mail["Subject"]


def test_a_broken_log_reminds_nobody_and_stops_nothing_else(yearly: Office, monkeypatch, caplog):
    done(yearly)

    def broken(*_of: object) -> None:
        raise team_standing.LogBrokenError("cut")

    monkeypatch.setattr(team_standing, "get_member_training_status", broken)
    at(yearly, date(2027, 9, 25))
    assert mails(yearly) == []
    assert "tend: training failed with LogBrokenError" in caplog.text


def test_steady_rounds_prove_nobody_again(yearly: Office, monkeypatch):
    done(yearly)
    at(yearly, date(2027, 9, 25))
    asked = []
    monkeypatch.setattr(team_standing, "get_member_training_status", lambda *_of: asked.append(1))
    at(yearly, date(2027, 9, 25) + timedelta(days=3))
    assert asked == []
