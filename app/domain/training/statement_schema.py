"""Signed statements in clear about training: who completed what, when, and what the board was told.

Training dates and who confirmed them are in clear (docs/threat-model.md); what was answered and
what was talked about never is. Each statement is canonical JSON, signed by its author, and its
SHA-256 is in the log: a row alone is never believed.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

import msgspec

SCHEMA = 1
FILEKIND = "training_note"


class CompletionMethod(StrEnum):
    """How a completion came about."""

    CONFIRMED = "confirmed"
    """The confirmer read the answers here, and signed here."""
    PRINTED_COPY = "printed_copy"
    """Somebody without an account signed a printed copy of the answers; it was recorded here."""
    PAPER_WORKBOOK = "paper_workbook"
    """The paper workbook was completed; it was recorded here."""
    OUTSIDE_LINK = "outside_link"
    """Somebody without an account answered by a link; the learner recorded it here."""


class ConfirmerRole(StrEnum):
    """A confirmer's part. `COMPLETED`: they had completed the training themself."""

    LEAD = "lead"
    SENIOR = "senior"
    COMPLETED = "completed"
    TRAINER = "outside_trainer"
    GOVERNING_BODY = "governing_body"


OUTSIDE_ROLES = frozenset({ConfirmerRole.TRAINER, ConfirmerRole.GOVERNING_BODY})
"""Roles of people without an account, whom nobody here has checked."""


class NamedPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody as they were named on the day. `id` is empty for a person without an account."""

    id: str
    name: str
    job_title: str
    email: str = ""


class _Note(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True
):
    schema: int = SCHEMA
    learner: NamedPerson
    by: NamedPerson
    made_at: datetime


class Completion(_Note, tag="completion", frozen=True, kw_only=True):
    """A workbook completed: by `learner`, recorded by `by`, on the day `on`.

    `agency`: the organisation's name. `marks`: the mark of each chapter of the edition by its key;
    empty where that is not known (a paper workbook). `training`: the id of the answers that it
    confirms, "" when they are on paper. `code`: as `services/training/check_codes.py` makes it.

    The last five are unset in statements older than them, whose bytes stay as they were signed.
    `confirmer_role`: as what they confirmed. `confirmer_completion`: the id of the confirmer's own
    completion, where that is why they may. `talked_on`: the day on which the two talked.
    `understanding`: "sufficient" where the confirmer stated that the learner's is. `link`: the id
    of the link by which somebody outside answered.
    """

    agency: str
    workbook: str
    edition: str
    marks: dict[str, str]
    on: date
    how: CompletionMethod
    confirmer: NamedPerson
    training: str
    code: str
    confirmer_role: ConfirmerRole | msgspec.UnsetType = msgspec.UNSET
    confirmer_completion: str | msgspec.UnsetType = msgspec.UNSET
    talked_on: date | msgspec.UnsetType = msgspec.UNSET
    understanding: Literal["sufficient"] | msgspec.UnsetType = msgspec.UNSET
    link: str | msgspec.UnsetType = msgspec.UNSET


class SentToBoard(_Note, tag="sent_to_board", frozen=True, kw_only=True):
    """The five details went to the board on this day. `about`: the id of the completion."""

    about: str
    on: date


class BoardCertificate(_Note, tag="board_certificate", frozen=True, kw_only=True):
    """The board's certificate came on this day. `about`: the id of the completion."""

    about: str
    on: date


class ChaptersRead(_Note, tag="chapters_read", frozen=True, kw_only=True):
    """The learner says that they read the chapters that a new edition changed.

    `about`: the id of the completion it renews; `marks`: of every chapter of that edition.
    """

    about: str
    edition: str
    marks: dict[str, str]
    on: date


class PracticeDay(_Note, tag="practised", frozen=True, kw_only=True):
    """The learner practised a conversation on this day: nothing of which, how long or how often."""

    on: date


Statement = Completion | SentToBoard | BoardCertificate | ChaptersRead | PracticeDay
_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Statement)


def encode_statement(said: Statement) -> bytes:
    """Return a statement as canonical JSON: exactly the bytes that are signed."""
    return msgspec.json.encode(said, order="sorted")


def decode_statement(data: bytes) -> Statement:
    """Decode a statement from canonical JSON.

    Raises msgspec.ValidationError for any other shape.
    """
    found: Statement = _DECODER.decode(data)
    return found
