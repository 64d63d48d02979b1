"""Write secrets on paper and read them back from hurried typing.

The recovery sheet is a principal's seed: 52 base32 characters and 4 check characters, in groups
of four. The personal card is 16 bytes: 26 characters. Neither is ever stored. SealedError is
raised for text that cannot be right; this module never says which character is wrong.
"""

import base64
import binascii
import hashlib
import os
import re

from app.errors import SealedError
from app.vault.contexts import ctx
from app.vault.principals import SEED

CARD = 16
_SHEET_CHARS, _CARD_CHARS, _CHECK_CHARS = 52, 26, 4
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015.,]+")
# Base32 (RFC 4648) has neither 0, 1 nor 8, so these can only be misread letters.
_MISREAD = str.maketrans("018", "OIB")


def encode_recovery_sheet(seed: bytes) -> str:
    """Write a 32-byte seed as fourteen groups of four, the last one the check characters."""
    if len(seed) != SEED:
        raise SealedError("seed")
    return " ".join(split_groups(_encode(seed) + _check(seed)))


def decode_recovery_sheet(text: str) -> bytes:
    """Read a sheet: the 32-byte seed. Forgives spaces, case and misread 0, 1, 8."""
    typed = _typed(text)
    seed = _decode(typed[:_SHEET_CHARS], SEED)
    if len(typed) != _SHEET_CHARS + _CHECK_CHARS or typed[_SHEET_CHARS:] != _check(seed):
        raise SealedError("recovery-sheet")
    return seed


def make_card_bytes() -> bytes:
    """Make a personal recovery card: 16 random bytes."""
    return os.urandom(CARD)


def encode_recovery_card(card: bytes) -> str:
    """Write a 16-byte card as 26 characters in groups of four."""
    if len(card) != CARD:
        raise SealedError("card")
    return " ".join(split_groups(_encode(card)))


def decode_recovery_card(text: str) -> bytes:
    """Return a card's 16 bytes. Forgives as `decode_recovery_sheet`; only the lock proves it."""
    return _decode(_typed(text), CARD)


def split_groups(text: str) -> tuple[str, ...]:
    """Split typed or printed text into clean groups of four, the last one perhaps shorter."""
    typed = _typed(text)
    return tuple(typed[at : at + 4] for at in range(0, len(typed), 4))


def _typed(text: str) -> str:
    return _BETWEEN.sub("", text).upper().translate(_MISREAD)


def _encode(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=")


def _decode(letters: str, length: int) -> bytes:
    try:
        raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError):
        raise SealedError("recovery-text") from None
    if len(raw) != length or _encode(raw) != letters:
        raise SealedError("recovery-text")
    return raw


def _check(seed: bytes) -> str:
    return _encode(hashlib.sha256(ctx("sheet_check", seed)).digest())[:_CHECK_CHARS]
