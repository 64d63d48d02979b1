"""Completion records: who may see one, and what is noted about it later.

The learner, whoever confirmed or recorded it, leads and seniors may see it. For everybody else it
is not there. What was noted is never changed: a later note corrects an earlier one, and both stay.
"""

from contextlib import suppress
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import or_, select

from app.domain.times.typed_dates import NOT_YET, UnreadableError, read_day
from app.domain.training.statement_permissions import concerns
from app.domain.training.statement_schema import BoardCertificate, Completion, Named, SentToBoard
from app.errors import InvalidError, NotFoundError
from app.models.training import TrainingNote
from app.services.audit_log import refusals
from app.services.audit_log.training_index import note_obj
from app.services.training import statement_proofs, statements
from app.services.training.statements import Completed
from app.services.unit_of_work import Action, Desk

Kind = Literal["sent", "received"]
BEFORE = "This is before the workbook was completed. Check the day, month and year."
MISSING = "Write the day, like 24/11/2026 or “today”."


def mine(desk: Desk) -> tuple[Completed, ...]:
    """What the person at this desk completed, confirmed or recorded, oldest first."""
    me = desk.me.id
    about = select(TrainingNote.id).where(
        TrainingNote.org_id == desk.org.id,
        TrainingNote.id == TrainingNote.about,
        or_(TrainingNote.learner_id == me, TrainingNote.author_id == me),
    )
    found = statements.together(statement_proofs.read(desk, TrainingNote.about.in_(about)))
    return tuple(one for one in found if _may_see(desk, one))


def find(desk: Desk, completion_id: UUID) -> Completed:
    """One completion. Raises NotFoundError, logged, when it is absent or not for this person.

    Its `said` is None when it cannot be trusted: then only that it cannot is shown.
    """
    try:
        found = statements.one(desk, completion_id)
    except NotFoundError:
        found = None
    if found is None or not _may_see(desk, found):
        refusals.refuse(desk, refusals.FILE, note_obj(completion_id))
        raise NotFoundError(f"completion {completion_id}")
    return found


def proved(desk: Desk, completion_id: UUID) -> tuple[Completed, Completion]:
    """The same, and what it says. Raises NotFoundError also when it cannot be trusted."""
    found = find(desk, completion_id)
    if found.said is None:
        raise NotFoundError(f"completion {completion_id} cannot be trusted")
    return found, found.said


def _may_see(desk: Desk, found: Completed) -> bool:
    if desk.me.is_reader or found.learner_id == desk.me.id:
        return True
    if found.said is None:
        return found.author_id == desk.me.id
    return concerns(found.said, str(desk.me.id))


def me_named(desk: Desk) -> Named:
    """The person at this desk, as a statement names them."""
    me = desk.me
    return Named(id=str(me.id), name=me.name, job_title=me.job_title, email=me.email)


def note(desk: Desk, completion_id: UUID, kind: Kind, typed: str) -> None:
    """Note the day on which the details went to the board, or its certificate came.

    The day that is noted already is not noted again. Raises NotFoundError, InvalidError for a day
    that cannot be.
    """
    _, said = proved(desk, completion_id)
    day = _day(desk, said, kind, typed)
    shape = SentToBoard if kind == "sent" else BoardCertificate
    with suppress(_NotedAlreadyError), desk.act() as act:
        found = statements.one(desk, completion_id)  # under the lock: as it stands now
        if day == (found.sent_on if kind == "sent" else found.received_on):
            raise _NotedAlreadyError
        later = shape(
            learner=said.learner,
            by=me_named(desk),
            made_at=act.now,
            about=str(completion_id),
            on=day,
        )
        statements.note(desk, act, later)


def day_problem(desk: Desk, said: Completion, kind: Kind, typed: str) -> str:
    """Why this day cannot be noted, or an empty string."""
    try:
        _day(desk, said, kind, typed)
    except InvalidError as error:
        return error.problems[kind]
    return ""


class _NotedAlreadyError(Exception):
    """This day is the one that stands: nothing is signed."""


def history(found: Completed) -> tuple[tuple[Kind, SentToBoard | BoardCertificate], ...]:
    """Every day that was noted, newest first: what was corrected stays readable."""
    return tuple(
        ("sent" if isinstance(one, SentToBoard) else "received", one)
        for one in reversed(found.notes)
        if isinstance(one, SentToBoard | BoardCertificate)
    )


def _day(desk: Desk, said: Completion, kind: Kind, typed: str) -> date:
    if not typed.strip():
        raise InvalidError({kind: MISSING})
    try:
        day = read_day(typed, desk.today)
    except UnreadableError as error:
        raise InvalidError({kind: str(error)}) from None
    if day > desk.today:
        raise InvalidError({kind: NOT_YET})
    if day < said.on:
        raise InvalidError({kind: BEFORE})
    return day


def log_printed(desk: Desk, completion_id: UUID) -> None:
    """Log that a completion record is about to be handed over as a paper."""
    desk.look(Action.PRINTED, note_obj(completion_id))
