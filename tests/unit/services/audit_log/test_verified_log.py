"""The head of the log is read once in a transaction that reads, and again where it is outdated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from app.errors import LogBrokenError
from app.services.audit_log.replays.replay_store import UNUSED_SECONDS
from app.services.auth import sessions
from app.services.unit_of_work import Action, UnitOfWork
from tests.support.club.club_setup import uow_on
from tests.support.club.office import Office


@pytest.mark.parametrize("shares_process", [True, False])
def test_a_head_read_once_is_read_again_when_others_wrote_more(
    office: Office, shares_process: bool
):
    mine = office.at("sam")
    mine.key_log.refresh(mine.session, mine.org)
    before = mine.key_log.size(mine.org)
    other = _open_other(office, mine, shares_process)
    with other.act() as act:
        act.log(Action.SIGNED_OUT, "sign_in/none")
        act.checkpoint()
    other.key_log.refresh(other.session, other.org)
    mine.key_log.refresh(mine.session, mine.org)
    assert mine.key_log.size(mine.org) == before + 1


def test_one_look_at_the_head_serves_a_transaction_that_reads(office: Office):
    mine = office.at("sam")
    other = _open_other(office, mine, shares_process=False)
    assert _count_looks(mine) == 1
    with other.act() as act:
        act.log(Action.SIGNED_OUT, "sign_in/none")
    before = mine.key_log.size(mine.org)
    assert _count_looks(office.at("sam")) == 1, "and the next transaction looks again"
    assert mine.key_log.size(mine.org) == before + 1


def test_a_log_dropped_meanwhile_is_read_again_in_one_transaction(office: Office):
    uow = office.at("sam")
    uow.key_log.refresh(uow.session, uow.org)
    store = uow.key_log._store
    first = store.whole[uow.org.id]
    uow.key_log.refresh(uow.session, uow.org)
    assert store.whole[uow.org.id] is first
    del store.whole[uow.org.id]  # as where another thread found it broken
    uow.key_log.refresh(uow.session, uow.org)
    assert uow.org.id in store.whole


def test_a_checkpoint_of_another_key_is_refused_within_one_transaction(office: Office):
    uow = office.at("sam")
    uow.key_log.refresh(uow.session, uow.org)
    path = office.world.data / "checkpoints" / f"{uow.org.id}.note"
    path.write_text(path.read_text().rpartition("\n\n")[0] + "\n\n— forged AAAA\n")
    with pytest.raises(LogBrokenError):
        uow.key_log.refresh(uow.session, uow.org)


def test_a_transaction_that_writes_sees_each_line_that_others_wrote(office: Office):
    """PostgreSQL lets two write at once: a line that the other committed counts from then on."""
    mine = office.at("sam")
    if mine.session.get_bind().dialect.name == "sqlite":
        return  # one writer at a time
    other = _open_other(office, mine, shares_process=False)
    with mine.keep():
        mine.key_log.refresh(mine.session, mine.org)
        before = mine.key_log.size(mine.org)
        with other.act() as act:
            act.log(Action.SIGNED_OUT, "sign_in/none")
        mine.key_log.refresh(mine.session, mine.org)
        assert mine.key_log.size(mine.org) == before + 1


def test_a_session_is_opened_with_one_look_that_comes_with_its_row(office: Office):
    token, uow = office.world.token("sam"), office.at("sam")
    with _counting_looks() as asked:
        assert sessions.open_session(uow, token)
    assert [("sign_in" in one) for one in asked] == [True]


@contextmanager
def _counting_looks() -> Iterator[list[str]]:
    """Collect the statements that read the head of the log."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "log_head.mac" in statement:
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


def _count_looks(uow: UnitOfWork) -> int:
    with _counting_looks() as asked:
        for _ in range(2):
            uow.key_log.refresh(uow.session, uow.org)
    return len(asked)


def _open_other(office: Office, mine: UnitOfWork, shares_process: bool) -> UnitOfWork:
    """Return another request: of the same process, which shares what it read, or of another."""
    key_log = mine.key_log if shares_process else None
    return uow_on(office.world.session(), mine.org, office.world.data, key_log=key_log)


def test_a_log_that_was_dropped_is_read_again_by_the_next_request(office: Office):
    uow = office.at("sam")
    store = uow.key_log._store
    uow.key_log.refresh(uow.session, uow.org)
    store._used[uow.org.id] = -2 * UNUSED_SECONDS
    store.drop_unused()
    assert not store.whole
    assert not uow.key_log.has_all(uow.org)
    uow.session.rollback()
    uow.key_log.read_sessions(uow.session, uow.org)
    assert uow.key_log.size(uow.org)
    uow.key_log.refresh(uow.session, uow.org)
    assert uow.key_log.held(uow.org, {"lock"})
