"""Each fault of a server is one sentence that says what to do, and a sound one has none."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.database import make_engine
from app.domain.times.shown_times import format_full_time
from app.models.outbox import Lease, Outbox
from app.services.backup.last_backup import backup_log_id, find_overdue_backup
from app.services.jobs import scheduler
from app.services.server_checks import server_check, server_figures
from app.services.unit_of_work import Action
from tests.support.club.office import Office

pytestmark = pytest.mark.parametrize(
    "world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True
)


def test_backups_and_clock_are_judged_by_what_the_log_says(now: Office):
    office = now

    def rows(later: timedelta = timedelta()) -> list[str]:
        return list(server_check.find_clock_and_backup_faults(office.session, office.now + later))

    def age(later: timedelta) -> bool | None:
        found = find_overdue_backup(office.session, office.org, office.now + later)
        return None if found is None else found.is_made

    assert ["never been backed up" in line for line in rows()] == [True]
    assert (age(timedelta(days=5)), age(timedelta(days=8))) == (None, False)
    office.world.uow().look(Action.RESTORED, backup_log_id(office.org))
    assert age(timedelta()) is False  # a restore is not a backup
    office.world.uow().look(Action.BACKED_UP, backup_log_id(office.org))
    assert rows(timedelta(days=6)) == []
    assert "is 8 days old" in rows(timedelta(days=8))[0]
    assert (age(timedelta(days=6)), age(timedelta(days=8))) == (None, True)
    assert "set the clock right" in rows(timedelta(minutes=-2))[0]
    office.now -= timedelta(hours=2)
    office.at("sam").look(Action.BACKED_UP, backup_log_id(office.org))
    office.now += timedelta(hours=2)
    assert "set back by 7,2" in rows()[0]
    assert "set back" in rows(timedelta(days=6))[0]
    assert not any("set back" in line for line in rows(timedelta(days=8)))


def log_at(office: Office, times: int = 1) -> None:
    with office.world.uow().act() as act:
        for _ in range(times):
            act.log(Action.BACKED_UP, backup_log_id(office.org))


def find_steps(office: Office, later: timedelta = timedelta()) -> list[str]:
    now = office.now + later
    found = server_check.find_clock_and_backup_faults(office.session, now)
    return [line for line in found if "set back" in line]


@pytest.mark.parametrize(
    "back", [timedelta(days=8), timedelta(days=365 * 56)], ids=["8 days", "about 1970"]
)
def test_a_long_step_back_that_was_put_right_is_told_for_a_week(now: Office, back: timedelta):
    office = now
    log_at(office)
    office.now -= back
    log_at(office, times=3)
    office.now += back + timedelta(hours=2)
    log_at(office)
    assert f"set back by {int(back.total_seconds()):,} seconds" in find_steps(office)[0]
    assert find_steps(office, timedelta(days=6)) != []
    assert find_steps(office, timedelta(days=8)) == []


def test_a_step_back_is_told_after_many_lines_of_the_same_week(now: Office):
    office = now
    log_at(office)
    office.now -= timedelta(hours=2)
    log_at(office)
    office.now += timedelta(hours=3)
    log_at(office, times=1_100)
    assert len(find_steps(office, timedelta(days=6))) == 1


def test_a_clock_that_was_ahead_is_told_for_a_week_after_it_was_put_right(now: Office):
    office = now
    office.now += timedelta(days=30)
    log_at(office)
    office.now -= timedelta(days=30)
    log_at(office)
    assert len(find_steps(office, timedelta(days=6))) == 1
    assert find_steps(office, timedelta(days=8)) == []


def test_after_a_restore_it_is_said_from_when_the_backup_was(now: Office):
    office = now
    office.world.uow().look(Action.BACKED_UP, backup_log_id(office.org))
    office.signed("sam")
    up_to, office.now = office.now, office.now + timedelta(days=3)
    office.world.uow().look(Action.RESTORED, backup_log_id(office.org))
    found = find_overdue_backup(office.session, office.org, office.now)
    assert (found.is_made, found.restored.at) == (False, found.since)
    assert abs(found.since - office.now) < timedelta(seconds=1)
    assert abs(found.restored.up_to - up_to) < timedelta(seconds=1)
    said = next(iter(server_check.find_clock_and_backup_faults(office.session, office.now)))
    assert f"was restored on {format_full_time(office.now)} from a backup with what was" in said
    assert f"recorded up to {format_full_time(up_to)}. It has not been backed up since" in said
    figures = server_figures.read_row_figures(office.session, office.now)
    assert figures["never_backed_up"] == 1
    assert "backup_age_seconds" not in figures
    office.world.uow().look(Action.BACKED_UP, backup_log_id(office.org))
    assert find_overdue_backup(office.session, office.org, office.now) is None
    assert server_figures.read_row_figures(office.session, office.now)["never_backed_up"] == 0


def test_mail_that_waits_or_was_given_up_is_counted(now: Office):
    office = now
    office.signed("sam")
    late = list(server_check.find_late_mail(office.session, office.now + timedelta(hours=2)))
    assert "waited for more than an hour" in late[0]
    assert list(server_check.find_late_mail(office.session, office.now)) == []
    with office.world.session() as session:
        row = session.scalars(select(Outbox)).first()
        row.failed_at, row.tries = office.now, 9
        session.commit()
    failed = list(server_check.find_failed_mail(office.session, office.now + timedelta(days=6)))
    assert failed[0].startswith("1 email was not sent")
    assert not list(server_check.find_failed_mail(office.session, office.now + timedelta(days=8)))
    assert "set SMTP_URL" in next(server_check.find_mail_faults(""))
    assert "ConnectionRefusedError" in next(server_check.find_mail_faults("smtp://localhost:1"))


def test_a_housekeeper_that_is_gone_is_named(now: Office):
    def find(minutes: int) -> list[str]:
        later = now.now + timedelta(minutes=minutes)
        return list(server_check.find_housekeeping_fault(now.session, later))

    assert "has never run" in find(0)[0]
    with now.world.session() as session:
        session.add(Lease(name="tend", holder="a:1", until=now.now + scheduler.LEASE_TIME))
        session.commit()
    assert find(4) == []
    assert "has not run for 6 minutes" in find(6)[0]
    assert find(-4) == []
    assert "housekeeping last ran 60 minutes from now" in find(-60)[0]
    seen = server_figures.read_row_figures(now.session, now.now - timedelta(hours=1))
    assert seen["housekeeping_seen_seconds"] == 3600


def test_checkpoint_files_of_another_user_are_named(office: Office, monkeypatch):
    folder = office.world.data / "checkpoints"
    lock, aside = folder / f"{office.org.id}.lock", folder / "x.before-restore-20260101T000000Z"
    lock.touch()
    aside.touch()

    def find() -> list[str]:
        return list(server_check.find_unusable_checkpoint_files(office.world.data))

    assert find() == []
    with monkeypatch.context() as patch:
        patch.setattr(server_check, "_get_user", lambda path: 0 if path in {lock, aside} else 1)
        (said,) = find()
    assert (
        f"in {folder} cannot be used by Heard, or belong to another user: {lock.name}. So" in said
    )
    monkeypatch.setattr(server_check.os, "access", lambda path, _mode: path != lock)
    assert lock.name in find()[0]


def test_a_damaged_file_an_open_folder_and_a_full_disk_are_named(office: Office, monkeypatch):
    world = office.world
    assert list(server_check.find_and_mark_damaged_file(world.engine)) == []
    world.data.chmod(0o755)
    assert "chmod 700" in next(server_check.find_exposed_files(world.data, world.engine))
    world.data.chmod(0o700)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(2, 1, 1))
    assert "has only 0 MB of room" in next(server_check.find_full_disk(world.data, world.engine))
    cut = world.data / "cut.sqlite3"
    cut.write_bytes(b"SQLite format 3\x00" + bytes(4000))
    engine = make_engine(f"sqlite:///{cut}")
    assert "is damaged" in next(server_check.find_and_mark_damaged_file(engine))
    engine.dispose()
