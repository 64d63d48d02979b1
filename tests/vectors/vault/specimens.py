"""One specimen of each thing the vault seals: how to seal it, how to open it, all it depends on.

`inputs` names every component of the place and every key. A blob opened with any one of them
changed must be refused, so the damage tests can walk over all of them without knowing which.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519

from app.vault import (
    certificates,
    contexts,
    grants,
    locks,
    sealed_cards,
    sealed_drafts,
    sealed_entries,
    sealed_late_pages,
    session_tokens,
)
from app.vault.principals import Secret
from app.vault.sealed_content import open_content, seal_content, seal_stream

PLAIN = "“He said it was our secret.” Zażółć gęślą jaźń".encode()
SAM, LEADS, SENIORS, SHEET = (Secret(bytes([n]) * 32) for n in (1, 2, 3, 4))
PINS = locks.Pins(LEADS.public.fingerprint, SENIORS.public.fingerprint)
LOG_SEED, KEY, PEPPER, CARD = (bytes([n]) * 32 for n in (5, 6, 7, 8))
TOKEN, OTHER_TOKEN = (
    base64.urlsafe_b64encode(bytes(range(at, at + 32))).decode().rstrip("=") for at in (0, 1)
)

FILE = {"org": "brigg-harriers", "filekind": "concern", "file": "c-41", "number": 1}
BOX = {"org": "brigg-harriers", "team": "leads", "epoch": 1}
CARD_OF = {**BOX, "filekind": "concern", "file": "c-41"}
PAGE = {"org": "brigg-harriers", "user": "u-7", "draft": "d-9", "page": "said"}
LOCK = {"org": "brigg-harriers", "user": "u-7"}


@dataclass(frozen=True)
class Specimen:
    """`open` answers the plaintext or raises; both take `inputs` by name."""

    name: str
    inputs: dict[str, Any]
    seal: Callable[..., bytes]
    open: Callable[..., bytes]
    plain: bytes = PLAIN

    def fresh(self) -> bytes:
        return self.seal(**self.inputs)

    def elsewhere(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every way to change exactly one input."""
        for name, value in self.inputs.items():
            yield name, {**self.inputs, name: other(value)}


def other(value: Any) -> Any:
    """A value of the same type that is not this one."""
    if isinstance(value, Secret):
        return Secret(bytes(byte ^ 0x55 for byte in value.seed))
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:]
    if isinstance(value, tuple):
        return (*value, "senior")
    if isinstance(value, int):
        return value + 1
    return OTHER_TOKEN if value == TOKEN else value + "x"


def _seal_passphrase(passphrase, pepper, org, user, kind):
    context = contexts.lock(org, user, kind)
    return locks.lock_with_passphrase(
        SAM.seed, PINS, passphrase, pepper=pepper, generation=1, context=context
    )


def _open_passphrase(blob, passphrase, pepper, org, user, kind):
    context = contexts.lock(org, user, kind)
    return _flat(locks.unlock_with_passphrase(blob, passphrase, pepper=pepper, context=context))


def _seal_card_lock(card, pepper, org, user, kind):
    context = contexts.lock(org, user, kind)
    return locks.lock_with_secret(
        SAM.seed, PINS, card, pepper=pepper, generation=1, context=context
    )


def _open_card_lock(blob, card, pepper, org, user, kind):
    context = contexts.lock(org, user, kind)
    return _flat(locks.unlock_with_secret(blob, card, pepper=pepper, context=context))


def _flat(opened):
    seed, pins = opened
    return seed + pins.leads + pins.seniors


def _seal_grant(member, **place):
    return grants.make_grant(LEADS.seed, member=member.public, **place)


def _open_grant(blob, **place):
    return grants.open_grant(blob, **place).seed


def _seal_wrap(recipient, **place):
    context = contexts.wrap(recipient_fpr=recipient.public.fingerprint, **place)
    return recipient.public.seal(KEY, context)


def _open_wrap(blob, recipient, **place):
    ciphertext = seal_content(PLAIN, KEY, contexts.entry(**place))
    return sealed_entries.open_entry(ciphertext, blob, recipient=recipient, **place)


def _seal_entry(key, **place):
    return seal_content(PLAIN, key, contexts.entry(**place))


def _open_entry(blob, key, **place):
    return open_content(blob, key, contexts.entry(**place))


