"""A new server secret over a full club: everything opens as before, and nothing is lost by a kill.

What an attacker with the old secret can do is in `tests/damage/server/test_old_secret.py`.
"""

from __future__ import annotations

import io
import os
import signal
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select, update

from app.errors import InvalidError
from app.first_start import FirstStartError, prepare_server
from app.models.audit_log import Checkpoint, LogHead
from app.models.concern import Concern
from app.models.member import Invite, Lock, SignIn
from app.models.outbox import Outbox
from app.services.audit_log import log_export, record_receipts
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.auth import one_time_display, recovery_cards, sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.concerns import exclusions
from app.services.concerns.concern_reading import open_concern
from app.services.drafts import addition_drafts
from app.services.integrity.integrity_check import find_all_differences
from app.services.members import invites
from app.services.notices import notice_lines
from app.services.secret_change import database_change, secret_files
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import suspend_member
from app.vault import locks
from audit import notes
from audit.__main__ import main
from audit.actions import Action
from config import Config, ConfigError
from tests.support.club.changed_secret import find_secret_file, read_secret, reopen, rotate
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.office import Office
from tests.support.machine.server_settings import SECRET

pytestmark = pytest.mark.both_databases
ON_SQLITE = pytest.mark.parametrize(
    "world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True
)
CARD = one_time_display.RECOVERY_CARD
OPENED: list[Office] = []


@pytest.fixture(autouse=True)
def closed_again(request) -> Iterator[None]:
    """Give back the connections of the clubs that a test opened again, before their database."""
    if "world" in request.fixturenames:
        request.getfixturevalue("world")
    yield
    while OPENED:
        OPENED.pop().world.close()


def changed(office: Office) -> Office:
    """The club under a new server secret."""
    said = rotate(office.world)
    assert said.exit_code == 0, said.output
    return reopen(office)


def sign_in(office: Office, who: str, passphrase: str = PASSPHRASE) -> str:
    slots, email = KdfSlots(office.world.data), f"{who}@example.org"
    return sign_ins.sign_in(office.world.uow(), slots, email, passphrase, "")


def lock_of(office: Office, who: str) -> bytes:
    return office.session.scalars(
        select(Lock.blob).where(Lock.user_id == office.id(who), Lock.kind == "passphrase")
    ).one()


def start(office: Office) -> str:
    """Return why a start on this club is refused, or nothing."""
    try:
        prepare_server({"DATA": str(office.world.data), "DATABASE_URL": office.world.url})
    except FirstStartError as error:
        return str(error)
    return ""


def test_everyone_signs_in_and_reads_what_they_read_before(office: Office):
    concern = office.signed("sam", not_for=["senior"])
    office.draft("pat")
    club = changed(office)
    for who in ("jo", "sam", "pat", "senior"):
        assert sessions.open_session(club.world.uow(), sign_in(club, who)) is not None, who
    assert not any(one.refused for one in open_concern(club.at("jo"), concern).entries)
    after = club.signed("sam")
    assert not any(one.refused for one in open_concern(club.at("jo"), after).entries)
    assert find_all_differences(club.world.uow()) == ()
    assert club.world.app.test_client().get("/readyz").json["ok"] is True
    assert start(club) == ""


def test_a_lock_moves_to_the_new_secret_when_its_owner_signs_in(office: Office):
    club = changed(office)
    assert locks.read_pepper_generation(lock_of(club, "sam")) == 1
    with pytest.raises(InvalidError):
        sign_in(club, "sam", "these are not the words at all")
    assert locks.read_pepper_generation(lock_of(club, "sam")) == 1
    sign_in(club, "sam")
    moved = lock_of(club, "sam")
    assert locks.read_pepper_generation(moved) == 2
    sign_in(club, "sam")
    assert lock_of(club, "sam") == moved  # once is enough
    assert locks.read_pepper_generation(lock_of(club, "pat")) == 1
    assert find_all_differences(club.world.uow()) == ()
    mails = club.session.scalars(
        select(Outbox.template).where(Outbox.member_id == club.id("sam"))
    ).all()
    assert mails == []  # for them nothing changed


def test_a_recovery_card_from_before_still_opens(office: Office):
    token = office.world.token("jo")
    recovery_cards.make_recovery_card(office.at("jo"), token)
    uow = office.world.uow()
    sessions.open_session(uow, token)
    ((_, text),) = one_time_display.list_shown_secrets(uow, CARD)
    club = changed(office)
    slots = KdfSlots(club.world.data)
    recovery_cards.reset_passphrase_and_sign_in(
        club.world.uow(), slots, "jo@example.org", text, "nine violet otters hum quietly", ""
    )
    sign_in(club, "jo", "nine violet otters hum quietly")
    assert locks.read_pepper_generation(lock_of(club, "jo")) == 2


