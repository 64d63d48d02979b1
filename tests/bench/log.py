"""Measure how long `python -m audit verify` takes for a log of a million leaves."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from audit import events, export, notes
from tests.bench.figures import Figure, not_measured
from tests.support.server import ROOT

LEAVES, ROUNDS = 1_000_000, 3
ORIGIN = "heard-log/bench"


def verify(folder: Path) -> list[Figure]:
    """Seconds of `python -m audit verify`, against hashing the same lines in memory."""
    lines = list(_lines())
    seed, path = os.urandom(32), folder / "million.zip"
    root = _bare(lines)
    note = notes.sign_note(notes.format_checkpoint_text(ORIGIN, LEAVES, root), ORIGIN, seed)
    key = notes.format_verifier_key(ORIGIN, notes.derive_public_key(seed))
    leaves = ((hashlib.sha256(b"\0" + line).digest(), line) for line in lines)
    export.write_export(str(path), leaves=leaves, checkpoints=[note], keys=[key])
    ours, bare = [], []
    for _ in range(ROUNDS):
        bare.append(_seconds(lambda: _bare(lines)))
        ours.append(_seconds(lambda: _verify(path)))
    best, plain = min(ours), min(bare)
    name = f"verify a log of {LEAVES:,} leaves"
    if path.stat().st_size == 0:
        return [not_measured(name, "≤ 2 × bare", "no export")]
    return [
        Figure(
            name,
            "≤ 2 × bare",
            f"{plain:.2f} s",
            f"{best:.2f} s",
            f"{best / plain:.2f}",
            best <= 2 * plain,
            f"best of {ROUNDS}. Heard reads a zip of {path.stat().st_size / 1e6:.0f} MB in a "
            "separate process. Bare hashes leaves and nodes of lines already in memory",
        )
    ]


def _lines() -> Iterator[bytes]:
    org, who, now = str(uuid4()), str(uuid4()), datetime.now(UTC)
    for index in range(LEAVES):
        event = events.Event(
            act=events.Action.ENTRY_READ,
            role="lead",
            h=hashlib.sha256(index.to_bytes(8, "big")).hexdigest(),
            i=index,
            obj=f"{org}/{index % 40}",
            org=org,
            t=now,
            who=who,
            state=None,
            due=None,
        )
        yield events.encode_event(event)


def _bare(lines: list[bytes]) -> bytes:
    """RFC 9162's tree over all lines, level by level: 2 n - 1 hashes and nothing else."""
    sha = hashlib.sha256
    row = [sha(b"\0" + line).digest() for line in lines]
    while len(row) > 1:
        last = row[-1:] if len(row) % 2 else []
        pairs = zip(row[::2], row[1::2], strict=False)
        row = [sha(b"\1" + left + right).digest() for left, right in pairs] + last
    return row[0]


def _verify(path: Path) -> None:
    command = [sys.executable, "-m", "audit", "verify", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def _seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
