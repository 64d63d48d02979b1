"""Show a link's question to whoever holds it, take their one answer, and let the learner record it.

Nobody is signed in where a link is used. A link that is wrong, used, ended or too old has one
answer, and tries are counted by address, right ones too. The token is in no log. What was answered
is never changed: the completion repeats it, and is believed only as far as the log has its hash.
"""

from contextlib import suppress
from datetime import date
from typing import NoReturn
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import select

from app.domain.private_struct import PrivateStruct
from app.domain.record.name_comparison import fold_name
from app.domain.training.outside_schema import (
    CONFIRMED,
    DECLINED,
    OutsideAnswer,
    OutsideQuestion,
    decode_question,
    encode_outside,
)
from app.domain.training.statement_schema import Completion, CompletionMethod, NamedPerson
from app.domain.training.training_forms import parse_discussion_day
from app.errors import InvalidError, NotFoundError, SealedError
from app.models.training import TrainingLink
from app.services.audit_log import refusals
from app.services.audit_log.training_index import training_link_log_id
from app.services.auth import throttle
from app.services.auth.throttle import TryKind
from app.services.content import workbook_content
from app.services.members.contact_details import find_name_problem
from app.services.members.key_trust import hash_row_bytes
from app.services.outside_training import outside_links
from app.services.training import check_codes, paper_completions, statements
from app.services.training.completion_records import build_signer_identity
from app.services.unit_of_work import Action, AlreadyDoneError, UnitOfWork
from app.vault import session_tokens

UNKNOWN_LINK_OBJ = "training_link/unknown"
NOT_STATED = "Tick this to confirm. If you are not sure, press “I cannot confirm this”."
SAME_PERSON = "Enter your own name. This is the name of the person who did the training."


class TypedAnswer(PrivateStruct, frozen=True):
    """An answer as someone outside typed it. `outcome`: "confirmed" or "declined"."""

    outcome: str
    name: str
    job_title: str
    talked: str
    understands: bool


def open_outside_link(uow: UnitOfWork, token: str, address: str) -> OutsideQuestion:
    """Return what the page of a link shows; logged before it is opened.

    Raises NotFoundError for a link that does not work, ThrottledError.
    """
    tries = throttle.start_try(uow, "", address, TryKind.CHECK)
    throttle.count_failed_try(uow, tries)  # a right one too: each writes a line that is kept
    row = _find_open_row(uow, token)
    uow.look(Action.TRAINING_READ, training_link_log_id(row.learner_id, row.id))
    return _open(uow, row, token)


def answer_outside_link(uow: UnitOfWork, token: str, typed: TypedAnswer, address: str) -> None:
    """Take the one answer that a link is good for, under the write lock.

    Raises InvalidError, NotFoundError for a link that does not work, ThrottledError.
    """
    tries = throttle.start_try(uow, "", address, TryKind.CHECK)
    throttle.count_failed_try(uow, tries)
    row = _find_open_row(uow, token)
    said, problems = _judge(uow, row, _open(uow, row, token), typed)
    if problems or said is None:
        raise InvalidError(problems)
    answer, link_id = encode_outside(said), row.id
    uow.session.rollback()
    with uow.act() as act:
        row = act.session.get_one(
            TrainingLink, link_id, with_for_update=True, populate_existing=True
        )
        logged = outside_links.find_logged_link(uow, row)
        if not outside_links.is_link_open(row, logged, act.now):  # of two presses, one counts
            raise NotFoundError("training link")
        row.answer = answer
        act.log(
            Action.TRAINING_LINK_ANSWERED,
            training_link_log_id(row.learner_id, row.id),
            h=hash_row_bytes(answer),
        )


def sign_answered_completion(uow: UnitOfWork, link_id: UUID) -> UUID:
    """Sign the completion that someone outside confirmed; return its id. A second press, the same.

    Raises NotFoundError unless the newest link of the signed-in member was answered so.
    """
    link = outside_links.find_newest_link(uow)
    if link is None or link.id != link_id or link.said is None or link.said.outcome != CONFIRMED:
        raise NotFoundError(f"training link {link_id}")
    note_id, said = uuid5(link_id, "completion"), link.said
    with suppress(AlreadyDoneError), uow.act() as act:
        if statements.is_note_stored(act, uow, note_id):
            raise AlreadyDoneError
        completion = build_completion_from_answer(uow, said)
        statements.sign_completion(
            uow, act, msgspec.structs.replace(completion, made_at=act.now), note_id
        )
    return note_id


