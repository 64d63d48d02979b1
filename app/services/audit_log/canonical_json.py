"""Canonical JSON in a column in clear, and the hash by which the log vouches for it."""

import json
import secrets
from typing import Any

from app.services.members.key_trust import hash_row_bytes


def encode_and_hash(values: dict[str, Any], *, salted: bool = False) -> tuple[str, bytes]:
    """Return the text for the column, and its SHA-256 for the log.

    `salted`: what it says must not be guessed from the hash, which is never erased.
    """
    salt = {"salt": secrets.token_hex(16)} if salted else {}
    text = json.dumps(values | salt, sort_keys=True, separators=(",", ":"))
    return text, hash_column_text(text)


def hash_column_text(text: str) -> bytes:
    """Return the SHA-256 of what a column holds, whatever it holds."""
    return hash_row_bytes(text.encode("utf-8", "surrogatepass"))
