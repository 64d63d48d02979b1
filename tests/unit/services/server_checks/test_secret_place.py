"""A folder with the server secret and something that it protects is named, whatever that is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.services.server_checks.secret_place import find_secret_near_data

DATA, AWAY = Path("/srv/heard"), Path("/etc/heard")
IN_DATA, ELSEWHERE = "sqlite:////srv/heard/heard.sqlite3", "sqlite:////srv/disk/heard.sqlite3"
POSTGRESQL = "postgresql+psycopg://heard@localhost/heard"
SECRET, CHECKPOINTS = "the server secret", "the checkpoints of the log"


@pytest.mark.parametrize(
    ("folder", "url", "near"),
    [
        (DATA, IN_DATA, f"{SECRET}, the database and {CHECKPOINTS}"),
        (DATA, ELSEWHERE, f"{SECRET} and {CHECKPOINTS}"),
        (DATA, POSTGRESQL, f"{SECRET} and {CHECKPOINTS}"),
        (Path("/srv/disk"), ELSEWHERE, f"{SECRET} and the database"),
        (AWAY, IN_DATA, ""),
        (AWAY, POSTGRESQL, ""),
    ],
)
def test_what_lies_in_one_folder_with_the_secret_is_named(folder: Path, url: str, near: str):
    notes = list(find_secret_near_data(folder / "server-secret", DATA, url))
    assert len(notes) == bool(near)
    assert all(note.startswith(f"Note: {near} lie in one folder, {folder}. ") for note in notes)


def test_the_folder_is_the_same_however_the_setting_writes_it(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = Path("data")
    for secret in (data / "server-secret", Path(os.path.abspath(data)) / "server-secret"):
        (note,) = find_secret_near_data(secret, data, POSTGRESQL)
        assert CHECKPOINTS in note
