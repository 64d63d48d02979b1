"""What one organisation's log says of its files: which still wait to be read, and for whom.

Filled line by line by the replay (`key_log.py`), so it is believed as far as the log is. Rows are
compared with it, never the other way round. Lines are read by their canonical form, not parsed:
a first replay reads every one of them.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from app.services.sealed_for import read, tag

_SEALED = b'{"act":"file.sealed"'
_SIGNED = b'{"act":"record.signed"'
_FOR = re.compile(rb'"obj":"([0-9a-f-]{36})/for((?:/[0-9a-f]{64})*)"')
_FILE = re.compile(rb'"obj":"([0-9a-f-]{36})[/"]')
_STATE = re.compile(rb'"state":"([a-z0-9_-]+)","t":"([^"]+)","v":1,"who":"([^"]+)"\}$')


class Waiting(msgspec.Struct, frozen=True):
    """A signed record that nobody has acknowledged: who signed it, when (to the millisecond).

    `cards`: hashes of its readers' cards, by their tags (`sealed_for.py`).
    """

    author: str
    at: datetime
    cards: dict[str, str]

    def card_of(self, concern_id: UUID, fingerprints: Iterable[bytes]) -> str | None:
        """The hash of the card of whoever holds one of these keys; None when it is not theirs."""
        tags = (tag(concern_id, fingerprint) for fingerprint in fingerprints)
        return next((self.cards[one] for one in tags if one in self.cards), None)


class FileLog:
    """Files that wait to be read. Not safe by itself between threads: the replay's gate is."""

    def __init__(self) -> None:
        self._sealed: dict[str, dict[str, str]] = {}
        self._waiting: dict[str, Waiting] = {}

    def take(self, line: bytes) -> None:
        """One more line of the log."""
        if line.startswith(_SEALED):
            self._seal(line)
        elif (state := _STATE.search(line)) is not None and (file := _FILE.search(line)):
            self._change(file[1].decode(), state, signed=line.startswith(_SIGNED))

    def waiting(self) -> dict[UUID, Waiting]:
        """Every file that waits, by id: a copy."""
        return {UUID(concern): found for concern, found in self._waiting.copy().items()}

    def one(self, concern_id: UUID) -> Waiting | None:
        """What is said of one file, if it waits."""
        return self._waiting.get(str(concern_id))

    def _seal(self, line: bytes) -> None:
        if (found := _FOR.search(line)) is not None:
            parts = found[2].decode().split("/")[1:]
            self._sealed.setdefault(found[1].decode(), {}).update(read(parts))

    def _change(self, concern: str, state: re.Match[bytes], *, signed: bool) -> None:
        if state[1] != b"unread":
            self._waiting.pop(concern, None)
            self._sealed.pop(concern, None)
        elif signed:
            at = datetime.fromisoformat(state[2].decode())
            cards = self._sealed.get(concern, {})
            self._waiting[concern] = Waiting(state[3].decode(), at, cards)
