"""Give a page of chromium a device with passkeys, over the DevTools protocol.

It works on http://localhost and not on 127.0.0.1: a passkey belongs to a name.
"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import CDPSession, Page

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class VirtualAuthenticator:
    """One device of one page. It lasts as long as the page does, across its addresses."""

    def __init__(self, page: Page, **changes: Any) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {"options": {**DEVICE, **changes}}
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", options)["authenticatorId"]

    def read_credentials(self) -> list[dict[str, Any]]:
        """Return the passkeys on the device."""
        found = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return found["credentials"]

    def put(self, credential: dict[str, Any]) -> None:
        """Put a passkey of another device on it."""
        place = {"authenticatorId": self.id, "credential": credential}
        self.session.send("WebAuthn.addCredential", place)

    def verify(self, *, verified: bool) -> None:
        """Let its owner pass, or fail, when it checks who they are."""
        place = {"authenticatorId": self.id, "isUserVerified": verified}
        self.session.send("WebAuthn.setUserVerified", place)
