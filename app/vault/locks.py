"""Open and close the locks on a principal's seed.

Opening a lock is the password check: there is no separate password hash to steal. A lock also
holds the team fingerprints its owner last verified, so a database cannot swap a team key unseen.
A seed can have several locks: of a passphrase, of a recovery card, and of passkeys.
This module keeps no state, reads no configuration, judges no passphrase and writes no logs.
"""

import os
import struct
import sys
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import SealedError
from app.vault.boxes import box, unbox
from app.vault.contexts import ctx
from app.vault.principals import SEED

# Passes, KiB, lanes. One lane: several hang when two threads of one process run them at once.
COST = (3, 64 * 1024, 1)
_PASSES, _KIB = range(2, 5), range(19 * 1024, 128 * 1024 + 1)

KDF_NICENESS = 3
"""Niceness of the thread that stretches: whoever writes a record down goes before a sign-in.

No more than that: at 10, a stranger who asked for public pages all the time kept a sign-in waiting
for three to five seconds; at 3 it took one, and the writer's worst page was as quick."""

_PASSPHRASE, _CARD, _PASSKEY = b"P1", b"R1", b"K1"
_SECRETS = {16: (_CARD, b"recovery_card"), 32: (_PASSKEY, b"passkey_output")}
"""Random secrets by their size: what a lock of each starts with, and the label of its key."""
_COSTS = struct.Struct(">BIB")
_PASSPHRASE_HEAD, _SECRET_HEAD, _SALT, _FPR = 25, 3, 16, 32

# A sign-in takes 64 MiB; without this a burst of them takes all the memory there is.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Pins:
    """Fingerprints of both team keys as the lock's owner last verified them: 32 bytes each."""

    leads: bytes
    seniors: bytes

    def __post_init__(self) -> None:
        """Raise SealedError for another length."""
        if len(self.leads) != _FPR or len(self.seniors) != _FPR:
            raise SealedError("pins")


Unlocked = tuple[bytes, Pins]
"""A seed, and the pins that were locked with it."""


def lock_with_passphrase(
    seed: bytes, pins: Pins, passphrase: str, *, pepper: bytes, generation: int, context: bytes
) -> bytes:
    """Lock `seed` and `pins`: P1 | generation | t,m,p | salt 16 | nonce 12 | ciphertext.

    `pepper` is 32 bytes of the server secret's `generation` (1 to 255).
    """
    head = _passphrase_head(generation)
    key = stretch_passphrase(_normal(passphrase), head[9:], COST, pepper=pepper, context=context)
    return head + box(key, _inside(seed, pins), context + head)


def unlock_with_passphrase(
    blob: bytes, passphrase: str, *, pepper: bytes, context: bytes
) -> Unlocked:
    """Open a passphrase lock: seed and pins. Raises SealedError, also for costs out of bounds."""
    head = blob[:_PASSPHRASE_HEAD]
    if len(head) != _PASSPHRASE_HEAD or head[:2] != _PASSPHRASE:
        raise SealedError("lock")
    passes, kib, lanes = cost = _COSTS.unpack(head[3:9])
    # A row in the database must not be able to ask for less work, or for all the memory.
    if passes not in _PASSES or kib not in _KIB or lanes != 1:
        raise SealedError("lock")
    key = stretch_passphrase(_normal(passphrase), head[9:], cost, pepper=pepper, context=context)
    return _outside(unbox(key, blob[_PASSPHRASE_HEAD:], context + head))


def make_decoy_lock(generation: int) -> bytes:
    """Make a lock that no passphrase opens, so that an unknown user costs the same time."""
    return _passphrase_head(generation) + os.urandom(12 + SEED + 2 * _FPR + 16)


def lock_with_secret(
    seed: bytes, pins: Pins, secret: bytes, *, pepper: bytes, generation: int, context: bytes
) -> bytes:
    """Lock `seed` and `pins` under a random secret: R1 or K1 | generation | nonce 12 | ciphertext.

    `secret`: the 16 bytes of a recovery card, or the 32 that a passkey's device makes of our salt
    (the `prf` extension of WebAuthn). Its size says which. Raises SealedError for any other.
    """
    kind, key = _secret_key(secret, pepper, context)
    head = _head(kind, generation)
    return head + box(key, _inside(seed, pins), context + head)


def unlock_with_secret(blob: bytes, secret: bytes, *, pepper: bytes, context: bytes) -> Unlocked:
    """Open the lock of a card or a passkey: seed and pins. Raises SealedError."""
    kind, key = _secret_key(secret, pepper, context)
    if blob[:2] != kind:
        raise SealedError("lock")
    return _outside(unbox(key, blob[_SECRET_HEAD:], context + blob[:_SECRET_HEAD]))


def read_pepper_generation(blob: bytes) -> int:
    """Say which generation of the server secret a lock needs. Raises SealedError."""
    if blob[:2] not in (_PASSPHRASE, _CARD, _PASSKEY) or len(blob) < _SECRET_HEAD:
        raise SealedError("lock")
    return blob[2]


def stretch_passphrase(
    passphrase: bytes, salt: bytes, cost: tuple[int, int, int], *, pepper: bytes, context: bytes
) -> bytes:
    """Run Argon2id (RFC 9106) one at a time: 32 bytes. `cost` is passes, KiB, lanes."""
    passes, kib, lanes = cost
    size = {"length": 32, "iterations": passes, "memory_cost": kib, "lanes": lanes}
    argon = Argon2id(salt=salt, secret=pepper, ad=context, **size)
    # Niceness can be raised and never lowered again, so the work gets a thread of its own.
    with _one_at_a_time, ThreadPoolExecutor(1, initializer=_give_way) as aside:
        return aside.submit(argon.derive, passphrase).result()


def _give_way() -> None:
    """Lower this thread's priority.

    On Linux a niceness belongs to one thread (setpriority(2), Notes); elsewhere do nothing.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            mine = threading.get_native_id()
            nice = os.getpriority(os.PRIO_PROCESS, mine)
            os.setpriority(os.PRIO_PROCESS, mine, min(19, nice + KDF_NICENESS))


def _normal(passphrase: str) -> bytes:
    # The same words typed on another keyboard may come composed differently (RFC 8265, 4.2).
    try:
        return unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError:
        raise SealedError("passphrase") from None


def _secret_key(secret: bytes, pepper: bytes, place: bytes) -> tuple[bytes, bytes]:
    kind, label = _SECRETS.get(len(secret), (b"", b""))  # another size starts no lock
    return kind, HKDF(hashes.SHA256(), 32, None, ctx(label.decode(), place)).derive(secret + pepper)


def _passphrase_head(generation: int) -> bytes:
    return _head(_PASSPHRASE, generation) + _COSTS.pack(*COST) + os.urandom(_SALT)


def _head(kind: bytes, generation: int) -> bytes:
    if not kind or not 1 <= generation <= 255:
        raise SealedError("head")
    return kind + bytes([generation])


def _inside(seed: bytes, pins: Pins) -> bytes:
    if len(seed) != SEED:
        raise SealedError("seed")
    return seed + pins.leads + pins.seniors


def _outside(plain: bytes) -> tuple[bytes, Pins]:
    return plain[:SEED], Pins(plain[SEED : SEED + _FPR], plain[SEED + _FPR :])
