"""List trainings under way, mine and those that wait for me, and open what passed in each.

Lists tell what is in clear: who, and when. What was answered and talked about is opened for learner
and confirmer alone, and each entry proves itself or is refused. Nothing here counts answers.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from app.domain.training.exchange_schema import (
    Discussion,
    OpenTrainingEntry,
    SentAnswers,
    TrainingState,
)
from app.errors import NotFoundError
from app.models.member import Member
from app.models.training import Training, TrainingEntry
from app.services.audit_log import refusals
from app.services.training import statements
from app.services.training.exchange import TRAINING_STORE, OpenedEntry, open_all_entries
from app.services.unit_of_work import UnitOfWork

_OTHER = aliased(Member)


class TrainingSummary(msgspec.Struct, frozen=True):
    """A training in a list: the learner's name in mine to confirm, the confirmer's in my own.

    `at`: when its newest entry was signed.
    """

    id: UUID
    name: str
    other: UUID
    state: TrainingState
    at: datetime


class OpenedTraining(msgspec.Struct, frozen=True):
    """A training as its learner or its confirmer may see it, entries in the order of numbers."""

    id: UUID
    learner_id: UUID
    confirmer_id: UUID
    moved: bool
    entries: tuple[OpenedEntry[OpenTrainingEntry], ...]

    def __repr__(self) -> str:
        return f"<File {self.id}>"

    @property
    def whole(self) -> bool:
        """Whether every entry that the log knows of is there and was proved."""
        return all(one.said is not None for one in self.entries)

    @property
    def newest(self) -> OpenedEntry[OpenTrainingEntry] | None:
        """The newest answers that can be trusted."""
        found = [one for one in self.entries if isinstance(one.said, SentAnswers)]
        return found[-1] if found else None

    @property
    def answers(self) -> SentAnswers | None:
        """What the newest answers say."""
        said = self.newest.said if self.newest else None
        return said if isinstance(said, SentAnswers) else None

    @property
    def discussion(self) -> Discussion | None:
        """What was recorded of the newest answers, last."""
        said = self.entries[-1].said if self.entries else None
        return said if isinstance(said, Discussion) else None

    @property
    def state(self) -> TrainingState:
        """Who has to do the next thing, as the entries say it and not the row."""
        said = self.discussion
        if said is not None and said.outcome == "confirmed":
            return TrainingState.CONFIRMED
        if self.moved:
            return TrainingState.ELSEWHERE
        return TrainingState.MORE if said is not None else TrainingState.SENT


def list_sent_trainings(desk: UnitOfWork) -> tuple[TrainingSummary, ...]:
    """What I sent, newest first. Opens nothing.

    That one was confirmed is believed of its signed completion, never of a row.
    """
    lines = _lines(desk, Training.learner_id == desk.me.id, Training.confirmer_id)
    if all(one.state is not TrainingState.CONFIRMED for one in lines):
        return lines
    done = {
        one.said.training
        for one in statements.list_member_completions(desk, desk.me.id)
        if one.said
    }
    return tuple(
        msgspec.structs.replace(one, state=TrainingState.SENT)
        if one.state is TrainingState.CONFIRMED and str(one.id) not in done
        else one
        for one in lines
    )


def list_trainings_to_confirm(desk: UnitOfWork) -> tuple[TrainingSummary, ...]:
    """What was sent to me, newest first. Opens nothing."""
    of_me = Training.confirmer_id == desk.me.id
    return _lines(desk, of_me & (Training.learner_id != desk.me.id), Training.learner_id)


def open_sent_training(desk: UnitOfWork, training_id: UUID) -> OpenedTraining:
    """One that I sent, opened.

    Absent and not mine are one case: the same refusal in the log, the same NotFoundError.
    """
    return _opened(desk, training_id, as_learner=True)


def open_training_to_confirm(desk: UnitOfWork, training_id: UUID) -> OpenedTraining:
    """One that was sent to me, opened. Raises NotFoundError, logged."""
    return _opened(desk, training_id, as_learner=False)


def is_confirmer(desk: UnitOfWork, user_id: UUID, training_id: UUID) -> bool:
    """Whether a training is this member's to confirm. Needs nobody at the desk."""
    found = select(Training.id).where(
        Training.id == training_id,
        Training.org_id == desk.org.id,
        Training.confirmer_id == user_id,
        Training.learner_id != user_id,
    )
    return desk.session.scalar(found) is not None