def find_recorded_completion(uow: UnitOfWork, link_id: UUID) -> UUID | None:
    """Return the completion that records the answer to a link, or None."""
    note_id = uuid5(link_id, "completion")
    return note_id if statements.is_note_stored(uow, uow, note_id) else None


def build_completion_from_answer(uow: UnitOfWork, said: OutsideAnswer) -> Completion:
    """Return the completion that repeats an answer, for the signed-in learner to sign."""
    me = build_signer_identity(uow)
    current = paper_completions.get_workbook_name_and_edition(uow) == (said.workbook, said.edition)
    return Completion(
        learner=me,
        by=me,
        made_at=uow.clock(),
        agency=uow.org.name,
        workbook=said.workbook,
        edition=said.edition,
        marks=workbook_content.hash_chapters(uow.org) if current else {},
        on=said.answered_on,
        how=CompletionMethod.OUTSIDE_LINK,
        confirmer=NamedPerson(id="", name=said.name, job_title=said.job_title),
        training="",
        code=check_codes.make_check_code(),
        confirmer_role=said.role,
        talked_on=said.talked_on or msgspec.UNSET,
        understanding="sufficient",
        link=said.link,
    )


def _find_open_row(uow: UnitOfWork, token: str) -> TrainingLink:
    try:
        digest = session_tokens.hash_token(token)
    except (SealedError, ValueError):
        _refuse(uow)
    row = uow.session.scalars(
        select(TrainingLink).where(
            TrainingLink.org_id == uow.org.id, TrainingLink.token_hash == digest
        )
    ).one_or_none()
    if row is None:
        _refuse(uow)
    logged = outside_links.find_logged_link(uow, row)
    if not outside_links.is_link_open(row, logged, uow.clock()):
        _refuse(uow)
    return row


def _refuse(uow: UnitOfWork) -> NoReturn:
    refusals.log_or_count_refusal(uow, refusals.CHECK, UNKNOWN_LINK_OBJ)
    raise NotFoundError("training link")


def _open(uow: UnitOfWork, row: TrainingLink, token: str) -> OutsideQuestion:
    try:
        return decode_question(outside_links.open_link_question(row, token))
    except (SealedError, msgspec.MsgspecError):
        _refuse(uow)


def _judge(
    uow: UnitOfWork, row: TrainingLink, asked: OutsideQuestion, typed: TypedAnswer
) -> tuple[OutsideAnswer | None, dict[str, str]]:
    confirms = typed.outcome == CONFIRMED
    talked, problems = _find_problems(uow.today, asked, typed) if confirms else (None, {})
    if problems or typed.outcome not in {CONFIRMED, DECLINED}:
        return None, problems
    said = OutsideAnswer(
        link=str(row.id),
        learner=str(row.learner_id),
        outcome=CONFIRMED if confirms else DECLINED,
        name=typed.name if confirms else asked.confirmer,
        job_title=typed.job_title if confirms else asked.confirmer_job,
        role=asked.role,
        talked_on=talked,
        workbook=asked.workbook,
        edition=asked.edition,
        answered_on=uow.today,
    )
    return said, {}


def _find_problems(
    today: date, asked: OutsideQuestion, typed: TypedAnswer
) -> tuple[date | None, dict[str, str]]:
    talked, wrong_day = parse_discussion_day(typed.talked, today)
    name = find_name_problem(typed.name, "Enter your name.")
    if fold_name(typed.name) == fold_name(asked.learner):
        name = SAME_PERSON
    problems = {
        "name": name,
        "job_title": find_name_problem(
            typed.job_title, "Enter what you do. For example, head of care.", "job title"
        ),
        "talked": wrong_day,
        "understands": "" if typed.understands else NOT_STATED,
    }
    return talked, {control: problem for control, problem in problems.items() if problem}
