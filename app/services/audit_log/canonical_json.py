"""Canonical JSON in a column in clear, and the hash by which the log vouches for it."""

import json
import secrets
from typing import Any

from app.services.members.key_trust import hash_row_bytes


def encode_and_hash(values: dict[str, Any], *, salted: bool = False) -> tuple[str, bytes]:
    """The text for the column, and its SHA-256 for the log.

    `salted`: what it says must not be guessed from the hash, which is never erased.
    """
    salt = {"salt": make_salt()} if salted else {}
    text = encode_text(values | salt)
    return text, hash_column_text(text)


def make_salt() -> str:
    """Return a new salt, which is deleted with its row."""
    return secrets.token_hex(16)


def encode_text(values: dict[str, Any]) -> str:
    """Return values as text that is the same each time."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), default=repr)


def hash_column_text(text: str) -> bytes:
    """The SHA-256 of what a column holds, whatever it holds."""
    return hash_row_bytes(text.encode("utf-8", "surrogatepass"))
