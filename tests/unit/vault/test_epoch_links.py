"""The key of a team's next epoch opens the one before it, and nothing else does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.errors import KeyChangedError, SealedError
from app.vault import certificates, contexts, grants
from app.vault.principals import Secret
from tests.vectors.vault.make_format1 import VECTORS
from tests.vectors.vault.specimens import LEADS, LOG_SEED, SENIORS, SHEET

FROZEN = json.loads(VECTORS.with_name("epoch1.json").read_text(encoding="utf-8"))
LINK, CERTIFICATE = FROZEN["link"], FROZEN["certificate"]
BLOB, NEWER = bytes.fromhex(LINK["blob"]), Secret(bytes.fromhex(LINK["newer"]))
FPR = LEADS.public.fingerprint
LOG_PUBLIC = (
    ed25519.Ed25519PrivateKey.from_private_bytes(LOG_SEED)
    .public_key()
    .public_bytes(Encoding.Raw, PublicFormat.Raw)
)


def open_it(blob: bytes = BLOB, **changes: Any) -> Secret:
    given = {**LINK["place"], "team_fpr": FPR, "newer": NEWER, **changes}
    return grants.open_epoch_link(blob, **given)


def test_what_the_first_version_sealed_opens_to_the_same_seed():
    assert open_it().seed.hex() == LINK["plain"]
    assert len(BLOB) == 1120 + 32 + 16
    fresh = grants.make_epoch_link(LEADS.seed, newer=NEWER.public, **LINK["place"])
    assert open_it(fresh).seed == LEADS.seed


@pytest.mark.parametrize(
    "changes",
    [
        {"org": "other"}, {"team": "seniors"}, {"epoch": 2}, {"newer": LEADS},
        {"team_fpr": SENIORS.public.fingerprint},
    ],
    ids=lambda changes: next(iter(changes)),
)  # fmt: skip
def test_a_link_opens_in_its_own_place_with_the_newer_key_alone(changes: dict[str, Any]):
    with pytest.raises(SealedError):
        open_it(**changes)


@pytest.mark.parametrize("at", range(0, len(BLOB), 97))
def test_a_link_with_a_byte_changed_or_cut_off_does_not_open(at: int):
    for damaged in (BLOB[:at], BLOB[:at] + bytes([BLOB[at] ^ 1]) + BLOB[at + 1 :]):
        with pytest.raises(SealedError):
            open_it(damaged)


def test_a_link_to_a_seed_that_was_not_certified_is_refused():
    context = contexts.epoch_link(**LINK["place"])
    for planted in (SENIORS.seed, b"", LEADS.seed + b"\0"):
        with pytest.raises(SealedError):
            open_it(NEWER.public.seal(planted, context))


def test_the_certificate_of_the_next_epoch_is_signed_by_the_key_before_it():
    message, blob = (bytes.fromhex(CERTIFICATE[name]) for name in ("message", "blob"))
    place = CERTIFICATE["place"]
    assert message == contexts.keycert(
        place["org"], place["team"], place["epoch"], NEWER.public.fingerprint, FPR,
        SHEET.public.fingerprint,
    )  # fmt: skip
    certificates.verify_certificate(blob, message, LEADS.public, LOG_PUBLIC)
    assert certificates.make_certificate(message, LEADS, LOG_SEED) == blob
    for signer in (NEWER, SENIORS):
        with pytest.raises(KeyChangedError):
            certificates.verify_certificate(blob, message, signer.public, LOG_PUBLIC)
