"""No file that a command or a start makes can be read by other users of the machine."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.server_checks import server_check
from tests.support.club.world import World
from tests.support.machine.server_settings import SECRET
from tests.support.server import ROOT, environment

pytestmark = pytest.mark.sqlite


def list_open(folder: Path, before: set[Path]) -> list[str]:
    """The files and folders that were made since, and are open to others.

    SQLite gives the files next to a database the mode of that one.
    """
    made = sorted(set(folder.rglob("*")) - before - set(folder.glob("club.sqlite3-*")))
    return [str(path) for path in made if stat.S_IMODE(path.lstat().st_mode) & 0o077]


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_a_command_makes_no_file_that_others_can_read(world: World, tmp_path: Path):
    secret = world.data / "server-secret"
    secret.write_bytes(SECRET)
    secret.chmod(0o400)
    before = set(tmp_path.rglob("*"))
    env = environment(world.data, DATABASE_URL=world.url)
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    for words in (["tend"], ["log", "export", str(tmp_path / "log.zip")]):
        done = subprocess.run(
            [*flask, *words], cwd=ROOT, env=env, umask=0o022, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    migrate = [sys.executable, "-m", "app", "migrate", "upgrade"]
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    subprocess.run([*migrate, url], cwd=ROOT, env=env, umask=0o022, check=True)
    assert {"log.zip", "new.sqlite3"} <= {path.name for path in set(tmp_path.rglob("*")) - before}
    assert list_open(tmp_path, before) == []


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_doctor_names_files_that_others_can_read(world: World):
    notes, note = world.data / "checkpoints", "0b1e.note"
    notes.mkdir(mode=0o700, exist_ok=True)
    (world.data / "first-start.lock").touch()
    (world.data / "first-start.lock").chmod(0o644)
    (notes / note).touch()
    (notes / note).chmod(0o644)
    found = lambda: list(server_check.find_exposed_files(world.data, world.engine))  # noqa: E731
    world.data.chmod(0o700)
    assert not any(note in line for line in found())  # no one else can enter the folder
    world.data.chmod(0o755)
    notes.chmod(0o755)
    said = [line for line in found() if note in line or "first-start.lock" in line]
    assert len(said) == 2
    assert all("chmod -R go= " in line for line in said)
    subprocess.run(["chmod", "-R", "go=", str(world.data)], check=True)
    assert found() == []
