"""The gate is open while the database fits, and no thread waits for one that is away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.access.database_gate import OPEN, DatabaseGate
from app.database_guard.version_lock import SharedLock
from app.errors import DatabaseAwayError, NotFoundError
from app.services.audit_log.database_check import DatabaseProblem, DatabaseState

FITS, AWAY = DatabaseState(), DatabaseState(DatabaseProblem.AWAY)


class Database:
    """Answers as it is told to, and counts how often it was asked."""

    def __init__(self) -> None:
        self.state, self.asked, self.reconnected = FITS, 0, 0
        self.before: Callable[[], object] = bool

    def check(self) -> DatabaseState:
        self.asked += 1
        self.before()
        return self.state

    def gate(self, file: Path | None = None) -> DatabaseGate:
        return DatabaseGate(self.check, file, self.reconnect, SharedLock("sqlite://", ""))

    def reconnect(self) -> None:
        self.reconnected += 1


@pytest.fixture
def database() -> Database:
    return Database()


def test_an_open_gate_asks_once_until_it_is_doubted(database: Database):
    gate = database.gate()
    for _ in range(5):
        gate.demand_open()
    assert database.asked == 1
    gate.doubt()
    gate.demand_open()
    assert database.asked == 2
    gate.look(believed_for=0.0)
    assert database.asked == 3


@pytest.mark.parametrize("problem", sorted(set(DatabaseProblem) - OPEN))
def test_a_closed_gate_asks_at_each_request_and_opens_by_itself(database: Database, problem):
    database.state = DatabaseState(problem)
    gate = database.gate()
    for _ in range(2):
        with pytest.raises(DatabaseAwayError, match=problem):
            gate.demand_open()
    assert database.asked == 2
    database.state = FITS
    gate.demand_open()


@pytest.mark.parametrize("problem", [DatabaseProblem.LOG, DatabaseProblem.CHECKPOINT])
def test_a_log_that_does_not_match_closes_nothing(database: Database, problem):
    database.state = DatabaseState(problem, 2, ("school.example",))
    gate = database.gate()
    gate.demand_open()
    assert gate.look().problem is problem


def test_a_thread_that_asks_an_absent_database_holds_up_no_other(database: Database):
    database.state = AWAY
    gate = database.gate()
    gate.look()
    asking, answer = threading.Event(), threading.Event()
    database.before = lambda: (asking.set(), answer.wait(5))
    slow = threading.Thread(target=gate.look)
    slow.start()
    assert asking.wait(20)
    assert gate.look() == AWAY  # stands still here if it waits for the other
    assert database.asked == 2
    answer.set()
    slow.join(20)


def test_another_file_under_the_same_name_is_looked_at_anew(database: Database, tmp_path: Path):
    file = tmp_path / "heard.sqlite3"
    file.touch()
    gate = database.gate(file)
    gate.demand_open()
    gate.demand_open()
    assert (database.asked, database.reconnected) == (1, 0)
    (tmp_path / "other").touch()
    (tmp_path / "other").replace(file)
    gate.demand_open()
    assert (database.asked, database.reconnected) == (2, 1)
    file.unlink()
    gate.demand_open()
    assert (database.asked, database.reconnected) == (3, 2)


def test_a_page_that_could_not_save_lets_the_next_one_look_first(app, monkeypatch):
    doubts = []
    monkeypatch.setattr(app.extensions["heard"].gate, "doubt", lambda: doubts.append(1))
    with app.test_request_context("/"):
        answer = app.make_response(app.handle_user_exception(DatabaseAwayError("no commit")))
        assert (answer.status_code, doubts) == (503, [1])
        app.make_response(app.handle_user_exception(NotFoundError("nothing")))
        assert doubts == [1]
