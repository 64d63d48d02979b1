"""A device with passkeys, as a browser and its authenticator together answer (WebAuthn level 2)."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from app.services.auth.second_step.passkey_checks import PasskeySite

HOME = PasskeySite("localhost", "http://localhost")
"""The address at which Flask's client finds the club."""
PRESENT, VERIFIED, NEW = 0x01, 0x04, 0x40


@dataclass
class PasskeyDevice:
    """One device. It answers whatever it is asked: it is the server that must refuse.

    `verifies`: it checks who its owner is. `counts`: it says how often it was used. `secret`: what
    it makes secrets from; b"" for a device that makes none. `handle`: whose the passkey is, from
    when it was made; it stays b"" where the device does not remember that (`remembers`).
    """

    site: PasskeySite = HOME
    verifies: bool = True
    counts: bool = True
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential: bytes = field(default_factory=lambda: os.urandom(16))
    uses: int = 0
    secret: bytes = field(default_factory=lambda: os.urandom(32))
    handle: bytes = b""
    remembers: bool = True

    def make(self, options: str) -> str:
        """Answer a page that asks for a new passkey."""
        if self.remembers:
            self.handle = base64url_to_bytes(json.loads(options)["user"]["id"])
        number = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: number.x.to_bytes(32, "big")}
        public[-3] = number.y.to_bytes(32, "big")
        size = len(self.credential).to_bytes(2, "big")
        made = bytes(16) + size + self.credential + cbor2.dumps(public)
        data = self._describe(NEW) + made
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._write_client_data("webauthn.create", options)
        return self._answer(clientDataJSON=client, attestationObject=attested)

    def use(self, options: str) -> str:
        """Answer a page that asks to use a passkey."""
        client, data = self._write_client_data("webauthn.get", options), self._describe(0)
        signed = data + hashlib.sha256(client).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._answer(**parts, **({"userHandle": self.handle} if self.handle else {}))

    def derive_output(self, options: str) -> str:
        """Return the secret of the salt that a page asks with, as the browser's script writes it.

        "" where the page asks for none, or the device makes none.
        """
        asked = json.loads(options).get("extensions", {}).get("prf", {}).get("eval")
        if not asked or not self.secret:
            return ""
        salt = hashlib.sha256(b"WebAuthn PRF\0" + base64url_to_bytes(asked["first"])).digest()
        return bytes_to_base64url(hmac.digest(self.secret, salt, "sha256"))

    def _describe(self, flags: int) -> bytes:
        self.uses += self.counts
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        host = hashlib.sha256(self.site.host.encode()).digest()
        return host + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _write_client_data(self, kind: str, options: str) -> bytes:
        challenge = json.loads(options)["challenge"]
        said = {"type": kind, "challenge": challenge, "origin": self.site.origin}
        return json.dumps(said).encode()

    def _answer(self, **parts: bytes) -> str:
        name = bytes_to_base64url(self.credential)
        response: dict[str, Any] = {key: bytes_to_base64url(one) for key, one in parts.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def read_challenge(options: str) -> bytes:
    """Return the challenge that a page asks to sign."""
    return base64url_to_bytes(json.loads(options)["challenge"])
