"""What the log holds of a new file besides its record: whom it is for, and what its row says.

A line holds a tag for each reader with the hash of their card, and one hash over the row's clear
columns. So a card, a wrap or a row that was taken away or changed behind the log's back is missed,
and nobody who reads the log learns who the readers are. This module opens nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from app.models.concern import Concern

HALF = 32
"""Hex digits of a tag, and of a card's hash after it: 128 bits each."""
IN_A_LINE = 4
"""Readers that one line names; a path in the log has six parts at most."""


def tag(concern_id: UUID, fingerprint: bytes) -> str:
    """A reader's tag: who holds the key's fingerprint can tell that a file is theirs."""
    return hashlib.sha256(b"heard.v1 for" + concern_id.bytes + fingerprint).hexdigest()[:HALF]


def card_hash(blob: bytes) -> str:
    """The hash of a card as a line holds it."""
    return hashlib.sha256(blob).hexdigest()[:HALF]


def row_hash(concern: Concern) -> bytes:
    """SHA-256 over the columns of a file's row that never change after signing."""
    told = [
        str(concern.id),
        concern.reference,
        str(concern.author_id),
        str(concern.draft_id),
        concern.route,
        list(concern.named),
        sorted(concern.kept_from),
        concern.signed_at.isoformat(),
    ]
    return hashlib.sha256(json.dumps(told).encode()).digest()


def places(concern_id: UUID, cards: Mapping[bytes, bytes]) -> tuple[str, ...]:
    """The log ids that say whom a file is for. `cards`: each reader's card, by fingerprint."""
    parts = sorted(tag(concern_id, reader) + card_hash(blob) for reader, blob in cards.items())
    starts = range(0, max(1, len(parts)), IN_A_LINE)
    return tuple("/".join([f"{concern_id}/for", *parts[n : n + IN_A_LINE]]) for n in starts)


def read(parts: Iterable[str]) -> dict[str, str]:
    """Hashes of cards by tag, from the parts of a line's path after `for`."""
    return {part[:HALF]: part[HALF:] for part in parts}
