"""One page of the list of who is trained: searched, of one standing, a page at a time.

Columns find and order people. What is said of the people of the page is proved, and no one else is
proved for it. A standing that needs the day of a completion is looked for in what the log names
word for word, without proof of a signature. This module writes nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.domain.private_struct import PrivateStruct
from app.domain.training.exchange_schema import OPEN_STATES
from app.domain.training.statement_schema import Statement
from app.domain.training.training_status import Standing, TrainingStatus
from app.errors import SealedError
from app.models.member import Member
from app.models.training import Training, TrainingNote
from app.services.content import workbook_content
from app.services.members import member_lookup
from app.services.members.member_status import (
    LONG_TEAM,
    NOT_SUSPENDED,
    build_member_search_conditions,
)
from app.services.training import statement_proofs, statements, team_standing
from app.services.training.statement_proofs import ProvedStatement
from app.services.training.team_standing import LIST_ORDER, MemberStanding
from app.services.unit_of_work import Action, UnitOfWork

PAGE_SIZE = 40
_NOTE = aliased(TrainingNote)
_HAS_NOTE = exists().where(_NOTE.learner_id == Member.id)
_HAS_COMPLETION = exists().where(_NOTE.learner_id == Member.id, _NOTE.code.is_not(None))
_HAS_OPEN_ANSWERS = exists().where(
    Training.learner_id == Member.id, Training.state.in_([state.value for state in OPEN_STATES])
)
_LISTED = or_(Member.joined_at.is_not(None), _HAS_NOTE)
_WITHOUT_COMPLETION = {
    Standing.NOT_YET: and_(~_HAS_COMPLETION, ~_HAS_OPEN_ANSWERS),
    Standing.WAITING: and_(~_HAS_COMPLETION, _HAS_OPEN_ANSWERS),
}
_COMPLETION_COLUMNS = (
    *(TrainingNote.id, TrainingNote.learner_id, TrainingNote.about, TrainingNote.author_id),
    *(TrainingNote.code, TrainingNote.made_at, TrainingNote.leaf_index, TrainingNote.statement),
)


class TeamTrainingPage(PrivateStruct, frozen=True):
    """One page of the list. `gone`: notes that the log tells of and nobody has any more.

    `total`: how many people were found. `words`: that were searched for. `titles`: of chapters by
    their keys. `renewed`: whether anybody confirmed how often.
    """

    page: int
    total: int
    chosen: Standing | None
    words: str
    people: tuple[MemberStanding, ...]
    apart: tuple[MemberStanding, ...]
    gone: int
    titles: Mapping[str, str]
    renewed: bool

    @property
    def pages(self) -> int:
        """How many pages there are, and at least one."""
        return count_pages(self.total)

    @property
    def is_long(self) -> bool:
        """Whether there are so many that a search helps."""
        return self.total > LONG_TEAM

    @property
    def is_empty(self) -> bool:
        """Whether nobody is on it."""
        return not self.people and not self.apart


class _ListedPeople(PrivateStruct, frozen=True):
    """The people of one page. `left`: ids that notes name and that no member has any more."""

    page: int
    total: int
    rows: Sequence[tuple[Member, bool]]
    left: tuple[UUID, ...] = ()


def log_and_load_team_training_page(
    uow: UnitOfWork, chosen: Standing | None, page: int, words: str = ""
) -> TeamTrainingPage:
    """Page `page`, from 1, of everybody, or of those who stand so; the last one where it is beyond.

    `words`: of a name or email. Logs one LIST_VIEWED first. Raises LogBrokenError: then nothing can
    be said of anybody.
    """
    page = max(page, 1)
    uow.look(Action.LIST_VIEWED, f"trained/{page}")
    gone = len(statement_proofs.find_missing_statements(uow))
    found = _find_page(uow, chosen, page, words)
    shown = (
        *team_standing.prove_member_standings(uow, found.rows),
        *team_standing.prove_leaver_standings(uow, found.left),
    )
    return TeamTrainingPage(
        page=found.page,
        total=found.total,
        chosen=chosen,
        words=words,
        people=tuple(one for one in shown if not one.apart),
        apart=tuple(one for one in shown if one.apart),
        gone=gone,
        titles=workbook_content.load_current_edition(uow.org).titles,
        renewed=team_standing.find_renewal_rule(uow).months is not None,
    )


def find_likely_learners(
    uow: UnitOfWork, wanted: Callable[[TrainingStatus], bool], *which: ColumnElement[bool]
) -> tuple[UUID, ...]:
    """Return who is `wanted` by notes as the log names them, in the order of the list.

    `which`: conditions on members. One query of all that these people completed. No signature is
    proved, so it only finds people: prove what is said of them before it is shown.
    """
    query = (
        select(*_COMPLETION_COLUMNS)
        .join(Member, Member.id == TrainingNote.learner_id)
        .where(TrainingNote.org_id == uow.org.id, Member.org_id == uow.org.id, *which)
        .where(TrainingNote.about != TrainingNote.learner_id)  # a day of practice moves no standing
        .order_by(*LIST_ORDER, TrainingNote.leaf_index)
    )
    rows = uow.session.execute(query).all()
    member_lookup.load_key_trust(uow)  # after the rows: every row that is ours has its line by now
    judge = team_standing.make_status_finder(uow, {})

    def is_wanted(learner: UUID, notes: Iterable[Any]) -> bool:
        logged = (_read_as_logged(uow, row) for row in notes)
        return wanted(judge(learner, statements.group_by_completion(logged)))

    people = groupby(rows, key=lambda row: row.learner_id)
    return tuple(learner for learner, notes in people if is_wanted(learner, notes))


def _read_as_logged(uow: UnitOfWork, row: Any) -> ProvedStatement:
    """Return a row as if its signature proved, and as if a reader had signed it."""
    said: Statement | None
    try:
        said, _ = statement_proofs.read_logged_statement(uow, row)
    except SealedError:
        said = None
    return ProvedStatement(
        row.id, row.learner_id, row.author_id, row.about, said, by_reader=True, made_at=None
    )


def _find_page(uow: UnitOfWork, chosen: Standing | None, page: int, words: str) -> _ListedPeople:
    listed = (_LISTED, *build_member_search_conditions(words))
    if chosen is None or chosen in _WITHOUT_COMPLETION:
        narrowed = listed if chosen is None else (*listed, _WITHOUT_COMPLETION[chosen])
        return _read_page(uow, page, narrowed, with_left=chosen is None and not words)
    if chosen is Standing.NOT_TRUSTED:
        everybody, _ = team_standing.list_team_status(uow)
        those = [one.id for one in everybody if one.stands.standing is chosen]
        return _read_page(uow, page, (*listed, Member.id.in_(those)))
    found = find_likely_learners(uow, lambda stands: stands.standing is chosen, *listed)
    page = min(page, count_pages(len(found)))
    start = (page - 1) * PAGE_SIZE
    return _ListedPeople(
        page, len(found), team_standing.load_listed_members(uow, found[start : start + PAGE_SIZE])
    )


def _read_page(
    uow: UnitOfWork, page: int, which: Iterable[ColumnElement[bool]], *, with_left: bool = False
) -> _ListedPeople:
    """Return a page of members by columns. `with_left`: the last one has those who left too."""
    wanted = (Member.org_id == uow.org.id, *which)
    total = uow.session.scalar(select(func.count()).select_from(Member).where(*wanted)) or 0
    page = min(page, count_pages(total))
    rows = uow.session.execute(
        select(Member, NOT_SUSPENDED)
        .where(*wanted)
        .order_by(*LIST_ORDER)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    left = _find_left(uow) if with_left and page == count_pages(total) else ()
    return _ListedPeople(page, total + len(left), [(row, bool(at)) for row, at in rows], left)


def _find_left(uow: UnitOfWork) -> tuple[UUID, ...]:
    """Return ids that notes name, and that no member here has: only a damaged database has any."""
    known = select(Member.id).where(Member.org_id == uow.org.id)
    query = select(TrainingNote.learner_id).where(
        TrainingNote.org_id == uow.org.id,
        TrainingNote.learner_id.not_in(known),
        TrainingNote.about != TrainingNote.learner_id,
    )
    return tuple(uow.session.scalars(query.distinct()))


def count_pages(total: int) -> int:
    """Return how many pages so many people fill, and at least one."""
    return max(1, -(-total // PAGE_SIZE))
