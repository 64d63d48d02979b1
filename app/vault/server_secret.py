"""What the server itself knows: one secret in a file, and the keys that come from it.

Without it a stolen database holds not even a password to guess. With it and the database, a thief
can forge certificates, which only a checkpoint held outside shows. A secret that was changed keeps
the ones before it, because some of what they made can be changed by no one but its owner
(docs/decisions/0116). This module never reads the file and never prints the secret.
"""

import hashlib
import hmac
from uuid import UUID

from app.errors import SealedError
from app.vault.boxes import expand


class ServerSecret:
    """The server secret of one generation. `generations`: itself, then those before it."""

    def __init__(self, raw: bytes) -> None:
        """Take 32 bytes for each generation, the newest first; raise SealedError for others."""
        self.generation, rest = divmod(len(raw), 32)
        if rest or not 1 <= self.generation <= 255:
            raise SealedError("server-secret")
        self._raw, older = raw[:32], raw[32:]
        self.generations: list[ServerSecret] = [self]
        if older:
            # A file that was cut to its newest part must fit nothing, instead of half of it.
            self._raw = expand(self._raw, "changed", self.generation, older)
            self.generations += ServerSecret(older).generations

    def __repr__(self) -> str:
        """Show the generation, never the secret."""
        return f"ServerSecret(generation={self.generation})"

    def find_pepper(self, generation: int) -> bytes:
        """Return the pepper that a lock of this generation needs. Raises SealedError."""
        if not 1 <= generation <= self.generation:
            raise SealedError("generation")
        return self.generations[-generation].pepper

    @property
    def pepper(self) -> bytes:
        """32 bytes that go into every new lock."""
        return expand(self._raw, "pepper")

    @property
    def flask_key(self) -> str:
        """Flask's SECRET_KEY: 64 hexadecimal digits."""
        return expand(self._raw, "flask").hex()

    def _tag(self, what: bytes | memoryview, *place: str) -> bytes:
        return hmac.new(expand(self._raw, *place), what, hashlib.sha256).digest()

    def log_seed(self, org: str) -> bytes:
        """Derive the 32-byte Ed25519 private seed of an organisation's log."""
        return expand(self._raw, "log", org)

    def head_tag(self, org: str, size: int, chain: bytes) -> bytes:
        """Tag the end of a log, 32 bytes: only the server itself can say where its log ends."""
        return self._tag(size.to_bytes(8, "big") + chain, "log_head", org)

    def saved_log_tag(self, org: str, saved: bytes | memoryview) -> bytes:
        """Tag what was saved of a log up to some line, 32 bytes: nobody else writes it."""
        return self._tag(saved, "log_numbers", org)

    def sign_in_tag(self, org: str, user: str, state: bytes) -> bytes:
        """Tag what a sign-in's box holds, 32 bytes: only the server itself lets anybody in.

        Without it, a database writer could choose a token and box any roles under it.
        """
        return self._tag(state, "sign_in", org, user)

    def kept_from_tag(self, file: str, name: str) -> str:
        """Name a member whom mail about a file must not reach, without storing who: HMAC, hex."""
        return self._tag(name.encode(), "kept_from", file).hex()

    def invite_tag(self, org: str, code: str) -> bytes:
        """Stand for an invite's code in its row, 32 bytes: only the server itself can make one."""
        return self._tag(code.encode(), "invite", org)

    def place_id(self, file: str, what: str) -> UUID:
        """Return the id of a row to come in a concern: only a secret can put a row there first.

        The same place has the same id, so that two tabs and two presses meet in one row: also when
        the secret was changed in between. So it comes from the first one, also for new concerns.
        """
        return UUID(bytes=self.generations[-1]._tag(what.encode(), "place", file)[:16], version=4)

    def throttle_tag(self, text: str) -> str:
        """Name an address or account in a throttle row without storing it: HMAC-SHA-256, hex."""
        return self._tag(text.encode("utf-8", "surrogatepass"), "throttle").hex()
