"""Count what browsers report against the content policy: how often each directive, each day.

A report has addresses and pieces of a page in it. Nothing of that is stored or logged. A count is
the size of a file in DATA, so that all processes add to it without a lock and without a database.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Final

DIRECTIVES: Final = (
    *("default-src", "script-src", "style-src", "img-src", "font-src", "connect-src"),
    *("manifest-src", "worker-src", "form-action", "base-uri", "frame-ancestors"),
)
OTHER: Final = "other"
FOLDER: Final = "policy-reports"
MOST_A_DAY: Final = 1_000
"""Reports of one directive that a day counts. Anyone can send one."""
KEPT_DAYS: Final = 7
LARGEST_REPORT: Final = 64 * 1024
"""Bytes. As objects, JSON takes many times the memory of its text."""


def read_reported_directive(body: bytes) -> str:
    """Return which directive a report names, OTHER for none of ours. Raises ValueError."""
    try:
        inside = json.loads(body)["csp-report"]
        named = inside.get("effective-directive") or inside.get("violated-directive") or ""
    except (LookupError, TypeError, AttributeError, RecursionError):
        raise ValueError("expected a report of the content policy") from None
    first = str(named).partition(" ")[0]
    for end in ("-elem", "-attr"):
        first = first.removesuffix(end)
    return first if first in DIRECTIVES else OTHER


def count_report(data: Path, directive: str, day: date) -> None:
    """Add one to a directive's count of a day. A full disk loses the count and nothing else."""
    folder = data / FOLDER
    path = folder / f"{day.isoformat()}.{directive}"
    with suppress(OSError):
        if not path.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
            _delete_old(folder, day)
        elif path.stat().st_size >= MOST_A_DAY:
            return
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, b".")
        finally:
            os.close(file)


def load_counts(data: Path, today: date) -> dict[str, int]:
    """Return how often each directive was reported in the last KEPT_DAYS, the most first."""
    counts: Counter[str] = Counter()
    with suppress(OSError):
        for path in (data / FOLDER).iterdir():
            day, _, directive = path.name.partition(".")
            if directive in (*DIRECTIVES, OTHER) and _is_recent(day, today):
                counts[directive] += path.stat().st_size
    return dict(counts.most_common())


def _delete_old(folder: Path, today: date) -> None:
    for path in folder.iterdir():
        if not _is_recent(path.name.partition(".")[0], today):
            path.unlink(missing_ok=True)


def _is_recent(day: str, today: date) -> bool:
    try:
        return timedelta(0) <= today - date.fromisoformat(day) < timedelta(days=KEPT_DAYS)
    except ValueError:
        return False
