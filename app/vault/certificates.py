"""Certify a member's or a team's key by two hands: a principal and the organisation's log key.

A removed lead once held the team key, a thief of the database lacks the log key: both must sign.
Failure is KeyChangedError, and nothing may be sealed to that key. This module never decides who
may sign; the caller walks the chain and passes the signer it expects.
"""

from contextlib import suppress
from functools import lru_cache

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519

from app.errors import KeyChangedError, SealedError
from app.vault.principals import Public, Secret


class Certificate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Signer's fingerprint (32 bytes), the signer's and the log key's signature (64 bytes each)."""

    signer: bytes
    signature: bytes
    log_signature: bytes

    def encode(self) -> bytes:
        """Write canonical JSON: sorted keys, no spaces, base64 values."""
        return msgspec.json.encode(self, order="sorted")

    @classmethod
    def decode(cls, blob: bytes) -> "Certificate":
        """Read a certificate; only its one canonical spelling. Raises KeyChangedError."""
        try:
            certificate = msgspec.json.decode(blob, type=cls)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise KeyChangedError("certificate") from None
        if certificate.encode() != blob:
            raise KeyChangedError("certificate")
        return certificate


def make_certificate(message: bytes, signer: Secret, log_key_seed: bytes) -> bytes:
    """Sign `message` with the principal and with the log key's 32-byte seed."""
    key = ed25519.Ed25519PrivateKey.from_private_bytes(log_key_seed)
    return Certificate(signer.public.fingerprint, signer.sign(message), key.sign(message)).encode()


def verify_certificate(blob: bytes, message: bytes, signer: Public, *log_publics: bytes) -> None:
    """Return if both signatures on `message` hold; raise KeyChangedError otherwise.

    `log_publics` are the 32-byte Ed25519 public keys that the log has had, any of which will do.
    """
    certificate = Certificate.decode(blob)
    if certificate.signer != signer.fingerprint:
        raise KeyChangedError("certificate-signer")
    if not _hold(certificate, message, signer.raw, log_publics):
        raise KeyChangedError("certificate-signature")


# Whether signatures hold depends on these bytes alone, so the answer is remembered. Whether the
# signer counts still is asked of the log each time.
@lru_cache(maxsize=1024)
def _hold(found: Certificate, message: bytes, signer: bytes, publics: tuple[bytes, ...]) -> bool:
    with suppress(SealedError):
        Public(signer).check(found.signature, message)
        for one in publics:
            with suppress(InvalidSignature, ValueError):
                ed25519.Ed25519PublicKey.from_public_bytes(one).verify(found.log_signature, message)
                return True
    return False


def read_signer(blob: bytes) -> bytes:
    """Read the fingerprint a certificate names, not yet verified. Raises KeyChangedError."""
    return Certificate.decode(blob).signer
