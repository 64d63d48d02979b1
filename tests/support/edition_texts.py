"""Marks of the words of each edition of the workbook, by chapter, so that none changes unseen.

`python -m tests.support.edition_texts` adds the edition of today. It changes no older one: people
completed those.
"""

from __future__ import annotations

import json
from pathlib import Path

from content.workbook import workbook_loader

FILE = Path(__file__).resolve().parents[1] / "vectors" / "edition_texts.json"


def read_marks() -> dict[str, dict[str, str]]:
    """Return the marks of each edition, by its version and then by the place of a chapter."""
    found: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def mark_edition() -> tuple[str, dict[str, str]]:
    """Return the version of the edition of today, and the marks of its words."""
    book = workbook_loader.load_workbook("england")
    chapters = {f"chapters/{one.number:02}-{one.key}": one.mark for one in book.chapters}
    roles = {f"roles/{one.key}": one.mark for one in book.roles}
    return book.edition.version, {**chapters, **roles}


def main() -> None:
    """Add the edition of today. Raises SystemExit where its version has other words already."""
    version, marks = mark_edition()
    known = read_marks() if FILE.exists() else {}
    if known.get(version, marks) != marks:
        raise SystemExit(f"edition {version} has other words already: move version first")
    FILE.write_text(json.dumps({**known, version: marks}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
