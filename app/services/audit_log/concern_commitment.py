"""Commit the log to a new concern's readers and its row, without saying who the readers are.

A line holds a tag for each reader with the hash of their card, and one hash over the row's clear
columns. So a card, a wrap or a row that was taken away or changed behind the log's back is missed,
and nobody who reads the log learns who the readers are. This module opens nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from app.models.concern import Concern

TAG_HEX_DIGITS = 32
"""Hex digits of a tag, and of a card's hash after it: 128 bits each."""
READERS_PER_LINE = 4
"""Readers that one line names; a path in the log has six parts at most."""


def make_reader_tag(concern_id: UUID, fingerprint: bytes) -> str:
    """Make a reader's tag: who has the key's fingerprint can tell that a concern is theirs."""
    return hashlib.sha256(b"heard.v1 for" + concern_id.bytes + fingerprint).hexdigest()[
        :TAG_HEX_DIGITS
    ]


def hash_card(blob: bytes) -> str:
    """Return the hash of a card as a line holds it."""
    return hashlib.sha256(blob).hexdigest()[:TAG_HEX_DIGITS]


def hash_concern_row(concern: Concern) -> bytes:
    """Return SHA-256 over the columns of a concern's row that never change after signing."""
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


def concern_readers_log_ids(concern_id: UUID, cards: Mapping[bytes, bytes]) -> tuple[str, ...]:
    """Return the log ids that say whom a concern is for.

    `cards`: each reader's card, by fingerprint.
    """
    parts = sorted(
        make_reader_tag(concern_id, reader) + hash_card(blob) for reader, blob in cards.items()
    )
    starts = range(0, max(1, len(parts)), READERS_PER_LINE)
    return tuple("/".join([f"{concern_id}/for", *parts[n : n + READERS_PER_LINE]]) for n in starts)


def parse_card_hashes(parts: Iterable[str]) -> dict[str, str]:
    """Return hashes of cards by tag, from the parts of a line's path after `for`."""
    return {part[:TAG_HEX_DIGITS]: part[TAG_HEX_DIGITS:] for part in parts}
