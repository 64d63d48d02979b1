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

from tools.wire_names import Names, differences, gathered  # noqa: E402 - the path comes first


def text_of(names: Names) -> str:
    """Return the names as the file holds them, one a line."""
    return json.dumps(names, indent=1, ensure_ascii=False) + "\n"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(accept: bool) -> int:
    """Write the file, or say why not. Return the exit status."""
    now = gathered()
    frozen = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else {}
    lost, added = differences(frozen, now)
    for line in (*lost, *added[:200]):
        _say(line)
    if lost and not accept:
        _say("Nothing was written. Put these names back: what exists holds them.")
        return 1
    TARGET.write_text(text_of(now), encoding="utf-8")
    _say(f"{len(added)} added, {len(lost)} removed or changed: {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main("--accept" in sys.argv[1:]))
