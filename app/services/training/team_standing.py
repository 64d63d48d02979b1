"""List who is trained: each member's standing, proved note by note, for leads and seniors.

What is read here are dates, names and chapters: nobody's answers. Nothing is counted, and nobody is
compared. A row that does not prove makes nobody trained: it says that it cannot be trusted.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import Uuid, bindparam, select

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
from app.services.members.member_status import NOT_SUSPENDED
from app.services.members.shown_names import judge_name
from app.services.members.training_groups import TrainingGroupView, name_group_for_log
from app.services.practice import practice_days
from app.services.training import statements
from app.services.training.statements import CompletionHistory
from app.services.unit_of_work import Action, UnitOfWork

PAGE_SIZE = 50
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


class MemberStanding(PrivateStruct, frozen=True):
    """One member and where they stand. `apart`: suspended, or no member any more.

    `practised_on`: the last day on which they practised, as they say; it moves no standing.
    """

    id: UUID
    name: str
    job_title: str
    email: str
    apart: bool
    stands: TrainingStatus
    practised_on: date | None = None


class TeamTrainingPage(msgspec.Struct, frozen=True):
    """One page of the list. `gone`: notes that the log tells of and nobody has any more.

    `titles`: of chapters by their keys. `renewed`: whether anybody confirmed how often.
    """

    page: int
    more: bool
    chosen: Standing | None
    people: tuple[MemberStanding, ...]
    apart: tuple[MemberStanding, ...]
    gone: int
    titles: Mapping[str, str]
    renewed: bool

    @property
    def is_empty(self) -> bool:
        """Whether nobody is on it."""
        return not self.people and not self.apart


def load_team_page(uow: UnitOfWork, chosen: Standing | None, page: int) -> TeamTrainingPage:
    """Page `page`, from 1, of everybody, or of those who stand so. Logs one LIST_VIEWED first.

    Raises LogBrokenError: then nothing can be said of anybody.
    """
    page = max(page, 1)
    uow.look(Action.LIST_VIEWED, f"trained/{page}")
    everybody, gone = list_team_status(uow)
    found = [one for one in everybody if chosen is None or one.stands.standing is chosen]
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return TeamTrainingPage(
        page=page,
        more=len(found) > page * PAGE_SIZE,
        chosen=chosen,
        people=tuple(one for one in shown if not one.apart),
        apart=tuple(one for one in shown if one.apart),
        gone=gone,
        titles=workbook_content.load_current_edition(uow.org).titles,
        renewed=find_renewal_rule(uow).months is not None,
    )


def list_team_status(uow: UnitOfWork) -> tuple[tuple[MemberStanding, ...], int]:
    """List everybody by name, those apart last, and count the notes that are gone.

    A handful of queries, however many there are. Raises LogBrokenError. The caller logs the look.
    """
    notes = statements.list_all_notes(uow)
    found, days = (
        statements.group_by_completion(notes),
        practice_days.find_last_practice_days(notes),
    )
    by_learner = _by_learner(found)
    waiting = _on_their_way(uow)
    marks, when, today = (
        workbook_content.load_current_edition(uow.org).marks,
        find_renewal_rule(uow),
        uow.today,
    )

    def stands(member_id: UUID) -> TrainingStatus:
        known = summarise_notes(by_learner.get(member_id, ()), waiting.get(member_id))
        return find_training_status(known, marks, when, today)

    there = {}
    for row, at_work in _members(uow):
        if row.joined_at is not None or row.id in by_learner:
            there[row.id] = _person(uow, row, at_work, stands(row.id), days.get(row.id))
    left = [_left(one, stands(one)) for one in by_learner if one not in there]
    return tuple(sorted((*there.values(), *left), key=_order)), sum(
        one.learner_id is None for one in found
    )


def list_group_status(uow: UnitOfWork, group: TrainingGroupView) -> tuple[MemberStanding, ...]:
    """Return where each person of a group stands, by name. Logs one LIST_VIEWED first.

    Raises LogBrokenError: then nothing can be said of anybody.
    """
    uow.look(Action.LIST_VIEWED, name_group_for_log(group.id))
    everybody, _ = list_team_status(uow)
    return tuple(person for person in everybody if person.id in group.members)


def get_own_status(uow: UnitOfWork, *, has_answers: bool = True) -> TrainingStatus:
    """Return my own training status. What cannot be read is not trusted: this stops no page.

    `has_answers`: whether any answers of mine may be on their way.
    """
    try:
        return get_member_status(uow, uow.me.id, has_answers=has_answers)
    except LogBrokenError:
        return TrainingStatus(Standing.NOT_TRUSTED)


def get_member_status(
    uow: UnitOfWork, member_id: UUID, *, has_answers: bool = True
) -> TrainingStatus:
    """Return one member's training status. Raises LogBrokenError."""
    found = statements.list_member_completions(uow, member_id)
    answers = _on_their_way(uow, member_id).get(member_id) if has_answers else None
    known = summarise_notes(found, answers)
    marks = workbook_content.load_current_edition(uow.org).marks if found else {}
    return find_training_status(known, marks, find_renewal_rule(uow), uow.today)


def summarise_notes(
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


def _by_learner(found: Iterable[CompletionHistory]) -> dict[UUID, list[CompletionHistory]]:
    by_learner: dict[UUID, list[CompletionHistory]] = {}
    for one in found:
        if one.learner_id is not None:
            by_learner.setdefault(one.learner_id, []).append(one)
    return by_learner


def _on_their_way(uow: UnitOfWork, learner: UUID | None = None) -> dict[UUID, TrainingState]:
    """Return whose turn it is with the newest answers that are open, by learner.

    Rows alone say so: it makes nobody trained.
    """
    query = _OPEN_ANSWERS if learner is None else _OPEN_ANSWERS_OF_ONE
    rows = read_rows(uow.session, query, {"org": uow.org.id, "learner": learner})
    return {learner_id: TrainingState(state) for learner_id, state in rows}


def _members(uow: UnitOfWork) -> Iterable[tuple[Member, bool]]:
    rows = uow.session.execute(select(Member, NOT_SUSPENDED).where(Member.org_id == uow.org.id))
    return ((row, bool(at_work)) for row, at_work in rows)


def _person(
    uow: UnitOfWork, row: Member, at_work: bool, stands: TrainingStatus, on: date | None
) -> MemberStanding:
    """Return one line. While a note about them does not prove, their days are not said either."""
    return MemberStanding(
        id=row.id,
        name=judge_name(uow, row).text,
        job_title=row.job_title,
        email=row.email,
        apart=not at_work,
        stands=stands,
        practised_on=None if stands.standing is Standing.NOT_TRUSTED else on,
    )


def _left(member_id: UUID, stands: TrainingStatus) -> MemberStanding:
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


def _order(one: MemberStanding) -> tuple[bool, str, str]:
    return one.apart, one.name.casefold(), str(one.id)
