"""A backup of version 1 is read, judged and restored for ever: `backup-1.age`, with its key.

A made-up club with one signed record, under the server secret 00 01 … 1f.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database import make_engine
from app.migrate import upgrade_database
from app.models.concern import Concern
from app.services.backup import restoring
from app.vault.server_secret import ServerSecret

HERE = Path(__file__).parent
SECRET = bytes(range(32))
SHA256 = "13704ed97fb87e910330332807436b3b497ecfe7043551f9f92a83e75254016a"
ROOT, SIZE = "7cyicfwOxs6zulwU/tifA223ZrShqY91HxCJwxl+apM=", 66


@pytest.mark.sqlite
def test_a_backup_of_version_1_restores(tmp_path: Path):
    url, data = f"sqlite:///{tmp_path / 'there.sqlite3'}", tmp_path / "there"
    data.mkdir()
    secrets = [(HERE / "backup-1-key.txt").read_text("ascii").strip()]
    place = restoring.RestorePlace(
        make_engine(url),
        data,
        ServerSecret(SECRET),
        partial(upgrade_database, url),
        lambda: datetime(2026, 12, 1, tzinfo=UTC),
    )
    path = HERE / "backup-1.age"
    verdict = restoring.check_backup(path, secrets, place.server, (), lambda _d, _w: None)
    assert verdict.sha256 == SHA256
    assert [(one.size, one.root, one.problem) for one in verdict.orgs] == [(SIZE, ROOT, "")]
    restoring.restore_rows(path, secrets, verdict, place, lambda _d, _w: None)
    assert restoring.upgrade_and_log_restore(verdict, place, ()).not_logged == ()
    with Session(place.engine) as session:
        assert session.scalar(select(func.count()).select_from(Concern)) == 1
    place.engine.dispose()
