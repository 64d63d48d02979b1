"""Compare what is stored about training with what the log says: notes, and rows of trainings.

A completion that nobody signed, one that was taken away, a row that names another learner or
another code: each is named by id. Sealed entries are compared by `exchange_checks.py`. Nothing is
mended.
"""

from collections.abc import Iterator

from sqlalchemy import select

from app.domain.training.exchange_schema import TrainingState
from app.domain.training.statement_schema import Completion
from app.errors import SealedError
from app.models.training import Training, TrainingLink, TrainingNote
from app.services.audit_log.verified_log import VerifiedLog
from app.services.integrity import exchange_checks
from app.services.integrity.expected_state import ExpectedState, LoggedEntry
from app.services.outside_training import outside_links
from app.services.training import statement_proofs
from app.services.training.statement_proofs import StatementAuthor
from app.services.unit_of_work import UnitOfWork

BATCH = 200


def find_training_differences(
    uow: UnitOfWork, said: ExpectedState, log: VerifiedLog
) -> Iterator[str]:
    """Yield what differs, note by note, then training by training."""
    confirmed: set[str] = set()
    yield from _notes(uow, said, log, confirmed)
    yield from exchange_checks.find_exchange_differences(uow, said)
    yield from _trainings(uow, said, confirmed)
    if not said.erased:
        yield from find_training_link_differences(uow)


def find_training_link_differences(uow: UnitOfWork) -> Iterator[str]:
    """Return what differs between links for someone outside, their answers, and the log."""
    rows = uow.session.scalars(
        select(TrainingLink).where(TrainingLink.org_id == uow.org.id).order_by(TrainingLink.id)
    ).all()
    logged = {row.id: outside_links.find_logged_link(uow, row) for row in rows}
    for row in rows:
        if (link := logged[row.id]) is None:
            yield f"Training link {row.id} is not what the log saw."
        elif (row.answer is None) != (link.answered is None) or (
            row.answer is not None and outside_links.read_vouched_answer(row, link) is None
        ):
            yield f"The answer to training link {row.id} is not what the log saw."
        elif (row.ended_at is not None) != link.ended:
            yield f"Training link {row.id} was not ended when the log says."
    stored = {str(row.id) for row in rows}
    for name in sorted(uow.key_log.training(uow.org).list_links().keys() - stored):
        yield f"Training link {name} is in the log, but is no longer stored."


def _notes(
    uow: UnitOfWork, said: ExpectedState, log: VerifiedLog, confirmed: set[str]
) -> Iterator[str]:
    """Check the notes, and add to `confirmed` the trainings that a logged completion is about."""
    logged, stored = log.training(uow.org).every(), set()
    query = select(TrainingNote).where(TrainingNote.org_id == uow.org.id)
    for batch in uow.session.scalars(query.order_by(TrainingNote.id)).partitions(BATCH):
        authors = statement_proofs.find_statement_authors(uow, {row.author_fpr for row in batch})
        for row in batch:
            stored.add(str(row.id))
            noted = logged.get(str(row.id))
            if noted is None:
                if row.leaf_index not in said.erased:
                    yield f"Training note {row.id} is stored, but the log never saw it."
            elif _line(row) != (noted.h, noted.index, noted.who):
                yield f"Training note {row.id} is not what the log saw."
            else:
                yield from _signed(uow, row, authors, confirmed)
    for name in sorted(logged.keys() - stored):
        yield f"Training note {name} is in the log, but is no longer stored."


def _line(row: TrainingNote) -> tuple[str, int, str]:
    """Hash, place and author, as its line must have them."""
    return exchange_checks.hash_stored_bytes(row.statement), row.leaf_index, str(row.author_id)


def _signed(
    uow: UnitOfWork, row: TrainingNote, authors: dict[bytes, StatementAuthor], confirmed: set[str]
) -> Iterator[str]:
    try:
        said = statement_proofs.decode_row_and_check_columns(row)
    except SealedError:
        yield f"The row of training note {row.id} does not say what was signed."
        return
    if statement_proofs.prove_statement(uow, row, authors).said is None:
        yield f"Training note {row.id} was not signed by someone who is allowed to say it."
    elif isinstance(said, Completion) and said.training:
        confirmed.add(said.training)


def _trainings(uow: UnitOfWork, said: ExpectedState, confirmed: set[str]) -> Iterator[str]:
    by_training = exchange_checks.group_log_lines_by_exchange(said)
    query = select(Training).where(Training.org_id == uow.org.id).order_by(Training.id)
    for row in uow.session.scalars(query).yield_per(BATCH):
        if str(row.id) in by_training:
            yield from _row(row, by_training[str(row.id)], str(row.id) in confirmed)
        elif not said.erased:
            yield f"Training {row.id} is stored, but the log never saw it."


def _row(row: Training, wrote: dict[int, LoggedEntry], done: bool) -> Iterator[str]:
    """Check the row of a training against its lines: who sent it, who talked about it, its state.

    `done`: a completion of the log is about it. Lines emptied by law tell less, never otherwise.
    """
    last = wrote[max(wrote)]
    if exchange_checks.is_exchange_row_altered(row, wrote):
        yield f"The row of training {row.id} is not the one that was sent."
    if row.entries != max(wrote):
        yield f"Training {row.id} counts {row.entries} entries, but the log says {max(wrote)}."
    answered = last.who == str(row.confirmer_id)
    state = (
        TrainingState.CONFIRMED if done else TrainingState.MORE if answered else TrainingState.SENT
    )
    if row.state != state and (done or row.state != TrainingState.ELSEWHERE):
        yield f"Training {row.id} is stored as {row.state}, but the log says {state}."
