"""A restore that was stopped at any moment says what it wrote, and the same command finishes it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.backup import restoring
from app.services.organisations import setup_code
from app.upkeep_cli import backup_commands
from app.vault.server_secret import ServerSecret
from audit import notes
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
    office.signed("sam")
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


def run(there: World, kit: BackupKit, *words: str):
    key = kit.folder / "key.txt"
    given = [*(words or ("restore", str(kit.path))), "--identity", str(key)]
    return there.app.test_cli_runner().invoke(args=given)


def stop_while(monkeypatch, what: str) -> None:
    """Send a real Ctrl-C once this part of the command has come to a row."""

    class Stopping(backup_commands.ProgressLines):
        def note(self, done: int, whole: int) -> None:
            super().note(done, whole)
            if self._words == what and done >= 5:
                os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(backup_commands, "ProgressLines", Stopping)


def stop_call(monkeypatch, owner, name: str) -> None:
    def stop(*_args: object, **_named: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(owner, name, stop)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("Checking the backup", "Nothing was written"),
        ("Restoring", "The restore has started and is not finished"),
        ("upgrade", "The restore has started and is not finished"),
        ("checkpoints", "The restore has started and is not finished"),
        ("code", "this database has a whole restore in it"),
    ],
)
def test_the_same_command_finishes_a_restore_stopped_anywhere(
    kit, there, monkeypatch, part: str, said: str
):
    with monkeypatch.context() as patch:
        if part == "upgrade":
            stop_call(patch, restoring, "put_checkpoints_aside")
        elif part == "checkpoints":
            stop_call(patch, Path, "unlink")
        elif part == "code":
            stop_call(patch, setup_code, "delete_setup_code")
        else:
            stop_while(patch, part)
        stopped = run(there, kit)
    assert stopped.exit_code == 1
    last = stopped.output.strip().splitlines()[-1]
    assert last.startswith("Error: Stopped. ")
    assert said in last
    assert "Give the same command again" in last
    for _ in range(2):
        again = run(there, kit)
        assert again.exit_code == 0, again.output
        assert again.output.endswith("The log and what is stored agree.\n")
    assert "This backup is restored here already" in again.output
    with there.session() as session:
        assert sum(map(len, restoring.find_logged_restores(session.get_bind()).values())) == 1


def test_a_checkpoint_of_a_log_that_went_on_elsewhere_is_still_refused(kit, there):
    assert run(there, kit).exit_code == 0
    org, data = kit.office.org, there.data
    files = CheckpointFiles(data)
    size = files.held(org.id)[0]
    signed = notes.sign_note(
        notes.checkpoint_text(org.origin, size, bytes(32)), org.origin,
        ServerSecret(SECRET).log_seed(str(org.id)),
    )  # fmt: skip
    (data / "checkpoints" / f"{org.id}.note").write_text(signed, encoding="utf-8")
    (data / restoring.RESTORE_MARK).write_text(kit.check(kit.place(kit.nowhere, data)).sha256)
    refused = run(there, kit)
    assert refused.exit_code == 1
    assert "This backup is older than the checkpoint" in refused.output


def test_doctor_and_backup_say_first_that_a_restore_did_not_end(kit, there, monkeypatch):
    with monkeypatch.context() as patch:
        stop_call(patch, restoring, "put_checkpoints_aside")
        run(there, kit)
    runner = there.app.test_cli_runner()
    assert runner.invoke(args=["doctor"]).output.startswith("A restore did not end. ")
    to = str(kit.key.to_public())
    refused = runner.invoke(args=["backup", str(kit.folder / "new.age"), "--to", to])
    assert refused.exit_code == 1
    assert "No backup was made. A restore did not end." in refused.output
    assert not (kit.folder / "new.age").exists()
