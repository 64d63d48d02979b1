"""List what waits for one person about training, as short lines on their dashboard.

A line says who, and never a word of it. Only rows in clear are read: nothing is opened, so nothing
is logged.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import msgspec
from sqlalchemy import Uuid, bindparam, or_, select

from app.domain.training.exchange_schema import TrainingState
from app.models.training import Training
from app.services.drafts.late_page_store import LEARNING_PREFIX, LatePage
from app.services.practice import debriefs, free_text
from app.services.training import reviews
from app.services.training.reviews import TrainingSummary
from app.services.training.workbook_answers import ANSWER_PREFIX, has_question
from app.services.unit_of_work import UnitOfWork

CONFIRMED_SHOWN_FOR = timedelta(days=14)
"""For so long Home says that a training was confirmed; its pages say it always."""


_ME = bindparam("me", type_=Uuid())
IDS_OF_ME = {
    "trainings": select(Training.id).where(
        or_(Training.learner_id == _ME, Training.confirmer_id == _ME)
    ),
    "debriefs": debriefs.IDS_OF_ME,
}
"""My rows, of answers and of practices that were sent: without one nothing of it waits."""


class OutstandingTraining(msgspec.Struct, frozen=True):
    """Training that waits for the signed-in member, or that was confirmed a short time ago.

    `to_confirm`: sent to me. `more`: sent back to me. `confirmed`: mine, not long ago.
    The others named late were sent after a sign-in had ended:
    `late_answers`: keys of questions.
    `late_talks`: ids of trainings.
    `late_practices`: (run, how many replies) of turns of a practice.
    `late_notes`: ids of practices that were talked about.
    `practices`: those that someone sent me and I have not opened.
    """

    to_confirm: tuple[TrainingSummary, ...] = ()
    more: tuple[TrainingSummary, ...] = ()
    confirmed: tuple[TrainingSummary, ...] = ()
    late_answers: tuple[str, ...] = ()
    late_talks: tuple[str, ...] = ()
    late_practices: tuple[tuple[UUID, int], ...] = ()
    practices: tuple[debriefs.DebriefLine, ...] = ()
    late_notes: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is a line to show."""
        mine = self.to_confirm or self.more or self.confirmed or self.practices
        late = self.late_answers or self.late_talks or self.late_practices or self.late_notes
        return bool(mine or late)


def find_outstanding_training(
    uow: UnitOfWork, late_pages: Iterable[LatePage], *, trainings: bool, debriefed: bool
) -> OutstandingTraining:
    """Return everything about training that waits for this member, `late_pages` among it.

    `trainings`, `debriefed`: whether there is any row of theirs, of answers and of a practice sent.
    """
    mine, others = reviews.list_trainings_sent_and_received(uow) if trainings else ((), ())
    since = uow.clock() - CONFIRMED_SHOWN_FOR
    ids = {str(one.id) for one in others}
    sent = debriefs.list_debriefs(uow) if debriefed else ()
    talked = {str(one.id) for one in sent}
    late = [page.page.removeprefix(LEARNING_PREFIX) for page in late_pages if not page.is_of_record]
    return OutstandingTraining(
        to_confirm=_list_state(TrainingState.SENT, others),
        more=_list_state(TrainingState.MORE, mine),
        confirmed=tuple(
            one for one in _list_state(TrainingState.CONFIRMED, mine) if one.at > since
        ),
        # Only what has a page to look at it on: an edition may ask other questions by now.
        late_answers=tuple(
            key for key in _cut_front(ANSWER_PREFIX, late) if has_question(uow, key)
        ),
        late_talks=tuple(one for one in _cut_front("confirm/", late) if one in ids),
        late_practices=tuple(
            filter(None, map(free_text.parse_own_words_box_name, dict.fromkeys(late)))
        ),
        practices=tuple(one for one in sent if one.waits),
        late_notes=tuple(one for one in _cut_front(debriefs.DEBRIEF_PREFIX, late) if one in talked),
    )


def _list_state(
    state: TrainingState, lines: tuple[TrainingSummary, ...]
) -> tuple[TrainingSummary, ...]:
    return tuple(one for one in lines if one.state is state)


def _cut_front(front: str, late: list[str]) -> tuple[str, ...]:
    names = dict.fromkeys(page for page in late if page.startswith(front))
    return tuple(page.removeprefix(front) for page in names)
