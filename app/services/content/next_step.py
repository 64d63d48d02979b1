"""Find the one thing that a member does next in their training. Opens only what is their own.

This module changes nothing, and says nothing of how well anybody does.
"""

from enum import StrEnum

import msgspec

from app.domain.private_struct import PrivateStruct
from app.domain.training.exchange_schema import TrainingState
from app.domain.training.training_status import Standing, TrainingStatus
from app.services.content import reading_progress, workbook_content
from app.services.members import training_groups
from app.services.members.training_groups import GroupDetails
from app.services.training import reviews, team_standing, workbook_answers
from app.services.unit_of_work import UnitOfWork


class StepKind(StrEnum):
    """A kind of step. The first that holds, in this order."""

    ADD = "add"
    """Somebody asked for more."""
    CHANGED = "changed"
    """It is completed, and some chapters have other words now."""
    PRACTISE = "practise"
    """It is completed, or waits for whoever confirms: a conversation can be practised."""
    READ = "read"
    ANSWER = "answer"
    SEND = "send"


class LearningStep(PrivateStruct, frozen=True):
    """One step. `key`: of the chapter or question, or the id of what was sent; `title`: its words.

    `stands`: where the member stands. `waiting_for`: who reads the answers now, "" for nobody.
    `group`: a training group with a day to finish by, while there is something to finish.
    """

    kind: StepKind
    stands: TrainingStatus
    key: str = ""
    title: str = ""
    waiting_for: str = ""
    group: GroupDetails | None = None


def find_learning_step(uow: UnitOfWork) -> LearningStep:
    """Return what the signed-in member does next."""
    step = _find_step(uow)
    if step.kind is StepKind.PRACTISE:
        return step
    return msgspec.structs.replace(step, group=training_groups.find_own_nearest_group(uow))


def _find_step(uow: UnitOfWork) -> LearningStep:
    stands, sent = team_standing.get_own_training_status(uow), reviews.list_sent_trainings(uow)
    for one in sent:
        if one.state is TrainingState.MORE:
            return LearningStep(StepKind.ADD, stands, str(one.id), one.name)
    if stands.standing is Standing.CHANGED:
        return LearningStep(StepKind.CHANGED, stands)
    waits = next((one.name for one in sent if one.state is TrainingState.SENT), "")
    if waits or stands.standing is Standing.CURRENT:
        return LearningStep(StepKind.PRACTISE, stands, waiting_for=waits)
    return _find_own_work(uow, stands)


def _find_own_work(uow: UnitOfWork, stands: TrainingStatus) -> LearningStep:
    """Return the next step of one's own work: chapters first, then questions, then sending."""
    edition = workbook_content.load_current_edition(uow.org)
    onward = reading_progress.load_reading_progress(uow).reading.go_on(edition.marks)
    if onward:
        return LearningStep(StepKind.READ, stands, onward, edition.titles[onward])
    for own in workbook_answers.load_own_answers(uow).waiting:
        return LearningStep(StepKind.ANSWER, stands, own.question.key, own.question.text)
    return LearningStep(StepKind.SEND, stands)
