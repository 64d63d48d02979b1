"""Show completion records to those who may see them, note what came later, and check codes.

The learner, the person who confirmed or recorded it, leads and seniors may see a record. For
everyone else it is not there. A note is never changed: a later note corrects an earlier one, and
both stay.

Someone outside types a check code and sees what it stands for. Tries, right ones too, are counted
by address as sign-ins are. An unknown code, an impossible one and one whose record cannot be
trusted get one answer. A right code is logged before it is answered, and so are the first wrong
ones of a quarter of an hour. The code itself is in no log and in no address.
"""

from contextlib import suppress
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import or_, select

from app.domain.training.statement_permissions import is_party_to
from app.domain.training.statement_schema import (
    BoardCertificate,
    Completion,
    NamedPerson,
    SentToBoard,
)
from app.domain.training.training_forms import parse_past_day
from app.errors import InvalidError, NotFoundError
from app.models.training import TrainingNote
from app.services.audit_log import refusals
from app.services.audit_log.training_index import training_note_log_id
from app.services.auth import throttle
from app.services.auth.throttle import TryKind
from app.services.members.shown_names import load_own_signed_name
from app.services.training import statement_proofs, statements
from app.services.training.statements import CompletionHistory
from app.services.unit_of_work import Action, AlreadyDoneError, UnitOfWork

BoardNoteKind = Literal["sent", "received"]
DAY_BEFORE_COMPLETION = "This is before the workbook was completed. Check the day, month and year."
DAY_MISSING = "Enter the day. For example, 3/9/2026 or “today”."


def list_completions_involving_me(uow: UnitOfWork) -> tuple[CompletionHistory, ...]:
    """Return what the signed-in member completed, confirmed or recorded, oldest first."""
    me = uow.me.id
    about = select(TrainingNote.id).where(
        TrainingNote.org_id == uow.org.id,
        TrainingNote.id == TrainingNote.about,
        or_(TrainingNote.learner_id == me, TrainingNote.author_id == me),
    )
    found = statements.group_by_completion(
        statement_proofs.read_statements(uow, TrainingNote.about.in_(about))
    )
    return tuple(one for one in found if _may_see(uow, one))


def load_readable_completion(uow: UnitOfWork, completion_id: UUID) -> CompletionHistory:
    """Return one completion.

    Raises NotFoundError, logged, when it is absent or not for this person.

    Its `said` is None when it cannot be trusted: then only that it cannot is shown.
    """
    try:
        found = statements.find_completion_history(uow, completion_id)
    except NotFoundError:
        found = None
    if found is None or not _may_see(uow, found):
        refusals.log_or_count_refusal(uow, refusals.FILE, training_note_log_id(completion_id))
        raise NotFoundError(f"completion {completion_id}")
    return found


def load_proved_completion(
    uow: UnitOfWork, completion_id: UUID
) -> tuple[CompletionHistory, Completion]:
    """Return the same, and what it says. Raises NotFoundError also when it cannot be trusted."""
    found = load_readable_completion(uow, completion_id)
    if found.said is None:
        raise NotFoundError(f"completion {completion_id} cannot be trusted")
    return found, found.said


def _may_see(uow: UnitOfWork, found: CompletionHistory) -> bool:
    if uow.me.is_reader or found.learner_id == uow.me.id:
        return True
    if found.said is None:
        return found.author_id == uow.me.id
    return is_party_to(found.said, str(uow.me.id))


def build_signer_identity(uow: UnitOfWork) -> NamedPerson:
    """Return the signed-in member, as a statement names them."""
    me = uow.me
    name = load_own_signed_name(uow)
    return NamedPerson(id=str(me.id), name=name, job_title=me.job_title, email=me.email)


def sign_board_note(uow: UnitOfWork, completion_id: UUID, kind: BoardNoteKind, typed: str) -> None:
    """Note the day on which the details went to the board, or its certificate came.

    The day that is noted already is not noted again. Raises NotFoundError, InvalidError for a day
    that cannot be.
    """
    _, said = load_proved_completion(uow, completion_id)
    day, problem = _parse_later_day(uow, said, typed)
    if day is None:
        raise InvalidError({kind: problem})
    shape = SentToBoard if kind == "sent" else BoardCertificate
    with suppress(AlreadyDoneError), uow.act() as act:
        # Under the lock: as it is now.
        found = statements.find_completion_history(uow, completion_id)
        if day == (found.sent_on if kind == "sent" else found.received_on):
            raise AlreadyDoneError
        later = shape(
            learner=said.learner,
            by=build_signer_identity(uow),
            made_at=act.now,
            about=str(completion_id),
            on=day,
        )
        statements.sign_later_note(uow, act, later)


def find_board_day_problem(uow: UnitOfWork, said: Completion, typed: str) -> str:
    """Return why this day cannot be noted, or an empty string."""
    return _parse_later_day(uow, said, typed)[1]


def list_board_notes(
    found: CompletionHistory,
) -> tuple[tuple[BoardNoteKind, SentToBoard | BoardCertificate], ...]:
    """List every day that was noted, newest first: what was corrected stays readable."""
    return tuple(
        ("sent" if isinstance(one, SentToBoard) else "received", one)
        for one in reversed(found.notes)
        if isinstance(one, SentToBoard | BoardCertificate)
    )


def _parse_later_day(uow: UnitOfWork, said: Completion, typed: str) -> tuple[date | None, str]:
    return parse_past_day(typed, uow.today, said.on, DAY_BEFORE_COMPLETION, DAY_MISSING)


def log_completion_printed(uow: UnitOfWork, completion_id: UUID) -> None:
    """Log that a completion record is about to be handed over as a paper."""
    uow.look(Action.PRINTED, training_note_log_id(completion_id))


UNKNOWN_CODE_OBJ = "training_note/unknown"
CODE_MISSING = "Enter the code that is on the completion record."
CODE_WRONG = "Heard knows no completion record with this code. Check each letter and digit."


def log_and_load_completion_by_code(uow: UnitOfWork, typed: str, address: str) -> Completion:
    """Return what the record with this code says.

    Raises InvalidError, ThrottledError, LogBrokenError.
    """
    tries = throttle.start_try(uow, "", address, TryKind.CHECK)
    if not typed.strip():
        raise InvalidError({"code": CODE_MISSING})
    # A right one too: each writes a line that is kept for ever.
    throttle.count_failed_try(uow, tries)
    found = statements.find_completion_by_code(uow, typed)
    if found is None or found.said is None:
        refusals.log_or_count_refusal(uow, refusals.CHECK, UNKNOWN_CODE_OBJ)
        raise InvalidError({"code": CODE_WRONG})
    uow.look(Action.TRAINING_READ, training_note_log_id(found.id))
    return found.said
