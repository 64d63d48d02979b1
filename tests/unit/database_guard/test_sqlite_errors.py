"""A SQLite file that cannot be used now is not called damaged, and no one is told to restore."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.database import make_engine
from app.database_guard import sqlite_errors
from app.schema_revisions import load_schema_revisions
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.audit_log.database_check import (
    DatabaseProblem,
    check_database,
    describe_database_problem,
)
from app.services.server_checks import server_check


def fill(path: Path, mode: str) -> None:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode={mode}", uri=True)) as link:
        link.execute("PRAGMA max_page_count = 1")
        link.execute("CREATE TABLE one (a)")
        link.execute("CREATE TABLE two (a)")


def refuse(folder: Path, what: str) -> sqlite3.Error:
    """Return what SQLite itself raises."""
    path = folder / f"{what}.sqlite3"
    path.write_bytes(b"no database " * 400 if what == "SQLITE_NOTADB" else b"")
    mode = "ro" if what == "SQLITE_READONLY" else "rw"
    with pytest.raises(sqlite3.Error) as caught:
        fill(folder if what == "SQLITE_CANTOPEN" else path, mode)
    assert caught.value.sqlite_errorname.startswith(what)
    return caught.value


@pytest.mark.parametrize("what", ["SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_READONLY"])
def test_a_file_without_room_is_not_called_damaged(tmp_path: Path, monkeypatch, what: str):
    error, path = refuse(tmp_path, what), tmp_path / "club.sqlite3"
    path.touch()
    room = SimpleNamespace(free=5 << 20)  # other tests write to this disk between the two sentences
    monkeypatch.setattr(sqlite_errors.shutil, "disk_usage", lambda _folder: room)

    def connect(*_args: object, **_named: object) -> None:
        raise error

    engine = make_engine(f"sqlite:///{path}")
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect)
        found = list(server_check.find_and_mark_damaged_file(engine))
    monkeypatch.setattr(engine.dialect, "connect", connect)
    state = check_database(engine, None, CheckpointFiles(tmp_path), load_schema_revisions())
    engine.dispose()
    assert state.problem is DatabaseProblem.AWAY
    assert found == [describe_database_problem(state, tmp_path, tmp_path / "secret")]
    assert what in found[0]
    assert "MB of room" in found[0]
    assert "not a sign of damage" in found[0]
    assert "restore" not in found[0].lower()


def test_a_file_that_is_not_a_database_is_called_damaged(tmp_path: Path):
    error = refuse(tmp_path, "SQLITE_NOTADB")
    assert sqlite_errors.is_damage(error)
    assert sqlite_errors.describe_sqlite_error(error, tmp_path) == ""
    engine = make_engine(f"sqlite:///{tmp_path / 'SQLITE_NOTADB.sqlite3'}")
    assert "is damaged" in next(server_check.find_and_mark_damaged_file(engine))
    engine.dispose()


def test_a_folder_in_place_of_the_file_is_a_sentence(tmp_path: Path):
    engine = make_engine(f"sqlite:///{tmp_path}")
    assert "not a sign of damage" in next(server_check.find_and_mark_damaged_file(engine))
    engine.dispose()
