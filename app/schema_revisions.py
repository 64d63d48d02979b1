"""Which schemas there are, read from the names inside the migrations: no migration is loaded.

A worker asks whether its database is at the newest one, and carries no Alembic for that. This
module never opens a database.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).resolve().parent / "migrations" / "versions"
_REVISION: Final = re.compile(r'^revision(?:: \w+)? = "(\w+)"$', re.M)
_BEFORE: Final = re.compile(r'^down_revision(?:: [\w |]+)? = "(\w+)"$', re.M)


class SchemaRevisions(NamedTuple):
    """The newest schema, and every one that this version of Heard knows."""

    newest: str
    known: frozenset[str]


@cache
def load_schema_revisions() -> SchemaRevisions:
    """Return the schemas of this version. Raises RuntimeError unless exactly one is the newest."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.py"))]
    known = {name for text in texts for name in _REVISION.findall(text)}
    newest = known - {name for text in texts for name in _BEFORE.findall(text)}
    if len(newest) != 1:
        raise RuntimeError(f"expected one newest migration, found {sorted(newest)}")
    return SchemaRevisions(newest.pop(), frozenset(known))
