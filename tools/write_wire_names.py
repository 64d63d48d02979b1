"""Freeze the names that are stored, signed or in a URL.

    make frozen

runs this, which writes tests/vectors/wire_names.json. New names are added. It refuses, and writes
nothing, when a name is gone or says something else: records, logs and links that exist hold the old
one. Only after a decision that nothing holds it, `--accept` writes that too.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "tests" / "vectors" / "wire_names.json"
sys.path.insert(0, str(ROOT))

from tools.wire_names import Names, compare_names, gather_wire_names  # noqa: E402 - the path comes first


def format_wire_names(names: Names) -> str:
    """Return the names as the file holds them, one a line."""
    return json.dumps(names, indent=1, ensure_ascii=False) + "\n"


def write_wire_names(*, accept: bool = False) -> tuple[list[str], list[str]]:
    """Add what is new. Return that, and what is lost: then nothing is written but by `accept`."""
    now = gather_wire_names()
    frozen = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else {}
    lost, added = compare_names(frozen, now)
    if lost and not accept:
        return [], [f"wire names: {line}. Put it back: what exists holds it" for line in lost]
    if lost or added:
        TARGET.write_text(format_wire_names(now), encoding="utf-8")
    return [f"tests/vectors/wire_names.json: {line}" for line in (*lost, *added)], []


def main(accept: bool) -> int:
    """Write the file, or say why not. Return the exit status."""
    written, refused = write_wire_names(accept=accept)
    sys.stdout.writelines(f"{line}\n" for line in (*written, *refused))
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main("--accept" in sys.argv[1:]))
