"""Backup, restore and the log say what is the matter to the person who keeps the server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event

from app.services.backup import restoring
from app.services.backup.backup_file import measure_database
from app.upkeep_cli import backup_commands
from app.vault.server_secret import ServerSecret
from audit import events, notes
from tests.support.club.backups import BackupKit, open_restored
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.machine.server_settings import SECRET

pytestmark = pytest.mark.parametrize(
    "world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True
)


@pytest.fixture
def kit(office: Office, tmp_path: Path) -> Iterator[BackupKit]:
    kit = BackupKit(office, tmp_path)
    kit.back_up()
    (tmp_path / "key.txt").write_text(f"{kit.key}\n", encoding="utf-8")
    yield kit
    kit.close()


@pytest.fixture
def there(kit: BackupKit) -> Iterator[World]:
    """An empty place with the server secret."""
    data = kit.folder / "there"
    data.mkdir(mode=0o700)
    world = open_restored(kit.office.world, kit.nowhere, data)
    yield world
    world.close()


def restore(world: World, kit: BackupKit, *words: str):
    given = ["restore", str(kit.path), "--identity", str(kit.folder / "key.txt"), *words]
    return world.app.test_cli_runner().invoke(args=given)


def log_more(office: Office) -> str:
    """Log an event after the backup, and return its checkpoint."""
    with office.world.uow().act() as act:
        act.log(events.Action.LOG_VERIFIED, "organisation/none")
        return act.checkpoint()


def test_a_full_disk_names_the_folder_and_enough_room(kit, there, monkeypatch):
    engine = there.engine

    def limit(connection, _entry) -> None:
        connection.execute("PRAGMA max_page_count = 140")  # SQLite's own refusal, as of a full disk

    with there.app.app_context():
        engine = backup_commands._engine()
    event.listen(engine, "connect", limit)
    full = restore(there, kit)
    event.remove(engine, "connect", limit)
    engine.dispose()
    assert full.exit_code == 1
    last = full.output.strip().splitlines()[-1]
    assert last.startswith(f"Error: The disk is full: {kit.folder} has ")
    assert "page" not in last
    needed = int(last.partition("About ")[2].partition(" MB")[0].replace(",", "")) << 20
    assert restore(there, kit).exit_code == 0
    assert needed > 2 * measure_database(there.engine)


def test_a_backup_of_a_newer_version_is_a_sentence(kit, there, monkeypatch):
    check = restoring.check_backup
    newer = lambda *given: replace(check(*given), schema="9999")  # noqa: E731 - one change
    monkeypatch.setattr(restoring, "check_backup", newer)
    for words in ((), ("--check-only",)):
        refused = restore(there, kit, *words)
        assert refused.exit_code == 1
        assert "was made by a newer Heard: its tables are of version 9999" in refused.output
    assert not os.path.exists(kit.folder / "nowhere.sqlite3")


def test_the_monthly_check_is_no_alarm_on_a_server_at_work(kit, office):
    note = log_more(office)
    world = office.world
    checked = restore(world, kit, "--check-only")
    assert checked.exit_code == 0, checked.output
    assert "make a new backup" in checked.output
    assert "older than the checkpoint" not in checked.output
    kept = kit.folder / "kept.txt"
    kept.write_text(note, encoding="utf-8")
    alarmed = restore(world, kit, "--check-only", "--checkpoint", str(kept))
    assert alarmed.exit_code == 1
    assert "older than the checkpoint" in alarmed.output


def test_a_newer_checkpoint_stops_a_restore_without_check_only(kit, there, office):
    note = log_more(office)
    folder = there.data / "checkpoints"
    folder.mkdir()
    (folder / f"{office.org.id}.note").write_text(note, encoding="utf-8")
    refused = restore(there, kit)
    assert refused.exit_code == 1
    assert "older than the checkpoint" in refused.output


def test_fsck_names_the_checkpoint_that_the_log_does_not_reach(office: Office):
    org, data = office.org, office.world.data
    signed = notes.sign_note(
        notes.checkpoint_text(org.origin, 10_000, bytes(32)), org.origin,
        ServerSecret(SECRET).log_seed(str(org.id)),
    )  # fmt: skip
    path = data / "checkpoints" / f"{org.id}.note"
    path.write_text(signed, encoding="utf-8")
    found = office.world.app.test_cli_runner().invoke(args=["log", "fsck"])
    assert found.exit_code == 1
    assert str(path) in found.output
    assert "has 10,000 events. The database has " in found.output
    assert "When the log does not match" in found.output
