"""Look for values, and for plain hashes of them, in every row of some tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

HASHES = ("sha256", "sha1", "md5", "blake2b", "blake2s")


def find_stored_values(
    session: Session, tables: Iterable[str], values: Iterable[str]
) -> list[tuple[str, str]]:
    """Return each value found in a row in any letters, itself or a hash of it, with its table."""
    forms = [(value, form) for value in values for form in _list_forms(value)]
    return [
        (value, table)
        for table in tables
        for row in session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608
        for stored in row
        for column in [stored if isinstance(stored, bytes) else str(stored).encode()]
        for value, form in forms
        if form in column or form in column.lower()
    ]


def _list_forms(value: str) -> Iterable[bytes]:
    yield value.encode()
    for name in HASHES:
        digest = hashlib.new(name, value.encode()).digest()
        yield from (digest, digest.hex().encode())
