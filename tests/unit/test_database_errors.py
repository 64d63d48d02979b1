"""What a database says is judged by its code, whatever language its words are in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, Executable, create_engine, text, update
from sqlalchemy.exc import DBAPIError, OperationalError

from app import postgresql
from app.database import WRITING, attach_engine_listeners, bound_waits, make_engine
from app.errors import DatabaseAwayError, DiskFullError
from app.models.member import Member
from app.services.unit_of_work import translate_database_error
from tests.support.club.office import Office
from tests.support.server import free_port

NO_ROOM, AWAY = DiskFullError, DatabaseAwayError
SAID = {
    **dict.fromkeys(("53100",), NO_ROOM),
    **dict.fromkeys(("57P01", "57P02", "57P03", "08006", "08P01", "53300", "57014"), AWAY),
    **dict.fromkeys(("40001", "40P01", "55P03", "25006", "58030"), AWAY),
    **dict.fromkeys(("42601", "23505", "22001", "P0001"), DBAPIError),
}


def judged(engine, *statements: str) -> Exception:
    """What the last of these statements comes to."""
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
    except DBAPIError as error:
        return translate_database_error(error)
    finally:
        engine.dispose()
    raise AssertionError("the database took it")


@pytest.mark.postgresql
@pytest.mark.parametrize("code", SAID)
def test_postgresql_is_judged_by_its_code_in_any_language(cluster, code: str):
    engine = create_engine(cluster.url(cluster.create()))
    words = "urządzenie: brak miejsca; disk is full; no space left"
    raised = f"DO $$ BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = '{code}'; END $$"
    assert isinstance(judged(engine, raised), SAID[code])


@pytest.mark.postgresql
def test_a_connection_that_postgresql_ended_is_a_database_that_is_away(cluster):
    engine = create_engine(cluster.url(cluster.create()))
    ended = "SELECT pg_terminate_backend(pg_backend_pid())"
    assert isinstance(judged(engine, ended), DatabaseAwayError)


@pytest.fixture
def bounded(cluster) -> Iterator[Engine]:
    """An engine as the app has it, with one connection and a table."""
    url = cluster.url(cluster.create())
    engine = create_engine(url, pool_size=1, max_overflow=0)
    attach_engine_listeners(engine)
    bound_waits(engine)
    with engine.connect().execution_options(**WRITING) as connection:
        connection.execute(text("CREATE TABLE written ()"))
        connection.commit()
    yield engine
    engine.dispose()


def count_prepared(engine: Engine, *, is_writing: bool = False) -> int:
    """Ask the same again and again, each time in a transaction, and return what is prepared."""
    for _ in range(9):
        with engine.connect() as connection:
            options = WRITING if is_writing else {}
            connection.execution_options(**options).execute(text("SELECT 1"))
    with engine.connect() as connection:
        counted = text("SELECT count(*) FROM pg_prepared_statements")
        return int(connection.execute(counted).scalar_one())


@pytest.mark.postgresql
def test_what_pages_read_stays_prepared_and_a_write_undone_drops_it(bounded):
    assert count_prepared(bounded) == 1
    assert count_prepared(bounded, is_writing=True) == 0


@pytest.mark.postgresql
def test_a_write_while_reading_is_undone_and_an_error_stops_no_other(bounded):
    rows = text("SELECT count(*) FROM written")
    with bounded.connect() as connection:
        connection.execute(text("INSERT INTO written DEFAULT VALUES"))
    with bounded.connect() as connection:
        assert connection.execute(rows).scalar_one() == 0
        with pytest.raises(DBAPIError):
            connection.execute(text("SELECT 1 / 0"))
    with bounded.connect() as connection:
        assert connection.execute(rows).scalar_one() == 0


@pytest.mark.postgresql
def test_after_a_lost_connection_the_next_page_has_another(bounded, cluster):
    connection = bounded.connect()
    mine = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    cluster.execute(f"SELECT pg_terminate_backend({mine}, 10000)")
    with pytest.raises(DBAPIError) as lost:
        connection.close()
    assert isinstance(translate_database_error(lost.value), DatabaseAwayError)
    with bounded.connect() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != mine


@pytest.mark.postgresql
def test_a_resting_connection_is_used_again_without_a_question(cluster, monkeypatch):
    engine = make_engine(cluster.url(cluster.create()))
    first = _ask_for_process(engine)
    asked = []
    monkeypatch.setattr(engine.dialect, "do_ping", asked.append)
    assert (_ask_for_process(engine), asked) == (first, [])
    monkeypatch.setattr(postgresql, "ASKED_AFTER", 0.0)
    assert (_ask_for_process(engine), len(asked)) == (first, 1), "one that rested for long is asked"
    engine.dispose()


@pytest.mark.postgresql
def test_a_connection_that_ended_while_it_rested_is_made_anew(cluster):
    engine, other = (make_engine(cluster.url("postgres")) for _ in range(2))
    first = _ask_for_process(engine)
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:one, 5000)"), {"one": first})
    assert _ask_for_process(engine) != first
    engine.dispose()
    other.dispose()


def _ask_for_process(engine: Engine) -> int:
    """Return the process of PostgreSQL that serves a connection out of the pool."""
    with engine.connect() as connection:
        return connection.execute(text("SELECT pg_backend_pid()")).scalar_one()


def test_a_postgresql_that_nobody_reaches_is_away():
    engine = make_engine(f"postgresql+psycopg://x@127.0.0.1:{free_port()}/x")
    assert isinstance(judged(engine, "SELECT 1"), DatabaseAwayError)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "one.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE t (x BLOB)")
    return path


def test_a_sqlite_file_that_may_not_grow_is_a_full_disk(file: Path):
    engine = make_engine(f"sqlite:///{file}")
    full = judged(engine, "PRAGMA max_page_count = 3", "INSERT INTO t VALUES (zeroblob(100000))")
    assert isinstance(full, DiskFullError)


def test_a_sqlite_file_that_another_program_holds_is_away(file: Path):
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": 0.1})
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert isinstance(judged(engine, "INSERT INTO t VALUES (1)"), DatabaseAwayError)


def test_a_sqlite_file_that_is_gone_or_cannot_be_written_is_away(file: Path):
    reader = create_engine(f"sqlite:///file:{file}?mode=ro&uri=true")
    assert isinstance(judged(reader, "INSERT INTO t VALUES (1)"), DatabaseAwayError)
    absent = create_engine(f"sqlite:///file:{file}.gone?mode=ro&uri=true")
    assert isinstance(judged(absent, "SELECT 1"), DatabaseAwayError)


def test_a_fault_of_our_own_is_neither(file: Path):
    engine = make_engine(f"sqlite:///{file}")
    found = judged(engine, "SELECT nothing FROM nowhere")
    assert isinstance(found, OperationalError)


RAISE = "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{}'; END $$"
SHAPES = pytest.mark.parametrize("shape", ["act", "keep"])


def run(office: Office, shape: str, *statements: Executable) -> None:
    """Do all this in one of the shapes of a transaction, as Sam."""
    sam = office.at("sam")
    with getattr(sam, shape)():
        for statement in statements:
            sam.session.execute(statement)


@SHAPES
def test_a_transaction_with_no_room_left_is_undone_and_says_so(office: Office, shape: str):
    office.at("sam")
    since, grown = len(office.events()), update(Member).values(job_title="x" * 200_000)
    steps = {
        "sqlite": (text("PRAGMA max_page_count = 1"), grown),
        "postgresql": (grown, text(RAISE.format("53100"))),
    }[office.world.engine.dialect.name]
    with pytest.raises(DiskFullError):
        run(office, shape, *steps)
    assert len(office.events()) == since
    assert office.session.get_one(Member, office.id("pat")).job_title == "Coach"


@SHAPES
def test_a_transaction_that_never_began_or_was_cut_off_says_so(office: Office, shape: str):
    sam, changed = office.at("sam"), update(Member).values(job_title="x")
    since, kind = len(office.events()), office.world.engine.dialect.name
    if kind == "sqlite":
        sam.session.execute(text("PRAGMA busy_timeout = 0"))
    with office.at("jo").keep(), pytest.raises(DatabaseAwayError):
        run(office, shape, changed, text(RAISE.format("57P01")))
    assert len(office.events()) == since + 1  # Jo's sign-in
    assert office.session.get_one(Member, office.id("pat")).job_title == "Coach"
