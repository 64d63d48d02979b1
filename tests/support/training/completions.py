"""Completions for tests of training: who completed what, said by whoever may say it."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec

from app.domain.training.statement_schema import (
    FILEKIND,
    BoardCertificate,
    ChaptersRead,
    Completion,
    CompletionMethod,
    NamedPerson,
    PracticeDay,
    SentToBoard,
    encode_statement,
)
from app.services.training import check_codes, statements
from app.vault import contexts
from app.vault.principals import Secret
from tests.support.club.office import Office

KINDS = {"sent": SentToBoard, "received": BoardCertificate, "read": ChaptersRead}


def named(office: Office, who: str) -> NamedPerson:
    me = office.at(who).me
    return NamedPerson(id=str(me.id), name=me.name, job_title=me.job_title, email=me.email)


def completion(office: Office, learner: str, by: str, /, **more) -> Completion:
    """What `by` says of `learner`: confirmed here, unless `more` says otherwise."""
    said = {
        "learner": named(office, learner),
        "by": named(office, by),
        "made_at": office.now,
        "agency": office.org.name,
        "workbook": "Child sexual exploitation: awareness workbook",
        "edition": "1",
        "marks": {"what": "aa"},
        "on": office.now.date(),
        "how": CompletionMethod.CONFIRMED,
        "confirmer": named(office, by),
        "training": str(uuid4()),
        "code": check_codes.make_check_code(),
    }
    return Completion(**said | more)


def complete(office: Office, learner: str, by: str, /, **more) -> UUID:
    """Say it."""
    said, uow = completion(office, learner, by, **more), office.at(by)
    with uow.act() as act:
        return statements.sign_completion(uow, act, msgspec.structs.replace(said, made_at=act.now))


def note(office: Office, about: UUID, learner: str, by: str, kind: str, on: date) -> UUID:
    """`kind`: "sent", "received" or "read"."""
    who = {"learner": named(office, learner), "by": named(office, by), "about": str(about)}
    more = {"edition": "2", "marks": {"what": "bb"}} if kind == "read" else {}
    said, uow = KINDS[kind](**who, made_at=office.now, on=on, **more), office.at(by)
    with uow.act() as act:
        return statements.sign_later_note(uow, act, msgspec.structs.replace(said, made_at=act.now))


def signed_anew(
    office: Office, note_id: UUID, said: Completion | PracticeDay, author: Secret
) -> dict[str, Any]:
    """The row that somebody with a member's key, and no way to the log, would write."""
    statement, fpr = encode_statement(said), author.public.fingerprint
    h = hashlib.sha256(statement).digest()
    message = contexts.sign(str(office.org.id), FILEKIND, str(note_id), 1, fpr, h)
    return {
        "id": note_id,
        "org_id": office.org.id,
        "learner_id": UUID(said.learner.id),
        "about": note_id if isinstance(said, Completion) else UUID(said.learner.id),
        "code": said.code if isinstance(said, Completion) else None,
        "made_at": said.made_at,
        "author_id": UUID(said.by.id),
        "author_fpr": fpr,
        "statement": statement,
        "signature": author.sign(message),
        "leaf_index": 1,
    }
