"""Whether a database is the one that the server secret belongs to, and what to say when not."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, event, insert, select, text, update

from app.database import make_engine
from app.database_guard.damaged_file import describe_damage
from app.models.audit_log import Checkpoint, LogHead
from app.models.organisation import Organisation
from app.schema_revisions import load_schema_revisions
from app.services.audit_log import checkpoints
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.audit_log.database_check import (
    DatabaseProblem,
    DatabaseState,
    check_database,
    describe_database_problem,
)
from app.vault.server_secret import ServerSecret
from audit import notes
from tests.support.club.world import World
from tests.support.machine.server_settings import SECRET
from tests.support.server import free_port

OURS, OTHER = ServerSecret(SECRET), ServerSecret(b"o" * 32)


def look(world: World, server: ServerSecret | None = OURS) -> DatabaseState:
    return check_database(
        world.engine, server, CheckpointFiles(world.data), load_schema_revisions()
    )


def check_url(url: str, data: Path) -> DatabaseState:
    engine = make_engine(url)
    try:
        return check_database(engine, OURS, CheckpointFiles(data), load_schema_revisions())
    finally:
        engine.dispose()


def without_checkpoints(world: World) -> None:
    for path in (world.data / "checkpoints").glob("*.note"):
        path.unlink()


def hold_note_of_longer_log(world: World) -> None:
    """The file as it is when an older database was put back next to it."""
    note = notes.sign_note(
        notes.format_checkpoint_text(world.org.origin, 10_000, bytes(32)),
        world.org.origin,
        OURS.log_seed(str(world.org.id)),
    )
    (world.data / "checkpoints" / f"{world.org.id}.note").write_text(note, encoding="utf-8")


def test_our_secret_fits_and_another_or_none_does_not(world: World):
    assert look(world) == DatabaseState(None, 1)
    assert look(world, OTHER).problem is DatabaseProblem.SECRET
    assert look(world, None).problem is DatabaseProblem.SECRET


def test_looking_costs_the_same_few_questions_however_long_the_log_is(world: World):
    asked: list[str] = []
    event.listen(world.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    look(world)
    assert not [words for words in asked if "leaf" in words or "node" in words]
    assert len(asked) <= 6, asked


def test_a_log_that_has_no_checkpoint_outside_is_known_by_its_head(world: World):
    without_checkpoints(world)
    assert look(world) == DatabaseState(None, 1)
    assert look(world, OTHER).problem is DatabaseProblem.SECRET


@pytest.mark.parametrize(
    "spoil",
    [
        update(LogHead).values(mac=bytes(32)),
        update(LogHead).values(size=LogHead.size - 1),
        update(LogHead).values(size=-1),
        delete(LogHead),
    ],
    ids=["tag", "size", "negative", "gone"],
)
def test_a_head_that_was_changed_by_hand_is_not_called_a_wrong_secret(world: World, spoil):
    world.change(spoil)
    assert look(world) == DatabaseState(DatabaseProblem.LOG, 1, ("localhost",))
    without_checkpoints(world)
    assert look(world).problem is DatabaseProblem.LOG
    assert look(world, OTHER).problem is DatabaseProblem.SECRET
    world.change(delete(Checkpoint))
    assert look(world).problem is DatabaseProblem.SECRET


def test_a_database_older_than_the_checkpoint_outside_is_named_by_host(world: World):
    hold_note_of_longer_log(world)
    assert look(world) == DatabaseState(DatabaseProblem.LOG, 1, ("localhost",))


def test_a_checkpoint_that_cannot_be_read_is_named_with_its_file(world: World):
    path = world.data / "checkpoints" / f"{world.org.id}.note"
    path.unlink()
    path.mkdir()
    found = look(world)
    assert found == DatabaseState(
        DatabaseProblem.CHECKPOINT, 1, cause="IsADirectoryError", place=str(path)
    )
    assert str(path) in describe_database_problem(found, world.data, Path("/key/secret"))
    path.rmdir()
    path.write_bytes(b"\xff\xfe")
    assert look(world) == DatabaseState(DatabaseProblem.LOG, 1, ("localhost",))


def test_a_folder_of_checkpoints_that_cannot_be_read_is_named(world: World, monkeypatch):
    folder = world.data / "checkpoints"

    def refuse(_path) -> list[str]:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(checkpoints.os, "listdir", refuse)
    found = look(world)
    assert (found.problem, found.place) == (DatabaseProblem.CHECKPOINT, str(folder))


def test_one_broken_log_does_not_stop_another_organisation(world: World):
    with world.session() as session:
        own = session.get_one(Organisation, world.org.id)
        copied = {c.name: getattr(own, c.name) for c in Organisation.__table__.columns}
    other = {"id": world.people["sam"].id, "origin": "heard-log/x", "host": "school.example"}
    world.change(insert(Organisation).values(**copied | other))
    assert look(world) == DatabaseState(DatabaseProblem.LOG, 2, ("school.example",))
    assert look(world, OTHER).problem is DatabaseProblem.SECRET


def test_a_schema_that_is_newer_or_older_is_told_apart(world: World):
    world.change(text("UPDATE alembic_version SET version_num = '9999'"))
    assert look(world).problem is DatabaseProblem.NEWER
    world.change(text("UPDATE alembic_version SET version_num = '0001'"))
    assert look(world).problem is DatabaseProblem.NOT_MIGRATED
    assert look(world, OTHER).problem is DatabaseProblem.SECRET


def test_an_empty_database_is_lost_where_data_knows_an_organisation(world: World, database_url):
    assert check_url(database_url, world.data).problem is DatabaseProblem.LOST
    without_checkpoints(world)
    assert check_url(database_url, world.data) == DatabaseState()


def test_a_database_without_tables_is_one_before_its_first_start(data: Path, empty_database_url):
    assert check_url(empty_database_url, data).problem is DatabaseProblem.NOT_MIGRATED


def test_a_missing_file_is_lost_a_missing_folder_away_and_none_is_made(tmp_path: Path, data: Path):
    there, gone = tmp_path / "heard.sqlite3", tmp_path / "mount" / "heard.sqlite3"
    assert check_url(f"sqlite:///{there}", data).problem is DatabaseProblem.NOT_MIGRATED
    (data / "checkpoints").mkdir()
    (data / "checkpoints" / "7b9f2c1e-0000-4000-8000-000000000000.note").write_text("a note")
    assert check_url(f"sqlite:///{there}", data).problem is DatabaseProblem.LOST
    assert check_url(f"sqlite:///{gone}", data).problem is DatabaseProblem.AWAY
    assert not there.exists()
    assert not gone.parent.exists()


def test_a_file_that_is_not_a_database_differs_from_a_server_that_is_away(
    tmp_path: Path, data: Path
):
    path = tmp_path / "heard.sqlite3"
    path.write_bytes(b"not a database at all" * 100)
    found = check_url(f"sqlite:///{path}", data)
    assert found == DatabaseState(DatabaseProblem.DAMAGED, refusal=describe_damage(path))
    away = f"postgresql+psycopg://x:hunter2@127.0.0.1:{free_port()}/x"
    assert check_url(away, data) == DatabaseState(DatabaseProblem.AWAY, cause="OperationalError")


@pytest.mark.parametrize("is_missing", [False, True])
@pytest.mark.parametrize("problem", DatabaseProblem)
def test_each_problem_is_one_sentence_that_says_what_to_do(problem, is_missing):
    words = describe_database_problem(
        DatabaseState(problem), Path("/data"), Path("/key/secret"), is_missing=is_missing
    )
    assert words.endswith(".")
    assert words.count(". ") == 0
    verbs = ("check DATABASE_URL", "put it back", "start that", "run", "set DATABASE_URL", "give")
    assert any(verb in words for verb in (*verbs, "wait until", "restore from"))


def test_the_newest_schema_is_the_one_that_migrations_lead_to(world: World):
    held = world.session().execute(select(text("version_num FROM alembic_version"))).scalar()
    assert load_schema_revisions().newest == held
    assert "0001" in load_schema_revisions().known
