"""No commit waits for ever for a standby of PostgreSQL, and none is called done without it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from app import postgresql
from app.database import NETWORK_SETTINGS, bound_waits, make_driver_arguments, make_engine
from app.errors import DatabaseAwayError
from app.schema_revisions import load_schema_revisions
from app.services.audit_log import database_check
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.audit_log.database_check import DatabaseProblem, check_database
from app.services.unit_of_work import translate_database_error

WRITE = text("INSERT INTO written DEFAULT VALUES")


@pytest.fixture
def bounded(own_cluster) -> Iterator[Engine]:
    """An engine as the app has it, on a server whose synchronous standby never comes."""
    engine = make_engine(own_cluster.url("postgres"))
    bound_waits(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE written ()"))
        connection.execute(text("CREATE ROLE plain LOGIN"))
    own_cluster.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    engine.dispose()
    own_cluster.pause()  # a reload reaches each process in its own time
    own_cluster.resume()
    own_cluster.execute("SET synchronous_commit = local")  # the test itself is not held up
    yield engine
    engine.dispose()


def commit(engine: Engine) -> Exception:
    """Write a row, and return how that is judged."""
    try:
        with engine.begin() as connection:
            connection.execute(WRITE)
    except DBAPIError as error:
        return translate_database_error(error)
    raise AssertionError("the commit was called done")


@pytest.mark.postgresql
def test_a_commit_without_its_standby_ends_soon_and_is_not_done(bounded, monkeypatch):
    monkeypatch.setattr(postgresql, "COMMIT_SECONDS", 0.3)
    began = time.monotonic()
    assert isinstance(commit(bounded), DatabaseAwayError)
    assert time.monotonic() - began < 60, "without its bound the wait has no end"
    with bounded.connect() as connection:  # another connection, and the row is not shown early
        assert connection.execute(text("SELECT count(*) FROM written")).scalar_one() == 0


@pytest.mark.postgresql
def test_a_cancelled_wait_for_the_standby_does_not_count_as_saved(
    bounded, own_cluster, monkeypatch
):
    monkeypatch.setattr(postgresql, "COMMIT_SECONDS", 120)
    own_cluster.execute("ALTER ROLE CURRENT_USER SET client_min_messages = 'error'")
    waiting = "pg_stat_activity WHERE wait_event = 'SyncRep'"
    cancel = f"SELECT count(pg_cancel_backend(pid)) > 0 FROM {waiting}"  # noqa: S608 - a constant
    other = threading.Thread(target=own_cluster.wait_until, args=(cancel,))
    other.start()
    assert isinstance(commit(bounded), DatabaseAwayError)
    other.join(60)


@pytest.mark.postgresql
def test_a_wait_for_a_lock_ends_and_is_a_database_that_is_away(bounded, own_cluster, monkeypatch):
    monkeypatch.setattr(postgresql, "LOCK_SECONDS", 1)
    bounded.dispose()
    with psycopg.connect(host=str(own_cluster.folder), user="heard", dbname="postgres") as other:
        other.execute("LOCK TABLE written")
        assert isinstance(commit(bounded), DatabaseAwayError)
        other.rollback()  # its commit would wait for the standby too


@pytest.mark.postgresql
@pytest.mark.parametrize("role", ["heard", "plain"])
def test_a_database_that_waits_for_its_standby_says_so_until_it_goes_on(
    bounded, own_cluster, monkeypatch, data, role
):
    monkeypatch.setattr(postgresql, "COMMIT_SECONDS", 0.3)
    monkeypatch.setattr(database_check, "STANDBY_SECONDS", 0)
    own_cluster.execute("GRANT ALL ON SCHEMA public TO plain")
    own_cluster.execute("GRANT ALL ON written TO plain")
    engine = make_engine(own_cluster.url("postgres").replace("heard@", f"{role}@", 1))
    bound_waits(engine)

    def look() -> DatabaseProblem | None:
        return check_database(engine, None, CheckpointFiles(data), load_schema_revisions()).problem

    assert look() is DatabaseProblem.NOT_MIGRATED
    commit(engine)
    assert look() is DatabaseProblem.STANDBY
    own_cluster.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
    own_cluster.execute("SELECT pg_reload_conf()")
    own_cluster.wait_until("SELECT count(*) = 1 FROM written")
    assert look() is DatabaseProblem.NOT_MIGRATED
    engine.dispose()


ONE, TWO = "postgresql+psycopg://u@db1/d", "postgresql+psycopg://u@/d?host=db1:5432&host=db2:5433"


@pytest.mark.parametrize("url", [TWO, "postgresql+psycopg://u@db1,db2/d"])
def test_of_several_hosts_the_one_that_can_be_written_to_is_taken(url):
    assert make_driver_arguments(url, "heard")["target_session_attrs"] == "read-write"
    asked = f"{TWO}&target_session_attrs=primary"
    assert "target_session_attrs" not in make_driver_arguments(asked, "heard")
    assert "target_session_attrs" not in make_driver_arguments(ONE, "heard")


def test_a_silent_server_is_given_up_unless_the_address_says_longer():
    assert NETWORK_SETTINGS.items() <= make_driver_arguments(ONE, "heard").items()
    longer = make_driver_arguments(f"{ONE}?tcp_user_timeout=60000", "heard")
    assert "tcp_user_timeout" not in longer
    engine = create_engine(f"{ONE}?tcp_user_timeout=60000")
    assert (
        engine.dialect.create_connect_args(make_url(engine.url))[1]["tcp_user_timeout"] == "60000"
    )
