"""The four shapes of a transaction: what each commits, what it undoes, and what it logs."""

from __future__ import annotations

import hashlib
import re
import threading
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import LogBrokenError
from app.models.audit_log import Leaf, LogHead
from app.models.member import Member
from app.services.unit_of_work import LoggedTransaction, UnitOfWork
from audit.events import Action, Event
from tests.support.club.office import START, Office
from tests.support.club.world import World

NAME = "Somebody Else"
OBJ = "member/changed"
LOCKS = re.compile(r"BEGIN IMMEDIATE|FOR UPDATE")
"""Statements that wait for another transaction that writes, on SQLite and on PostgreSQL."""


def rename(session: Session, office: Office, name: str = NAME) -> None:
    """Something that a transaction can commit or undo."""
    session.execute(update(Member).where(Member.id == office.id("pat")).values(name=name))


def name(office: Office) -> str:
    return office.session.get_one(Member, office.id("pat")).name


@pytest.fixture
def sam(office: Office) -> UnitOfWork:
    return office.at("sam")


@pytest.fixture
def since(office: Office, sam: UnitOfWork) -> int:
    """How long the log is before anything is tried."""
    return len(office.events())


def new(office: Office, since: int) -> list[tuple[Action, str]]:
    return [(event.act, event.obj) for event in office.events()[since:]]


class NoWayOnError(Exception):
    """Something that stops a transaction half-way."""


def change_and_stop(uow: UnitOfWork, office: Office, error: type[BaseException]) -> None:
    """Raise `error` in an act that has done all it wanted to do."""
    with uow.act() as act:
        rename(act.session, office)
        act.log(Action.MEMBER_CHANGED, OBJ)
        act.checkpoint()
        raise error


# act


def test_an_act_commits_its_change_and_its_event_together(office, sam, since):
    with sam.act() as act:
        rename(act.session, office)
        act.log(Action.MEMBER_CHANGED, OBJ)
        assert name(office) == "Pat Jones"
        assert new(office, since) == []
    assert name(office) == NAME
    assert new(office, since) == [(Action.MEMBER_CHANGED, OBJ)]


def test_an_act_without_an_event_is_undone(office, sam, since):
    with pytest.raises(RuntimeError, match="without an event"), sam.act() as act:
        rename(act.session, office)
    assert name(office) == "Pat Jones"
    assert new(office, since) == []


@pytest.mark.parametrize("error", [NoWayOnError, KeyboardInterrupt])
def test_an_act_that_is_stopped_leaves_neither_change_nor_event(office, sam, since, error):
    with pytest.raises(error):
        change_and_stop(sam, office, error)
    assert name(office) == "Pat Jones"
    assert new(office, since) == []
    with sam.act() as act:  # and the next one finds the log as it was
        act.log(Action.MEMBER_CHANGED, OBJ)
    assert new(office, since) == [(Action.MEMBER_CHANGED, OBJ)]


def test_lines_that_are_gathered_make_the_log_that_single_ones_make(office, sam, since):
    objs = [f"{OBJ}/{number}" for number in range(5)]
    with sam.act() as act, act.gather_lines():
        places = [act.log(Action.MEMBER_CHANGED, obj) for obj in objs]
        assert act.session.scalars(select(Leaf.i).where(Leaf.i.in_(places))).all() == []
    assert places == list(range(since, since + 5))
    assert new(office, since) == [(Action.MEMBER_CHANGED, obj) for obj in objs]
    with sam.act() as act:  # a checkpoint compares the stored tree with the lines
        act.log(Action.MEMBER_CHANGED, OBJ)
        act.checkpoint()


def test_an_error_among_gathered_lines_commits_none_of_them(office, sam, since):
    with pytest.raises(RuntimeError, match="not written"):
        _stop_among_lines_and_go_on(sam, office)
    assert name(office) == "Pat Jones"
    assert new(office, since) == []


def _stop_among_lines_and_go_on(uow: UnitOfWork, office: Office) -> None:
    with uow.act() as act, suppress(NoWayOnError), act.gather_lines():
        rename(act.session, office)
        act.log(Action.MEMBER_CHANGED, OBJ)
        raise NoWayOnError


def test_an_act_that_cannot_be_written_logs_nothing(office, sam, since):
    with pytest.raises(IntegrityError):
        _act_and_clash(sam, office)
    assert new(office, since) == []


