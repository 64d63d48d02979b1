"""List who is trained: each member's standing, proved note by note, for leads and seniors.

What is read here are dates, names and chapters: nobody's answers. Nobody is compared. A row that
does not prove makes nobody trained: it says that it cannot be trusted. Columns find and order the
people of a page, and only their notes are proved. What is shown is always proved.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Uuid, bindparam, case, select

from app.database import read_rows
from app.domain.private_struct import PrivateStruct
from app.domain.training.exchange_schema import OPEN_STATES, TrainingState
from app.domain.training.statement_schema import Statement
from app.domain.training.training_status import (
    RenewalRule,
    Standing,
    TrainingFacts,
    TrainingStatus,
    find_training_status,
)
from app.errors import LogBrokenError
from app.models.member import Member
from app.models.training import Training
from app.services.contacts.phone_numbers import load_pack
from app.services.content import workbook_content
from app.services.members.member_status import (
    NOT_SUSPENDED,
    build_members_condition,
)
from app.services.members.shown_names import judge_shown_name
from app.services.members.training_groups import TrainingGroupView, training_group_log_id
from app.services.practice import practice_days
from app.services.training import statements
from app.services.training.statements import CompletionHistory
from app.services.unit_of_work import Action, UnitOfWork

Item = TypeVar("Item")
CHUNK_SIZE = 500
"""People whose notes are asked for at once."""
# Built once: building a statement costs more than running it.
_OPEN_ANSWERS = (
    select(Training.learner_id, Training.state)
    .where(
        Training.org_id == bindparam("org", type_=Uuid()),
        Training.state.in_([state.value for state in OPEN_STATES]),
    )
    .order_by(Training.began_at)
)
_OPEN_ANSWERS_OF_ONE = _OPEN_ANSWERS.where(
    Training.learner_id == bindparam("learner", type_=Uuid())
)
_OPEN_ANSWERS_OF_SOME = _OPEN_ANSWERS.where(
    Training.learner_id.in_(bindparam("learners", expanding=True))
)
LIST_ORDER = (case((NOT_SUSPENDED, 0), else_=1), Member.search_text, Member.id)
"""The order of people in lists that are read in pages: by name, those whose account is stopped
last."""


class MemberStanding(PrivateStruct, frozen=True):
    """One member and their training status. `apart`: suspended, or no longer a member.

    `practised_on`: the last day they say they practised on. It does not change their status.
    """

    id: UUID
    name: str
    job_title: str
    email: str
    apart: bool
    stands: TrainingStatus
    practised_on: date | None = None


def list_team_status(uow: UnitOfWork) -> tuple[tuple[MemberStanding, ...], int]:
    """List everybody by name, those apart last, and count the notes that are gone.

    A handful of queries, however many there are. Raises LogBrokenError. The caller logs the look.
    """
    notes = statements.list_all_notes(uow)
    found = statements.group_by_completion(notes)
    by_learner, days = _group_by_learner(found), practice_days.find_last_practice_days(notes)
    judge = make_status_finder(uow, _load_open_states(uow))
    there = {}
    for row, at_work in _list_members(uow):
        if row.joined_at is not None or row.id in by_learner:
            stands = judge(row.id, by_learner.get(row.id, ()))
            there[row.id] = _describe_member(uow, row, at_work, stands, days.get(row.id))
    left = [
        _describe_leaver(one, judge(one, by_learner[one])) for one in by_learner if one not in there
    ]
    return tuple(sorted((*there.values(), *left), key=_make_sort_key)), sum(
        one.learner_id is None for one in found
    )


def log_and_list_group_status(
    uow: UnitOfWork, group: TrainingGroupView
) -> tuple[MemberStanding, ...]:
    """Return where each person of a group stands, by name. Logs one LIST_VIEWED first.

    All of them: whoever trains a group needs it whole. Raises LogBrokenError: then nothing can be
    said of anybody.
    """
    uow.look(Action.LIST_VIEWED, training_group_log_id(group.id))
    return list_status_of(uow, tuple(group.members))


def list_status_of(uow: UnitOfWork, members: Sequence[UUID]) -> tuple[MemberStanding, ...]:
    """Return where these members stand, by name; no one else's notes are read.

    Raises LogBrokenError. The caller logs the look.
    """
    return prove_member_standings(uow, load_listed_members(uow, members))


def load_listed_members(uow: UnitOfWork, ids: Sequence[UUID]) -> list[tuple[Member, bool]]:
    """Return these members, in the order of the list, and whether their account is not stopped."""
    found: list[tuple[Member, bool]] = []
    for some in _split_in_chunks(ids):
        query = select(Member, NOT_SUSPENDED).where(build_members_condition(uow.org.id, some))
        found += ((row, bool(at)) for row, at in uow.session.execute(query.order_by(*LIST_ORDER)))
    return found


def prove_member_standings(
    uow: UnitOfWork, rows: Sequence[tuple[Member, bool]]
) -> tuple[MemberStanding, ...]:
    """Return where these people stand, in the same order. A few queries for each 500.

    `rows`: members, and whether their account is not stopped. Raises LogBrokenError.
    """
    shown: list[MemberStanding] = []
    for some in _split_in_chunks(rows):
        find_status, days = _read_status(uow, [row.id for row, _ in some])
        shown += (
            _describe_member(uow, row, at, find_status(row.id), days.get(row.id))
            for row, at in some
        )
    return tuple(shown)


def prove_leaver_standings(uow: UnitOfWork, left: Sequence[UUID]) -> tuple[MemberStanding, ...]:
    """Return where people stand whom notes name and who are no members any more."""
    if not left:
        return ()
    find_status, _ = _read_status(uow, left)
    return tuple(_describe_leaver(one, find_status(one)) for one in left)


def _read_status(
    uow: UnitOfWork, learners: Sequence[UUID]
) -> tuple[Callable[[UUID], TrainingStatus], Mapping[UUID, date]]:
    """Return what finds the proved status of each of these, and the last day each practised."""
    notes = statements.list_learner_notes(uow, learners)
    by_learner = _group_by_learner(statements.group_by_completion(notes))
    judge = make_status_finder(uow, _load_states_of_some(uow, learners))
    days = practice_days.find_last_practice_days(notes)
    return lambda one: judge(one, by_learner.get(one, ())), days


def make_status_finder(
    uow: UnitOfWork, answers: Mapping[UUID, TrainingState]
) -> Callable[[UUID, Iterable[CompletionHistory]], TrainingStatus]:
    """Return what finds somebody's status from what they completed."""
    marks = workbook_content.load_current_edition(uow.org).marks
    rule, today = find_renewal_rule(uow), uow.today

    def judge(learner: UUID, found: Iterable[CompletionHistory]) -> TrainingStatus:
        return find_training_status(
            build_training_facts(found, answers.get(learner)), marks, rule, today
        )

    return judge


