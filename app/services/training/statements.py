"""Sign statements about training, and read them with their proof.

Each is canonical JSON, signed by its author and named by its hash in the log. Whoever may not say
it is refused when it is written and disbelieved when it is read. One that cannot be trusted is
shown as such, never left out. Nothing here counts or compares anybody.
"""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date
from typing import TypeVar
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import Select, select

from app.domain.training.statement_permissions import (
    can_state_about_completion,
    can_state_completion,
    can_state_practice,
)
from app.domain.training.statement_schema import (
    BoardCertificate,
    ChaptersRead,
    Completion,
    PracticeDay,
    SentToBoard,
    Statement,
    encode_statement,
)
from app.errors import ForbiddenError, NotFoundError
from app.models.training import TrainingNote
from app.services.audit_log.training_index import training_note_log_id
from app.services.training import check_codes, statement_proofs
from app.services.training.statement_proofs import ProvedStatement
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork

LaterNote = SentToBoard | BoardCertificate | ChaptersRead
NoteType = TypeVar("NoteType", SentToBoard, BoardCertificate, ChaptersRead)


class CompletionHistory(msgspec.Struct, frozen=True):
    """One completion and what was noted about it since, oldest first.

    `said` is None when it cannot be trusted. Learner and author are those of the row, and None
    where only the log tells of it.
    `refused`: notes about it that cannot be trusted; they are never among `notes`.
    `by_reader`: who signed it was a lead or a senior when they did.
    """

    id: UUID
    learner_id: UUID | None
    author_id: UUID | None
    said: Completion | None
    notes: tuple[LaterNote, ...]
    refused: int
    by_reader: bool = False

    @property
    def sent_on(self) -> date | None:
        """When the details went to the board, as it was said last."""
        return find_newest_note_day(self.notes, SentToBoard)

    @property
    def received_on(self) -> date | None:
        """When the board's certificate came, as it was said last."""
        return find_newest_note_day(self.notes, BoardCertificate)


def sign_completion(
    uow: UnitOfWork, act: LoggedTransaction, said: Completion, note_id: UUID | None = None
) -> UUID:
    """Sign, log and store that somebody completed a workbook; returns the completion's id.

    `said.by` is the signed-in member, `said.made_at` the time of the act. Raises ForbiddenError
    when they may not say it: nobody confirms themself. `note_id`: the id that it is to have, for a
    second press to find it; a fresh one otherwise.
    """
    me = uow.me
    if not can_state_completion(said, confirmed=me.confirmed, reader=me.is_reader):
        raise ForbiddenError(f"completion by {me.id}")
    about = note_id or uuid4()
    return _store_statement(uow, act, about, about, said)


def sign_later_note(uow: UnitOfWork, act: LoggedTransaction, said: LaterNote) -> UUID:
    """Sign what is noted about a completion later, in the same way; return the note's id.

    Call it before anything else is logged in the act. Raises NotFoundError when there is no such
    completion or it cannot be trusted, ForbiddenError when this person may not say it.
    """
    about = find_completion_history(uow, UUID(said.about))
    if about.said is None:
        raise NotFoundError(f"completion {said.about}")
    if not can_state_about_completion(said, about.said, reader=uow.me.is_reader):
        raise ForbiddenError(f"note about {said.about} by {uow.me.id}")
    return _store_statement(uow, act, uuid4(), about.id, said)


def sign_practice_day(
    uow: UnitOfWork, act: LoggedTransaction, said: PracticeDay, note_id: UUID
) -> UUID:
    """Sign and store that the signed-in member practised on a day. Raises ForbiddenError."""
    if not can_state_practice(said):
        raise ForbiddenError(f"practice of someone else by {uow.me.id}")
    return _store_statement(uow, act, note_id, UUID(said.learner.id), said)


def is_note_stored(at: LoggedTransaction | UnitOfWork, uow: UnitOfWork, note_id: UUID) -> bool:
    """Whether there is a row with this id, as an act sees it under its lock, or a read without."""
    found = select(TrainingNote.id).where(
        TrainingNote.org_id == uow.org.id, TrainingNote.id == note_id
    )
    return at.session.scalar(found) is not None


def _store_statement(
    uow: UnitOfWork, act: LoggedTransaction, note_id: UUID, about: UUID, said: Statement
) -> UUID:
    if said.by.id != str(uow.me.id) or said.made_at != act.now:
        raise ValueError("a statement of somebody else, or of another time")
    statement, own = encode_statement(said), uow.keys.own
    digest = hashlib.sha256(statement).digest()
    author_fpr = own.public.fingerprint
    index = act.log(Action.TRAINING_NOTED, training_note_log_id(note_id), h=digest)
    act.session.add(
        TrainingNote(
            id=note_id,
            org_id=uow.org.id,
            learner_id=UUID(said.learner.id),
            about=about,
            code=said.code if isinstance(said, Completion) else None,
            made_at=said.made_at,
            author_id=uow.me.id,
            author_fpr=author_fpr,
            statement=statement,
            signature=own.sign(
                statement_proofs.build_message_to_sign(uow, note_id, author_fpr, digest)
            ),
            leaf_index=index,
        )
    )
    act.session.flush()
    return note_id


