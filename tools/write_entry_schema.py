"""Write the JSON Schema of an entry, from the structs that seal and open entries.

    make frozen

runs this, which writes docs/entry-schema.json. After a kind or a field of an entry was added, a
test fails until then.
"""

from __future__ import annotations

import sys
from inspect import cleandoc
from pathlib import Path

import msgspec

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "entry-schema.json"
sys.path.insert(0, str(ROOT))

from app.domain.record.entry_schema import SCHEMA, Entry  # noqa: E402 - the path comes first


def make_entry_schema() -> str:
    """The schema as text."""
    of_an_entry = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"An entry of a file in Heard, schema {SCHEMA}",
        "description": "Values of parts: docs/record-schema.md",
        **msgspec.json.schema(Entry),
    }
    # A docstring is indented before Python 3.13, and not from it on.
    for described in of_an_entry["$defs"].values():
        if "description" in described:
            described["description"] = cleandoc(described["description"])
    return msgspec.json.format(msgspec.json.encode(of_an_entry), indent=1).decode() + "\n"


def write_entry_schema() -> tuple[list[str], list[str]]:
    """Write the file if it says something else. Return what was written; nothing can fail."""
    if TARGET.read_text(encoding="utf-8") == (now := make_entry_schema()):
        return [], []
    TARGET.write_text(now, encoding="utf-8")
    return ["docs/entry-schema.json: written again"], []


if __name__ == "__main__":
    write_entry_schema()
