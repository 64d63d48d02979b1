"""Make `rows1.json` once. Run again it refuses: a vector that changes proves nothing.

python -m tests.vectors.rows.make_rows1
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.vectors.rows.row_specimens import TEXTS, hash_rows, open_texts

ROWS = Path(__file__).with_name("rows1.json")


def make(path: Path) -> None:
    """Write the vectors to `path`. Raises FileExistsError rather than replace any."""
    vectors = {"format": 1, "texts": TEXTS, "read": open_texts(), "hashes": hash_rows()}
    with path.open("x", encoding="utf-8") as file:
        json.dump(vectors, file, indent=1, ensure_ascii=False)
        file.write("\n")


if __name__ == "__main__":
    make(ROWS)
