"""The team page: everyone in the organisation, searched and a page at a time.

For lists only: nothing is sealed or granted on the strength of them. Columns find and order rows.
The status and the name of each are those that the log vouches for, and rows that say otherwise come
first. This module writes nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    Uuid,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
)

from app.database import read_flushed_rows
from app.domain.routing.actors import CONFIRMED_BY_WORDS, Role
from app.models.member import Invite, Member
from app.services.audit_log.member_index import LoggedStanding
from app.services.members.invited_roles import set_view_roles_from_log
from app.services.members.member_lookup import (
    MemberView,
    list_leads_and_seniors,
    view_member_by_log,
)
from app.services.members.member_status import (
    CONFIRMED,
    LONG_TEAM,
    WAITING,
    RowDifference,
    build_member_search_conditions,
    build_role_condition,
    compare_row_with_log,
)
from app.services.members.shown_names import load_name_texts
from app.services.suspension.account_stops import AccountStop, load_account_stops
from app.services.unit_of_work import UnitOfWork

PAGE_SIZE = 50


class Status(StrEnum):
    """A status, in the order in which the page lists people. `UNKNOWN`: no line of the log knows
    them."""

    WORDS = "words"
    ROOM = "room"
    CONFIRMED = "confirmed"
    INVITED = "invited"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


class TeamSearch(msgspec.Struct, frozen=True):
    """A search of the team. `status`: "waiting", "confirmed", "invited", "stopped"
    or ""."""

    words: str = ""
    role: str = ""
    status: str = ""

    def __bool__(self) -> bool:
        return bool(self.words or self.role or self.status)


class TeamMember(MemberView, frozen=True, kw_only=True):
    """A member in the list. `until`: when an unused invite ends, even if that has passed.

    `stop`: how their account was stopped, while it is.
    """

    status: Status
    until: datetime | None = None
    stop: AccountStop | None = None


class TeamPage(msgspec.Struct, frozen=True):
    """One page. `total`: how many were found. `alone`: there is one confirmed lead, or none."""

    members: tuple[TeamMember, ...]
    total: int
    page: int
    alone: bool
    senior: bool
    second: MemberView | None

    @property
    def pages(self) -> int:
        """How many pages there are, and at least one."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def is_long(self) -> bool:
        """Whether there are so many that a search helps."""
        return self.total > LONG_TEAM

    @property
    def first_shown(self) -> int:
        """The place of the first on this page among all that were found, from 1."""
        return (self.page - 1) * PAGE_SIZE + 1

    def of(self, status: str) -> tuple[TeamMember, ...]:
        """Return those on this page with this status."""
        return tuple(member for member in self.members if member.status == status)


class WaitingMembers(msgspec.Struct, frozen=True):
    """The people who joined and wait to be confirmed.

    `second`: the first lead among them, looked for where a lead is `alone`.
    """

    count: int = 0
    first: MemberView | None = None
    second: MemberView | None = None
    alone: bool = False

    def __bool__(self) -> bool:
        return bool(self.count)


# Most people are confirmed: that is asked first, because each question costs time for each row.
_BY_WORDS = build_role_condition(*CONFIRMED_BY_WORDS)
_RANK = case((CONFIRMED, 2), (Member.joined_at.is_(None), 3), (_BY_WORDS, 0), else_=1)
_RANKS = (Status.WORDS, Status.ROOM, Status.CONFIRMED, Status.INVITED, Status.STOPPED)
_STOPPED_RANK = _RANKS.index(Status.STOPPED)
_FIRST_RANK = -1
_FILTERED = {
    LoggedStanding.JOINED: "waiting",
    LoggedStanding.CONFIRMED: "confirmed",
    LoggedStanding.INVITED: "invited",
}
_FILTERS: dict[str, ColumnElement[bool]] = {
    "waiting": WAITING,
    "confirmed": CONFIRMED,
    "invited": Member.joined_at.is_(None),
}


