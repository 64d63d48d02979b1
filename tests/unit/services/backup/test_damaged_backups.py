"""A backup that was cut, changed, half written or not for this key restores nothing and says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import inspect

from app.services.backup import backup_making, restoring
from app.services.backup.backup_file import BackupFileError
from app.services.backup.backup_reading import BackupReadError
from app.services.backup.last_backup import find_backup_status
from tests.support.club.backups import BackupKit, ignore_progress

ROOT = Path(__file__).resolve().parents[4]
pytestmark = pytest.mark.parametrize(
    "world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True
)


def refused(kit: BackupKit) -> str:
    with pytest.raises(BackupReadError) as caught:
        kit.check(kit.place(kit.nowhere, kit.folder / "there"))
    return str(caught.value)


def change_byte(content: bytes, share: float) -> bytes:
    at = int(len(content) * share)
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def test_a_locked_backup_that_was_cut_or_changed_is_refused(kit, office):
    office.signed("sam")
    kit.back_up()
    whole = kit.path.read_bytes()
    for share in (0.0, 0.001, 0.5, 0.999):
        for damaged in (whole[: int(len(whole) * share)], change_byte(whole, share)):
            kit.path.write_bytes(damaged)
            assert "another copy" in refused(kit)
    kit.path.write_bytes(whole)
    kit.key = pyrage.x25519.Identity.generate()
    assert "this key is not one it was made for" in refused(kit)


def test_a_cut_or_changed_copy_in_clear_is_refused_and_writes_nothing(kit, office):
    office.signed("sam")
    backup_making.write_local_copy(office.world.engine, kit.path, office.now)
    whole = kit.path.read_bytes()
    lines = whole.splitlines(keepends=True)
    changed: dict[str, bytes] = {
        "cut": whole[:-20],
        "no end": b"".join(lines[:-1]),
        "a row less": b"".join(lines[:9] + lines[10:]),
        "a row twice": b"".join([*lines[:9], lines[9], *lines[9:]]),
        "two rows changed places": b"".join([*lines[:9], lines[10], lines[9], *lines[11:]]),
        "more after its end": whole + lines[3],
        "a byte": change_byte(whole, 0.4),
        "another file": b"%PDF-1.7\n",
        "nothing": b"",
    }
    place = kit.place(kit.nowhere, kit.folder / "there")
    verdict = kit.check(place)
    for what, content in changed.items():
        kit.path.write_bytes(content)
        assert "is not a whole backup" in refused(kit), what
    with pytest.raises(BackupReadError):  # changed after it was judged
        restoring.restore_rows(kit.path, [], verdict, place, ignore_progress)
    kit.path.write_bytes(changed["a byte"])
    with pytest.raises(BackupReadError):
        restoring.restore_rows(kit.path, [], verdict, place, ignore_progress)
    with place.engine.connect() as connection:
        assert "organisation" in inspect(connection).get_table_names()
        count = connection.exec_driver_sql("SELECT count(*) FROM organisation")
        assert count.scalar_one() == 0


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_backup_that_is_stopped_leaves_no_file_and_the_next_one_works(kit, number):
    code = (
        "import os, signal, sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's "&" ignores it
        "from app.database import make_engine; from app.services.backup import backup_making\n"
        "url, path, key, number = sys.argv[1:]\n"
        "stop = lambda done, _: done == 100 and os.kill(os.getpid(), int(number))\n"
        "backup_making.make_backup(make_engine(url), [], Path(path), [key],"
        " datetime.now(UTC), stop)\n"
    )
    words = [sys.executable, "-c", code, kit.office.world.url, str(kit.path)]
    done = subprocess.run(
        [*words, str(kit.key.to_public()), str(int(number))], cwd=ROOT, capture_output=True
    )
    assert done.returncode == -number, done.stderr.decode()[-500:]
    assert not kit.path.exists()
    assert len(list(kit.folder.glob("*.part"))) == (number == signal.SIGKILL)
    kit.back_up()
    assert not list(kit.folder.glob("*.part"))
    assert kit.check(kit.place(kit.nowhere, kit.folder / "there")).orgs


def test_a_disk_that_is_or_gets_full_is_a_sentence_and_leaves_nothing(kit, monkeypatch):
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(BackupFileError, match="is full: free some room"):
            kit.back_up()
    assert list(kit.folder.glob("club.age*")) == []
    assert find_backup_status(kit.office.session, kit.office.org).made is None
    limit: Callable[..., object] = lambda _folder: 1 << 20  # noqa: E731 - one number
    monkeypatch.setattr("app.services.backup.backup_file._find_free_bytes", limit)
    with pytest.raises(BackupFileError, match=r"has 1 MB of room, and the backup may need \d+ MB"):
        kit.back_up()