def test_sessions_and_unused_invites_end_and_leads_are_told(office: Office):
    token = office.world.token("sam")
    _, code = invites.invite_member(office.at("jo"), "new@example.org", ())
    office.session.rollback()
    said = rotate(office.world)
    assert "1 invite ended" in said.output
    club = reopen(office)
    ended = sessions.open_session(club.world.uow(), token)
    assert ended is None or ended.actor is None
    assert club.session.scalars(select(SignIn).where(SignIn.box.is_not(None))).all() == []
    assert club.session.scalars(select(Invite).where(Invite.used_at.is_(None))).all() == []
    acts = [event.act for event in club.events()]
    assert acts.count(Action.LOG_KEY) == acts.count(Action.SECRET_CHANGED) == 1
    lines = [line.text for line in notice_lines.list_open_notices(club.at("jo"))]
    assert any("changed the server secret" in line for line in lines), lines
    told = set(club.session.scalars(select(Outbox.member_id)))
    assert {club.id("jo"), club.id("deputy"), club.id("senior")} <= told
    assert club.id("sam") not in told
    assert code not in said.output


def test_who_was_left_out_by_name_stays_left_out(office: Office):
    concern_id = office.signed("sam", not_for=["deputy"])
    club = changed(office)
    server, row = club.world.uow().server, club.session.get_one(Concern, concern_id)
    assert exclusions.is_exclusion_list_authentic(server, concern_id, row.kept_from)
    assert exclusions.is_excluded(server, concern_id, row.kept_from, [club.id("deputy")])
    assert not exclusions.is_excluded(server, concern_id, row.kept_from, [club.id("jo")])


def test_a_page_that_was_started_before_is_found_at_its_place(office: Office):
    concern_id = office.signed("sam")
    before = addition_drafts.find_addition_draft(office.at("sam"), concern_id, "words")
    club = changed(office)
    assert addition_drafts.find_addition_draft(club.at("sam"), concern_id, "words") == before


def test_the_log_says_its_new_key_and_both_keys_sign_that(office: Office):
    concern = office.signed("sam")
    old = record_receipts.derive_public_log_key(office.world.uow())
    club = changed(office)
    uow = club.world.uow()
    new = record_receipts.derive_public_log_key(uow)
    assert new != old
    (line,) = [event for event in club.events() if event.act is Action.LOG_KEY]
    signed = club.session.scalars(
        select(Checkpoint.note).where(Checkpoint.size == line.i + 1)
    ).one()
    for key in (old, new):
        assert notes.open_note(signed, [key])[1] == [club.org.origin]
    held = uow.files.note(club.org.id)
    assert notes.open_note(held, [new])
    with pytest.raises(notes.NoteError):
        notes.open_note(held, [old])
    target = io.BytesIO()
    log_export.log_and_write_export(uow, target)
    assert zipfile.ZipFile(target).read("keys.txt").decode().split() == [new, old]
    file = office.world.data / "export.zip"
    file.write_bytes(target.getvalue())
    assert main(["verify", str(file), "--log-key", old, "--log-key", new]) == 0
    assert main(["verify", str(file)]) == 0
    assert new in record_receipts.issue_receipt(club.at("sam"), concern)


def test_it_can_be_changed_again_and_again(office: Office):
    office.signed("sam", not_for=["deputy"])
    club = changed(changed(office))
    assert len(read_secret(club.world)) == 96
    sign_in(club, "sam")
    assert locks.read_pepper_generation(lock_of(club, "sam")) == 3
    suspend_member(club.at("jo"), club.id("deputy"))
    remove_member(club.at("jo"), club.id("deputy"))
    assert find_all_differences(club.world.uow()) == ()


