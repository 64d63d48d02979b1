"""The command that migrates a database ends with one sentence, whatever is wrong with its URL."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from app import migrate
from app.database import make_engine


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody@127.0.0.1:9/none", "does not answer or cannot be used"),
        ("{folder}/heard.sqlite3", "URL is neither PostgreSQL nor a SQLite file"),
        ("sqlite:///{folder}/none/heard.sqlite3", "none/heard.sqlite3.version-lock cannot be used"),
        ("sqlite:///{folder}/picture", "picture is damaged: stop Heard"),
    ],
)
def test_a_database_that_cannot_be_migrated_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str, said: str
):
    (tmp_path / "picture").write_bytes(b"\x89PNG" * 1000)
    assert migrate.main(["upgrade", url.format(folder=tmp_path)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_a_database_of_a_newer_version_is_one_sentence(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
):
    engine = make_engine(sqlite_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    assert migrate.main(["upgrade", sqlite_url]) == 1
    assert "made by a newer Heard" in capsys.readouterr().err
