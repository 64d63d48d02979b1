"""A command that is stopped by Ctrl-C ends with one sentence about what it did and did not do."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from app import cli
from app.services.audit_log import log_export
from app.services.integrity import integrity_check
from tests.support.club.world import World
from tests.unit.test_cli import one_sentence, run


@pytest.mark.parametrize(
    ("words", "owner", "name", "said"),
    [
        (("log", "fsck"), integrity_check, "_entries", cli.FSCK_STOPPED),
        (("log", "export"), log_export.export, "write_export", cli.EXPORT_STOPPED),
    ],
    ids=["fsck", "export"],
)
def test_a_command_that_is_stopped_says_what_was_not_done(
    world: World, tmp_path: Path, monkeypatch, words, owner, name, said
):
    file = tmp_path / "log.zip"
    monkeypatch.setattr(owner, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGINT))
    result = run(world, *words, *([str(file)] if name == "write_export" else []))
    assert one_sentence(result) == f"Error: {said}"
    assert "Aborted" not in result.output
    assert not file.exists()
