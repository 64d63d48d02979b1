"""Entries that a trainee and the person who talks with them about a practice exchange, once open.

Canonical JSON, schema 1. These are never entries of a training
(`domain/training/exchange_schema.py`), never a concern's, and neither is ever one of these.
Nothing here judges, counts or confirms anything.
"""

from datetime import datetime
from typing import Any

import msgspec

from app.domain.record.exchange_entry import SendingEntry, TalkingEntry

FILEKIND = "practice"
"""In every context of a sealed entry: no other entry opens as one of these."""


class ConversationTurn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the child, or whoever speaks, did and said, word for word, and the reply that was given.

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


class QuotedMoment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reply with what the child, or whoever speaks, said or did before it, word for word.

    `then`: what was said next. `why`: what the reply does. `instead`: something to try.
    """

    says: tuple[str, ...]
    does: str
    reply: str
    own: bool
    spoken: bool
    then: tuple[str, ...]
    why: str
    instead: str


class MisplacedWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of whoever spoke that are under a question for another person's.

    `under`, `belong`: the titles of both pages. `tick`: the answer that asks for the second page,
    or empty. `as_child`: an adult said them, and they read as the child's.
    """

    under: str
    belong: str
    tick: str
    as_child: bool


class DebriefSummary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first screen of the feedback: at most two moments that helped, and one to try next time.

    `own`: some replies were in the trainee's own words. `said`, `written`: the words of whoever
    spoke, and those of the record; `recorded`: whether there is a record.

    `another`: a reply that helped, and as `instead` another that helps there. It takes the place of
    `to_try` where nothing harmed; absent where there is none, and in what was sent before.
    `misplaced`: where the record has words of whoever spoke instead of where they belong; absent
    likewise. `own_harm`: harm was found in own words; absent where none was, and likewise.
    `spoken`: what the trainee said to an adult, which can be among the adult's words; absent
    likewise. `own_did`: what the trainee did in own words without harm, as far as the words
    show it; absent where nothing is known, after harm, and likewise.
    """

    helped: tuple[QuotedMoment, ...]
    to_try: QuotedMoment | None
    own: bool
    said: str
    written: str
    recorded: bool
    another: QuotedMoment | msgspec.UnsetType = msgspec.UNSET
    misplaced: MisplacedWords | msgspec.UnsetType = msgspec.UNSET
    own_harm: bool | msgspec.UnsetType = msgspec.UNSET
    spoken: str | msgspec.UnsetType = msgspec.UNSET
    own_did: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET


class PracticeEntry(SendingEntry, tag="practice", frozen=True, kw_only=True):
    """A practice as its trainee sent it. `speaks`: the name of whoever said the words of the turns.

    `ending`: how the conversation came to rest. `summary`: the first screen of its feedback as its
    trainee saw it; absent in what was sent before there was one.
    """

    scenario: str
    title: str
    speaks: str
    began_at: datetime
    turns: tuple[ConversationTurn, ...]
    ending: str
    record: tuple[WrittenAnswer, ...]
    summary: DebriefSummary | msgspec.UnsetType = msgspec.UNSET

    @property
    def first_screen(self) -> DebriefSummary | None:
        """The first screen of the feedback, or None."""
        return None if self.summary is msgspec.UNSET else self.summary


class TalkEntry(TalkingEntry, tag="talk", frozen=True, kw_only=True):
    """A note of what the two talked about. It has no outcome.

    `practice`: the number of what was sent and is talked about.
    """

    try_next: str
    practice: int

    @property
    def about(self) -> int:
        """The number of the practice."""
        return self.practice


OpenDebriefEntry = PracticeEntry | TalkEntry
_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(OpenDebriefEntry)


def decode_entry(data: bytes) -> OpenDebriefEntry:
    """Decode an entry from canonical JSON. Raises msgspec.ValidationError for any other shape."""
    found: OpenDebriefEntry = _DECODER.decode(data)
    return found