def find_training_to_confirm(desk: UnitOfWork, training_id: UUID) -> Training:
    """One that was sent to me, not opened. Raises NotFoundError, logged."""
    return _found(desk, training_id, as_learner=False)


def find_trusted_completion(desk: UnitOfWork, file: OpenedTraining) -> UUID | None:
    """The completion that confirming this one made, where it can be trusted."""
    if file.state is not TrainingState.CONFIRMED:
        return None
    done = statements.list_member_completions(desk, file.learner_id)
    return next((one.id for one in done if one.said and one.said.training == str(file.id)), None)


def _found(desk: UnitOfWork, training_id: UUID, *, as_learner: bool) -> Training:
    mine = Training.learner_id if as_learner else Training.confirmer_id
    others = Training.confirmer_id if as_learner else Training.learner_id
    row = desk.session.scalars(
        select(Training).where(
            Training.id == training_id,
            Training.org_id == desk.org.id,
            mine == desk.me.id,
            others != desk.me.id,
        )
    ).one_or_none()
    if row is None:
        refusals.log_or_count_refusal(desk, refusals.FILE, str(training_id))
        raise NotFoundError(f"training {training_id}")
    return row


def _opened(desk: UnitOfWork, training_id: UUID, *, as_learner: bool) -> OpenedTraining:
    row = _found(desk, training_id, as_learner=as_learner)
    learner, confirmer, moved = (
        row.learner_id,
        row.confirmer_id,
        row.state == TrainingState.ELSEWHERE,
    )
    found: list[OpenedEntry[OpenTrainingEntry]] = []
    for one in open_all_entries(desk, TRAINING_STORE, training_id):
        found.append(one if _belongs(one.said, found, learner, confirmer) else _refused(one))
    return OpenedTraining(training_id, learner, confirmer, moved, tuple(found))


def _belongs(
    said: OpenTrainingEntry | None,
    before: list[OpenedEntry[OpenTrainingEntry]],
    learner: UUID,
    confirmer: UUID,
) -> bool:
    """Whether an entry may stand here: a learner answers, and whom they chose talks about it."""
    if isinstance(said, SentAnswers):
        return (said.by.id, said.confirmer) == (str(learner), str(confirmer))
    if not isinstance(said, Discussion) or learner == confirmer:
        return False
    about = [one for one in before if one.number == said.answers and one.digest == said.digest]
    return said.by.id == str(confirmer) and any(isinstance(one.said, SentAnswers) for one in about)


def _refused(one: OpenedEntry[OpenTrainingEntry]) -> OpenedEntry[OpenTrainingEntry]:
    return msgspec.structs.replace(one, said=None)


def _lines(desk: UnitOfWork, mine: ColumnElement[bool], other: Any) -> tuple[TrainingSummary, ...]:
    newest = (
        select(func.max(TrainingEntry.signed_at))
        .where(TrainingEntry.training_id == Training.id)
        .correlate(Training)
        .scalar_subquery()
    )
    rows = desk.session.execute(
        select(Training.id, _OTHER.name, other, Training.state, Training.began_at, newest)
        .join(_OTHER, _OTHER.id == other)
        .where(Training.org_id == desk.org.id, mine)
        .order_by(Training.began_at.desc())
    )
    return tuple(
        TrainingSummary(id, name, who, _state(state), at or began)
        for id, name, who, state, began, at in rows
    )


def _state(stored: str) -> TrainingState:
    """A state as its column holds it; one that is none is open, so that somebody looks."""
    return TrainingState(stored) if stored in set(TrainingState) else TrainingState.SENT
