"""Record a completion that was confirmed on paper: a paper workbook, or a signed printed copy.

Leads and seniors do this for others, and say that they have seen the paper. The person who signed
it may have no account. Only a lead who has no one here to confirm them records their own paper:
someone outside signed it, and the completion says so. A second press records nothing twice.
"""

from contextlib import suppress
from datetime import date
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import ColumnElement

from app.domain.private_struct import PrivateStruct
from app.domain.record.name_comparison import fold_name
from app.domain.training.statement_schema import (
    OUTSIDE_ROLES,
    Completion,
    CompletionMethod,
    ConfirmerRole,
    NamedPerson,
)
from app.domain.training.training_forms import parse_past_day
from app.errors import InvalidError, collect_problems
from app.models.member import Member
from app.services.content import workbook_content
from app.services.members.contact_details import find_name_problem
from app.services.members.member_lookup import MemberView
from app.services.training import check_codes, offered_people, review_actions, statements
from app.services.training.completion_records import build_signer_identity
from app.services.training.offered_people import OfferedPeople, PeopleSearch
from app.services.unit_of_work import Action, AlreadyDoneError, LoggedTransaction, UnitOfWork

ON_PAPER = (CompletionMethod.PAPER_WORKBOOK, CompletionMethod.PRINTED_COPY)
LONGEST_EDITION = 40
MAX_YEARS_AGO = 50
TOO_LONG_AGO = f"This day is more than {MAX_YEARS_AGO} years ago. Check the year."
PAGE_INCOMPLETE = "This page was not sent whole, so nothing was recorded. Press the button again."
DAY_MISSING = "Enter the date that is on the paper."
TALK_MISSING = "Enter the day that they talked. It is on the paper."
UNDERSTANDING_MISSING = "The paper has to say this. If it does not, ask the person who signed it."
NOT_OUTSIDE = (
    "No one here can confirm your training. Choose a trainer from outside, or an officer of your "
    "governing body."
)
NOT_THEMSELF = (
    "People cannot confirm their own training. Enter the name of the person who signed the paper "
    "for them."
)


class TypedCompletion(PrivateStruct, frozen=True):
    """What was typed, tidied but not judged. `once`: the id of the page it was typed on."""

    learner: str
    how: str
    workbook: str
    edition: str
    on: str
    confirmer: str
    job_title: str
    seen: bool
    once: str


class SignedPaper(TypedCompletion, frozen=True):
    """A typed completion, with the role of the person who signed it and when the two talked."""

    role: str
    talked: str
    understands: bool


def offer_learners(uow: UnitOfWork, search: PeopleSearch) -> OfferedPeople[MemberView]:
    """Return the people whose papers the signed-in member may record, by name."""
    return offered_people.offer_members(uow, search, *_exclude_self(uow))


def _find_learner(uow: UnitOfWork, typed: str) -> MemberView | None:
    try:
        chosen = Member.id == UUID(typed)
    except ValueError:
        return None
    found = offered_people.offer_members(uow, PeopleSearch(), chosen, *_exclude_self(uow))
    return next(iter(found.people), None)


def _exclude_self(uow: UnitOfWork) -> tuple[ColumnElement[bool], ...]:
    return () if can_record_own_completion(uow) else (Member.id != uow.me.id,)


def can_record_own_completion(uow: UnitOfWork) -> bool:
    """Whether the signed-in member is a lead or a senior whom no one here can confirm."""
    return uow.me.is_reader and not review_actions.has_confirmer(uow)


def get_workbook_name_and_edition(uow: UnitOfWork) -> tuple[str, str]:
    """Name and edition of the workbook as it is read here today: what most papers are of."""
    found = workbook_content.load_org_workbook(uow.org, uow.clock()).edition.edition
    return found.name, found.version


def sign_paper_completion(uow: UnitOfWork, typed: SignedPaper) -> UUID:
    """Sign that somebody completed a workbook on paper; returns the completion's id.

    Raises InvalidError; ForbiddenError for anybody but a lead or a senior.
    """
    learner, on = _demand_valid(uow, typed)
    note_id = _derive_note_id(uow, typed)
    with suppress(AlreadyDoneError), uow.act() as act:
        if statements.is_note_stored(act, uow, note_id):
            raise AlreadyDoneError
        said = _build_completion(uow, act, typed, learner, on)
        statements.sign_completion(uow, act, said, note_id)
        act.log(Action.TRAINING_RECORDED, f"training_record/{learner.id}")
    return note_id


def find_paper_problems(uow: UnitOfWork, typed: SignedPaper) -> dict[str, str]:
    """Return what stands in the way of recording this, by control; "" for the page."""
    return collect_problems(lambda: (_demand_valid(uow, typed), _derive_note_id(uow, typed)))


