"""Prove the rows of signed statements about training: signature, key, log line, author, place.

A statement passes every proof or is refused as a whole, and the others are read all the same. One
that the log tells of and no row holds is refused too: nothing is dropped in silence. Needs nobody's
keys, so that a record can be checked signed out. This module writes nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, select

from app.domain.routing.actors import READER_ROLES, Role
from app.domain.training.outside_schema import rebuild_answer
from app.domain.training.statement_permissions import can_state_completion, can_state_practice
from app.domain.training.statement_schema import (
    FILEKIND,
    Completion,
    ConfirmerRole,
    PracticeDay,
    Statement,
    decode_statement,
    encode_statement,
)
from app.errors import KeyChangedError, SealedError
from app.models.member import MemberKey
from app.models.training import TrainingNote
from app.services.audit_log.training_index import LoggedTrainingNote
from app.services.audit_log.writer import read_verified_head
from app.services.members import member_lookup
from app.services.unit_of_work import UnitOfWork
from app.vault import contexts
from app.vault.principals import Public

STATEMENT_NUMBER = 1
"""In the context of every signature: a statement is never added to, a later one is another."""
AUTHOR_UNCONFIRMED = "unconfirmed"
ROWS_PER_QUERY = 500


class ProvedStatement(msgspec.Struct, frozen=True):
    """One statement. `said` is None when it cannot be trusted: then nothing else of it counts.

    `by_reader`: its author was a lead or a senior when they said it. Learner and author are those
    of the row; None where only the log tells of it.
    """

    id: UUID
    learner_id: UUID | None
    author_id: UUID | None
    about: UUID
    said: Statement | None
    by_reader: bool
    made_at: datetime | None


class StatementAuthor(msgspec.Struct, frozen=True):
    """Whose key it is. `roles` are certified ones; empty for a key that nobody confirmed yet."""

    public: Public
    user: UUID
    roles: tuple[Role, ...]


def build_message_to_sign(
    uow: UnitOfWork, note_id: UUID, author_fpr: bytes, digest: bytes
) -> bytes:
    """Return what the author of a statement signs. `digest`: SHA-256 of the statement."""
    return contexts.sign(
        str(uow.org.id), FILEKIND, str(note_id), STATEMENT_NUMBER, author_fpr, digest
    )


def read_statements(uow: UnitOfWork, *which: ColumnElement[bool]) -> tuple[ProvedStatement, ...]:
    """Return the statements here that `which` selects, each proved or refused, by time.

    Raises LogBrokenError when the log was cut or altered: then nothing can be said.
    """
    query = select(TrainingNote).where(TrainingNote.org_id == uow.org.id, *which)
    rows = uow.session.scalars(
        query.order_by(TrainingNote.leaf_index, TrainingNote.id),
        execution_options={"populate_existing": True},
    ).all()
    # After the rows: every row that is ours has its line by now.
    authors = find_statement_authors(uow, {row.author_fpr for row in rows})
    return tuple(prove_statement(uow, row, authors) for row in rows)


def find_missing_statements(uow: UnitOfWork) -> tuple[ProvedStatement, ...]:
    """Return statements that the log tells of and no row holds any more, each refused.

    Call it in the transaction that reads the rows, before or after.
    """
    size, _ = read_verified_head(
        uow.session, uow.org.id, uow.server
    )  # another thread may have read on
    stored = uow.session.scalars(
        select(TrainingNote.id).where(TrainingNote.org_id == uow.org.id)
    ).all()
    member_lookup.load_key_trust(uow)
    logged = uow.key_log.training(uow.org).every()
    gone = logged.keys() - {str(note_id) for note_id in stored}
    return tuple(
        ProvedStatement(UUID(name), None, None, UUID(name), None, by_reader=False, made_at=None)
        for name in sorted(gone)
        if logged[name].index < size
    )


def prove_statement(
    uow: UnitOfWork, row: TrainingNote, authors: dict[bytes, StatementAuthor]
) -> ProvedStatement:
    """Return one row, proved or refused. `authors`: by the fingerprints of their keys."""
    said: Statement | None
    try:
        said, by_reader = _prove_row(uow, row, authors)
    except SealedError:
        said, by_reader = None, False
    at = said.made_at if said else None
    return ProvedStatement(row.id, row.learner_id, row.author_id, row.about, said, by_reader, at)


def read_logged_statement(uow: UnitOfWork, row: Any) -> tuple[Statement, LoggedTrainingNote]:
    """Return what a row says and the line that names it word for word, by the log as far as read.

    `row`: a TrainingNote, or its columns. Raises SealedError. Asks for no key: whose signature it
    has is not proved, so it finds a row and is never shown.
    """
    noted = uow.key_log.training(uow.org).of(row.id)
    if noted is None or not isinstance(row.statement, bytes):
        raise SealedError("note-log")
    digest = hashlib.sha256(row.statement).hexdigest()
    if (noted.index, noted.h, noted.who) != (row.leaf_index, digest, str(row.author_id)):
        raise SealedError("note-log")
    return decode_row_and_check_columns(row), noted


def _prove_row(
    uow: UnitOfWork, row: TrainingNote, authors: dict[bytes, StatementAuthor]
) -> tuple[Statement, bool]:
    if not all(isinstance(one, bytes) for one in (row.statement, row.signature, row.author_fpr)):
        raise SealedError("note-bytes")
    author = authors.get(row.author_fpr)
    if author is None or author.user != row.author_id:
        raise SealedError("note-author")
    said, noted = read_logged_statement(uow, row)
    digest = hashlib.sha256(row.statement).digest()
    author.public.check(row.signature, build_message_to_sign(uow, row.id, row.author_fpr, digest))
    by_reader = is_by_lead_or_senior(noted, author.roles)
    confirmed = noted.role != AUTHOR_UNCONFIRMED and bool(author.roles)
    if isinstance(said, Completion) and not can_state_completion(
        said, confirmed=confirmed, reader=by_reader
    ):
        raise SealedError("note-rule")
    if isinstance(said, Completion) and not (
        _has_completed_before(uow, said, noted) and _has_outside_answer(uow, said, noted)
    ):
        raise SealedError("note-rule")
    if isinstance(said, PracticeDay) and not can_state_practice(said):
        raise SealedError("note-rule")
    return said, by_reader


def _has_completed_before(uow: UnitOfWork, said: Completion, noted: LoggedTrainingNote) -> bool:
    """Whether the confirmer's own completion, where that is why they may, was logged before."""
    if said.confirmer_role is not ConfirmerRole.COMPLETED or not said.confirmer_completion:
        return True
    try:
        own = uow.key_log.training(uow.org).of(UUID(said.confirmer_completion))
    except ValueError:
        return False
    return own is not None and own.index < noted.index