def _act_and_clash(uow: UnitOfWork, office: Office) -> None:
    with uow.act() as act:
        act.log(Action.MEMBER_CHANGED, OBJ)
        act.session.add(Leaf(org_id=office.org.id, i=0, hash=b"", obj="", line=b""))


def test_an_act_begins_with_nothing_that_was_under_way(office, sam, since):
    rename(sam.session, office)
    with sam.act() as act:
        act.log(Action.MEMBER_CHANGED, OBJ)
    assert name(office) == "Pat Jones"


def test_an_act_holds_the_write_lock_before_it_reads(office, sam, since):
    engine = office.world.engine
    begin, take = {
        "sqlite": ("PRAGMA busy_timeout = 0", "BEGIN IMMEDIATE"),
        "postgresql": ("BEGIN", "SELECT 1 FROM log_head FOR UPDATE NOWAIT"),
    }[engine.dialect.name]
    other = engine.raw_connection()
    other.cursor().execute(begin)
    with sam.act() as act:
        with pytest.raises(engine.dialect.dbapi.OperationalError, match="lock"):
            other.cursor().execute(take)
        act.log(Action.MEMBER_CHANGED, OBJ)
    other.invalidate()


def test_an_act_sees_what_was_committed_since_the_last_read(office, sam, since):
    assert sam.session.scalar(select(Member.name).where(Member.id == office.id("pat")))
    with office.at("jo").keep() as session:
        rename(session, office)
    with sam.act() as act:
        found = select(Member.name).where(Member.id == office.id("pat"))
        assert act.session.scalar(found) == NAME
        act.log(Action.MEMBER_CHANGED, OBJ)


def test_what_only_reads_sees_one_snapshot_until_it_ends(office, sam, since):
    found = select(Member.name).where(Member.id == office.id("pat"))
    assert sam.session.scalar(found) == "Pat Jones"
    with office.at("jo").keep() as session:
        rename(session, office)
    assert sam.session.scalar(found) == "Pat Jones", "as everything else on its page"
    assert office.at("sam").session.scalar(found) == NAME


# an event


def last_event(office: Office) -> Event:
    return office.events()[-1]


def test_an_event_names_who_did_what_and_when(office, sam, since):
    office.now = START + timedelta(minutes=3)
    digest = hashlib.sha256(b"what it concerns").digest()
    with sam.act() as act:
        assert act.log_size == since
        index = act.log(Action.MEMBER_CHANGED, OBJ, h=digest)
        assert (index, act.log_size) == (since, since + 1)
        assert act.log(Action.DUE_CHANGED, OBJ, state="open", due=(START,)) == since + 1
    first, second = office.events()[since:]
    assert (first.who, first.role) == (str(office.id("sam")), "practitioner")
    assert (first.i, first.t, first.org) == (since, office.now, str(office.org.id))
    assert (first.h, first.state, first.due) == (digest.hex(), None, None)
    assert (second.h, second.state, second.due) == (None, "open", (START,))


def test_everything_in_one_act_happens_at_one_time(office, sam, since):
    with sam.act() as act:
        act.log(Action.MEMBER_CHANGED, OBJ)
        office.now += timedelta(minutes=1)
        act.log(Action.MEMBER_CHANGED, OBJ)
    assert {event.t for event in office.events()[since:]} == {START}


@pytest.mark.parametrize(
    ("who", "role"),
    [("jo", "lead"), ("senior", "senior"), ("kit", "practitioner"), ("tess", "trainee")],
)
def test_an_event_shows_the_certified_role(office, who, role):
    office.at(who).look(Action.LIST_VIEWED, "inbox/1")
    event = last_event(office)
    assert (event.who, event.role) == (str(office.id(who)), role)


def test_with_nobody_there_the_server_itself_acts(office):
    uow = office.world.uow()
    uow.look(Action.LIST_VIEWED, "inbox/1")
    event = last_event(office)
    assert (event.who, event.role) == ("server", "server")
    for ask in (lambda: uow.me, lambda: uow.keys):
        with pytest.raises(RuntimeError, match="no one is signed in"):
            ask()


# a checkpoint


def held(uow: UnitOfWork) -> int:
    """How many lines the checkpoint outside the database vouches for."""
    kept = uow.files.held(uow.org.id)
    return kept[0] if kept else 0


