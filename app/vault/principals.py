"""A principal is one 32-byte seed: a user, a team of one epoch, or a recovery sheet.

From the seed come a hybrid HPKE key, an Ed25519 signing key and symmetric keys by label. Each is
derived when first used, because a draft needs only one of them. HPKE base mode says nothing about
who sealed; only a signature does. This module never stores a seed and never prints one.
"""

import hashlib
import os
from functools import cached_property, lru_cache

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ed25519, mlkem, x25519

from app.errors import SealedError
from app.vault.boxes import expand
from app.vault.contexts import ctx

# The hybrid KEM is a draft (draft-ietf-hpke-pq), so it is named here and nowhere else.
SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)

SEED = 32
_MLKEM, _X25519, _ED25519 = 1184, 32, 32


class Public:
    """What others may know of a principal."""

    def __init__(self, raw: bytes) -> None:
        """Take ML-KEM-768 | X25519 | Ed25519 keys, 1248 bytes.

        Raises SealedError for another length; unusable keys raise it when used.
        """
        if len(raw) != _MLKEM + _X25519 + _ED25519:
            raise SealedError("public-key")
        self.raw = raw
        self.fingerprint = hashlib.sha256(ctx("fingerprint", raw)).digest()

    def __repr__(self) -> str:
        """Show the start of the fingerprint, never a key."""
        return f"Public({self.fingerprint.hex()[:16]})"

    def seal(self, secret: bytes, context: bytes) -> bytes:
        """Seal `secret` so that only this principal opens it, in `context`: enc 1120 | ct + 16."""
        try:
            mlkem_key = mlkem.MLKEM768PublicKey.from_public_bytes(self.raw[:_MLKEM])
            x_key = x25519.X25519PublicKey.from_public_bytes(self.raw[_MLKEM:-_ED25519])
            key = hpke.MLKEM768X25519PublicKey(mlkem_key, x_key)
            return SUITE.encrypt(secret, key, info=context)
        except ValueError:
            raise SealedError("public-key") from None

    def check(self, signature: bytes, message: bytes) -> None:
        """Return if this principal signed `message`; raise SealedError otherwise."""
        try:
            _check(self.raw[-_ED25519:], signature, message)
        except (InvalidSignature, ValueError):
            raise SealedError("signature") from None


# Good signatures are remembered by all their bytes, bad ones never. No message has words in it.
_check = lru_cache(4096)(lambda k, s, m: ed25519.Ed25519PublicKey.from_public_bytes(k).verify(s, m))


class Secret:
    """A principal's seed and every key that comes from it."""

    def __init__(self, seed: bytes) -> None:
        """Take a seed of 32 bytes; raise SealedError for another length."""
        if len(seed) != SEED:
            raise SealedError("seed")
        self.seed = seed
        self._keys: dict[str, bytes] = {}

    @classmethod
    def new(cls) -> "Secret":
        """Make a principal from the system's random source."""
        return cls(os.urandom(SEED))

    def __repr__(self) -> str:
        """Show the start of the fingerprint, never a key."""
        return f"Secret({self.public.fingerprint.hex()[:16]})"

    @cached_property
    def _mlkem(self) -> mlkem.MLKEM768PrivateKey:
        return mlkem.MLKEM768PrivateKey.from_seed_bytes(expand(self.seed, "mlkem768", length=64))

    @cached_property
    def _x25519(self) -> x25519.X25519PrivateKey:
        return x25519.X25519PrivateKey.from_private_bytes(expand(self.seed, "x25519"))

    @cached_property
    def _hpke(self) -> hpke.MLKEM768X25519PrivateKey:
        return hpke.MLKEM768X25519PrivateKey(self._mlkem, self._x25519)

    @cached_property
    def _ed25519(self) -> ed25519.Ed25519PrivateKey:
        return ed25519.Ed25519PrivateKey.from_private_bytes(expand(self.seed, "ed25519"))

    @cached_property
    def public(self) -> Public:
        """The half that others may know."""
        keys = (self._mlkem, self._x25519, self._ed25519)
        return Public(b"".join(key.public_key().public_bytes_raw() for key in keys))

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Open what was sealed to this principal in `context`. Raises SealedError."""
        try:
            return SUITE.decrypt(sealed, self._hpke, info=context)
        except (InvalidTag, ValueError):
            raise SealedError("sealed-to-principal") from None

    def sign(self, message: bytes) -> bytes:
        """Sign `message`: 64 bytes, Ed25519."""
        return self._ed25519.sign(message)

    def key(self, label: str, *parts: bytes | str | int) -> bytes:
        """Derive a 32-byte symmetric key; no label reaches the principal's private keys.

        That of a label alone is derived once, and lives as long as the seed beside it.
        """
        if parts:
            return expand(self.seed, "key", label, *parts)
        if label not in self._keys:
            self._keys[label] = expand(self.seed, "key", label)
        return self._keys[label]
