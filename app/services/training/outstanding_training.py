"""What waits for one person about training, as short lines on Home: who, and never a word of it.

Rows in clear alone: nothing is opened, so nothing is logged.
"""

from datetime import timedelta
from uuid import UUID

import msgspec

from app.domain.training.exchange_schema import State
from app.services.drafts import late_page_store
from app.services.practice import debriefs, free_text
from app.services.training import reviews
from app.services.training.reviews import Line
from app.services.training.workbook_answers import FRONT, asks
from app.services.unit_of_work import Desk

SHOWN = timedelta(days=14)
"""For so long Home says that a training was confirmed; its pages say it always."""


class TrainingWaits(msgspec.Struct, frozen=True):
    """`to_confirm`: sent to me; `more`: sent back to me; `confirmed`: mine, not long ago.

    `late_answers`: keys of questions, and `late_talks` ids of trainings, whose page was sent after
    a sign-in had ended; `late_practices`: (run, how many replies) of turns of a practice.
    `practices`: what somebody sent me of a practice and I have not opened; `late_notes` as
    `late_talks`, of a practice that was talked about.
    """

    to_confirm: tuple[Line, ...] = ()
    more: tuple[Line, ...] = ()
    confirmed: tuple[Line, ...] = ()
    late_answers: tuple[str, ...] = ()
    late_talks: tuple[str, ...] = ()
    late_practices: tuple[tuple[UUID, int], ...] = ()
    practices: tuple[debriefs.Line, ...] = ()
    late_notes: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is a line to show."""
        mine = self.to_confirm or self.more or self.confirmed or self.practices
        late = self.late_answers or self.late_talks or self.late_practices or self.late_notes
        return bool(mine or late)


def waits(desk: Desk) -> TrainingWaits:
    """Everything about training that waits for the person at this desk."""
    mine, since = reviews.mine(desk), desk.clock() - SHOWN
    others = reviews.to_confirm(desk)
    ids, practices = {str(one.id) for one in others}, debriefs.every(desk)
    talked = {str(one.id) for one in practices}
    late = [
        one.page.removeprefix(late_page_store.LEARNING) for one in late_page_store.of_learning(desk)
    ]
    return TrainingWaits(
        to_confirm=_in(State.SENT, others),
        more=_in(State.MORE, mine),
        confirmed=tuple(one for one in _in(State.CONFIRMED, mine) if one.at > since),
        # Only what has a page to look at it on: an edition may ask other questions by now.
        late_answers=tuple(key for key in _after(FRONT, late) if asks(desk, key)),
        late_talks=tuple(one for one in _after("confirm/", late) if one in ids),
        late_practices=tuple(filter(None, map(free_text.place, dict.fromkeys(late)))),
        practices=tuple(one for one in practices if one.waits),
        late_notes=tuple(one for one in _after(debriefs.FRONT, late) if one in talked),
    )


def _in(state: State, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(one for one in lines if one.state is state)


def _after(front: str, late: list[str]) -> tuple[str, ...]:
    names = dict.fromkeys(page for page in late if page.startswith(front))
    return tuple(page.removeprefix(front) for page in names)
