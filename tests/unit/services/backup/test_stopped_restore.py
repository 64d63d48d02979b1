"""A restore that was stopped at any moment says what it wrote, and the same command finishes it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, select

from app.models.outbox import Outbox
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.audit_log.database_check import find_sqlite_file
from app.services.backup import restoring
from app.services.backup.restore_mark import RESTORE_MARK
from app.services.organisations import setup_code
from app.upkeep_cli import backup_commands
from audit import events
from tests.support.club.backups import open_restored

pytestmark = pytest.mark.parametrize(
    "world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True
)


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
    backed_up, there, monkeypatch, part: str, said: str
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
        stopped = backed_up.run_restore(there)
    assert stopped.exit_code == 1
    last = stopped.output.strip().splitlines()[-1]
    assert last.startswith("Error: Stopped. ")
    assert said in last
    assert "Give the same command again" in last
    for _ in range(2):
        again = backed_up.run_restore(there)
        assert again.exit_code == 0, again.output
        assert again.output.endswith("The log and what is stored agree.\n")
    assert "This backup is restored here already" in again.output
    with there.session() as session:
        assert sum(map(len, restoring.find_logged_restores(session.get_bind()).values())) == 1


def test_a_checkpoint_of_a_log_that_went_on_elsewhere_is_still_refused(backed_up, there):
    assert backed_up.run_restore(there).exit_code == 0
    org, data = backed_up.office.org, there.data
    files = CheckpointFiles(data)
    size = files.held(org.id)[0]
    backed_up.forge_checkpoint(data, size)
    (data / RESTORE_MARK).write_text(
        backed_up.check(backed_up.place(backed_up.nowhere, data)).sha256
    )
    refused = backed_up.run_restore(there)
    assert refused.exit_code == 1
    assert "This backup is older than the checkpoint" in refused.output


def test_doctor_and_backup_say_first_that_a_restore_did_not_end(backed_up, there, monkeypatch):
    with monkeypatch.context() as patch:
        stop_call(patch, restoring, "put_checkpoints_aside")
        backed_up.run_restore(there)
    runner = there.app.test_cli_runner()
    assert runner.invoke(args=["doctor"]).output.startswith("A restore did not end. ")
    to = str(backed_up.key.to_public())
    refused = runner.invoke(args=["backup", str(backed_up.folder / "new.age"), "--to", to])
    assert refused.exit_code == 1
    assert "No backup was made. A restore did not end." in refused.output
    assert not (backed_up.folder / "new.age").exists()


def stop_after_rows(backed_up, there, monkeypatch) -> None:
    """Stop a restore once its rows are there, before the log says so."""
    with monkeypatch.context() as patch:
        stop_call(patch, restoring, "put_checkpoints_aside")
        assert backed_up.run_restore(there).exit_code == 1


def test_the_mark_of_one_database_leaves_another_one_alone(backed_up, there, monkeypatch):
    stop_after_rows(backed_up, there, monkeypatch)
    office = backed_up.office
    before = office.events()
    live = open_restored(office.world, office.world.url, there.data)
    refused = backed_up.run_restore(live)
    assert refused.exit_code == 1
    assert "The database is not empty" in refused.output
    assert office.events() == before
    (line,) = (
        line
        for line in live.app.test_cli_runner().invoke(args=["doctor"]).output.splitlines()
        if line.startswith("A restore did not end. ")
    )
    live.close()
    assert str(find_sqlite_file(make_url(backed_up.nowhere))) in line
    assert f"remove {there.data / RESTORE_MARK} and nothing else" in line
    assert "delete" not in line
    assert backed_up.run_restore(there).exit_code == 0


def test_a_log_with_a_line_that_no_restore_adds_is_never_claimed(backed_up, there, monkeypatch):
    stop_after_rows(backed_up, there, monkeypatch)
    with there.uow().act() as act:
        act.log(events.Action.LOG_VERIFIED, "organisation/none")
    refused = backed_up.run_restore(there)
    assert refused.exit_code == 1
    assert "The database is not empty" in refused.output


def test_a_mark_that_names_no_database_claims_none(backed_up, there, monkeypatch):
    stop_after_rows(backed_up, there, monkeypatch)
    mark = there.data / RESTORE_MARK
    mark.write_text(mark.read_text().partition("\n")[0] + "\n")
    refused = backed_up.run_restore(there)
    assert refused.exit_code == 1
    assert "The database is not empty" in refused.output
    doctor = there.app.test_cli_runner().invoke(args=["doctor"]).output
    assert "does not say into which database" in doctor
    assert "delete" not in doctor.splitlines()[0]


def test_a_restore_is_given_again_into_a_new_empty_database(backed_up, there, monkeypatch):
    stop_after_rows(backed_up, there, monkeypatch)
    with there.app.app_context():
        backup_commands._engine().dispose()
    file = find_sqlite_file(make_url(backed_up.nowhere))
    for end in ("-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    file.write_bytes(b"")
    again = backed_up.run_restore(there)
    assert again.exit_code == 0, again.output
    assert "Restored." in again.output


def test_the_same_command_never_stops_the_email_about_the_restore(backed_up, there, monkeypatch):
    with monkeypatch.context() as patch:
        stop_call(patch, Path, "unlink")
        assert backed_up.run_restore(there).exit_code == 1
    unsent = select(func.count()).where(Outbox.sent_at.is_(None), Outbox.failed_at.is_(None))
    with there.session() as session:
        waiting = session.scalar(unsent)
    assert waiting > 0
    assert backed_up.run_restore(there).exit_code == 0
    with there.session() as session:
        assert session.scalar(unsent) == waiting
