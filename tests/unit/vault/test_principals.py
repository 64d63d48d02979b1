"""One seed is one identity: its keys are stable, apart from each other, and what they claim."""

from __future__ import annotations

import hashlib
import hmac
import struct

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import SealedError
from app.vault.boxes import box, expand, unbox
from app.vault.contexts import ctx
from app.vault.principals import Public, Secret


def _extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")


def _expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    info = struct.pack(">H", length) + b"HPKE-v1" + suite + label + info
    return hmac.digest(prk, info + b"\x01", "sha256")[:length]


def opened_by_hand(principal: Secret, sealed: bytes, info: bytes) -> bytes:
    """RFC 9180 base mode over the X-Wing KEM, from ML-KEM, X25519, SHA3 and HMAC alone."""
    enc, ciphertext = sealed[:1120], sealed[1120:]
    ml_shared = principal._mlkem.decapsulate(enc[:1088])
    x_shared = principal._x25519.exchange(X25519PublicKey.from_public_bytes(enc[1088:]))
    x_public = principal.public.raw[1184:1216]
    shared = hashlib.sha3_256(ml_shared + x_shared + enc[1088:] + x_public + b"\\.//^\\")
    suite = b"HPKE" + struct.pack(">HHH", 0x647A, 1, 2)
    hashes = _extract(suite, b"", b"psk_id_hash", b"") + _extract(suite, b"", b"info_hash", info)
    secret = _extract(suite, shared.digest(), b"secret", b"")
    key = _expand(suite, secret, b"key", b"\0" + hashes, 32)
    nonce = _expand(suite, secret, b"base_nonce", b"\0" + hashes, 12)
    return AESGCM(key).decrypt(nonce, ciphertext, None)


def test_what_is_sealed_is_hpke_with_the_context_as_info():
    lee = Secret.new()
    sealed = lee.public.seal(b"a data key", ctx("wrap", "o"))
    assert opened_by_hand(lee, sealed, ctx("wrap", "o")) == b"a data key"


def test_a_principal_opens_what_was_sealed_to_it_and_nobody_else_does():
    lee, kim = Secret.new(), Secret.new()
    sealed = lee.public.seal(b"for Lee", b"here")
    assert lee.open(sealed, b"here") == b"for Lee"
    with pytest.raises(SealedError):
        kim.open(sealed, b"here")
    with pytest.raises(SealedError):
        lee.open(sealed, b"there")


def test_the_same_words_sealed_twice_look_different():
    lee = Secret.new()
    assert lee.public.seal(b"x", b"c") != lee.public.seal(b"x", b"c")
    assert box(bytes(32), b"x", b"c") != box(bytes(32), b"x", b"c")


def test_the_same_seed_is_the_same_principal():
    lee = Secret.new()
    again = Secret(lee.seed)
    assert again.public.raw == lee.public.raw
    assert Public(lee.public.raw).fingerprint == lee.public.fingerprint
    assert again.open(lee.public.seal(b"x", b"c"), b"c") == b"x"


def test_a_signature_holds_for_its_message_and_its_signer_only():
    lee, kim = Secret.new(), Secret.new()
    signature = lee.sign(b"message")
    lee.public.check(signature, b"message")
    for who, mark, message in [
        (kim, signature, b"message"),
        (lee, signature, b"messagE"),
        (lee, b"", b"message"),
        (lee, bytes(64), b"message"),
    ]:
        with pytest.raises(SealedError):
            who.public.check(mark, message)


def test_symmetric_keys_differ_by_label_and_part_and_are_not_private():
    lee = Secret.new()
    asked = [("card",), ("draft",), ("card", "x"), ("x25519",), ("ed25519",), ("mlkem768",)]
    keys = {lee.key(*label) for label in asked}
    keys |= {expand(lee.seed, label) for label in ("x25519", "ed25519")} | {lee.seed}
    assert len(keys) == len(asked) + 3


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_seeds_and_box_keys_of_another_length_are_refused(length):
    with pytest.raises(SealedError):
        Secret(bytes(length))
    with pytest.raises(SealedError):
        box(bytes(length), b"x", b"c")
    with pytest.raises(SealedError):
        unbox(bytes(length), bytes(40), b"c")


def test_a_public_key_of_another_length_or_that_is_no_key_is_refused():
    raw = Secret.new().public.raw
    for wrong in (b"", raw[:-1], raw + b"\0"):
        with pytest.raises(SealedError):
            Public(wrong)
    with pytest.raises(SealedError):
        Public(b"\xff" * 1184 + raw[1184:]).seal(b"x", b"c")
    with pytest.raises(SealedError):
        Public(raw[:1184] + bytes(32) + raw[1216:]).seal(b"x", b"c")
    with pytest.raises(SealedError):
        Public(raw[:1216] + b"\xff" * 32).check(bytes(64), b"x")
