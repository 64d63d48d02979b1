"""Seal small things under a symmetric key, and derive such keys.

A box answers its plaintext or raises SealedError. This module never chooses a context and never
stretches a passphrase.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from app.errors import SealedError
from app.vault.contexts import ctx

NONCE = 12


def expand(key: bytes, label: str, *parts: bytes | str | int, length: int = 32) -> bytes:
    """Derive `length` bytes from a uniformly random `key` (HKDF-Expand-SHA-256, RFC 5869)."""
    return HKDFExpand(hashes.SHA256(), length, ctx(label, *parts)).derive(key)


def box(key: bytes, plain: bytes, context: bytes) -> bytes:
    """Seal `plain` under a 32-byte `key`: nonce 12 | AES-256-GCM, `context` as associated data."""
    if len(key) != 32:
        raise SealedError("box-key")
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def unbox(key: bytes, blob: bytes, context: bytes) -> bytes:
    """Open what `box` made with the same key and context. Raises SealedError."""
    try:
        return AESGCM(key).decrypt(blob[:NONCE], blob[NONCE:], context)
    except (InvalidTag, ValueError):
        raise SealedError("box") from None
