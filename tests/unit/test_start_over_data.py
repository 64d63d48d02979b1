"""A start over existing data makes nothing new: the right secret, or a sentence that says so."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from app import first_start
from app.first_start import DatabaseNotReadyError, FirstStartError, prepare_server
from app.models.audit_log import LogHead
from app.services.organisations.setup_code import read_setup_code
from tests.support.club.world import World
from tests.support.machine.server_settings import SECRET
from tests.support.server import free_port


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")} - {"first-start.lock", "checkpoints"}


def env_of(world: World, **more: str) -> dict[str, str]:
    return {"DATA": str(world.data), "DATABASE_URL": world.url} | more


def write_secret(path: Path, secret: bytes = SECRET) -> Path:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_bytes(secret)
    path.chmod(0o400)
    return path


@pytest.fixture
def full(world: World) -> World:
    """A club whose secret is gone."""
    (world.data / "server-secret").unlink(missing_ok=True)
    return world


def test_without_its_secret_a_full_database_starts_nothing(full: World):
    before = names(full.data)
    with pytest.raises(FirstStartError, match="needs one: put it back") as caught:
        prepare_server(env_of(full))
    assert not isinstance(caught.value, DatabaseNotReadyError)
    assert str(full.data / "server-secret") in str(caught.value)
    with pytest.raises(FirstStartError, match="this database needs one"):
        prepare_server(env_of(full, SECRET_FILE=str(full.data.parent / "key" / "secret")))
    assert names(full.data) == before
    assert not (full.data.parent / "key").exists()


def test_an_older_schema_is_not_migrated_under_a_wrong_secret(full: World):
    full.change(text("UPDATE alembic_version SET version_num = '0001'"))
    write_secret(full.data / "server-secret", b"o" * 32)
    before = names(full.data)
    with pytest.raises(FirstStartError, match="is not the one that this database was made with"):
        prepare_server(env_of(full))
    held = full.session().execute(select(text("version_num FROM alembic_version"))).scalar()
    assert held == "0001"
    assert names(full.data) == before


def test_the_secret_that_was_put_back_starts_it_and_makes_no_code(full: World):
    write_secret(full.data / "server-secret")
    prepared = prepare_server(env_of(full))
    assert (prepared.config.secret, prepared.database.organisations) == (SECRET, 1)
    assert read_setup_code(full.data) is None


def test_a_broken_log_is_noted_and_does_not_stop_the_start(full: World, capsys):
    write_secret(full.data / "server-secret")
    full.change(update(LogHead).values(mac=bytes(32)))
    assert first_start.main(env_of(full)) == 0
    assert "Note: the log of localhost does not match" in capsys.readouterr().out


def test_an_empty_database_next_to_an_old_checkpoint_is_waited_for(full: World, database_url):
    write_secret(full.data / "server-secret")
    before = names(full.data)
    with pytest.raises(DatabaseNotReadyError, match="shows that it had one"):
        prepare_server(env_of(full, DATABASE_URL=database_url))
    (full.data / "server-secret").unlink()
    with pytest.raises(FirstStartError, match="shows that it had one"):
        prepare_server(env_of(full, DATABASE_URL=database_url))
    assert names(full.data) == before - {"server-secret"}


def test_a_database_that_is_away_is_waited_for_only_with_a_secret(data: Path):
    away = {"DATA": str(data), "DATABASE_URL": f"postgresql://x:hunter2@127.0.0.1:{free_port()}/x"}
    with pytest.raises(FirstStartError, match="cannot say whether it needs one") as caught:
        prepare_server(away)
    assert not isinstance(caught.value, DatabaseNotReadyError)
    assert "hunter2" not in str(caught.value)
    assert names(data) == set()
    write_secret(data / "server-secret")
    with pytest.raises(DatabaseNotReadyError, match="check DATABASE_URL"):
        prepare_server(away)
    assert names(data) == {"server-secret"}


def test_the_first_secret_is_made_where_the_setting_says(data: Path):
    key = data.parent / "key" / "secret"
    key.parent.mkdir(mode=0o700)
    env = {"DATA": str(data), "SECRET_FILE": str(key)}
    prepared = prepare_server(env)
    assert (key.read_bytes(), key.stat().st_mode & 0o777) == (prepared.config.secret, 0o400)
    assert not (data / "server-secret").exists()
    assert read_setup_code(data)
    assert prepare_server(env).config.secret == prepared.config.secret


def test_a_place_that_cannot_be_written_is_told_with_a_cure(data: Path):
    env = {"DATA": str(data), "SECRET_FILE": str(data.parent / "nowhere" / "secret")}
    with pytest.raises(FirstStartError, match="put 32 random bytes there yourself"):
        prepare_server(env)
    assert not (data / "heard.sqlite3").exists()


def test_a_platform_secret_is_used_and_the_code_is_still_made(data: Path):
    folder = data.parent / "credentials"
    write_secret(folder / "heard-server-secret")
    env = {"DATA": str(data), "CREDENTIALS_DIRECTORY": str(folder)}
    assert prepare_server(env).config.secret == SECRET
    assert names(data) >= {"set-up-code", "heard.sqlite3"}
    assert "server-secret" not in names(data)


def test_one_folder_for_both_is_noted_once_and_never_in_a_demo(data: Path, capsys):
    def said(**more: str) -> str:
        assert first_start.main({"DATA": str(data)} | more) == 0
        return capsys.readouterr().out

    all_three = "Note: the server secret, the database and the checkpoints of the log lie in one "
    assert said().count(f"{all_three}folder, {data}.") == 1
    assert "Note" not in said(DEMO="1")
    secret = shutil.move(data / "server-secret", data.parent / "secret")
    assert "Note" not in said(SECRET_FILE=str(secret))
    write_secret(data / "server-secret", Path(secret).read_bytes())
    assert "is a second copy of the server secret" in said(SECRET_FILE=str(secret))


def test_a_start_speaks_in_json_lines_where_the_settings_ask_for_it(data: Path, capsys):
    env = {"DATA": str(data), "LOG_FORMAT": "json"}
    assert first_start.main(env) == 0
    assert first_start.main(env | {"PORT": "no port"}) == 1
    written = capsys.readouterr()
    told, refused = map(json.loads, written.out.splitlines()), json.loads(written.err)
    assert [line["text"].split(" ")[0] for line in told][:1] == ["Heard"]
    assert (refused["level"], refused["source"]) == ("ERROR", "heard.start")
    assert refused["text"].startswith("Heard did not start. ")
    assert refused["time"].endswith("Z")
