"""Make, list and end the link by which someone outside may confirm the signed-in lead's training.

Only where no one in the organisation can confirm it. One link is open at a time. Its token is shown
to who made it and stored nowhere: what the page of the link shows is sealed under it. No answer in
the learner's own words goes into it. This module never judges what was answered.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from app.domain.private_struct import PrivateStruct
from app.domain.record.name_comparison import fold_name
from app.domain.training.exchange_schema import AnsweredQuestion
from app.domain.training.outside_schema import (
    OutsideAnswer,
    OutsideQuestion,
    decode_answer,
    encode_outside,
)
from app.domain.training.statement_schema import OUTSIDE_ROLES, ConfirmerRole
from app.errors import InvalidError, NotFoundError, SealedError
from app.models.training import TrainingLink
from app.services.audit_log.training_index import LoggedLink, training_link_log_id
from app.services.auth import one_time_display
from app.services.content import workbook_content
from app.services.members import member_lookup
from app.services.members.contact_details import find_name_problem
from app.services.members.key_trust import hash_row_bytes
from app.services.training import paper_completions, workbook_answers
from app.services.training.completion_records import build_signer_identity
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import session_tokens

LINK_LIFETIME = timedelta(days=14)
SHOWN = "training-link/"
NOT_NEEDED = "Someone here can confirm your training. Send your answers to them."
ANSWERS_MISSING = "Answer every question of the workbook first."
ROLE_MISSING = "Choose what this person is."
NOT_YOURSELF = "Enter the name of someone else. You cannot confirm your own training."


class AskedPerson(PrivateStruct, frozen=True):
    """A person who is asked to confirm, as typed and tidied."""

    name: str
    job_title: str
    role: str


class OwnLink(PrivateStruct, frozen=True):
    """A link of the signed-in member. `token`: while it is still shown, else "".

    `said`: the answer, where the log vouches for it. `trusted`: row and log say the same.
    """

    id: UUID
    asked: str
    made_at: datetime
    expires_at: datetime
    is_open: bool
    ended: bool
    trusted: bool
    said: OutsideAnswer | None
    token: str = ""


def make_outside_link(uow: UnitOfWork, asked: AskedPerson, session_token: str) -> UUID:
    """Make a link in place of any older one, and show its token once. Raises InvalidError."""
    if problems := find_link_problems(uow, asked):
        raise InvalidError(problems)
    token, link_id = session_tokens.new_token(), uuid4()
    question = encode_outside(_build_question(uow, asked))
    with uow.act() as act:
        _end_open_links(act, uow)
        row = TrainingLink(
            id=link_id,
            org_id=uow.org.id,
            learner_id=uow.me.id,
            token_hash=session_tokens.hash_token(token),
            box=session_tokens.box_session_state(token, str(link_id), question),
            asked=asked.name,
            made_at=act.now,
            expires_at=act.now + LINK_LIFETIME,
            ended_at=None,
            answer=None,
        )
        act.session.add(row)
        act.log(
            Action.TRAINING_LINK_MADE,
            training_link_log_id(uow.me.id, link_id),
            h=hash_row_bytes(encode_link_for_log(row)),
        )
    one_time_display.forget_shown_secrets(uow, session_token, SHOWN)
    one_time_display.show_secret(uow, session_token, f"{SHOWN}{link_id}", token)
    return link_id


def find_link_problems(uow: UnitOfWork, asked: AskedPerson) -> dict[str, str]:
    """Return what stands in the way of a link, by the name of its control; "" for the page."""
    if not paper_completions.can_record_own_completion(uow):
        return {"": NOT_NEEDED}
    if workbook_answers.load_own_answers(uow).waiting:
        return {"": ANSWERS_MISSING}
    name = find_name_problem(asked.name, "Enter the name of the person who will confirm.")
    if fold_name(asked.name) == fold_name(build_signer_identity(uow).name):
        name = NOT_YOURSELF
    problems = {
        "name": name,
        "job_title": find_name_problem(
            asked.job_title, "Enter what they do. For example, head of care.", "job title"
        ),
        "role": "" if asked.role in OUTSIDE_ROLES else ROLE_MISSING,
    }
    return {control: problem for control, problem in problems.items() if problem}


def end_outside_link(uow: UnitOfWork, link_id: UUID) -> None:
    """Take a link back, so that it works no longer. Raises NotFoundError for one that is not open.

    The link of someone else and one that is absent are one case.
    """
    with uow.act() as act:
        if not _end_open_links(act, uow, only=link_id):
            raise NotFoundError(f"training link {link_id}")


def find_newest_link(uow: UnitOfWork) -> OwnLink | None:
    """Return the signed-in member's newest link, or None where they never made one."""
    row = uow.session.scalars(
        select(TrainingLink)
        .where(TrainingLink.org_id == uow.org.id, TrainingLink.learner_id == uow.me.id)
        .order_by(TrainingLink.made_at.desc(), TrainingLink.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    logged = find_logged_link(uow, row)
    shown = dict(one_time_display.list_shown_secrets(uow, SHOWN))
    open_now = is_link_open(row, logged, uow.clock())
    return OwnLink(
        id=row.id,
        asked=row.asked,
        made_at=row.made_at,
        expires_at=row.expires_at,
        is_open=open_now,
        ended=bool(logged and logged.ended),
        trusted=logged is not None,
        said=read_vouched_answer(row, logged),
        token=shown.get(f"{SHOWN}{row.id}", "") if open_now else "",
    )


def is_link_open(row: TrainingLink, logged: LoggedLink | None, now: datetime) -> bool:
    """Whether a link still waits for its one answer: by the log, and not only by its row."""
    unused = row.ended_at is None and row.answer is None
    return unused and logged is not None and logged.is_open and now < row.expires_at


def find_logged_link(uow: UnitOfWork, row: TrainingLink) -> LoggedLink | None:
    """Return what the log says of a row, or None where the row is not what the log saw."""
    if not all(isinstance(part, bytes) for part in (row.token_hash, row.box)):
        return None
    member_lookup.load_key_trust(uow)  # reads the log on
    logged = uow.key_log.training(uow.org).find_link(str(row.id))
    same = hash_row_bytes(encode_link_for_log(row)).hex()
    known = logged is not None and (logged.learner, logged.h) == (str(row.learner_id), same)
    return logged if known else None


def read_vouched_answer(row: TrainingLink, logged: LoggedLink | None) -> OutsideAnswer | None:
    """Return what was answered, where the log vouches for each byte of it."""
    if not isinstance(row.answer, bytes) or logged is None or logged.answered is None:
        return None
    if hash_row_bytes(row.answer).hex() != logged.answered.h:
        return None
    return decode_answer(row.answer)


def encode_link_for_log(row: TrainingLink) -> bytes:
    """Return the bytes that the log vouches for: whom it is for, what opens it, until when."""
    ends = f"{row.id} {row.learner_id} {row.expires_at.isoformat()}\n{row.asked}\n"
    return ends.encode() + row.token_hash + row.box


def _build_question(uow: UnitOfWork, asked: AskedPerson) -> OutsideQuestion:
    own, me = workbook_answers.load_own_answers(uow), build_signer_identity(uow)
    readiness = workbook_answers.find_readiness_to_send(uow, own)
    edition = workbook_content.load_org_workbook(uow.org, uow.clock()).edition.edition
    return OutsideQuestion(
        learner=me.name,
        learner_job=me.job_title,
        agency=uow.org.name,
        workbook=edition.name,
        edition=edition.version,
        confirmer=asked.name,
        confirmer_job=asked.job_title,
        role=ConfirmerRole(asked.role),
        chapters=readiness.chapters,
        wrong=tuple(
            AnsweredQuestion(one.question.key, one.question.text, one.answer)
            for one in readiness.wrong
        ),
        written=len(own.items),
    )


def _end_open_links(act: LoggedTransaction, uow: UnitOfWork, only: UUID | None = None) -> int:
    """End the open links of the signed-in member, or the one that is meant; return how many."""
    query = select(TrainingLink).where(
        TrainingLink.org_id == uow.org.id,
        TrainingLink.learner_id == uow.me.id,
        TrainingLink.ended_at.is_(None),
        TrainingLink.answer.is_(None),
    )
    if only is not None:
        query = query.where(TrainingLink.id == only)
    rows = act.session.scalars(query.with_for_update()).all()
    for row in rows:
        row.ended_at = act.now
        act.log(Action.TRAINING_LINK_ENDED, training_link_log_id(row.learner_id, row.id))
    return len(rows)


def open_link_question(row: TrainingLink, token: str) -> bytes:
    """Open what the page of a link shows. Raises SealedError."""
    if not isinstance(row.box, bytes):
        raise SealedError("training-link")
    return session_tokens.open_session_state(token, str(row.id), row.box)
