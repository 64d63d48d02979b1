"""Processes that save what a log said at the same time do not disturb each other."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from uuid import uuid4

import pytest

from app.errors import LogBrokenError
from app.services.audit_log import checkpoints
from app.services.audit_log.checkpoints import CheckpointFiles

ORG = uuid4()


def test_a_snapshot_that_another_process_is_writing_is_not_deleted(tmp_path: Path, monkeypatch):
    files, real = CheckpointFiles(tmp_path), checkpoints._replace
    other = threading.Thread(target=files.keep_snapshot, args=(ORG, b"other"))
    pids = iter((1, 2))
    monkeypatch.setattr(checkpoints.os, "getpid", lambda: next(pids))

    def replace_slowly(path: Path, fresh: Path, data: bytes) -> None:
        if data == b"first":
            fresh.write_bytes(b"half")
            other.start()
            other.join(0.2)  # it waits for this one to be done
            assert fresh.exists()
        real(path, fresh, data)

    monkeypatch.setattr(checkpoints, "_replace", replace_slowly)
    files.keep_snapshot(ORG, b"first")
    other.join(10)
    assert files.find_snapshot(ORG, 100) == b"other"


def test_what_a_killed_process_left_is_deleted(tmp_path: Path):
    files = CheckpointFiles(tmp_path)
    files.keep_snapshot(ORG, b"first")
    left = tmp_path / "checkpoints" / f"{ORG}.snapshot-1"
    left.write_bytes(b"half")
    files.keep_snapshot(ORG, b"second")
    assert not left.exists()
    assert files.find_snapshot(ORG, 100) == b"second"


def test_what_root_makes_belongs_to_the_user_of_the_folder(tmp_path: Path, monkeypatch):
    files, theirs = CheckpointFiles(tmp_path), (40_001, 40_002)
    owners = {tmp_path: theirs}

    def change_owner(what: Path | int, *owner: int) -> None:
        if isinstance(what, int):
            node = os.fstat(what).st_ino
            files_there = (tmp_path / "checkpoints").iterdir()
            (what,) = (path for path in files_there if path.stat().st_ino == node)
        owners[what] = owner

    monkeypatch.setattr(checkpoints, "_find_owner", lambda path: owners.get(path, (0, 0)))
    monkeypatch.setattr(checkpoints.os, "geteuid", lambda: 0)
    monkeypatch.setattr(checkpoints.os, "chown", change_owner)
    files.keep(ORG, 1, "note")
    files.keep_snapshot(ORG, b"snapshot")
    files.keep_numbers(ORG, b"numbers")
    ends = ["lock", "new", "saving", f"snapshot-{os.getpid()}", f"numbers-{os.getpid()}"]
    folder = tmp_path / "checkpoints"
    assert owners == dict.fromkeys(
        [tmp_path, folder, *(folder / f"{ORG}.{end}" for end in ends)], theirs
    )


def test_a_note_that_cannot_be_read_breaks_the_log_and_a_missing_one_not(tmp_path: Path):
    files = CheckpointFiles(tmp_path)
    assert files.note(ORG) is None
    (tmp_path / "checkpoints" / f"{ORG}.note").mkdir(parents=True)
    with pytest.raises(LogBrokenError):
        files.note(ORG)
    with pytest.raises(OSError, match=f"{ORG}.note"):
        files.list_notes()  # a restore and a move need every one
    with pytest.raises(OSError, match="directory"):
        files.keep(ORG, 1, "note")  # after a commit, which counts on no other error