TEAM_FILTERS = (*_FILTERS, Status.STOPPED.value)
"""The statuses that a search can ask for."""
_CLAIMS = select(Member.id, Member.joined_at.is_not(None), Member.confirmed_at.is_not(None))
_COUNTED = select(
    func.count(), func.count(Member.joined_at), func.count(Member.confirmed_at)
).select_from(Member)
_ORDER = (_RANK, Member.position, Member.invited_at, Member.id)
# Joined and never confirmed, which an index answers. Someone with a spoiled time of confirmation
# is not among them: the team page lists them. Built once: building a statement costs more than
# running it.
_WAITING = (
    Member.org_id == bindparam("org", type_=Uuid()),
    Member.confirmed_at.is_(None),
    Member.joined_at.is_not(None),
    Member.id.not_in(bindparam("others", expanding=True)),
)
_VIEWED = (
    *(Member.id, Member.name, Member.called, Member.called_salt, Member.confirmed_as),
    *(Member.email, Member.phone, Member.contact_salt, Member.job_title, Member.roles),
    *(Member.position, Member.joined_at, Member.confirmed_at),
)
"""The columns that a view of a member is made of, for plain rows."""
_FIRST_WAITING = select(*_VIEWED).where(*_WAITING).order_by(*_ORDER).limit(1)
_WAITING_COUNT = select(func.count()).select_from(Member).where(*_WAITING)
_SECOND_LEAD = (
    select(*_VIEWED).where(*_WAITING, build_role_condition(Role.LEAD)).order_by(*_ORDER).limit(1)
)
# The same by the log, for when the columns say otherwise.
_WAITING_BY_LOG = (
    select(*_VIEWED)
    .where(Member.org_id == bindparam("org", type_=Uuid()))
    .where(Member.id.in_(bindparam("waiting", expanding=True)))
    .order_by(Member.position, Member.invited_at, Member.id)
)


class PastLeaver(msgspec.Struct, frozen=True):
    """Someone whose last day, as a lead wrote it down, has passed."""

    id: UUID
    name: str
    day: date


