"""Write docs/performance.md from the figures of one run: misses as misses, nothing unmeasured.

Only the tables, the list of misses and how each was measured are written. Nothing else is lost.
"""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import ssl
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.figures import Figure
from tests.support.server import ROOT

DOCUMENT = ROOT / "docs" / "performance.md"
MISSED, HOW_MEASURED = "Missed", "How each was measured"
TABLE_START = "| Work | Target | Bare |"
ALL_MET = "Every target with a figure was met in this run."
GROWTH_TABLE = """| Work | Target | The smallest | Here | Times the smallest | Verdict |
|---|---|---|---|---|---|
"""
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


def write(tables: Mapping[str, Sequence[Figure]], load: float, served: str) -> Path:
    """Replace what a run measures in the document, and keep all else in it; returns its path."""
    before = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(compose(before, tables, load, served), encoding="utf-8")
    return DOCUMENT


def compose(before: str, tables: Mapping[str, Sequence[Figure]], load: float, served: str) -> str:
    """Return the document with these figures, by the heading that their table is under.

    Those under "" are compared with the bare reference and make the first table. Any others grow
    with a club, and are compared with the smallest of their kind. A section that another command
    measures, or that someone wrote, stays as it is in `before`. So does each paragraph that
    someone wrote under a table or in a section that is written here.
    """
    sections = split_sections(before)
    opening, missed = sections.pop(""), sections.pop(MISSED, "")
    by_hand = [*_list_by_hand(opening, TABLE_START), *_list_by_hand(missed)]
    figures = tables.get("", ())
    for heading, grown in tables.items():
        if heading:
            start, text = GROWTH_TABLE.partition("\n")[0], sections.get(heading, "")
            kept = _list_by_hand(text, start) if start in text else [text]
            table = GROWTH_TABLE + _list_rows(grown)
            sections[heading] = "\n\n".join((table, *kept)).strip()
    measured = _list_by_hand(sections.get(HOW_MEASURED, ""))
    every = [f for grown in tables.values() for f in grown]
    notes = "".join(f"- **{f.name}**: {f.note}.\n" for f in every if f.note)
    sections[HOW_MEASURED] = "\n\n".join((notes.rstrip(), *measured)).strip()
    start = "\n\n".join((_describe_run(figures, load, served), _list_missed(figures), *by_hand))
    rest = (f"## {heading}\n\n{text}\n" for heading, text in sections.items())
    return "\n".join((f"{start}\n", *rest))


def split_sections(document: str) -> dict[str, str]:
    """Return the text under each heading of the second level, in order; "" has what is before."""
    found, heading = {"": ""}, ""
    for line in document.splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
            assert heading not in found, f"docs/performance.md: two sections {heading}"
            found[heading] = ""
        else:
            found[heading] += f"{line}\n"
    return {heading: text.strip() for heading, text in found.items()}


def _list_by_hand(section: str, start: str = "") -> list[str]:
    """Return the paragraphs of a section that come after its table or list.

    The first paragraph from `start` on is the table or list, and is written anew.
    """
    paragraphs = [one for one in re.split(r"\n{2,}", section) if one]
    first = next((i for i, one in enumerate(paragraphs) if one.startswith(start)), len(paragraphs))
    return [one for one in paragraphs[first + 1 :] if one != ALL_MET]


def _describe_run(figures: Sequence[Figure], load: float, served: str) -> str:
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
    return head + _list_rows(figures)


def _list_rows(figures: Sequence[Figure]) -> str:
    return "\n".join(
        f"| {f.name} | {f.target or '–'} | {f.bare or '–'} | {f.ours or '–'} | {f.ratio or '–'} "
        f"| {f.verdict} |"
        for f in figures
    )


def _list_missed(figures: Sequence[Figure]) -> str:
    missed = [f"- {f.name}: {f.ours}, target {f.target}." for f in figures if f.met is False]
    return "\n".join((f"## {MISSED}", "", *missed)) if missed else ALL_MET