def signed(act: LoggedTransaction) -> None:
    act.log(Action.MEMBER_CHANGED, OBJ)
    act.checkpoint()


def test_a_checkpoint_goes_outside_only_after_the_commit(office, sam, since):
    before = held(sam)
    with sam.act() as act:
        signed(act)
        assert held(sam) == before
    assert held(sam) == since + 1


def test_a_checkpoint_of_what_was_undone_stays_inside(office, sam, since):
    before = held(sam)
    with pytest.raises(NoWayOnError):
        change_and_stop(sam, office, NoWayOnError)
    assert held(sam) == before


def test_where_no_checkpoint_can_be_kept_the_act_stands(office, sam, since):
    in_the_way = office.world.data / "checkpoints" / f"{office.org.id}.new"
    in_the_way.mkdir()
    with sam.act() as act:
        signed(act)
    assert new(office, since) == [(Action.MEMBER_CHANGED, OBJ)]


# look, refuse, keep


def test_a_look_is_committed_before_anything_is_opened(office, sam, since):
    rename(sam.session, office)
    sam.look(Action.LIST_VIEWED, "inbox/1", h=bytes(32))
    assert last_event(office).h == bytes(32).hex()
    sam.session.rollback()  # whatever fails afterwards, somebody meant to look
    assert new(office, since) == [(Action.LIST_VIEWED, "inbox/1")]
    assert name(office) == "Pat Jones"


def test_a_refusal_undoes_what_was_under_way_and_stays(office, sam, since):
    rename(sam.session, office)
    sam.refuse(Action.REFUSED, OBJ)
    sam.session.rollback()
    assert name(office) == "Pat Jones"
    assert new(office, since) == [(Action.REFUSED, OBJ)]


def test_what_is_kept_is_committed_without_an_event(office, sam, since):
    with sam.keep() as session:
        rename(session, office)
        assert name(office) == "Pat Jones"
    assert name(office) == NAME
    assert new(office, since) == []


def test_what_could_not_be_kept_whole_is_undone(office, sam, since):
    rename(sam.session, office, "Under way")
    with pytest.raises(NoWayOnError):
        _keep_and_stop(sam, office)
    assert name(office) == "Pat Jones"


def _keep_and_stop(uow: UnitOfWork, office: Office) -> None:
    with uow.keep() as session:
        assert session.get_one(Member, office.id("pat")).name == "Pat Jones"
        rename(session, office)
        raise NoWayOnError


def test_without_its_log_nobody_acts_looks_or_refuses(office, sam, since):
    office.world.change(update(LogHead).values(mac=bytes(32)))
    for attempt in (
        lambda: sam.look(Action.LIST_VIEWED, "inbox/1"),
        lambda: sam.refuse(Action.REFUSED, OBJ),
        lambda: _renamed(sam, office),
    ):
        with pytest.raises(LogBrokenError):
            attempt()
    assert name(office) == "Pat Jones"
    assert new(office, since) == []
    with sam.keep() as session:  # a draft is still kept
        rename(session, office)
    assert name(office) == NAME


def _renamed(uow: UnitOfWork, office: Office) -> None:
    with uow.act() as act:
        rename(act.session, office)
        act.log(Action.MEMBER_CHANGED, OBJ)


def test_a_line_that_waited_for_another_has_a_later_time(world: World):
    """The clock is read under the write lock, so lines of the log never look backward."""
    first, second = world.uow("sam"), world.uow("pat")
    times = [world.uow().clock()]
    first.clock = second.clock = lambda: times[-1]
    at_the_lock, written = threading.Event(), []

    def note_lock(_connection, _cursor, statement: str, *_rest) -> None:
        if threading.current_thread() is thread and LOCKS.search(statement):
            at_the_lock.set()

    def write() -> None:
        with second.act() as act:
            written.append(act.now)
            act.log(Action.DRAFT_OPENED, f"draft/{uuid4()}")

    thread = threading.Thread(target=write)
    with first.act() as act:
        event.listen(world.engine, "before_cursor_execute", note_lock)
        thread.start()
        assert at_the_lock.wait(10)
        times.append(times[-1] + timedelta(seconds=2))
        act.log(Action.DRAFT_OPENED, f"draft/{uuid4()}")
        before = act.now
    thread.join(20)
    second.session.close()
    assert (written, before) == ([times[1]], times[0])