def load_team_page(uow: UnitOfWork, search: TeamSearch, page: int = 1) -> TeamPage:
    """Return page `page`, from 1, of those whom a search finds; the last one where it is beyond."""
    uow.key_log.refresh(uow.session, uow.org)
    misfiled = _find_misfiled(uow)
    wanted = _conditions(uow, search, misfiled)
    total = uow.session.scalar(select(func.count()).select_from(Member).where(*wanted)) or 0
    page = min(max(1, page), max(1, -(-total // PAGE_SIZE)))
    stopped = uow.key_log.find_stopped_accounts(uow.org)
    rows = uow.session.execute(_page_query(wanted, page, stopped, misfiled)).all()
    stops = load_account_stops(uow, stopped & {row.id for row, *_ in rows})
    leaders = list_leads_and_seniors(uow)
    return TeamPage(
        members=tuple(
            _member(uow, row, until, row.id in stopped, stops.get(row.id)) for row, until in rows
        ),
        total=total,
        page=page,
        alone=_is_alone(leaders),
        senior=any(view.is_a(Role.SENIOR) for view in leaders),
        second=_find_second(uow, stopped),
    )


def load_waiting_members(uow: UnitOfWork, confirmed_once: Collection[UUID] = ()) -> WaitingMembers:
    """Return who waits to be confirmed, those who are confirmed by words first.

    `confirmed_once`: new leads who wait for a second approval, and for no one's words.
    """
    others = {*confirmed_once, *uow.key_log.find_stopped_accounts(uow.org)}
    alone = _is_alone(list_leads_and_seniors(uow))
    waiting = uow.key_log.members(uow.org).list_waiting() - others
    first = _find_waiting(uow, _FIRST_WAITING, others)
    return WaitingMembers(
        count=len(waiting),
        first=first,
        second=_find_second(uow, others) if first and alone else None,
        alone=alone,
    )


def list_past_leavers(uow: UnitOfWork) -> tuple[PastLeaver, ...]:
    """Return colleagues whose last day has passed and who can still sign in, the earliest first.

    By the log as far as it was read.
    """
    past = uow.key_log.members(uow.org).leavers.list_past(uow.today)
    stopped = uow.key_log.find_stopped_accounts(uow.org)
    here = {one: day for one, day in past.items() if one not in stopped and one != uow.me.id}
    names = load_name_texts(uow, here)
    ordered = sorted(here.items(), key=lambda pair: (pair[1], names[pair[0]]))
    return tuple(PastLeaver(one, names[one], day) for one, day in ordered)


def _page_query(
    wanted: tuple[ColumnElement[bool], ...],
    page: int,
    stopped: Collection[UUID],
    misfiled: Collection[UUID],
) -> Select[Any]:
    unused = and_(Invite.member_id == Member.id, Invite.used_at.is_(None))
    rank: Any = _RANK
    unused_code: Any = Invite.expires_at
    if stopped:  # by the log; without anyone the query is the one of always
        rank = case((Member.id.in_(stopped), _STOPPED_RANK), else_=rank)
    if misfiled:
        rank = case((Member.id.in_(misfiled), _FIRST_RANK), else_=rank)
    return (
        select(Member, unused_code)
        .outerjoin(Invite, unused)
        .where(*wanted)
        .order_by(rank, *_ORDER[1:])
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )


def _find_misfiled(uow: UnitOfWork) -> dict[UUID, LoggedStanding]:
    """Return how far they came by the log, of everyone whose row says otherwise. Mostly no one.

    The rows are read only where they are counted otherwise than the log has them. Changes that
    leave each count as it was are named on the row where it stands, and by `log fsck`.
    """
    index = uow.key_log.members(uow.org)
    counted = uow.session.execute(_COUNTED.where(Member.org_id == uow.org.id)).one()
    if tuple(counted) == index.count_standings():
        return {}
    rows = uow.session.execute(_CLAIMS.where(Member.org_id == uow.org.id))
    judged = ((*row, index.standing_of(row[0])) for row in rows)
    return {
        member_id: logged
        for member_id, joined, confirmed, logged in judged
        if compare_row_with_log(joined, confirmed, logged) is not RowDifference.NONE
    }


def _conditions(
    uow: UnitOfWork, search: TeamSearch, misfiled: Mapping[UUID, LoggedStanding]
) -> tuple[ColumnElement[bool], ...]:
    roles = [build_role_condition(role) for role in Role if role.value == search.role]
    return (
        Member.org_id == uow.org.id,
        *build_member_search_conditions(search.words),
        *roles,
        _filter_by_status(uow, search.status, misfiled),
    )


def _filter_by_status(
    uow: UnitOfWork, status: str, misfiled: Mapping[UUID, LoggedStanding]
) -> ColumnElement[bool]:
    """Return the condition of a status. Whose account is stopped has that status alone."""
    stopped = uow.key_log.find_stopped_accounts(uow.org)
    if status == Status.STOPPED:
        return Member.id.in_(stopped)
    if status not in _FILTERS:
        return literal(True)
    found = _FILTERS[status]
    if misfiled:
        by_log = [one for one, logged in misfiled.items() if _FILTERED.get(logged) == status]
        found = or_(and_(found, Member.id.not_in(misfiled)), Member.id.in_(by_log))
    return and_(found, Member.id.not_in(stopped)) if stopped else found


def _member(
    uow: UnitOfWork,
    row: Member,
    until: datetime | None,
    is_stopped: bool,
    stop: AccountStop | None,
) -> TeamMember:
    view = set_view_roles_from_log(uow, view_member_by_log(uow, row))
    status = Status.STOPPED if is_stopped else _choose_status(view)
    return TeamMember(**msgspec.structs.asdict(view), status=status, until=until, stop=stop)


def _choose_status(view: MemberView) -> Status:
    if view.row_difference is RowDifference.UNKNOWN:
        return Status.UNKNOWN
    if view.confirmed:
        return Status.CONFIRMED
    if not view.joined:
        return Status.INVITED
    return Status.WORDS if view.by_words else Status.ROOM


def _is_alone(leaders: Iterable[MemberView]) -> bool:
    return sum(view.is_a(Role.LEAD) for view in leaders) < 2


def _find_second(uow: UnitOfWork, others: Collection[UUID] = ()) -> MemberView | None:
    """Return the first lead who waits to be confirmed, other than `others`."""
    return _find_waiting(uow, _SECOND_LEAD, others, Role.LEAD)


def _find_waiting(
    uow: UnitOfWork, query: Executable, others: Collection[UUID], role: Role | None = None
) -> MemberView | None:
    """Return the first whom a query finds, if the log says that they wait; else the first by it."""
    waiting = uow.key_log.members(uow.org).list_waiting() - set(others)
    if not waiting:
        return None
    given = {"org": uow.org.id, "others": list(others)}
    row = read_flushed_rows(uow.session, query, given).one_or_none()
    if row is not None and row.id in waiting:
        return view_member_by_log(uow, row)
    if row is None and uow.session.scalar(_WAITING_COUNT, given) == len(waiting):
        return None
    given = {"org": uow.org.id, "waiting": list(waiting)}
    rows = read_flushed_rows(uow.session, _WAITING_BY_LOG, given).all()
    views = (view_member_by_log(uow, row) for row in rows)
    return next((view for view in views if role is None or view.is_a(role)), None)
