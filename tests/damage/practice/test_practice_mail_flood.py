"""A thousand practices that are sent hold up no mail that tells a lead of a child."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.models.outbox import Outbox
from app.services.emails import mail_groups
from app.services.practice import debriefs
from tests.support.club.office import Office
from tests.support.training.debrief_steps import finish_practice, send_practice, write_talk_note


@pytest.fixture
def office(world) -> Office:
    return Office.today(world)


def without_concern(office: Office) -> list[UUID]:
    rows = select(Outbox.member_id).where(Outbox.concern_id.is_(None)).order_by(Outbox.made_at)
    return list(office.session.scalars(rows))


def flood(office: Office) -> UUID:
    """The same practice and another, again and again; the id of the first."""
    runs = finish_practice(office, "tess"), finish_practice(office, "tess")
    sent = [send_practice(office, "tess", run, "jo") for run in (*runs, *runs, *runs)]
    for _ in range(3):
        write_talk_note(office, "tess", sent[0])
    return sent[0]


def test_somebody_is_mailed_once_until_that_mail_has_gone(office: Office):
    training = flood(office)
    assert without_concern(office) == [office.id("jo")]
    assert all(line.waits for line in debriefs.list_debriefs(office.at("jo")))
    write_talk_note(office, "jo", training)
    assert without_concern(office) == [office.id("jo"), office.id("tess")]


def test_the_mail_about_a_child_is_made_and_goes_with_the_next_ones(office: Office):
    flood(office)
    concern = office.signed("sam")
    now = datetime.now(UTC) + timedelta(minutes=1)
    with office.world.session() as session:
        due = mail_groups.list_due_mails(session, now)
        mails = [[session.get_one(Outbox, mail_id) for mail_id in ids] for ids in due]
    to_jo, to_deputy = sorted(mails, key=len, reverse=True)
    assert {row.member_id for row in to_jo} == {office.id("jo")}
    assert {row.concern_id for row in to_jo} == {None, concern}, "one mail for both"
    assert [row.concern_id for row in to_deputy] == [concern]


GONE = {"sent_at": datetime(2026, 11, 1, tzinfo=UTC)}
FAILED = {"failed_at": datetime(2026, 11, 1, tzinfo=UTC)}
PUT_OFF = {"next_try_at": datetime(2126, 11, 1, tzinfo=UTC)}


@pytest.mark.parametrize("values", [GONE, FAILED, PUT_OFF, {"template": "training_overdue"}])
def test_one_that_is_not_on_its_way_stands_for_no_other(office: Office, values: dict):
    run = finish_practice(office, "tess")
    send_practice(office, "tess", run, "jo")
    office.world.change(update(Outbox).values(**values))
    send_practice(office, "tess", run, "jo")
    send_practice(office, "tess", run, "sam")
    assert without_concern(office) == [office.id("jo"), office.id("jo"), office.id("sam")]


def test_the_mail_of_a_concern_stands_for_none_of_practice(office: Office):
    office.signed("sam")
    send_practice(office, "tess", finish_practice(office, "tess"), "jo")
    assert without_concern(office) == [office.id("jo")]
