"""Processes that save what a log said at the same time do not disturb each other."""

from __future__ import annotations

import threading
from pathlib import Path
from uuid import uuid4

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
