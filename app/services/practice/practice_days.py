"""Sign that someone practised on a day: all that anyone else is told about practice.

Once a day the trainee's own key signs the day, and nothing else: not which scenario, how long, how
often or how it went. It changes no one's status, and no list counts the days.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from uuid import UUID

from app.domain.training.statement_schema import PracticeDay
from app.services.training import statements
from app.services.training.completion_records import build_signer_identity
from app.services.training.statement_proofs import ProvedStatement
from app.services.unit_of_work import AlreadyDoneError, LoggedTransaction, UnitOfWork
from content.london_time import get_london_day


def sign_practised_today(uow: UnitOfWork) -> None:
    """Sign that the signed-in member practised today, once a day however often it is called.

    Call it when a conversation has ended or a practice record is finished, before anything else
    is logged.
    """
    if statements.is_note_stored(uow, uow, _derive_note_id(uow, uow.today)):
        return
    with suppress(AlreadyDoneError), uow.act() as act:
        on = get_london_day(act.now)
        note_id = _derive_note_id(uow, on)
        if statements.is_note_stored(act, uow, note_id):
            raise AlreadyDoneError
        statements.sign_practice_day(uow, act, _build_practice_day(uow, act, on), note_id)


def _derive_note_id(uow: UnitOfWork, on: date) -> UUID:
    return uow.server.place_id(str(uow.me.id), f"practised {on}")


def _build_practice_day(uow: UnitOfWork, act: LoggedTransaction, on: date) -> PracticeDay:
    me = build_signer_identity(uow)
    return PracticeDay(learner=me, by=me, made_at=act.now, on=on)


def find_last_practice_days(notes: Iterable[ProvedStatement]) -> dict[UUID, date]:
    """The last day on which each practised, of those that prove."""
    found: dict[UUID, date] = {}
    for one in notes:
        if isinstance(one.said, PracticeDay):
            learner = UUID(one.said.learner.id)
            found[learner] = max(one.said.on, found.get(learner, one.said.on))
    return found
