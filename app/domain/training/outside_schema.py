"""Shapes of what someone outside is asked by a link, and of what they answered.

The question is sealed under the link. The answer is canonical JSON whose SHA-256 is in the log, so
that the learner who records it can change no word of it. No answer of the workbook in the learner's
own words is ever part of either.
"""

from datetime import date
from typing import Any, Literal

import msgspec

from app.domain.training.exchange_schema import AnsweredQuestion, ChapterReading
from app.domain.training.statement_schema import Completion, ConfirmerRole

CONFIRMED: Literal["confirmed"] = "confirmed"
DECLINED: Literal["declined"] = "declined"


class OutsideQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question to someone outside, as its page shows it.

    `wrong`: chosen answers that are not right. `written`: how many questions were answered.
    """

    learner: str
    learner_job: str
    agency: str
    workbook: str
    edition: str
    confirmer: str
    confirmer_job: str
    role: ConfirmerRole
    chapters: tuple[ChapterReading, ...]
    wrong: tuple[AnsweredQuestion, ...]
    written: int


class OutsideAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The one answer of the person outside. `talked_on`: None where they did not confirm."""

    link: str
    learner: str
    outcome: Literal["confirmed", "declined"]
    name: str
    job_title: str
    role: ConfirmerRole
    talked_on: date | None
    workbook: str
    edition: str
    answered_on: date


_QUESTIONS: msgspec.json.Decoder[Any] = msgspec.json.Decoder(OutsideQuestion)
_ANSWERS: msgspec.json.Decoder[Any] = msgspec.json.Decoder(OutsideAnswer)


def encode_outside(said: OutsideQuestion | OutsideAnswer) -> bytes:
    """Return canonical JSON: of an answer, exactly the bytes that the log vouches for."""
    return msgspec.json.encode(said, order="sorted")


def decode_question(data: bytes) -> OutsideQuestion:
    """Return a question. Raises msgspec.MsgspecError for any other shape."""
    found: OutsideQuestion = _QUESTIONS.decode(data)
    return found


def decode_answer(data: bytes) -> OutsideAnswer:
    """Return an answer. Raises msgspec.MsgspecError for any other shape."""
    found: OutsideAnswer = _ANSWERS.decode(data)
    return found


def rebuild_answer(said: Completion) -> bytes:
    """Return the answer that a completion repeats, as its bytes must have been."""
    return encode_outside(
        OutsideAnswer(
            link=said.link or "",
            learner=said.learner.id,
            outcome=CONFIRMED,
            name=said.confirmer.name,
            job_title=said.confirmer.job_title,
            role=said.confirmer_role or ConfirmerRole.TRAINER,
            talked_on=said.talked_on or None,
            workbook=said.workbook,
            edition=said.edition,
            answered_on=said.on,
        )
    )