def list_member_completions(uow: UnitOfWork, learner_id: UUID) -> tuple[CompletionHistory, ...]:
    """Return what one member completed, oldest first. Raises LogBrokenError."""
    return group_by_completion(
        statement_proofs.read_statements(uow, TrainingNote.learner_id == learner_id)
    )


def list_all_completions(uow: UnitOfWork) -> tuple[CompletionHistory, ...]:
    """Return what anybody here completed, oldest first; what is not stored any more last.

    Raises LogBrokenError.
    """
    return group_by_completion(list_all_notes(uow))


def list_completions(uow: UnitOfWork, learners: Collection[UUID]) -> tuple[CompletionHistory, ...]:
    """Return what any of these members completed, oldest first, with all that was noted about it.

    Raises LogBrokenError.
    """
    return group_by_completion(list_learner_notes(uow, learners))


def list_learner_notes(uow: UnitOfWork, learners: Collection[UUID]) -> tuple[ProvedStatement, ...]:
    """Return every statement about these members, and about what they completed, by time.

    A row that says it is about someone else's completion comes along: it tells against it.
    Raises LogBrokenError.
    """
    about = select(TrainingNote.about).where(
        TrainingNote.org_id == uow.org.id, TrainingNote.learner_id.in_(learners)
    )
    return statement_proofs.read_statements(uow, TrainingNote.about.in_(about))


def build_learner_ids_query(uow: UnitOfWork) -> Select[UUID]:
    """Return a query for ids: a row says that these members completed it. Proves nothing."""
    return select(TrainingNote.learner_id).where(
        TrainingNote.org_id == uow.org.id, TrainingNote.code.is_not(None)
    )


def list_all_notes(uow: UnitOfWork) -> tuple[ProvedStatement, ...]:
    """Return every statement, proved or refused. Those no longer stored come last.

    A handful of queries, however many there are. Raises LogBrokenError.
    """
    return (
        *statement_proofs.read_statements(uow),
        *statement_proofs.find_missing_statements(uow),
    )


def find_completion_history(uow: UnitOfWork, completion_id: UUID) -> CompletionHistory:
    """Return one completion with its notes; one that is in the log alone is refused, not absent.

    Raises NotFoundError when no row, note or line tells of it.
    """
    found = group_by_completion(
        statement_proofs.read_statements(uow, TrainingNote.about == completion_id)
    )
    for completed in found or group_by_completion(statement_proofs.find_missing_statements(uow)):
        if completed.id == completion_id:
            return completed
    raise NotFoundError(f"completion {completion_id}")


def find_completion_by_code(uow: UnitOfWork, code: str) -> CompletionHistory | None:
    """Return the completion that shows this code, as somebody typed it; None unless it is proved.

    Needs no one signed in.
    """
    meant = check_codes.normalise_check_code(code)
    found = group_by_completion(statement_proofs.read_statements(uow, TrainingNote.code == meant))
    return next((one for one in found if one.said is not None), None)


def group_by_completion(found: Iterable[ProvedStatement]) -> tuple[CompletionHistory, ...]:
    """Return statements by the completion that they are about.

    Each note's author is judged here again.

    A note of practice is about no completion. It changes no one's status unless it does not prove.
    """
    by_completion: dict[UUID, list[ProvedStatement]] = {}
    for proved in found:
        if isinstance(proved.said, PracticeDay):
            continue
        by_completion.setdefault(proved.about, []).append(proved)
    return tuple(_build_history(about, parts) for about, parts in by_completion.items())


def _build_history(about: UUID, parts: list[ProvedStatement]) -> CompletionHistory:
    whole = next((part for part in parts if part.id == about), None)
    said = whole.said if whole else None
    completion = said if isinstance(said, Completion) else None
    later = [part for part in parts if part.id != about]
    notes = [note for part in later if (note := _find_believed_note(part, completion)) is not None]
    first = whole or later[0]
    return CompletionHistory(
        id=about,
        learner_id=first.learner_id,
        author_id=first.author_id,
        said=completion,
        notes=tuple(notes),
        refused=len(later) - len(notes),
        by_reader=bool(whole and whole.by_reader),
    )


def _find_believed_note(part: ProvedStatement, completion: Completion | None) -> LaterNote | None:
    said = part.said
    if said is None or completion is None or isinstance(said, Completion | PracticeDay):
        return None
    return said if can_state_about_completion(said, completion, reader=part.by_reader) else None


def find_newest_note_day(notes: Iterable[LaterNote], kind: type[NoteType]) -> date | None:
    """Return the day that the newest note of one kind names."""
    days = [note.on for note in notes if isinstance(note, kind)]
    return days[-1] if days else None
