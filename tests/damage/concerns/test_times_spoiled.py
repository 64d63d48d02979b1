"""A time that cannot be read stops no page, no signing and no reminder, and `log fsck` names it.

SQLite keeps anything in a column of times; PostgreSQL keeps times that Python has no date for.
Every such column of the database is spoiled here, each in every way, under a whole journey.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import chain
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from app.domain.times.unreadable_times import UNREADABLE_TIME, UNREADABLE_WORDS
from app.errors import InvalidError
from app.models.columns import Moment, unreadable
from app.models.concern import Concern, Due
from app.models.draft import Draft
from app.models.outbox import Outbox
from app.models.tables import METADATA
from app.services.auth import sessions
from app.services.auth.kdf_slots import KdfSlots
from app.services.concern_lists import inbox
from app.services.concerns import (
    acknowledgements,
    additions,
    concern_reading,
    record_signing,
)
from app.services.concerns.additions import NewAddition
from app.services.drafts import draft_store
from app.services.emails import concern_mail_history, mail_groups
from app.services.integrity import integrity_check
from app.services.jobs import scheduler, unread_reminders
from app.services.members import invites, joining, member_lookup
from app.services.members.joining import NewMember
from tests.support.club.office import Office
from tests.unit.services.jobs.test_scheduler import tools

pytestmark = pytest.mark.both_databases

TIMES = [
    (table.name, column.name)
    for table in METADATA.sorted_tables
    for column in table.columns
    if isinstance(column.type, Moment)
]
ANYTHING = {
    "sqlite": (
        *(
            "'x'",
            "''",
            "5",
            "-7.5",
            "x'ff00'",
            "CAST(x'ff' AS TEXT)",
            "'2026-02-31 09:00:00.000000'",
        ),
        *("'2026-11-24 25:00:00.000000'", "'9999-12-31 23:59:59.999999'", "'2026-11-24'"),
        "'0001-01-01 00:00:00.000000'",
    ),
    "postgresql": ("'infinity'", "'-infinity'", "'20000-01-01'", "'0044-03-15 BC'", "'0001-01-01'"),
}
JUNK = {"sqlite": "'x'", "postgresql": "'infinity'"}
NATIONAL = 'href="tel:999"'


def kind(office: Office) -> str:
    return office.world.engine.dialect.name


def spoil(office: Office, table: str, column: str, value: str = "", where: str = "") -> None:
    value = value or JUNK[kind(office)]
    with office.world.session() as session:
        session.execute(text(f"UPDATE {table} SET {column} = {value} {where}"))  # noqa: S608
        session.commit()


@pytest.fixture
def journey(office: Office) -> Office:
    """A record that was read, one that waits, a draft, a page begun, an invite and mail."""
    office.now = datetime.now(UTC) - timedelta(hours=3)
    first = office.signed("sam")
    office.signed("sam", danger="yes")
    acknowledgements.acknowledge_concern(office.at("jo"), first)
    office.draft("sam")
    office.draft("pat")
    office.now = datetime.now(UTC)  # what is added now is late at no hour of the day
    additions.add_words(office.at("sam"), first, NewAddition(uuid4(), "more"))
    return office


def walk(office: Office) -> None:
    """Every page that shows times, to everybody who sees it."""
    sam, jo, stranger = (office.world.client(who) for who in ("sam", "jo", None))
    ids = office.session.scalars(select(Concern.id)).all()
    pages = [(stranger, "/"), (stranger, "/numbers"), (stranger, "/sign-in")]
    pages += [(sam, path) for path in ("/", "/record/new", "/account")]
    pages += [(jo, path) for path in ("/", "/concerns", "/members", "/account/recovery-card")]
    pages += [(who, f"/concerns/{one}") for one in ids for who in (sam, jo)]
    pages += [(sam, f"/concerns/{one}/signed") for one in ids]
    for client, path in pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert NATIONAL in answer.text or path == "/sign-in", path


def test_python_and_the_database_say_alike_what_cannot_be_read(journey: Office):
    with journey.world.session() as session:
        for table in METADATA.sorted_tables:
            for column in (one for one in table.columns if isinstance(one.type, Moment)):
                for at, said in session.execute(select(column, unreadable(column))):
                    assert not said, (column, at)
                for value in ANYTHING[kind(journey)]:
                    session.execute(text(f"UPDATE {table} SET {column.name} = {value}"))  # noqa: S608
                    for row in session.execute(select(column, unreadable(column))):
                        assert tuple(row) == (UNREADABLE_TIME, True), (column, value)


@pytest.mark.parametrize("number", range(3))
def test_with_all_times_spoiled_pages_open_people_sign_and_each_is_named(journey, number):
    values = ANYTHING[kind(journey)]
    for place, (table, column) in enumerate(TIMES, number):
        spoil(journey, table, column, values[place % len(values)])
    found = " ".join(integrity_check.find_all_differences(journey.world.uow()))
    for table, column in TIMES:
        rows = journey.session.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
        assert f"A time in {table} cannot be read: {column} of" in found or not rows, column
    walk(journey)
    assert journey.signed("sam")
    assert scheduler.run_jobs_once(tools(journey))


def test_a_lead_stays_on_the_page_and_nobody_is_confirmed_by_junk(journey: Office):
    for column in ("confirmed_at", "suspended_at"):
        spoil(journey, "member", column)
    spoil(journey, "member_key", "retired_at")
    uow = journey.at("sam")
    rung = {one.id for one in member_lookup.list_leads_to_call(uow, uow.org)}
    assert rung == {journey.id("jo"), journey.id("deputy")}
    assert {journey.id("jo"), journey.id("deputy")} < {
        one.id for one in member_lookup.list_leads_and_seniors(uow)
    }
    assert not member_lookup.load_member_without_name(uow, journey.id("kit")).confirmed
    assert journey.at("jo"), "and they sign in"


def test_an_unreadable_due_time_is_due_now_and_its_reminder_is_sent(journey: Office):
    due = journey.session.query(Due).filter_by(done=False, level=0).one()
    spoil(journey, "due", "at", where="WHERE level = 0")
    spoil(journey, "concern", "acknowledged_at")
    listed = inbox.load_inbox(journey.at("jo")).unread
    assert [(one.id, one.due, one.overdue) for one in listed] == [
        (due.concern_id, UNREADABLE_TIME, True)
    ]
    assert UNREADABLE_WORDS in journey.world.client("jo").get("/concerns").text
    assert [
        one.acknowledged_at for one in concern_reading.list_own_concerns(journey.at("sam"))
    ] == [None, None]
    for level in (unread_reminders.REMINDED, unread_reminders.SENIORS_TOLD):
        assert unread_reminders.find_passed_due_ids(journey.world.uow(), journey.now) == (due.id,)
        unread_reminders.remind_or_escalate(journey.world.uow(), due.id, journey.now)
        assert journey.session.get_one(Due, due.id).level == level
        spoil(journey, "due", "at", where="WHERE level = 1")
    assert journey.session.get_one(Due, due.id).at == journey.now
    assert not [
        one
        for one in integrity_check.find_all_differences(journey.world.uow())
        if "Due times" in one
    ]


def test_mail_of_an_unreadable_time_is_not_called_sent_and_is_sent(journey: Office):
    for column in ("sent_at", "failed_at", "next_try_at"):
        spoil(journey, "outbox", column)
    mail = journey.session.query(Outbox).first()
    uow = journey.at("sam")
    told = concern_mail_history.list_concern_mails(uow, mail.concern_id)
    assert [(one.sent_at, one.failed) for one in told] == [(None, False)] * len(told)
    due = mail_groups.list_due_mails(uow.session, journey.now)
    assert mail.id in chain.from_iterable(due)


@pytest.mark.parametrize("column", ["signed_at", "discarded_at", "began_at", "saved_at"])
def test_a_draft_of_an_unreadable_time_can_be_signed_and_read_out(journey, column):
    ready = journey.to_sign("pat")
    spoil(journey, "draft", column)
    with journey.world.session() as session:
        for draft in session.query(Draft):
            draft.told = "leads"
        session.commit()
    assert ready.draft_id in {one.id for one in draft_store.list_own_drafts(journey.at("pat"))}
    assert draft_store.load_own_draft(journey.at("pat"), ready.draft_id).id == ready.draft_id
    if column == "began_at":
        assert UNREADABLE_TIME in {
            one.began_at for one in inbox.load_inbox(journey.at("jo")).begun_not_signed
        }
    concern_id = record_signing.sign_record(journey.at("pat"), ready)
    assert record_signing.sign_record(journey.at("pat"), ready) == concern_id


def test_an_invite_of_an_unreadable_end_has_ended(journey: Office):
    _, code = invites.invite_member(journey.at("jo"), "new@example.org", ())
    spoil(journey, "invite", "expires_at")
    new = NewMember(code, "Newcomer", "Coach", "", "a long row of words nobody says")
    with pytest.raises(InvalidError):
        joining.join_organisation(
            journey.world.uow(), KdfSlots(journey.world.data), new, "192.0.2.1"
        )


def test_a_sign_in_of_an_unreadable_time_ends_and_typed_words_are_saved(journey: Office):
    for column in ("last_seen", "ended_at"):
        token = journey.world.token("sam")
        spoil(journey, "sign_in", column)
        found = sessions.open_session(journey.world.uow(), token)
        assert found is not None
        assert (found.actor, found.late) == (None, True)
