"""No database with rows is migrated before a copy of it lies on the disk."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app import first_start
from app.first_start import FirstStartError, prepare_server
from app.services.backup import backup_file, restoring
from app.services.backup.local_copies import copy_before_migration
from app.vault.server_secret import ServerSecret
from tests.support.club.world import World
from tests.support.machine.server_settings import SECRET, settings


@pytest.fixture
def older(world: World, monkeypatch: pytest.MonkeyPatch):
    """The club as an older version left it, what starts it, and the copies seen at migrations."""
    settings(world.data, world.url)
    world.change(text("UPDATE alembic_version SET version_num = '0012'"))
    seen: list[list[Path]] = []
    monkeypatch.setattr(first_start, "upgrade_database", lambda _url: seen.append(copies(world)))
    return world, lambda: prepare_server({"DATA": str(world.data), "DATABASE_URL": world.url}), seen


def copies(world: World) -> list[Path]:
    return sorted((world.data / "copies").glob("*"))


def test_a_copy_lies_there_before_a_migration_and_the_newest_three_stay(older):
    world, start, seen = older
    for _ in range(4):
        start()
    assert [len(found) for found in seen] == [1, 2, 3, 3]
    assert seen[0][0] not in seen[3]
    assert {stat.S_IMODE(path.stat().st_mode) for path in seen[3]} == {0o600}
    newest, server = seen[3][-1], ServerSecret(SECRET)
    verdict = restoring.check_backup(newest, [], server, (), lambda _d, _w: None)
    assert (verdict.schema, verdict.orgs[0].problem) == ("0012", "")


@pytest.mark.parametrize("world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True)
def test_without_room_for_a_copy_nothing_is_migrated(older, monkeypatch):
    world, start, seen = older
    monkeypatch.setattr(backup_file, "_find_free_bytes", lambda _folder: 1 << 20)
    with pytest.raises(FirstStartError, match="has 1 MB of room.*The database was not changed"):
        start()
    assert (seen, copies(world)) == ([], [])


@pytest.mark.parametrize("world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True)
def test_under_a_clock_that_is_behind_the_new_copy_stays(world: World):
    now, newest = datetime(2026, 11, 24, tzinfo=UTC), "0013"
    for days in range(3):
        copy_before_migration(world.engine, world.data, newest, now + timedelta(days=days))
    behind = copy_before_migration(world.engine, world.data, newest, now - timedelta(days=400))
    assert behind in copies(world)
    assert len(copies(world)) == 3
