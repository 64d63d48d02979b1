"""The log's own page: for leads and seniors, its newest checkpoint, its key, its export."""

from __future__ import annotations

import html
import io
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.audit_log import record_receipts
from tests.support.club.office import Office
from tests.support.club.world import World

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("who", ["jo", "senior"])
def test_readers_see_the_newest_checkpoint_and_the_key(world: World, who):
    found = html.unescape(world.client(who).get("/log").get_data(as_text=True))
    note = world.uow().files.note(world.org.id)
    for line in note.splitlines():
        assert line in found
    assert record_receipts.derive_public_log_key(world.uow()) in found


@pytest.mark.parametrize("who", ["sam", "kit", "tess", "second_senior"])
def test_nobody_else_reaches_it_and_the_refusal_is_logged(world: World, who):
    client = world.client(who)
    assert client.get("/log").status_code == 403
    assert client.send("/log/export", via="/help").status_code == 403
    last = Office(world).events()[-1]
    assert (last.act.value, last.who) == ("access.refused", str(world.people[who].id))


def test_the_download_verifies(world: World, tmp_path: Path):
    answer = world.client("jo").send("/log/export", via="/log")
    assert answer.mimetype == "application/zip"
    (tmp_path / "log.zip").write_bytes(answer.data)
    assert io.BytesIO(answer.data).read(2) == b"PK"
    key = record_receipts.derive_public_log_key(world.uow())
    words = [sys.executable, "-m", "audit", "verify", tmp_path / "log.zip", "--log-key", key]
    assert subprocess.run(words, cwd=ROOT, capture_output=True).returncode == 0


def test_an_export_never_comes_by_get(world: World):
    assert world.client("jo").get("/log/export").status_code == 405