def _has_outside_answer(uow: UnitOfWork, said: Completion, noted: LoggedTrainingNote) -> bool:
    """Whether the log has the answer of the person outside, if the completion rests on a link."""
    if not said.link:
        return True
    link = uow.key_log.training(uow.org).find_link(said.link)
    if link is None or link.learner != said.learner.id or link.answered is None:
        return False
    same = link.answered.h == hashlib.sha256(rebuild_answer(said)).hexdigest()
    return same and link.answered.index < noted.index


def is_by_lead_or_senior(noted: LoggedTrainingNote, roles: Iterable[Role]) -> bool:
    """Whether the author acted as a lead or a senior, or is certified as one."""
    return noted.role in READER_ROLES or not READER_ROLES.isdisjoint(roles)


def decode_row_and_check_columns(row: Any) -> Statement:
    """Return what a row says, if its columns say the same.

    Raises SealedError. Proves nothing else.
    """
    try:
        said = decode_statement(row.statement)
    except msgspec.MsgspecError:
        raise SealedError("note-shape") from None
    if encode_statement(said) != row.statement or build_statement_columns(
        said, row.id
    ) != read_statement_columns(row):
        raise SealedError("note-row")
    return said


def build_statement_columns(
    said: Statement, note_id: UUID
) -> tuple[str, str, str, str | None, datetime]:
    """Return learner, completion, author, code and time, as a statement's row must have them.

    A note of practice is about its learner, and about no completion.
    """
    if isinstance(said, Completion):
        return said.learner.id, str(note_id), said.by.id, said.code, said.made_at
    about = said.learner.id if isinstance(said, PracticeDay) else said.about
    return said.learner.id, about, said.by.id, None, said.made_at


def read_statement_columns(row: Any) -> tuple[str, str, str, str | None, datetime]:
    """Return the same, as the row has them."""
    return str(row.learner_id), str(row.about), str(row.author_id), row.code, row.made_at


def find_statement_authors(
    uow: UnitOfWork, wanted: Iterable[bytes]
) -> dict[bytes, StatementAuthor]:
    """Return every key among these fingerprints that the log, read up to now, vouches for."""
    judge, found = member_lookup.load_key_trust(uow), {}
    for row in _load_keys(uow, sorted(one for one in wanted if isinstance(one, bytes))):
        try:
            roles = judge.roles(row) if row.cert is not None else ()
            found[row.fpr] = StatementAuthor(judge.joined(row), row.user_id, roles)
        except KeyChangedError:
            continue
    return found


def _load_keys(uow: UnitOfWork, wanted: Sequence[bytes]) -> Iterator[MemberKey]:
    for start in range(0, len(wanted), ROWS_PER_QUERY):
        yield from uow.session.scalars(
            select(MemberKey).where(
                MemberKey.org_id == uow.org.id,
                MemberKey.fpr.in_(wanted[start : start + ROWS_PER_QUERY]),
            )
        )
