"""Make `boxes2.json` once: the lock of a passkey. Run again it refuses, as for `boxes1.json`.

python -m tests.vectors.vault.make_boxes2
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.vectors.vault.box_specimens import LATER_SPECIMENS
from tests.vectors.vault.make_boxes1 import write_specimen

LATER_BOXES = Path(__file__).with_name("boxes2.json")


def make_later_boxes(path: Path) -> None:
    """Write the vectors to `path`. Raises FileExistsError rather than replace any."""
    boxes = {name: write_specimen(one) for name, one in LATER_SPECIMENS.items()}
    with path.open("x", encoding="utf-8") as file:
        json.dump({"format": 1, "boxes": boxes}, file, indent=1, ensure_ascii=False)
        file.write("\n")


if __name__ == "__main__":
    try:
        make_later_boxes(LATER_BOXES)
    except FileExistsError:
        raise SystemExit("boxes2.json exists and stays as it is") from None
