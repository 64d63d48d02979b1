"""No one migrates, restores or moves a database that someone serves, on either database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from app import migrate
from app.database import make_engine
from app.database_guard.version_lock import (
    DatabaseInUseError,
    SharedLock,
    find_lock_file,
    hold_exclusively,
)
from app.first_start import FirstStartError, prepare_server
from tests.support.club.world import World
from tests.support.machine.server_settings import settings
from tests.support.server import ROOT

pytestmark = pytest.mark.both_databases
HOLD = """
import sys, time
from app.database_guard.version_lock import SharedLock
lock = SharedLock(sys.argv[1], "")
assert lock.take()
print("held", flush=True)
time.sleep(60)
"""
END_LOCK_SESSIONS = text(
    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "  # waits until it has ended
    "WHERE application_name LIKE 'heard version lock%' AND datname = current_database()"
)


def take_alone(url: str) -> None:
    with hold_exclusively(url, patience=0):
        pass


def read_schema(url: str) -> str:
    engine = make_engine(url)
    with engine.connect() as connection:
        held = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    engine.dispose()
    return str(held)


def test_many_share_it_one_has_it_alone_and_a_killed_process_frees_it(database_url):
    mine = SharedLock(database_url, "0001")
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, database_url], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    assert mine.take()
    mine.release()
    with pytest.raises(DatabaseInUseError, match="Stop every"):
        take_alone(database_url)
    other.kill()
    other.communicate()
    with hold_exclusively(database_url) as alone:
        alone.demand_held()
        assert not mine.take()
    assert mine.take()
    assert mine.is_held()
    mine.release()


def test_an_older_schema_is_not_updated_under_a_running_server(world: World, capsys):
    settings(world.data, world.url)
    running = SharedLock(world.url, "0012")
    assert running.take()
    world.change(text("UPDATE alembic_version SET version_num = '0012'"))
    with pytest.raises(FirstStartError, match=r"has to be updated first\. Another Heard is using"):
        prepare_server({"DATA": str(world.data), "DATABASE_URL": world.url})
    assert migrate.main(["upgrade", world.url]) == 1
    assert "Another Heard is using this database" in capsys.readouterr().err
    assert read_schema(world.url) == "0012"
    assert not (world.data / "copies").exists()
    running.release()


def test_a_server_serves_only_public_pages_while_a_command_has_it_alone(world: World):
    browser = world.app.test_client()
    with hold_exclusively(world.url):
        answer = browser.get("/readyz")
        assert answer.json == {"ok": False, "problem": "database held by a command"}
        assert browser.get("/sign-in").status_code == 503
    assert browser.get("/sign-in").status_code == 200
    assert browser.get("/readyz").status_code == 200
    with pytest.raises(DatabaseInUseError):
        take_alone(world.url)


@pytest.mark.parametrize(
    "world", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
def test_a_lost_connection_is_noticed_at_once_and_the_lock_retaken(world: World, capsys):
    browser = world.app.test_client()
    assert browser.get("/sign-in").status_code == 200
    with world.session() as session:
        assert session.execute(END_LOCK_SESSIONS).all() == [(True,)]
    assert browser.get("/sign-in").status_code == 200
    assert "The version lock was lost. It is taken again" in capsys.readouterr().err
    with pytest.raises(DatabaseInUseError):
        take_alone(world.url)


def test_a_lock_on_a_file_that_was_deleted_counts_as_lost(sqlite_url):
    lock = SharedLock(sqlite_url, "")
    assert lock.take()
    find_lock_file(Path(make_url(sqlite_url).database or "")).unlink()
    assert lock.is_lost
    assert lock.take()
    assert lock.is_held()
    lock.release()