def _build_completion(
    uow: UnitOfWork, act: LoggedTransaction, typed: SignedPaper, learner: MemberView, on: date
) -> Completion:
    return Completion(
        learner=NamedPerson(
            id=str(learner.id),
            name=learner.marked_name,
            job_title=learner.job_title,
            email=learner.email,
        ),
        by=build_signer_identity(uow),
        made_at=act.now,
        agency=uow.org.name,
        workbook=typed.workbook,
        edition=typed.edition,
        marks=_choose_marks(uow, typed),
        on=on,
        how=CompletionMethod(typed.how),
        confirmer=NamedPerson(id="", name=typed.confirmer, job_title=typed.job_title),
        training="",
        code=check_codes.make_check_code(),
        confirmer_role=ConfirmerRole(typed.role),
        talked_on=parse_past_day(typed.talked, uow.today, _find_first_day(uow), TOO_LONG_AGO)[0]
        or msgspec.UNSET,
        understanding="sufficient",
    )


def _find_first_day(uow: UnitOfWork) -> date:
    return date(uow.today.year - MAX_YEARS_AGO, 1, 1)


def _choose_marks(uow: UnitOfWork, typed: SignedPaper) -> dict[str, str]:
    """Return the marks of the answered chapters: known for a copy of the edition read here now."""
    if typed.how != CompletionMethod.PRINTED_COPY or (
        typed.workbook,
        typed.edition,
    ) != get_workbook_name_and_edition(uow):
        return {}
    return workbook_content.hash_chapters(uow.org)


def _derive_note_id(uow: UnitOfWork, typed: SignedPaper) -> UUID:
    """Return an id that repeats only if the same person sends the same words from the same page.

    A page that came back with the browser's own button and names somebody else is another press.
    """
    try:
        page = UUID(typed.once)
    except ValueError:
        raise InvalidError({"": PAGE_INCOMPLETE}) from None
    words = {name: getattr(typed, name) for name in TypedCompletion.__struct_fields__}
    same = msgspec.json.encode(TypedCompletion(**words | {"once": str(page)})).decode()
    more = msgspec.json.encode((typed.role, typed.talked, typed.understands)).decode()
    return uuid5(uow.me.id, same + more)


def _demand_valid(uow: UnitOfWork, typed: SignedPaper) -> tuple[MemberView, date]:
    """Return whom it is for and on which day, or every problem at once. Raises InvalidError."""
    problems: dict[str, str] = {}
    learner = _find_learner(uow, typed.learner)
    if learner is None:
        problems["learner"] = "Choose whose training it is. Someone else has to record yours."
    first = _find_first_day(uow)
    on, wrong_day = parse_past_day(typed.on, uow.today, first, TOO_LONG_AGO, DAY_MISSING)
    own = learner is not None and learner.id == uow.me.id
    talked, wrong_talk = parse_past_day(typed.talked, uow.today, first, TOO_LONG_AGO, TALK_MISSING)
    words = {
        "on": wrong_day,
        "talked": wrong_talk,
        **_find_word_problems(typed),
        "role": _find_role_problem(typed, own),
    }
    problems |= {name: problem for name, problem in words.items() if problem}
    if learner is not None and fold_name(learner.name) == fold_name(typed.confirmer):
        problems["confirmer"] = NOT_THEMSELF
    if problems or learner is None or on is None:
        raise InvalidError(problems)
    return learner, on


def _find_word_problems(typed: SignedPaper) -> dict[str, str]:
    return {
        "how": "" if typed.how in ON_PAPER else "Choose what you have on paper.",
        "workbook": find_name_problem(
            typed.workbook, "Enter the name that is on the workbook.", "name of the workbook"
        ),
        "edition": _find_edition_problem(typed.edition),
        "confirmer": find_name_problem(
            typed.confirmer,
            "Enter the name of the person who signed the paper.",
            "name of the confirmer",
        ),
        "job_title": find_name_problem(
            typed.job_title, "Enter what they do. For example, head of care.", "job title"
        ),
        "seen": "" if typed.seen else "Look at the signed paper first. Then tick this.",
        "understands": "" if typed.understands else UNDERSTANDING_MISSING,
    }


def _find_role_problem(typed: SignedPaper, own: bool) -> str:
    if typed.role not in set(ConfirmerRole):
        return "Choose what this person is."
    return NOT_OUTSIDE if own and typed.role not in OUTSIDE_ROLES else ""


def _find_edition_problem(edition: str) -> str:
    if not edition:
        return "Enter the edition, or the year that is on the workbook."
    if len(edition) > LONGEST_EDITION:
        return f"Enter the edition in {LONGEST_EDITION} characters or fewer."
    return ""
