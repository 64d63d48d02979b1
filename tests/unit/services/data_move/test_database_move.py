"""A moved club is the same club, the old database is closed, and a killed move loses nothing."""

from __future__ import annotations

import os
import random
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text, update

from app.database import make_engine
from app.database_guard import move_marks
from app.first_start import FirstStartError, prepare_server
from app.models.audit_log import Leaf, LogHead
from app.models.draft import Draft
from app.models.member import SignIn
from app.models.outbox import Outbox
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.backup import row_inserts
from app.services.backup.stored_values import make_database_value
from app.services.concerns.concern_reading import open_concern
from app.services.data_move import database_move
from app.services.integrity.integrity_check import find_all_differences
from audit import events
from config import SECRET_NAME
from tests.support.club.backups import open_restored
from tests.support.club.office import Office
from tests.support.machine.server_settings import settings
from tests.support.server import ROOT, environment

pytestmark = pytest.mark.both_databases

COMMAND = [sys.executable, "-m", "flask", "--app", "wsgi", "data", "move"]

ON_SQLITE = pytest.mark.parametrize(
    "world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True
)
TO_POSTGRESQL = pytest.mark.parametrize(
    ("world", "empty_database_url"),
    [pytest.param("sqlite", "postgresql", marks=pytest.mark.postgresql)],
    indirect=True,
)
CROSSWISE = pytest.mark.parametrize(
    ("world", "empty_database_url"),
    [
        pytest.param("sqlite", "postgresql", marks=pytest.mark.postgresql),
        pytest.param("postgresql", "sqlite", marks=pytest.mark.postgresql),
    ],
    indirect=True,
)


def move(office: Office, url: str, *more: str):
    """Give the command, and return what it said."""
    world = office.world
    settings(world.data, world.url)
    office.session.rollback()
    return world.app.test_cli_runner().invoke(args=["data", "move", "--to", url, *more])


def why_not(office: Office, url: str) -> str:
    """Return what a start on this database says; nothing, if it starts."""
    try:
        prepare_server({"DATA": str(office.world.data), "DATABASE_URL": url})
    except FirstStartError as error:
        return str(error)
    return ""


def count_rows(url: str) -> int:
    engine = make_engine(url)
    with engine.connect() as connection:
        found = connection.execute(select(func.count()).select_from(Leaf)).scalar_one()
    engine.dispose()
    return found


