"""Make and read the codes of a second step: six digits from an app, and recovery codes.

The six digits are those of RFC 6238. A recovery code is eleven characters. This module never stores
anything and knows no member.
"""

import base64
import hashlib
import hmac
import os
import re
import secrets
import unicodedata
from datetime import datetime
from urllib.parse import quote

from app.services.members.key_trust import hash_row_bytes
from app.vault.principals import Secret

SECRET_SIZE = 20
DIGITS = 6
STEP_SECONDS = 30
STEPS_EITHER_SIDE = 1
"""A phone's clock can be half a minute off."""
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""31 characters without i, l, o, 0 and 1, as invite codes have."""
_GROUPS = (4, 4, 3)
LONGEST_TYPED_CODE = 40
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015.,]+")


def make_app_secret() -> bytes:
    """Return a new secret for an app."""
    return os.urandom(SECRET_SIZE)


def encode_secret(secret: bytes) -> str:
    """Return a secret as people type it: 32 characters in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def decode_secret(text: str) -> bytes:
    """Return the secret that `encode_secret` wrote."""
    return base64.b32decode(text.replace(" ", ""))


def make_app_uri(secret: bytes, account: str, issuer: str) -> str:
    """Return what the QR code says: the secret, and what the app shows next to its codes."""
    label, name = quote(f"{issuer.replace(':', ' ')}:{account}"), quote(issuer)
    return f"otpauth://totp/{label}?secret={encode_secret(secret).replace(' ', '')}&issuer={name}"


def compute_app_code(secret: bytes, step: int) -> str:
    """Return the six digits of one step of time (RFC 6238 over RFC 4226)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def find_newest_time_step(now: datetime) -> int:
    """Return the newest step of time whose digits are right now."""
    return int(now.timestamp()) // STEP_SECONDS + STEPS_EITHER_SIDE


def find_matching_time_step(secret: bytes, digits: str, now: datetime) -> int | None:
    """Return the step of time that these six digits are of, the newest one; None for wrong ones."""
    newest, found = find_newest_time_step(now), None
    for step in range(newest - 2 * STEPS_EITHER_SIDE, newest + 1):
        if hmac.compare_digest(compute_app_code(secret, step).encode(), digits.encode()):
            found = step
    return found


def tidy_code(typed: str) -> str:
    """Return a code as typed or pasted, without spaces and dashes, in small letters."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).lower()


def is_app_code(code: str) -> bool:
    """Whether a tidy code has the shape of six digits."""
    return len(code) == DIGITS and code.isascii() and code.isdigit()


def make_recovery_codes() -> tuple[str, ...]:
    """Return ten new recovery codes: each is one of 31 ** 11, or 2 ** 54.5."""
    return tuple(_make_recovery_code() for _ in range(RECOVERY_CODES))


def _make_recovery_code() -> str:
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(size)) for size in _GROUPS)


def hash_recovery_code(owner: Secret, code: str) -> str:
    """Return what is stored of a recovery code: it takes the owner's key to try one."""
    return hash_row_bytes(owner.key("recovery_code", tidy_code(code))).hex()
