"""A restored club is the same club: every row, every key, every log, on either database."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app.first_start import FirstStartError, prepare_server
from app.models.audit_log import Leaf
from app.models.concern import Concern
from app.models.draft import Draft
from app.models.member import Member, SignIn
from app.models.outbox import Outbox
from app.services.backup import restoring
from app.services.backup.backup_file import BackupFileError
from app.services.backup.backup_format import LEFT_OUT
from app.services.backup.backup_reading import BackupReadError
from app.services.backup.last_backup import BackupStatus, NewestRestore, find_backup_status
from app.services.backup.restore_mark import RESTORE_MARK
from app.services.concerns.concern_reading import open_concern
from app.services.integrity.integrity_check import find_all_differences
from audit import events
from tests.support.club.backups import ignore_progress, list_lines
from tests.support.machine.age_program import new_key, opened_with_key

pytestmark = pytest.mark.both_databases

ON_SQLITE = pytest.mark.parametrize(
    "world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True
)


@pytest.fixture
def elsewhere(sqlite_url: str, tmp_path: Path):
    """A migrated place without a row: its URL and its data folder."""
    return sqlite_url, tmp_path / "restored"


def actions(world) -> list[str]:
    with world.session() as session:
        lines = session.scalars(select(Leaf.line).order_by(Leaf.i))
        return [str(events.parse_event(line).act) for line in lines]


def test_a_restored_club_opens_every_record_on_either_database(
    kit, empty_database_url, tmp_path, office
):
    concern = office.signed("sam")
    office.draft("pat")
    before = list_lines(office.world.engine, office)
    kit.back_up()
    there = kit.restore(empty_database_url, tmp_path / "restored")
    try:
        opened = open_concern(there.uow("jo"), concern)
        assert (
            opened.entries[0].entry.parts
            == open_concern(office.at("jo"), concern).entries[0].entry.parts
        )
        assert not any(one.refused for one in opened.entries)
        assert find_all_differences(there.uow()) == ()
        with there.session() as session:
            assert session.scalar(select(func.count()).select_from(Draft)) == office.count(Draft)
        rows = {line for line in before[1:-1] if b'"leaf"' not in line}
        again = set(list_lines(there.engine, office))
        changed = [line for line in rows - again if b"failed" not in line]
        # The head grew by the line about the restore, and mails that waited were given up.
        assert len(changed) <= 1 + office.count(Outbox), changed
    finally:
        there.close()


@ON_SQLITE
def test_no_one_is_signed_in_after_a_restore_and_the_log_says_so(kit, elsewhere, office):
    office.signed("sam")
    assert office.count(SignIn) > 0
    made = kit.back_up()
    there = kit.restore(*elsewhere)
    try:
        with there.session() as session:
            assert session.scalar(select(func.count()).select_from(SignIn)) == 0
            lines = list(session.scalars(select(Leaf.line).order_by(Leaf.i)))
            before, last = map(events.parse_event, lines[-2:])
            status = find_backup_status(session, there.uow().org)
        assert (last.act, last.h) == (events.Action.RESTORED, made.summary.sha256)
        assert status == BackupStatus(restored=NewestRestore(last.t, before.t))
        assert actions(office.world)[-1] == "backup.made"
    finally:
        there.close()


@ON_SQLITE
def test_waiting_mail_is_not_sent_twice_and_leads_hear_of_the_restore(kit, elsewhere, office):
    office.signed("sam", danger="yes")
    waiting = office.count(Outbox)
    assert waiting > 0
    newest = select(Outbox.id).order_by(Outbox.id.desc()).limit(1)
    in_that_second = office.now + timedelta(milliseconds=400)
    office.world.change(update(Outbox).where(Outbox.id.in_(newest)).values(made_at=in_that_second))
    kit.back_up()
    there = kit.restore(*elsewhere)
    try:
        with there.session() as session:
            unsent = select(Outbox.template).where(
                Outbox.sent_at.is_(None), Outbox.failed_at.is_(None)
            )
            left = session.scalars(unsent).all()
            given_up = select(func.count()).where(Outbox.failed_at.is_not(None))
            assert session.scalar(given_up) == waiting
        assert set(left) == {"team_notice"}
    finally:
        there.close()


def test_a_backup_is_of_one_moment_while_people_write(kit, office):
    concern, late = office.signed("sam"), []

    def sign_another(_done: int, _whole: int) -> None:
        if not late:
            late.append(office.signed("pat"))

    made = kit.back_up(sign_another)
    place = kit.place(kit.nowhere, kit.folder / "there")
    verdict = kit.check(place)
    assert verdict.records == made.summary.records == 1
    assert not verdict.orgs[0].problem
    assert late
    assert late[0] != concern
    assert office.count(Concern) == 2


@ON_SQLITE
def test_the_age_program_opens_a_backup_that_shows_no_name_or_secret(kit, office):
    office.signed("sam")
    secret_file, public = new_key(kit.folder)
    kit.key = type("Pair", (), {"to_public": lambda _self: public})()
    kit.back_up()
    plain = opened_with_key(kit.path.read_bytes(), secret_file)
    lines = plain.splitlines()
    header, trailer = json.loads(lines[0]), json.loads(lines[-1])
    assert header["format"] == "heard-backup"
    assert trailer["end"] == sum(header["rows"].values())
    assert not set(header["rows"]) & set(LEFT_OUT)
    assert b"OR ELSE" not in plain
    assert b"Si" + "ôn".encode() not in plain


def test_nothing_is_restored_over_anything(kit, office):
    kit.back_up()
    place = kit.place(office.world.url, kit.folder / "there")
    with pytest.raises(BackupReadError, match="not empty"):
        restoring.restore_rows(kit.path, kit.secrets, kit.check(place), place, ignore_progress)
    with pytest.raises(BackupFileError, match="there already"):
        kit.back_up()
    assert not list(kit.folder.glob("*.part"))


@ON_SQLITE
def test_a_restore_that_was_killed_is_finished_by_the_same_command(kit, elsewhere, office):
    office.signed("sam")
    kit.back_up()
    place = kit.place(*elsewhere)
    verdict = kit.check(place)
    restoring.restore_rows(
        kit.path, kit.secrets, verdict, place, ignore_progress
    )  # and killed here
    there = kit.restore(*elsewhere)
    try:
        assert actions(there).count("backup.restored") == 1
        assert not (elsewhere[1] / RESTORE_MARK).exists()
    finally:
        there.close()


@ON_SQLITE
def test_what_a_killed_restore_left_is_never_taken_for_another_backup(kit, office):
    there = (kit.nowhere, kit.folder / "there")
    office.signed("sam")
    kit.back_up()
    place = kit.place(*there)
    restoring.restore_rows(kit.path, kit.secrets, kit.check(place), place, ignore_progress)
    mark = (there[1] / RESTORE_MARK).read_text()
    with pytest.raises(FirstStartError, match="A restore did not end"):
        prepare_server({"DATA": str(there[1]), "DATABASE_URL": there[0]})
    office.signed("pat")
    kit.path.unlink()
    kit.back_up()
    for _ in range(2):
        with pytest.raises(BackupReadError, match="not empty"):
            restoring.restore_rows(kit.path, kit.secrets, kit.check(place), place, ignore_progress)
    assert (there[1] / RESTORE_MARK).read_text() == mark


@ON_SQLITE
def test_a_backup_says_what_a_newer_checkpoint_shows_to_be_missing(kit, office):
    office.signed("sam")
    kit.back_up()
    office.signed("pat")
    with office.world.uow().act() as act:
        act.log(events.Action.LOG_VERIFIED, "organisation/none")
        note = act.checkpoint()
    kept = kit.folder / "kept.txt"
    kept.write_text(f"\r\n{note.replace(chr(10), chr(13) + chr(10))}\r\n\r\n", encoding="utf-8")
    place = kit.place(kit.nowhere, kit.folder / "there")
    verdict = kit.check(place, kept)
    assert verdict.ahead == (str(kept),)
    assert verdict.orgs[0].missing == len(office.events()) - verdict.orgs[0].size
    assert kit.check(place).ahead == ()


@ON_SQLITE
def test_a_log_that_was_changed_before_the_backup_is_named(kit, office):
    office.signed("sam")
    line = office.session.scalars(select(Leaf.line).where(Leaf.i == 3)).one()
    office.world.change(update(Leaf).where(Leaf.i == 3).values(line=line + b" "))
    made = kit.back_up()
    assert made.not_logged in {(), (office.org.host,)}
    verdict = kit.check(kit.place(kit.nowhere, kit.folder / "there"))
    assert "line 3" in verdict.orgs[0].problem


@ON_SQLITE
def test_a_backup_of_another_server_secret_is_refused(kit, office):
    kit.back_up()
    other = kit.place(kit.nowhere, kit.folder / "there", secret=bytes(32))
    with pytest.raises(BackupReadError, match="server secret is not the one"):
        kit.check(other)


@ON_SQLITE
def test_a_damaged_value_is_carried_as_it_is(kit, office, tmp_path):
    with office.world.engine.connect() as connection:
        connection.exec_driver_sql("UPDATE member SET joined_at = 'long ago', roles = x'ff00'")
        connection.exec_driver_sql("COMMIT")
    kit.back_up()
    place = kit.place(f"sqlite:///{tmp_path / 'there.sqlite3'}", tmp_path / "there")
    restoring.restore_rows(kit.path, kit.secrets, kit.check(place), place, ignore_progress)
    with place.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT DISTINCT joined_at, roles FROM member").all()
    assert found == [("long ago", b"\xff\x00")]
    assert office.count(Member) > 0