def run_and_kill(work: Callable[[], object]) -> int:
    """Run this in a process of its own; return the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def die(*_args: Any, **_more: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@CROSSWISE
def test_a_moved_club_opens_every_record_and_the_old_database_is_closed(
    office: Office, empty_database_url, tmp_path
):
    concern = office.signed("sam", danger="yes")
    office.draft("pat")
    drafts, waiting = office.count(Draft), office.count(Outbox)
    said = move(office, empty_database_url)
    assert said.exit_code == 0, said.output
    assert "Moved, read again and compared: 1 organisation, 1 concern," in said.output
    there = open_restored(office.world, empty_database_url, office.world.data)
    try:
        with there.session() as session:
            lines = list(session.scalars(select(Leaf.line).order_by(Leaf.i)))
            assert session.scalar(select(func.count()).select_from(SignIn)) == 0
            assert session.scalar(select(func.count()).select_from(Draft)) == drafts
            unsent = select(func.count()).where(Outbox.sent_at.is_(None))
            assert session.scalar(unsent.where(Outbox.failed_at.is_(None))) == waiting
        assert lines == list(office.session.scalars(select(Leaf.line).order_by(Leaf.i)))
        assert events.parse_event(lines[-1]).act is events.Action.MOVE_STARTED
        assert not any(one.refused for one in open_concern(there.uow("jo"), concern).entries)
        assert find_all_differences(there.uow()) == ()
        assert there.app.test_client().get("/readyz").json["ok"]
        assert why_not(office, there.url) == ""
    finally:
        there.close()
    demand_closed(office, empty_database_url)
    again = move(office, empty_database_url)
    assert (again.exit_code, "nothing is left to do" in again.output) == (0, True), again.output
    elsewhere = move(office, f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")
    assert (elsewhere.exit_code, "already: nothing was" in elsewhere.output) == (1, True)


def demand_closed(office: Office, url: str) -> None:
    """Fail unless the old database refuses to be served, and says that `url` is the new one."""
    place = move_marks.describe_database_location(url)
    assert f"were moved to {place}" in why_not(office, office.world.url)
    closed = office.world.app.test_client()
    assert closed.get("/readyz").json == {"ok": False, "problem": "database moved"}
    assert closed.get("/sign-in").status_code == 503
    with office.world.engine.connect() as connection:
        held = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert held == "moved"  # so a version from before there were moves refuses it too


@ON_SQLITE
def test_nothing_is_moved_over_anything_or_from_under_a_server(
    office, empty_sqlite_url, sqlite_url
):
    office.signed("sam")
    assert office.world.app.test_client().get("/readyz").status_code == 200
    running = office.world.make_app()
    assert running.test_client().get("/readyz").status_code == 200
    served = move(office, empty_sqlite_url)
    assert (served.exit_code, "Another Heard is using" in served.output) == (1, True)
    office.world.close()
    same = move(office, office.world.url)
    assert (same.exit_code, "That is the database" in same.output) == (1, True), same.output
    other = make_engine(sqlite_url)
    with other.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    other.dispose()
    older = move(office, sqlite_url)
    assert (older.exit_code, "another version" in older.output) == (1, True), older.output
    assert "Choose an empty one for --to. DATABASE_URL stays as it is." in older.output
    assert why_not(office, office.world.url) == ""


@ON_SQLITE
def test_the_newest_checkpoints_are_kept_in_the_new_data_folder_too(
    office, empty_sqlite_url, tmp_path
):
    office.signed("sam")
    folder, strange = tmp_path / "new", tmp_path / "strange"
    CheckpointFiles(strange).keep(uuid4(), 1, "a checkpoint of another Heard")
    refused = move(office, empty_sqlite_url, "--data", str(strange))
    assert (refused.exit_code, "choose an empty folder" in refused.output) == (1, True)
    assert why_not(office, office.world.url) == ""
    said = move(office, empty_sqlite_url, "--data", str(folder))
    assert said.exit_code == 0, said.output
    assert CheckpointFiles(folder).list_notes() == office.world.uow().files.list_notes() != {}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    secret = office.world.data / SECRET_NAME
    env = {"DATA": str(folder), "DATABASE_URL": empty_sqlite_url, "SECRET_FILE": str(secret)}
    assert prepare_server(env).database.organisations == 1


@ON_SQLITE
def test_a_log_that_does_not_match_is_not_moved(office, empty_sqlite_url):
    office.world.change(update(LogHead).values(mac=bytes(32)))
    said = move(office, empty_sqlite_url)
    assert (said.exit_code, "log fsck" in said.output) == (1, True), said.output


@TO_POSTGRESQL
@pytest.mark.parametrize(
    "where",
    [(row_inserts.RowInserter, "flush"), (database_move, "_close_source")],
    ids=["while rows are copied", "when all are copied"],
)
def test_a_killed_move_leaves_the_old_database_and_is_done_again(
    office, empty_database_url, where, monkeypatch
):
    concern = office.signed("sam")
    office.session.rollback()
    office.world.close()
    before = count_rows(office.world.url)
    with monkeypatch.context() as patch:
        patch.setattr(*where, die)
        assert run_and_kill(lambda: move(office, empty_database_url)) == -signal.SIGKILL
    assert why_not(office, office.world.url) == ""
    assert count_rows(office.world.url) == before + 1
    assert "A move of records to this database did not end" in why_not(office, empty_database_url)
    said = move(office, empty_database_url)
    assert said.exit_code == 0, said.output
    there = open_restored(office.world, empty_database_url, office.world.data)
    try:
        assert not any(one.refused for one in open_concern(there.uow("jo"), concern).entries)
    finally:
        there.close()


@pytest.mark.parametrize(
    ("world", "empty_database_url"),
    [pytest.param("postgresql", "sqlite", marks=pytest.mark.postgresql)],
    indirect=True,
)
def test_a_move_killed_before_its_end_is_finished_by_the_same_command(
    office, empty_database_url, monkeypatch
):
    office.signed("sam")
    office.session.rollback()
    office.world.close()
    with monkeypatch.context() as patch:
        patch.setattr(move_marks, "clear_mark", die)
        assert run_and_kill(lambda: move(office, empty_database_url)) == -signal.SIGKILL
    assert "were moved to" in why_not(office, office.world.url)
    assert "did not end" in why_not(office, empty_database_url)
    said = move(office, empty_database_url)
    assert (said.exit_code, "nothing is left to do" in said.output) == (0, True), said.output
    assert why_not(office, empty_database_url) == ""


@ON_SQLITE
def test_what_someone_writes_to_the_old_database_meanwhile_stops_the_move(
    office, empty_sqlite_url, monkeypatch
):
    real = database_move._demand_same
    monkeypatch.setattr(
        database_move, "_demand_same", lambda *args: (real(*args), office.signed("pat"))
    )
    said = move(office, empty_sqlite_url)
    assert (said.exit_code, "Someone wrote" in said.output) == (1, True), said.output
    assert why_not(office, office.world.url) == ""
    assert "did not end" in why_not(office, empty_sqlite_url)


@ON_SQLITE
def test_one_value_that_arrives_changed_stops_the_move(office, empty_sqlite_url, monkeypatch):
    def change(kind: str, value: object, dialect: str) -> object:
        return make_database_value(kind, "elsewhere" if value == "localhost" else value, dialect)

    monkeypatch.setattr(row_inserts, "make_database_value", change)
    said = move(office, empty_sqlite_url)
    assert (said.exit_code, "does not have the same rows" in said.output) == (1, True), said.output
    assert why_not(office, office.world.url) == ""
    assert "did not end" in why_not(office, empty_sqlite_url)


@TO_POSTGRESQL
def test_a_value_that_cannot_be_moved_as_it_is_stops_the_move(office, empty_database_url):
    with office.world.engine.connect() as connection:
        connection.exec_driver_sql("UPDATE member SET joined_at = 'long ago'")
        connection.exec_driver_sql("COMMIT")
    said = move(office, empty_database_url)
    assert (said.exit_code, "does not have the same rows" in said.output) == (1, True), said.output
    assert why_not(office, office.world.url) == ""


@ON_SQLITE
def test_rows_that_are_newer_than_the_old_database_are_never_deleted(
    office, empty_sqlite_url, monkeypatch, tmp_path
):
    office.session.rollback()
    office.world.close()
    file = tmp_path / "club.sqlite3"
    shutil.copy(file, tmp_path / "before.sqlite3")
    with monkeypatch.context() as patch:
        patch.setattr(move_marks, "clear_mark", die)
        assert run_and_kill(lambda: move(office, empty_sqlite_url)) == -signal.SIGKILL
    shutil.copy(tmp_path / "before.sqlite3", file)  # someone puts an old copy back by hand
    for left in tmp_path.glob("club.sqlite3-*"):
        left.unlink()
    kept = count_rows(empty_sqlite_url)
    said = move(office, empty_sqlite_url)
    assert (said.exit_code, "has rows of another move" in said.output) == (1, True), said.output
    assert count_rows(empty_sqlite_url) == kept


@pytest.mark.prove
@CROSSWISE
def test_a_move_that_is_killed_at_any_moment_loses_nothing(office, empty_database_url):
    for name in ("sam", "pat") * 5:
        office.signed(name)
    office.session.rollback()
    office.world.close()
    settings(office.world.data, office.world.url)
    env = environment(office.world.data, DATABASE_URL=office.world.url, MOVE_TO=empty_database_url)
    seed = int.from_bytes(os.urandom(4))
    chance = random.Random(seed)  # noqa: S311 - picks moments, not secrets; the seed is shown
    lines = count_rows(office.world.url)
    for _ in range(20):
        running = subprocess.Popen(
            COMMAND, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            running.wait(chance.uniform(0.5, 8))
            break
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        if why_not(office, office.world.url):  # only its last step is missing
            assert count_rows(empty_database_url) >= lines, seed
            break
        lines = max(lines, count_rows(office.world.url))
    finished = subprocess.run(COMMAND, cwd=ROOT, env=env, capture_output=True, text=True)
    assert finished.returncode == 0, (seed, finished.stderr)
    assert "were moved to" in why_not(office, office.world.url), seed
    assert why_not(office, empty_database_url) == "", seed
    assert count_rows(empty_database_url) == count_rows(office.world.url) >= lines, seed
