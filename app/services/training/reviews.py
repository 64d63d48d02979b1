"""List trainings under way, mine and those that wait for me, and open what passed in each.

Lists tell what is in clear: who, and when. What was answered and talked about is opened for learner
and confirmer alone, and each entry proves itself or is refused. Nothing here counts answers.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, Uuid, bindparam, or_, select

from app.database import read_rows
from app.domain.training.exchange_schema import (
    Discussion,
    OpenTrainingEntry,
    SentAnswers,
    TrainingState,
)
from app.models.training import Training
from app.services.members.shown_names import load_name_texts
from app.services.training import statements
from app.services.training.exchange import (
    TRAINING_STORE,
    OpenedExchange,
    build_newest_signing_time_query,
    load_readable_exchange,
    open_exchange_entries,
)
from app.services.unit_of_work import UnitOfWork


class TrainingSummary(msgspec.Struct, frozen=True):
    """A training in a list: the learner's name in mine to confirm, the confirmer's in my own.

    `at`: when its newest entry was signed.
    """

    id: UUID
    name: str
    other: UUID
    state: TrainingState
    at: datetime


class OpenedTraining(OpenedExchange[OpenTrainingEntry], frozen=True):
    """A training as its learner or its confirmer may see it."""

    moved: bool

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


# Built once: building a statement costs more than running it.
_ME = bindparam("me", type_=Uuid())
_LINES = (
    select(
        Training.id,
        Training.learner_id,
        Training.confirmer_id,
        Training.state,
        Training.began_at,
        build_newest_signing_time_query(TRAINING_STORE).label("newest"),
    )
    .where(Training.org_id == bindparam("org", type_=Uuid()))
    .order_by(Training.began_at.desc())
)
_SENT = _LINES.where(Training.learner_id == _ME)
_TO_CONFIRM = _LINES.where(Training.confirmer_id == _ME, Training.learner_id != _ME)
_OF_ME = _LINES.where(or_(Training.learner_id == _ME, Training.confirmer_id == _ME))


def list_sent_trainings(uow: UnitOfWork) -> tuple[TrainingSummary, ...]:
    """List what I sent, newest first. Opens nothing.

    That one was confirmed is believed of its signed completion, never of a row.
    """
    return _reopen_without_completion(uow, _list_summaries(uow, _SENT)[0])


def _reopen_without_completion(
    uow: UnitOfWork, lines: tuple[TrainingSummary, ...]
) -> tuple[TrainingSummary, ...]:
    if all(one.state is not TrainingState.CONFIRMED for one in lines):
        return lines
    done = {
        one.said.training for one in statements.list_member_completions(uow, uow.me.id) if one.said
    }
    return tuple(
        msgspec.structs.replace(one, state=TrainingState.SENT)
        if one.state is TrainingState.CONFIRMED and str(one.id) not in done
        else one
        for one in lines
    )


def list_trainings_to_confirm(uow: UnitOfWork) -> tuple[TrainingSummary, ...]:
    """List what was sent to me, newest first. Opens nothing."""
    return _list_summaries(uow, _TO_CONFIRM)[1]


def list_trainings_sent_and_received(
    uow: UnitOfWork,
) -> tuple[tuple[TrainingSummary, ...], tuple[TrainingSummary, ...]]:
    """Return `list_sent_trainings` and `list_trainings_to_confirm`, by one query."""
    sent, to_confirm = _list_summaries(uow, _OF_ME)
    return _reopen_without_completion(uow, sent), to_confirm


def open_own_sent_training(uow: UnitOfWork, training_id: UUID) -> OpenedTraining:
    """Return one that I sent, opened.

    Absent and not mine are one case: the same refusal in the log, the same NotFoundError.
    """
    return _open_training(uow, training_id, as_learner=True)


def open_training_to_confirm(uow: UnitOfWork, training_id: UUID) -> OpenedTraining:
    """Return one that was sent to me, opened. Raises NotFoundError, logged."""
    return _open_training(uow, training_id, as_learner=False)


def is_confirmer(uow: UnitOfWork, user_id: UUID, training_id: UUID) -> bool:
    """Whether a training is this member's to confirm. Needs no one signed in."""
    found = select(Training.id).where(
        Training.id == training_id,
        Training.org_id == uow.org.id,
        Training.confirmer_id == user_id,
        Training.learner_id != user_id,
    )
    return uow.session.scalar(found) is not None


def load_training_to_confirm(uow: UnitOfWork, training_id: UUID) -> Training:
    """Return one that was sent to me, not opened. Raises NotFoundError, logged."""
    return _find_training(uow, training_id, as_learner=False)


def find_trusted_completion(uow: UnitOfWork, file: OpenedTraining) -> UUID | None:
    """Return the completion that confirming this one made, where it can be trusted."""
    if file.state is not TrainingState.CONFIRMED:
        return None
    done = statements.list_member_completions(uow, file.learner_id)
    return next((one.id for one in done if one.said and one.said.training == str(file.id)), None)


def _find_training(uow: UnitOfWork, training_id: UUID, *, as_learner: bool) -> Training:
    mine = Training.learner_id if as_learner else Training.confirmer_id
    others = Training.confirmer_id if as_learner else Training.learner_id
    of_mine = (Training.org_id == uow.org.id, mine == uow.me.id, others != uow.me.id)
    row: Training = load_readable_exchange(uow, TRAINING_STORE, training_id, of_mine)
    return row


def _open_training(uow: UnitOfWork, training_id: UUID, *, as_learner: bool) -> OpenedTraining:
    row = _find_training(uow, training_id, as_learner=as_learner)
    place = (training_id, row.learner_id, row.confirmer_id)
    moved = row.state == TrainingState.ELSEWHERE
    entries = open_exchange_entries(uow, TRAINING_STORE, *place)
    return OpenedTraining(*place, entries, moved)


def _list_summaries(
    uow: UnitOfWork, query: Select[Any]
) -> tuple[tuple[TrainingSummary, ...], tuple[TrainingSummary, ...]]:
    """Return what I sent, and what others sent to me."""
    rows = read_rows(uow.session, query, {"org": uow.org.id, "me": uow.me.id}).all()
    others = [row.confirmer_id if row.learner_id == uow.me.id else row.learner_id for row in rows]
    names = load_name_texts(uow, others)
    mine: tuple[list[TrainingSummary], list[TrainingSummary]] = ([], [])
    for row, other in zip(rows, others, strict=True):
        at = row.newest or row.began_at
        line = TrainingSummary(row.id, names[other], other, _read_state(row.state), at)
        mine[row.learner_id != uow.me.id].append(line)
    return tuple(mine[0]), tuple(mine[1])


def _read_state(stored: str) -> TrainingState:
    """Return a state as its column holds it; any other value is open, so that somebody looks."""
    return TrainingState(stored) if stored in set(TrainingState) else TrainingState.SENT
