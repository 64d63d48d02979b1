"""Backup, restore and the log say what is the matter to the person who keeps the server."""

from __future__ import annotations

import os
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import event

from app.services.backup import restoring
from app.services.backup.backup_file import measure_database
from app.upkeep_cli import backup_commands
from app.vault.server_secret import ServerSecret
from audit import events, notes
from tests.support.club.backups import BackupKit
from tests.support.club.office import Office
from tests.support.machine.server_settings import SECRET

pytestmark = pytest.mark.parametrize(
    "world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True
)


def log_more(office: Office) -> str:
    """Log an event after the backup, and return its checkpoint."""
    with office.world.uow().act() as act:
        act.log(events.Action.LOG_VERIFIED, "organisation/none")
        return act.checkpoint()


def test_a_full_disk_names_the_folder_and_enough_room(backed_up, there, monkeypatch):
    engine = there.engine

    def limit(connection, _entry) -> None:
        connection.execute("PRAGMA max_page_count = 140")  # SQLite's own refusal, as of a full disk

    with there.app.app_context():
        engine = backup_commands._engine()
    event.listen(engine, "connect", limit)
    full = backed_up.run_restore(there)
    event.remove(engine, "connect", limit)
    engine.dispose()
    assert full.exit_code == 1
    last = full.output.strip().splitlines()[-1]
    assert last.startswith(f"Error: The disk is full: {backed_up.folder} has ")
    assert "page" not in last
    needed = int(last.partition("About ")[2].partition(" MB")[0].replace(",", "")) << 20
    assert backed_up.run_restore(there).exit_code == 0
    assert needed > 2 * measure_database(there.engine)


def test_a_backup_of_a_newer_version_is_a_sentence(backed_up, there, monkeypatch):
    check = restoring.check_backup
    newer = lambda *given: replace(check(*given), schema="9999")  # noqa: E731 - one change
    monkeypatch.setattr(restoring, "check_backup", newer)
    for words in ((), ("--check-only",)):
        refused = backed_up.run_restore(there, *words)
        assert refused.exit_code == 1
        assert "was made by a newer Heard: its tables are of version 9999" in refused.output
    assert not os.path.exists(backed_up.folder / "nowhere.sqlite3")


def test_the_monthly_check_is_no_alarm_on_a_server_at_work(backed_up, office):
    note = log_more(office)
    world = office.world
    checked = backed_up.run_restore(world, "--check-only")
    assert checked.exit_code == 0, checked.output
    assert "make a new backup" in checked.output
    assert "older than the checkpoint" not in checked.output
    kept = backed_up.folder / "kept.txt"
    kept.write_text(note, encoding="utf-8")
    alarmed = backed_up.run_restore(world, "--check-only", "--checkpoint", str(kept))
    assert alarmed.exit_code == 1
    assert "older than the checkpoint" in alarmed.output


@pytest.mark.parametrize(
    ("signed_here", "is_alarm"), [(True, False), (False, True)], ids=["ours", "another server's"]
)
def test_the_monthly_check_knows_an_organisation_that_is_new(
    backed_up, there, office, signed_here: bool, is_alarm: bool
):
    new = uuid4()
    seed = ServerSecret(SECRET if signed_here else bytes(32)).log_seed(str(new))
    text = notes.format_checkpoint_text(f"heard-log/{new}", 3, bytes(32))
    for data in (office.world.data, there.data):
        path = data / "checkpoints" / f"{new}.note"
        path.parent.mkdir(exist_ok=True)
        path.write_text(notes.sign_note(text, f"heard-log/{new}", seed), encoding="utf-8")
    checked = backed_up.run_restore(office.world, "--check-only")
    assert checked.exit_code == is_alarm, checked.output
    assert ("was set up after" in checked.output) is not is_alarm
    assert "restored" not in checked.output
    refused = backed_up.run_restore(there)
    assert refused.exit_code == 1
    assert "Nothing was restored. Look for a newer backup first." in refused.output


def test_a_damaged_checkpoint_in_the_folder_is_a_sentence(backed_up, there):
    path = there.data / "checkpoints" / f"{backed_up.office.org.id}.note"
    path.parent.mkdir()
    path.write_text("", encoding="utf-8")
    refused = backed_up.run_restore(there)
    assert refused.exit_code == 1
    assert refused.output.endswith(
        f"Error: The checkpoint in {path} is damaged. Move it away and keep it, then give the same "
        "command again.\n"
    )


def test_a_newer_checkpoint_stops_a_restore_without_check_only(backed_up, there, office):
    note = log_more(office)
    folder = there.data / "checkpoints"
    folder.mkdir()
    (folder / f"{office.org.id}.note").write_text(note, encoding="utf-8")
    refused = backed_up.run_restore(there)
    assert refused.exit_code == 1
    assert "older than the checkpoint" in refused.output


def test_fsck_names_the_checkpoint_that_the_log_does_not_reach(kit: BackupKit, office: Office):
    path = kit.forge_checkpoint(office.world.data, 10_000)
    found = office.world.app.test_cli_runner().invoke(args=["log", "fsck"])
    assert found.exit_code == 1
    assert str(path) in found.output
    assert "has 10,000 events. The database has " in found.output
    assert "When the log does not match" in found.output
