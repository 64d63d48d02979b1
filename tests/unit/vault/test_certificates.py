"""A key is trusted only when the right principal and the organisation's log key both signed it."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from app.errors import KeyChangedError
from app.vault import certificates, contexts
from app.vault.principals import Secret
from app.vault.server_secret import ServerSecret

LEAD, SAM, THIEF = Secret.new(), Secret.new(), Secret.new()
SERVER = ServerSecret(b"s" * 32)
MESSAGE = contexts.member("o", "u-7", SAM.public.fingerprint, ("lead",), 4)


def log_public(org: str) -> bytes:
    key = ed25519.Ed25519PrivateKey.from_private_bytes(SERVER.log_seed(org))
    return key.public_key().public_bytes_raw()


def certificate() -> bytes:
    return certificates.make_certificate(MESSAGE, LEAD, SERVER.log_seed("o"))


def refused(blob: bytes, message: bytes = MESSAGE, signer: Secret = LEAD, org: str = "o") -> None:
    with pytest.raises(KeyChangedError):
        certificates.verify_certificate(blob, message, signer.public, log_public(org))


def test_a_certificate_made_by_both_hands_holds():
    certificates.verify_certificate(certificate(), MESSAGE, LEAD.public, log_public("o"))
    assert certificates.read_signer(certificate()) == LEAD.public.fingerprint


def test_a_thief_of_the_database_lacks_the_log_key():
    refused(certificates.make_certificate(MESSAGE, LEAD, bytes(32)))
    refused(certificates.make_certificate(MESSAGE, LEAD, SERVER.log_seed("another")))


def test_a_member_who_is_no_lead_cannot_certify():
    refused(certificates.make_certificate(MESSAGE, THIEF, SERVER.log_seed("o")))
    body = json.loads(certificates.make_certificate(MESSAGE, THIEF, SERVER.log_seed("o")))
    body["signer"] = base64.b64encode(LEAD.public.fingerprint).decode()
    refused(json.dumps(body, separators=(",", ":"), sort_keys=True).encode())


def test_a_certificate_says_nothing_about_another_role_user_key_or_serial():
    fingerprint = SAM.public.fingerprint
    for message in (
        contexts.member("o", "u-7", fingerprint, ("lead", "senior"), 4),
        contexts.member("o", "u-7", fingerprint, (), 4),
        contexts.member("o", "u-8", fingerprint, ("lead",), 4),
        contexts.member("o", "u-7", THIEF.public.fingerprint, ("lead",), 4),
        contexts.member("o", "u-7", fingerprint, ("lead",), 5),
        contexts.member("p", "u-7", fingerprint, ("lead",), 4),
        contexts.keycert("o", "u-7", 4, fingerprint, bytes(32), bytes(32)),
    ):
        refused(certificate(), message)


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"{}",
        b"null",
        b"\xff\xfe",
        b'{"\xffog":1}',
        certificate().replace(b",", b", ", 1),
        certificate()[:-1] + b',"extra":1}',
        certificate()[:-1],
        certificate() + b" ",
    ],
)
def test_only_the_one_canonical_spelling_is_read(blob):
    refused(blob)
    with pytest.raises(KeyChangedError):
        certificates.read_signer(blob)


def test_a_log_key_that_is_no_key_is_refused():
    for wrong in (b"", b"\xff" * 32, bytes(31)):
        with pytest.raises(KeyChangedError):
            certificates.verify_certificate(certificate(), MESSAGE, LEAD.public, wrong)


def test_a_certificate_is_checked_for_each_byte_and_refusals_forgotten():
    good = certificate()
    for _ in range(2):
        certificates.verify_certificate(good, MESSAGE, LEAD.public, log_public("o"))
        refused(good, MESSAGE + b"x")
        refused(good, org="another")
        refused(good, signer=THIEF)
        body = json.loads(good)
        for name in ("signature", "log_signature"):
            flipped = bytearray(base64.b64decode(body[name]))
            flipped[-1] ^= 1
            other = body | {name: base64.b64encode(flipped).decode()}
            refused(json.dumps(other, separators=(",", ":"), sort_keys=True).encode())
    late = certificates.make_certificate(MESSAGE, SAM, SERVER.log_seed("o"))
    refused(late)
    certificates.verify_certificate(late, MESSAGE, SAM.public, log_public("o"))


def test_a_certificate_is_judged_once_however_many_keys_the_log_has_had():
    blob = certificate()
    publics = tuple(bytes([n]) * 32 for n in range(1, 40)) + (log_public("o"),)
    before = certificates._hold.cache_info()
    for _ in range(2):
        certificates.verify_certificate(blob, MESSAGE, LEAD.public, *publics)
    after = certificates._hold.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 1)
