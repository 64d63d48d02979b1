"""A SQLite file that is damaged: everyone is told what it is, and nothing more is written to it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pyrage
import pytest

from app import first_start
from app.database_guard import damaged_file
from app.extensions import db
from tests.support.club.world import World
from tests.support.machine.server_settings import SECRET
from tests.support.server import environment
from tests.support.web.checking_client import Page

pytestmark = pytest.mark.sqlite
PUBLIC = ("/with-a-child", "/numbers", "/blank-form", "/help", "/support", "/phone-script")
TABLES = {
    "read by a start": ("alembic_version", "member"),
    "read by each look": ("organisation", "log_head"),
    "the log": ("leaf",),
    "read by few pages": ("concern", "draft"),
}


def find_file(world: World) -> Path:
    return Path(world.url.removeprefix("sqlite:///"))


def overwrite(world: World, *tables: str) -> tuple[bytes, bytes]:
    """Write over the first page of tables and indexes, as a dying disk does.

    Returns the bytes of the file before and after.
    """
    file = find_file(world)
    with closing(sqlite3.connect(file)) as link:
        link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = link.execute("PRAGMA page_size").fetchone()[0]
        ask = "SELECT rootpage FROM sqlite_master WHERE tbl_name = ? AND rootpage > 0"
        pages = [row[0] for table in tables for row in link.execute(ask, (table,))]
    whole = file.read_bytes()
    with file.open("r+b") as raw:
        for page in pages:
            raw.seek((page - 1) * size)
            raw.write(b"\xa5" * size)
    with world.app.app_context():
        db.engine.dispose()  # what a connection has in memory is whole still
    return whole, file.read_bytes()


def run(world: World, *words: str) -> str:
    result = world.app.test_cli_runner().invoke(args=list(words))
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.output


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.parametrize("tables", TABLES.values(), ids=TABLES)
def test_each_command_and_the_start_say_that_the_file_is_damaged(
    world: World, tables, tmp_path: Path
):
    secret = world.data / "server-secret"
    secret.write_bytes(SECRET)
    secret.chmod(0o400)
    _, before = overwrite(world, *tables)
    sentence = damaged_file.describe_damage(find_file(world))
    key = str(pyrage.x25519.Identity.generate().to_public())
    backup = ("backup", str(tmp_path / "made.age"), "--to", key)
    said = [run(world, *words) for words in (("doctor",), ("log", "fsck"), ("tend",), backup)]
    with pytest.raises(first_start.DatabaseNotReadyError) as caught:
        first_start.prepare_server(environment(world.data, DATABASE_URL=world.url))
    for text in (*said, str(caught.value)):
        assert sentence in text
        assert "DATABASE_URL" not in text
    assert said[0].count("is damaged") == 1
    assert not (tmp_path / "made.age").exists()
    assert find_file(world).read_bytes() == before


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "tables", [("alembic_version", "member"), ("invite",)], ids=["unwarned", "warned"]
)
def test_a_start_waits_for_a_restore_and_changes_nothing(world: World, tables):
    secret = world.data / "server-secret"
    secret.write_bytes(SECRET)
    secret.chmod(0o400)
    _, before = overwrite(world, *tables)
    if tables == ("invite",):  # a start does not read it
        damaged_file.mark_damaged(find_file(world))
    for _ in range(2):
        with pytest.raises(first_start.DatabaseNotReadyError, match="is damaged"):
            first_start.prepare_server(environment(world.data, DATABASE_URL=world.url))
    assert find_file(world).read_bytes() == before


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_a_running_server_closes_as_soon_as_a_page_meets_damage(world: World):
    client, file = world.client("jo"), find_file(world)
    assert "01632 960001" in world.client().get("/numbers").text
    assert client.get("/concerns").status_code == 200
    _, before = overwrite(world, "concern")
    answer = client.get("/concerns")
    assert answer.status_code == 503
    page = Page(answer.text)
    assert "the file they are in is damaged" in page.text
    assert "trying again does not help" in page.text
    assert "Everything you saved is safe" not in page.text
    assert {"tel:999", "tel:01632960001"} <= set(page.links)
    for path in PUBLIC:
        assert (path, client.get(path).status_code) == (path, 200)
    assert "01632 960001" in world.client().get("/numbers").text
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json) == (503, {"ok": False, "problem": "database damaged"})
    assert file.read_bytes() == before


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_what_one_process_met_closes_the_others_until_the_file_is_whole(world: World):
    file, client = find_file(world), world.client("jo")
    assert client.get("/concerns").status_code == 200
    whole, _ = overwrite(world, "set_up_draft")
    assert client.get("/concerns").status_code == 200
    damaged_file.mark_damaged(file)  # by the housekeeper, or a command
    assert client.get("/concerns").status_code == 503
    file.write_bytes(whole)
    assert client.get("/concerns").status_code == 200
    assert not damaged_file.get_damage_mark_path(file).exists()


def test_a_file_is_read_whole_once_for_each_time_it_changed(tmp_path: Path, monkeypatch):
    file, reads, real = tmp_path / "one.sqlite3", [], damaged_file.is_file_damaged
    file.write_bytes(b"no database " * 400)

    def count(path: Path) -> bool:
        reads.append(path)
        return real(path)

    monkeypatch.setattr(damaged_file, "is_file_damaged", count)
    assert not damaged_file.recheck_damage_mark(file)
    damaged_file.mark_damaged(file)
    assert all(damaged_file.recheck_damage_mark(file) for _ in range(5))
    assert len(reads) == 1
    file.write_bytes(b"other " * 400)
    assert damaged_file.recheck_damage_mark(file)
    assert len(reads) == 2
