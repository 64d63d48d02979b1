"""Entries that a learner and their confirmer exchange, once the seal is open.

Canonical JSON, schema 1, as entries of a concern are (`domain/record/entry_schema.py`); but these
are never a concern's, and no concern's is ever one of these. Nothing here counts right answers.
"""

from datetime import date
from enum import StrEnum
from typing import Any, Literal

import msgspec

from app.domain.record.exchange_entry import SendingEntry, TalkingEntry

FILEKIND = "training"
"""In every context of a sealed entry: no entry of a concern file opens as one of these."""


class ConfirmerRelation(StrEnum):
    """What whoever confirms is to the learner."""

    MANAGER = "manager"
    LEAD = "lead"
    PEER = "peer"


class TrainingState(StrEnum):
    """Who has to do the next thing."""

    SENT = "sent"
    """The confirmer reads the answers and talks with the learner."""
    MORE = "more"
    """The learner adds to their answers."""
    CONFIRMED = "confirmed"
    ELSEWHERE = "elsewhere"
    """The learner chose somebody else to confirm: nobody has to do anything here."""


OPEN_STATES = (TrainingState.SENT, TrainingState.MORE)


class AnsweredQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question of the workbook as it was asked, and what the learner wrote or chose.

    `answer` of a true or false question is "true" or "false".
    """

    key: str
    question: str
    answer: str


class ChapterReading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One chapter, and the day its reader opened it first and marked it as read; None for never.

    Read counts only for the words that it has today.
    """

    key: str
    title: str
    opened: date | None
    read: date | None


class SentAnswers(SendingEntry, tag="answers", frozen=True, kw_only=True):
    """What the learner sends: every question with its answer, and of which edition.

    `marks`: the mark of each chapter by its key (`content.workbook.chapters.Chapter.mark`), so that
    a later edition asks for the chapters that changed alone. `chapters`: which were read here and
    when; unset in entries older than that.
    """

    workbook: str
    edition: str
    marks: dict[str, str]
    answered: tuple[AnsweredQuestion, ...]
    relation: ConfirmerRelation
    chapters: tuple[ChapterReading, ...] | msgspec.UnsetType = msgspec.UNSET


class Discussion(TalkingEntry, tag="discussion", frozen=True, kw_only=True):
    """What the confirmer records: that they talked, when and how, what to follow up, and what next.

    `answers`: the number of the answers that it is about. `outcome` "more": the learner is asked to
    add something, said in `note`. `understanding`: "sufficient" where they confirmed that the
    learner's is; unset where more was asked for, and in entries older than that.
    """

    outcome: Literal["confirmed", "more"]
    follow_up: str
    answers: int
    understanding: Literal["sufficient"] | msgspec.UnsetType = msgspec.UNSET

    @property
    def about(self) -> int:
        """The number of the answers."""
        return self.answers


OpenTrainingEntry = SentAnswers | Discussion
_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(OpenTrainingEntry)


def decode_entry(data: bytes) -> OpenTrainingEntry:
    """Decode an entry from canonical JSON. Raises msgspec.ValidationError for any other shape."""
    found: OpenTrainingEntry = _DECODER.decode(data)
    return found