def _split_in_chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), CHUNK_SIZE):
        yield items[start : start + CHUNK_SIZE]


def get_own_training_status(
    uow: UnitOfWork, *, has_answers: bool = True, has_statements: bool = True
) -> TrainingStatus:
    """Return my own training status. What cannot be read is not trusted: this stops no page.

    `has_answers`: whether any answers of mine may be on their way. `has_statements`: whether any
    statement about me may be stored.
    """
    try:
        return get_member_training_status(
            uow, uow.me.id, has_answers=has_answers, has_statements=has_statements
        )
    except LogBrokenError:
        return TrainingStatus(Standing.NOT_TRUSTED)


def get_member_training_status(
    uow: UnitOfWork, member_id: UUID, *, has_answers: bool = True, has_statements: bool = True
) -> TrainingStatus:
    """Return one member's training status. Raises LogBrokenError."""
    found = statements.list_member_completions(uow, member_id) if has_statements else ()
    answers = _load_open_states(uow, member_id).get(member_id) if has_answers else None
    known = build_training_facts(found, answers)
    marks = workbook_content.load_current_edition(uow.org).marks if found else {}
    return find_training_status(known, marks, find_renewal_rule(uow), uow.today)


def build_training_facts(
    found: Iterable[CompletionHistory], answers: TrainingState | None
) -> TrainingFacts:
    """Return one person's notes as the domain judges them."""
    mine = tuple(found)
    notes: list[tuple[str, Statement]] = []
    for one in mine:
        if one.said is not None:
            notes.append((str(one.id), one.said))
        notes += [(str(one.id), note) for note in one.notes]
    trusted = all(one.said is not None and not one.refused for one in mine)
    return TrainingFacts(tuple(notes), answers, trusted)


def find_renewal_rule(uow: UnitOfWork) -> RenewalRule:
    """Return how often the authority's pack says that training is done again."""
    said = load_pack(uow.org.pack).settings.training
    return RenewalRule(said.renew_after_months, said.due_soon_days)


def _group_by_learner(found: Iterable[CompletionHistory]) -> dict[UUID, list[CompletionHistory]]:
    by_learner: dict[UUID, list[CompletionHistory]] = {}
    for one in found:
        if one.learner_id is not None:
            by_learner.setdefault(one.learner_id, []).append(one)
    return by_learner


def _load_open_states(uow: UnitOfWork, learner: UUID | None = None) -> dict[UUID, TrainingState]:
    """Return the state of each learner's newest open answers: it says whose turn it is.

    It comes from rows alone, so no one is shown as trained because of it.
    """
    query = _OPEN_ANSWERS if learner is None else _OPEN_ANSWERS_OF_ONE
    rows = read_rows(uow.session, query, {"org": uow.org.id, "learner": learner})
    return {learner_id: TrainingState(state) for learner_id, state in rows}


def _load_states_of_some(uow: UnitOfWork, learners: Collection[UUID]) -> dict[UUID, TrainingState]:
    """Return the same of these learners alone."""
    given = {"org": uow.org.id, "learners": list(learners)}
    rows = read_rows(uow.session, _OPEN_ANSWERS_OF_SOME, given)
    return {learner_id: TrainingState(state) for learner_id, state in rows}


def _list_members(uow: UnitOfWork) -> Iterable[tuple[Member, bool]]:
    rows = uow.session.execute(select(Member, NOT_SUSPENDED).where(Member.org_id == uow.org.id))
    return ((row, bool(at_work)) for row, at_work in rows)


def _describe_member(
    uow: UnitOfWork, row: Member, at_work: bool, stands: TrainingStatus, on: date | None
) -> MemberStanding:
    """Return one line. While a note about them does not prove, their days are not said either."""
    return MemberStanding(
        id=row.id,
        name=judge_shown_name(uow, row).text,
        job_title=row.job_title,
        email=row.email,
        apart=not at_work,
        stands=stands,
        practised_on=None if stands.standing is Standing.NOT_TRUSTED else on,
    )


def _describe_leaver(member_id: UUID, stands: TrainingStatus) -> MemberStanding:
    """Return somebody whose notes are here and who is no member any more."""
    said = stands.completion.learner if stands.completion else None
    return MemberStanding(
        id=member_id,
        name=said.name if said else "",
        job_title=said.job_title if said else "",
        email=said.email if said else "",
        apart=True,
        stands=stands,
    )


def _make_sort_key(one: MemberStanding) -> tuple[bool, str, str]:
    return one.apart, one.name.casefold(), str(one.id)