def die(*_args: Any, **_more: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run_and_kill(work: Callable[[], object]) -> None:
    """Run this in a process of its own, which has to be killed in it."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


MOMENTS = {
    "before the new secret is written": (secret_files, "read_or_make_next_secret"),
    "while organisations are changed": (database_change, "_withdraw_invites"),
    "after the commit": (CheckpointFiles, "keep"),
    "before the file is put in place": (secret_files, "put_next_secret_in_place"),
    "between the two names": (secret_files.os, "link"),
}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("then", ["a start", "the same command"])
def test_a_kill_at_any_moment_leaves_the_old_secret_or_the_new_one(
    office: Office, moment: str, then: str, monkeypatch
):
    concern = office.signed("sam")
    office.session.rollback()
    office.world.close()
    with monkeypatch.context() as patch:
        if moment == "between the two names":
            place = secret_files.put_next_secret_in_place
            patch.setattr(
                database_change.secret_files, "put_next_secret_in_place",
                lambda *args: (patch.setattr(type(args[1]), "replace", die), place(*args)),
            )  # fmt: skip
        else:
            patch.setattr(*MOMENTS[moment], die)
        run_and_kill(lambda: rotate(office.world))
    if then == "a start":
        assert start(office) == ""
    else:
        said = rotate(office.world)
        assert said.exit_code == 0, said.output
        assert len(read_secret(office.world)) == 64
    club = reopen(office)
    assert start(club) == ""
    sign_in(club, "jo")
    assert not any(one.refused for one in open_concern(club.at("jo"), concern).entries)
    assert find_all_differences(club.world.uow()) == ()
    assert club.world.app.test_client().get("/readyz").json["ok"] is True


def test_a_server_with_the_old_secret_says_that_it_was_changed(office: Office):
    office.signed("sam")
    changed(office)
    find_secret_file(office.world).chmod(0o600)
    find_secret_file(office.world).write_bytes(SECRET)
    find_secret_file(office.world).chmod(0o400)
    assert "The server secret of this database was changed" in start(office)
    closed = office.world.make_app().test_client()
    said = {"ok": False, "problem": "server secret was changed"}
    assert closed.get("/readyz").json == said
    doctor = office.world.make_app().test_cli_runner().invoke(args=["doctor"])
    assert "The server secret of this database was changed" in doctor.output


def test_a_database_from_before_opens_with_the_old_secret_alone(office: Office):
    """A backup from before the change is such a database."""
    concern = office.signed("sam")
    secret = find_secret_file(office.world)
    secret.chmod(0o600)
    secret.write_bytes(b"n" * 32 + SECRET)
    secret.chmod(0o400)
    assert "is not the one that this database was made with" in start(office)
    assert rotate(office.world).exit_code == 1
    secret.chmod(0o600)
    secret.write_bytes(SECRET)
    secret.chmod(0o400)
    assert start(office) == ""
    club = changed(office)
    assert not any(one.refused for one in open_concern(club.at("jo"), concern).entries)


@ON_SQLITE
def test_a_secret_cut_to_its_newest_part_fits_nothing(office: Office):
    club = changed(office)
    secret = find_secret_file(club.world)
    cut = read_secret(club.world)[:32]
    secret.chmod(0o600)
    secret.write_bytes(cut)
    secret.chmod(0o400)
    assert "is not the one that this database was made with" in start(club)


@ON_SQLITE
def test_a_log_that_does_not_match_gets_no_new_key(office: Office):
    office.world.change(update(LogHead).values(size=LogHead.size - 1))
    said = rotate(office.world)
    assert (said.exit_code, "log fsck" in said.output) == (1, True), said.output
    assert len(read_secret(office.world)) == 32


@ON_SQLITE
def test_nothing_is_changed_under_a_running_server(office: Office):
    running = office.world.make_app()
    assert running.test_client().get("/readyz").status_code == 200
    said = office.world.make_app().test_cli_runner().invoke(args=["secret", "rotate"])
    assert (said.exit_code, "Another Heard is using" in said.output) == (1, True), said.output


@ON_SQLITE
def test_the_secret_in_use_stays_for_older_backups_and_is_never_printed(office: Office):
    said = rotate(office.world)
    kept = secret_files.find_old_secret_file(find_secret_file(office.world), 1)
    assert kept.read_bytes() == SECRET
    assert kept.stat().st_mode & 0o777 == 0o400
    assert str(kept) in said.output
    said = reopen(office).world.make_app().test_cli_runner().invoke(args=["doctor"])
    assert "people have not signed in with their passphrase since. Someone" in said.output
    for part in (SECRET, read_secret(office.world)[:32]):
        assert part.hex() not in said.output


@ON_SQLITE
def test_a_left_over_of_another_secret_is_not_used(office: Office):
    file = find_secret_file(office.world)
    other = secret_files.find_next_secret_file(file)
    other.write_bytes(b"x" * 64)
    said = rotate(office.world)
    assert (said.exit_code, "does not follow" in said.output) == (1, True), said.output
    assert start(office) == ""
    assert read_secret(office.world) == SECRET


@pytest.mark.parametrize("length", [0, 31, 33, 63, 256 * 32])
def test_a_file_of_another_length_is_refused(tmp_path, length: int):
    demand_refused(tmp_path, b"s" * length)


def test_a_secret_that_was_written_as_text_is_refused(tmp_path):
    """Else it would count as two of them, and no one would see that it is half as long."""
    demand_refused(tmp_path, SECRET.hex().encode())


def demand_refused(tmp_path, content: bytes) -> None:
    secret = tmp_path / "server-secret"
    secret.write_bytes(content)
    secret.chmod(0o400)
    with pytest.raises(ConfigError, match="bytes long"):
        Config.from_env({"DATA": str(tmp_path)})
