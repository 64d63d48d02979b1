"""Write docs/performance.md from the figures of one run: misses as misses, nothing unmeasured."""

from __future__ import annotations

import os
import platform
import sqlite3
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.figures import Figure
from tests.support.server import ROOT

DOCUMENT = ROOT / "docs" / "performance.md"
HEAD = """# Performance

Written by `make bench` ({when}). Next to every figure is a bare reference, measured in the same
run on the same machine. Seconds differ between machines, and ratios less so. The reference is
`tests/bench/bare.py`: one question, no accounts, no log, no numbers to call. No figure was bought
with a check, an fsync or a log event.

Machine: {cores} cores, {machine}, load {load} at the start; Python {python}, SQLite {sqlite},
{ssl}. Both servers: waitress, {served}; clients on the same cores. Database: SQLite, WAL,
synchronous FULL.

| Work | Target | Bare | Heard | Heard : bare | Verdict |
|---|---|---|---|---|---|
"""


def write(figures: Iterable[Figure], load: float, served: str) -> Path:
    """Replace the document; returns its path."""
    figures = list(figures)
    head = HEAD.format(
        when=datetime.now(UTC).strftime("%-d %B %Y, %H:%M UTC"),
        cores=os.cpu_count(),
        machine=platform.machine(),
        load=f"{load:.1f}",
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        ssl=ssl.OPENSSL_VERSION,
        served=served,
    )
    rows = "".join(
        f"| {f.name} | {f.target} | {f.bare or '–'} | {f.ours or '–'} | {f.ratio or '–'} "
        f"| {f.verdict} |\n"
        for f in figures
    )
    notes = "".join(f"- **{f.name}**: {f.note}.\n" for f in figures if f.note)
    missed = [f for f in figures if f.met is False]
    team = _read_section(LARGE_TEAM, HOW_MEASURED)
    slow_clients = _read_section(SLOW_CLIENTS, NOT_HERE)
    DOCUMENT.write_text(
        f"{head}{rows}\n{_missed(missed)}{team}{HOW_MEASURED}\n{notes}{slow_clients}{NOT_HERE}"
    )
    return DOCUMENT


def _missed(missed: list[Figure]) -> str:
    if not missed:
        return "Every target with a figure was met in this run.\n"
    lines = "".join(f"- {f.name}: {f.ours}, target {f.target}.\n" for f in missed)
    return f"## Missed\n\n{lines}"


def _read_section(heading: str, following: str) -> str:
    """Return a section of the document as it is: another command measures it separately."""
    text = DOCUMENT.read_text(encoding="utf-8")
    begin, end = text.find(heading), text.find(following)
    return text[begin:end] if 0 <= begin < end else ""


LARGE_TEAM = "\n## Pages of a large team\n"
"""Measured by `tests.bench team`."""
HOW_MEASURED = "\n## How each was measured\n"
SLOW_CLIENTS = "\n## Slow clients\n"
"""Measured by `tests.bench.attack_table`."""
NOT_HERE = """
## Not measured here

- Search by name over 10,000 and 100,000 concerns: there is no search yet.
- Lighthouse scores of the companion page, and how long a first-time user takes on a phone.
- PostgreSQL: only pages of a large team are measured on it.
"""
