"""A new server secret is put where it can be used: handed out, linked, mounted, another user's."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from app import first_start
from app.first_start import FirstStartError, prepare_server
from app.models.audit_log import Leaf
from app.services.audit_log.database_check import is_secret_of_database
from app.services.secret_change import database_change, secret_files
from app.upkeep_cli import secret_commands
from app.vault.server_secret import ServerSecret
from tests.support.club.changed_secret import find_secret_file, read_secret, rotate
from tests.support.club.office import Office
from tests.support.machine.server_settings import SECRET

pytestmark = pytest.mark.parametrize(
    "world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True
)


def start(office: Office) -> str:
    """Return what a start on this club says, or nothing if it starts."""
    try:
        prepare_server({"DATA": str(office.world.data), "DATABASE_URL": office.world.url})
    except FirstStartError as error:
        return str(error)
    return ""


def is_still_under(office: Office, secret: bytes) -> bool:
    return is_secret_of_database(office.world.engine, ServerSecret(secret))


def refuse(number: int, name: str, monkeypatch) -> None:
    """Let a system call fail as it does over a file that was mounted by itself."""

    def fail(*_args: object, **_more: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(*((secret_files.os, "link") if name == "link" else (Path, "replace")), fail)


def test_a_secret_that_is_handed_out_takes_two_steps(office: Office, tmp_path: Path):
    new = tmp_path / "new-secret"
    first = rotate(office.world, "--new-file", str(new))
    assert (first.exit_code, "give the same command again" in first.output) == (0, True)
    assert new.read_bytes().endswith(SECRET)
    assert new.stat().st_mode & 0o777 == 0o400
    assert is_still_under(office, SECRET)
    assert start(office) == ""  # a container that is thrown away now takes nothing with it
    written = new.read_bytes()
    second = rotate(office.world, "--new-file", str(new))
    assert (second.exit_code, "Put that in the place of" in second.output) == (0, True)
    assert new.read_bytes() == written
    assert is_still_under(office, written)
    assert read_secret(office.world) == SECRET
    assert "was changed" in start(office)
    again = rotate(office.world, "--new-file", str(new))
    assert (again.exit_code, "Put that in the place of" in again.output) == (0, True)
    new.replace(find_secret_file(office.world))
    assert start(office) == ""


def test_another_file_is_not_taken_for_the_new_secret(office: Office, tmp_path: Path):
    new, other = tmp_path / "new-secret", tmp_path / "other"
    for _ in range(2):
        assert rotate(office.world, "--new-file", str(new)).exit_code == 0
    said = rotate(office.world, "--new-file", str(other))
    assert (said.exit_code, f"not in {other}" in said.output) == (1, True), said.output
    assert not other.exists()
    other.write_bytes(b"x" * 32 + SECRET)
    said = rotate(office.world, "--new-file", str(other))
    assert (said.exit_code, f"not in {other}" in said.output) == (1, True), said.output


def test_a_secret_that_was_mounted_by_itself_changes_nothing(office: Office, monkeypatch):
    refuse(errno.EXDEV, "link", monkeypatch)
    said = rotate(office.world)
    assert (said.exit_code, "Give --new-file" in said.output) == (1, True), said.output
    assert is_still_under(office, SECRET)
    assert not secret_files.find_next_secret_file(find_secret_file(office.world)).exists()


def test_a_file_that_cannot_be_put_in_place_says_where_it_is(office: Office, monkeypatch):
    with monkeypatch.context() as patch:
        refuse(errno.EBUSY, "replace", patch)
        next_file = secret_files.find_next_secret_file(find_secret_file(office.world))
        belongs = f"The database belongs to the server secret in {next_file} now"
        said = rotate(office.world)
        assert (said.exit_code, belongs in said.output) == (1, True), said.output
        assert belongs in start(office)
    assert rotate(office.world).exit_code == 0
    assert start(office) == ""


def test_a_database_that_goes_away_at_the_commit(office: Office, monkeypatch):
    real = database_change.change_server_secret_in_database

    def lose_the_answer(*args):
        real(*args)
        raise OperationalError("COMMIT", {}, ConnectionError())

    with monkeypatch.context() as patch:
        patch.setattr(secret_commands, "change_server_secret_in_database", lose_the_answer)
        said = rotate(office.world)
    next_file = secret_files.find_next_secret_file(find_secret_file(office.world))
    assert (said.exit_code, f"Keep {next_file}" in said.output) == (1, True), said.output
    assert rotate(office.world).exit_code == 0
    assert start(office) == ""


def test_a_server_that_finishes_the_change_while_it_waits_has_to_end(
    office: Office, monkeypatch, capsys
):
    monkeypatch.setattr(first_start, "RETRY_SECONDS", 0)
    env = {"DATA": str(office.world.data), "DATABASE_URL": office.world.url}
    with monkeypatch.context() as patch:
        refuse(errno.EBUSY, "replace", patch)
        rotate(office.world)
    assert not first_start.prepare_when_possible(env)
    assert "Restart Heard" in capsys.readouterr().out
    assert first_start.prepare_when_possible(env)


def test_a_secret_behind_a_link_is_changed_where_it_lies(office: Office, tmp_path: Path):
    link = find_secret_file(office.world)
    real = tmp_path / "vault-secret"
    link.replace(real)
    link.symlink_to(real)
    said = rotate(office.world)
    assert said.exit_code == 0, said.output
    assert link.is_symlink()
    assert len(real.read_bytes()) == 64
    kept = tmp_path / "vault-secret.before-2"
    assert not kept.is_symlink()
    assert kept.read_bytes() == SECRET
    assert start(office) == ""


def test_the_secret_of_another_user_stays_theirs(world, tmp_path: Path, monkeypatch):
    file, asked = tmp_path / "server-secret", []
    file.write_bytes(SECRET)
    monkeypatch.setattr(secret_files.os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "fchown", lambda _file, *owner: asked.append(owner))
    secret_files.read_or_make_next_secret(secret_files.find_next_secret_file(file), SECRET, file)
    assert asked == [(file.stat().st_uid, file.stat().st_gid)]


def test_a_left_over_copy_of_another_secret_stops_the_change(office: Office):
    kept = secret_files.find_old_secret_file(find_secret_file(office.world), 1)
    kept.write_bytes(b"x" * 32)
    said = rotate(office.world)
    assert (said.exit_code, f"{kept} is not the server secret" in said.output) == (1, True)
    assert is_still_under(office, SECRET)


def test_a_line_that_was_changed_stops_the_change_and_its_host_is_named(office: Office):
    office.world.change(update(Leaf).where(Leaf.i == 3).values(line=b"x"))
    said = rotate(office.world)
    assert (said.exit_code, "The log of localhost does not match" in said.output) == (1, True)
    assert is_still_under(office, SECRET)
