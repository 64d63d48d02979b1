"""Entries that a trainee and the person who talks with them about a practice exchange, once open.

Canonical JSON, schema 1. These are never entries of a training
(`domain/training/exchange_schema.py`), never a concern's, and neither is ever one of these.
Nothing here judges, counts or confirms anything.
"""

from datetime import date, datetime
from typing import Any, Literal

import msgspec

from app.domain.record.entry_schema import Person

SCHEMA = 1
FILEKIND = "practice"
"""In every context of a sealed entry: no other entry opens as one of these."""


class ConversationTurn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the child, or whoever speaks, did and said, to the letter, and the reply that was given.

    `own`: the reply is in the trainee's own words. `spoken`: it was said, not done. The last turn
    has no reply where the conversation stands there.
    """

    does: str
    says: tuple[str, ...]
    then: str
    reply: str
    own: bool
    spoken: bool


class WrittenAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer of the practice record: its page, the question as it was asked, and the words."""

    page: str
    question: str
    answer: str


class _Entry(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True
):
    schema: int = SCHEMA
    by: Person
    signed_at: datetime
    once: str
    """The id of what was on the screen: a second press signs nothing twice."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"  # words never reach a log file by repr


class PracticeEntry(_Entry, tag="practice", frozen=True, kw_only=True):
    """A practice as its trainee sent it. `speaks`: the name of whoever said the words of the turns.

    `confirmer`: to whom, by id. `ending`: how the conversation came to rest.
    """

    scenario: str
    title: str
    speaks: str
    began_at: datetime
    turns: tuple[ConversationTurn, ...]
    ending: str
    record: tuple[WrittenAnswer, ...]
    confirmer: str
    confirmer_name: str


class TalkEntry(_Entry, tag="talk", frozen=True, kw_only=True):
    """A note of what the two talked about. It has no outcome.

    `practice`: the number and `digest` the digest (SHA-256 of the sealed bytes, in hex) of what was
    sent and is talked about.
    """

    on: date
    how: Literal["together", "video", "phone", "writing"]
    note: str
    try_next: str
    practice: int
    digest: str


OpenDebriefEntry = PracticeEntry | TalkEntry
_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(OpenDebriefEntry)


def encode_entry(said: OpenDebriefEntry) -> bytes:
    """Canonical JSON of an entry."""
    return msgspec.json.encode(said, order="sorted")


def decode_entry(data: bytes) -> OpenDebriefEntry:
    """Entry from canonical JSON. Raises msgspec.ValidationError for any other shape."""
    found: OpenDebriefEntry = _DECODER.decode(data)
    return found
