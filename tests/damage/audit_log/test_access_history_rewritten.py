"""A running process shows no line of an access history that was rewritten, hidden or removed.

The process has read the log before, or reads on from a snapshot of one that did; a database writer
changes it afterwards, hashes and all. It would be found when a process reads it whole: until then
the page itself must say so.
"""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import delete, select, update

from app.models.audit_log import Leaf
from app.models.concern import Concern
from app.services.audit_log import access_history
from app.services.audit_log.replay import blanked_line_log_id
from app.services.audit_log.replays import replay_snapshot
from app.services.audit_log.verified_log import VerifiedLog
from app.services.concerns import concern_reading
from app.services.concerns.additions import NewAddition, add_words
from app.services.concerns.own_concerns import list_own_concerns
from app.services.unit_of_work import Action
from audit import merkle
from tests.support.club.office import Office
from tests.support.web.checking_client import Page


@pytest.fixture(params=["running", "from a snapshot"])
def read(office: Office, request, monkeypatch):
    """A file that Jo opened, and a unit of work of a process that has read the log since."""
    concern_id = office.signed("sam")
    concern_reading.open_concern(office.at("jo"), concern_id)
    uow = office.at("deputy")
    assert access_history.list_access_history(uow, concern_id)[0].who == "Jo Smith"
    if request.param == "from a snapshot":
        monkeypatch.setattr(replay_snapshot, "LINES_BETWEEN_SNAPSHOTS", 1)
        uow.key_log.save_snapshots(uow.org)
        uow.key_log = VerifiedLog(uow.files, uow.server)
    return office, concern_id, uow


def opening(office: Office, concern_id) -> tuple[int, bytes]:
    """Index and line of the event by which Jo opened the record."""
    with office.world.session() as session:
        rows = session.execute(select(Leaf.i, Leaf.line).where(Leaf.obj == f"{concern_id}/1"))
        return next((i, line) for i, line in rows if b'"act":"entry.read"' in line)


def load_about(office: Office, concern_id) -> list[Leaf]:
    with office.world.session() as session:
        return list(session.scalars(select(Leaf).where(Leaf.obj == f"{concern_id}/1")))


def forged(office: Office, line: bytes) -> bytes:
    return line.replace(str(office.id("jo")).encode(), str(office.id("pat")).encode())


def change(office: Office, *statements) -> None:
    with office.world.session() as session:
        for statement in statements:
            session.execute(statement)
        session.commit()


@pytest.mark.parametrize(
    "how",
    ["rewritten", "emptied", "gone", "filed elsewhere", "with entries", "hash alone", "line alone"],
)
def test_a_line_changed_behind_a_running_process_is_said(read, how):
    office, concern_id, uow = read
    index, line = opening(office, concern_id)
    other = forged(office, line)
    at = update(Leaf).where(Leaf.i == index)
    statement = {
        "rewritten": at.values(line=other, hash=merkle.leaf_hash(other)),
        "emptied": at.values(line=None),
        "gone": delete(Leaf).where(Leaf.i == index),
        "filed elsewhere": at.values(obj="organisation/x"),
        "with entries": at.values(obj=f"{concern_id}/7"),
        "hash alone": at.values(hash=merkle.leaf_hash(other)),
        "line alone": at.values(line=other),
    }[how]
    change(office, statement)
    office.at("deputy")
    shown = access_history.list_access_history(uow, concern_id)
    assert shown[0] is access_history.BROKEN_LOG_NOTICE
    assert (
        access_history.select_readings_by_others(shown, office.id("sam"))[0]
        is access_history.BROKEN_LOG_NOTICE
    )


def test_no_opening_of_the_last_minutes_is_told_by_a_log_that_was_changed(read):
    office, concern_id, uow = read
    since = office.now - timedelta(minutes=15)
    ask = partial(access_history.list_access_history_and_openings, uow, concern_id, 1, since)
    assert [one.who for one in ask()[1]] == ["Jo Smith"]
    index, line = opening(office, concern_id)
    other = forged(office, line)
    at = update(Leaf).where(Leaf.i == index)
    change(office, at.values(line=other, hash=merkle.leaf_hash(other)))
    office.at("deputy")
    shown, openings = ask()
    assert (shown[0], openings) == (access_history.BROKEN_LOG_NOTICE, ())


def test_two_lines_that_changed_places_are_no_history(read):
    office, concern_id, uow = read
    concern_reading.open_concern(office.at("deputy"), concern_id)
    (first, *_, last) = sorted(
        row.i for row in load_about(office, concern_id) if b'"entry.read"' in row.line
    )
    for here, there in ((first, -1), (last, first), (-1, last)):
        change(office, update(Leaf).where(Leaf.i == here).values(i=there))
    office.at("deputy")
    shown = access_history.list_access_history(uow, concern_id)
    assert shown[0] is access_history.BROKEN_LOG_NOTICE


def test_entries_counted_down_hide_no_news(read):
    office, concern_id, _ = read
    add_words(office.at("jo"), concern_id, NewAddition(office.id("jo"), "more"))
    change(office, update(Concern).values(entries=1))
    assert [one.entries for one in list_own_concerns(office.at("sam"))] == [2]


def test_entries_counted_down_hide_no_opening(read):
    office, concern_id, uow = read
    add_words(office.at("sam"), concern_id, NewAddition(office.id("sam"), "more"))
    concern_reading.open_concern(office.at("jo"), concern_id)
    change(office, update(Concern).values(entries=1))
    office.at("deputy")
    shown = access_history.list_access_history(uow, concern_id)
    assert (shown[0].who, shown[0].words) == ("Jo Smith", "opened entries 1, 2")


def test_a_line_emptied_by_duty_is_no_change_in_this_process_or_the_next(read):
    office, concern_id, uow = read
    index, _ = opening(office, concern_id)
    office.world.uow().look(Action.LINE_BLANKED, blanked_line_log_id(index))
    change(office, update(Leaf).where(Leaf.i == index).values(line=None))
    for one in (office.at("deputy"), office.world.uow("deputy")):
        assert access_history.BROKEN_LOG_NOTICE not in access_history.list_access_history(
            one, concern_id
        )


def test_what_others_do_meanwhile_is_no_change(read):
    office, concern_id, uow = read
    for who in ("jo", "senior", "sam"):
        if who != "senior":
            concern_reading.open_concern(office.world.uow(who), concern_id)
        assert access_history.BROKEN_LOG_NOTICE not in access_history.list_access_history(
            uow, concern_id
        )


def test_the_pages_say_it_to_readers_and_to_the_author(read):
    office, concern_id, _ = read
    office.now = datetime.now(UTC)  # browsers live in the present
    readers, author = (office.world.client(who) for who in ("deputy", "sam"))
    for client in (readers, author):
        client.get(f"/concerns/{concern_id}/who-has-looked")
    index, line = opening(office, concern_id)
    other = forged(office, line)
    values = {"line": other, "hash": merkle.leaf_hash(other)}
    change(office, update(Leaf).where(Leaf.i == index).values(values))
    for client, path in ((readers, "/who-has-looked"), (author, "/who-has-looked"), (author, "")):
        page = Page(client.get(f"/concerns/{concern_id}{path}").get_data(as_text=True))
        assert "the log of this concern was changed or cut" in page.text.lower()
