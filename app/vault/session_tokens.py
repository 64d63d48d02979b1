"""Split a sign-in in two: the cookie holds a token, the row holds a box; neither opens alone.

Any worker process can serve any sign-in, since nothing is kept in memory between requests.
This module never sees a cookie, a clock or a row: only the token's text and the box.
"""

import base64
import binascii
import hashlib
import os

from app.errors import SealedError
from app.vault.boxes import box, expand, unbox
from app.vault.contexts import session

_TOKEN = 32


def new_token() -> str:
    """Make a token: base64url of 32 random bytes, 43 characters."""
    return _text(os.urandom(_TOKEN))


def hash_token(token: str) -> bytes:
    """Find the row of a token: SHA-256 of its 32 bytes. Raises SealedError."""
    return hashlib.sha256(_bytes(token)).digest()


def box_session_state(token: str, user: str, state: bytes) -> bytes:
    """Seal a sign-in's state (seed, verified fingerprints, roles) under its token."""
    return box(expand(_bytes(token), "session", user), state, session(user))


def open_session_state(token: str, user: str, blob: bytes) -> bytes:
    """Open a sign-in's state. Raises SealedError."""
    return unbox(expand(_bytes(token), "session", user), blob, session(user))


def derive_csrf_key(token: str) -> bytes:
    """Derive the 32-byte key under which this sign-in's CSRF tokens are made."""
    return expand(_bytes(token), "csrf")


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(token: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(token + "=")
    except (binascii.Error, ValueError):
        raise SealedError("token") from None
    # One token has one spelling: the decoder ignores strange characters and spare bits.
    if len(raw) != _TOKEN or _text(raw) != token:
        raise SealedError("token")
    return raw