def _sign(ciphertext, author, **place):
    digest = hashlib.sha256(ciphertext).digest()
    return author.sign(contexts.sign(author_fpr=author.public.fingerprint, digest=digest, **place))


def _check(blob, ciphertext, author, **place):
    sealed_entries.verify_entry_signature(ciphertext, blob, author=author.public, **place)
    return PLAIN


def _seal_document(key, **place):
    return b"".join(seal_stream([PLAIN], key, contexts.document(**place)))


def _open_document(blob, key, **place):
    return b"".join(sealed_entries.open_document([blob], key, **place))


def _certify(message_of):
    def seal(signer, log_seed, **said):
        return certificates.make_certificate(message_of(**said), signer, log_seed)

    def verify(blob, signer, log_seed, **said):
        log_key = ed25519.Ed25519PrivateKey.from_private_bytes(log_seed).public_key()
        certificates.verify_certificate(
            blob, message_of(**said), signer.public, log_key.public_bytes_raw()
        )
        return PLAIN

    return seal, verify


_FPR = {"team_fpr": LEADS.public.fingerprint}
_SEED_AND_PINS = SAM.seed + PINS.leads + PINS.seniors
_MEMBER = {"org": "brigg-harriers", "user": "u-7", "user_fpr": SAM.public.fingerprint}
_KEYCERT = {
    **BOX,
    "new_fpr": LEADS.public.fingerprint,
    "old_fpr": bytes(32),
    "recovery_fpr": SHEET.public.fingerprint,
}
_SIGNERS = {"signer": LEADS, "log_seed": LOG_SEED}

SPECIMENS = {
    specimen.name: specimen
    for specimen in (
        Specimen(
            "passphrase lock",
            {"passphrase": "seven slow otters", "pepper": PEPPER, **LOCK, "kind": "passphrase"},
            _seal_passphrase,
            _open_passphrase,
            _SEED_AND_PINS,
        ),
        Specimen(
            "card lock",
            {"card": CARD[:16], "pepper": PEPPER, **LOCK, "kind": "card"},
            _seal_card_lock,
            _open_card_lock,
            _SEED_AND_PINS,
        ),
        Specimen("grant", {**BOX, **_FPR, "member": SAM}, _seal_grant, _open_grant, LEADS.seed),
        Specimen("wrap", {**FILE, "recipient": LEADS}, _seal_wrap, _open_wrap),
        Specimen("entry", {**FILE, "key": KEY}, _seal_entry, _open_entry),
        Specimen("signature", {**FILE, "ciphertext": b"ct", "author": SAM}, _sign, _check),
        Specimen("document", {**FILE, "index": 0, "key": KEY}, _seal_document, _open_document),
        Specimen(
            "first card",
            {**CARD_OF, "holder": LEADS},
            lambda holder, **at: sealed_cards.seal_first_card(PLAIN, reader=holder.public, **at),
            lambda blob, **at: sealed_cards.open_card(blob, revision=0, **at),
        ),
        Specimen(
            "card",
            {**CARD_OF, "revision": 1, "holder": LEADS},
            lambda **at: sealed_cards.seal_card(PLAIN, **at),
            lambda blob, **at: sealed_cards.open_card(blob, **at),
        ),
        Specimen(
            "draft",
            {**PAGE, "version": 3, "owner": SAM},
            lambda owner, **at: sealed_drafts.box_draft(owner, PLAIN, **at),
            lambda blob, owner, **at: sealed_drafts.open_draft(owner, blob, **at),
        ),
        Specimen(
            "late page",
            {**PAGE, "member": SAM},
            lambda member, **at: sealed_late_pages.seal_late_page(member.public, PLAIN, **at),
            lambda blob, member, **at: sealed_late_pages.open_late_page(member, blob, **at),
        ),
        Specimen(
            "sign-in",
            {"token": TOKEN, "user": "u-7"},
            lambda token, user: session_tokens.box_session_state(token, user, PLAIN),
            lambda blob, token, user: session_tokens.open_session_state(token, user, blob),
        ),
        Specimen(
            "member certificate",
            {**_MEMBER, "roles": ("lead",), "serial": 1, **_SIGNERS},
            *_certify(contexts.member),
        ),
        Specimen(
            "key certificate",
            {**_KEYCERT, **_SIGNERS},
            *_certify(contexts.keycert),
        ),
    )
}
