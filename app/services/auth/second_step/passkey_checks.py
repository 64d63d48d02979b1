"""Make what a browser is asked for about a passkey, and check what it answers (WebAuthn level 2).

A device can also make a secret of a salt of ours (`prf`, level 3). The library does not know that,
so it is added to the options here, and the browser's script reads the secret. The only module that
knows the library. The device must have checked that it is its owner: by fingerprint, face or PIN.
Which make of device it is, is neither asked for nor stored. This module never stores anything and
never reads a clock.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

import webauthn
from webauthn.helpers.base64url_to_bytes import base64url_to_bytes
from webauthn.helpers.bytes_to_base64url import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.domain.private_struct import PrivateStruct

CHALLENGE_SIZE = PRF_OUTPUT_SIZE = 32
ASKING_MILLISECONDS = 120_000
LONGEST_ANSWER = 8_000
"""Characters. An answer of a device has under two thousand: its certificate is not asked for."""
LONGEST_CREDENTIAL_ID = 1_023
"""Bytes, of WebAuthn level 2, section 7.1."""


class RefusedPasskeyError(Exception):
    """An answer about a passkey that proves nothing. Its words are for no one."""


class PasskeySite(PrivateStruct, frozen=True):
    """The site that a passkey is for, as a browser sees it ("relying party" in WebAuthn).

    `host` is without a port, `origin` with scheme and port. A browser gives a passkey to the host
    it was made at, and to no other.
    """

    host: str
    origin: str


class NewPasskey(PrivateStruct, frozen=True):
    """A passkey as its device has made it."""

    credential: bytes
    public_key: bytes
    sign_count: int


def make_challenge() -> bytes:
    """Return random bytes that a device signs."""
    return os.urandom(CHALLENGE_SIZE)


def make_creation_options(
    site: PasskeySite,
    challenge: bytes,
    *,
    user: UUID,
    account: str,
    issuer: str,
    known: Iterable[bytes],
) -> str:
    """Return, as JSON, what the browser needs to make a passkey. `known`: credentials there are."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=issuer,
        user_id=user.bytes,
        user_name=account,
        challenge=challenge,
        timeout=ASKING_MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_describe(known),
    )
    # Many devices make a passkey that gives secrets only where they are asked for one then.
    return _add_prf(webauthn.options_to_json(options), {})


def make_request_options(
    site: PasskeySite, challenge: bytes, known: Iterable[bytes], *, salt: bytes = b""
) -> str:
    """Return, as JSON, what the browser needs to use one of these passkeys.

    `known` empty: any passkey for this site. `salt`: what its device makes a secret of.
    """
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        timeout=ASKING_MILLISECONDS,
        allow_credentials=_describe(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    text = webauthn.options_to_json(options)
    return _add_prf(text, {"eval": {"first": bytes_to_base64url(salt)}}) if salt else text


def _add_prf(options: str, asked: dict[str, dict[str, str]]) -> str:
    return json.dumps({**json.loads(options), "extensions": {"prf": asked}})


def _describe(known: Iterable[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one) for one in known]


def read_credential_id(answer: str) -> bytes:
    """Return which passkey an answer says it is from. Raises RefusedPasskeyError."""
    with _refusals():
        if len(answer) > LONGEST_ANSWER:
            raise ValueError("answer")
        return base64url_to_bytes(json.loads(answer)["rawId"])


def read_user_handle(answer: str) -> UUID | None:
    """Return whose passkey an answer says it is: the id that was given when it was made.

    None where the device keeps none. Nothing proves it yet. Raises RefusedPasskeyError.
    """
    read_credential_id(answer)
    with _refusals():
        handle = json.loads(answer)["response"].get("userHandle")
        return UUID(bytes=base64url_to_bytes(handle)) if handle else None


def read_prf_output(text: str) -> bytes:
    """Return the secret that a device made, from the browser's text. Raises RefusedPasskeyError."""
    with _refusals():
        output = base64url_to_bytes(text) if len(text) < LONGEST_ANSWER else b""
        if len(output) != PRF_OUTPUT_SIZE:
            raise ValueError("prf")
        return output


def verify_new_passkey(site: PasskeySite, challenge: bytes, answer: str) -> NewPasskey:
    """Check the answer of a device that made a passkey. Raises RefusedPasskeyError."""
    read_credential_id(answer)
    with _refusals():
        found = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        if len(found.credential_id) > LONGEST_CREDENTIAL_ID:
            raise ValueError("credential id")
    return NewPasskey(found.credential_id, found.credential_public_key, found.sign_count)


def verify_passkey(
    site: PasskeySite, challenge: bytes, answer: str, *, public_key: bytes, sign_count: int
) -> int:
    """Check the answer of a device that used this passkey; return its new count of uses.

    Raises RefusedPasskeyError, also for a count that did not grow: a copy of the device's key.
    Devices that share a passkey between them count nothing, and answer 0.
    """
    read_credential_id(answer)
    with _refusals():
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    return found.new_sign_count


@contextmanager
def _refusals() -> Iterator[None]:
    """Take whatever the library raises over bytes that a stranger made as one refusal."""
    try:
        yield
    except (WebAuthnException, ArithmeticError, AttributeError, LookupError, RecursionError):
        raise RefusedPasskeyError("passkey") from None
    except (AssertionError, TypeError, ValueError, NotImplementedError):
        raise RefusedPasskeyError("passkey") from None
