"""Find the people that a form about training offers: at most a page of them, by one query.

For lists only: the code that takes a choice looks that one person up again. Columns find and order
rows. The names are those that the log vouches for. Readers search emails too, others names alone.
This module writes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar, TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, or_, select

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Role
from app.models.member import Member
from app.services.members import member_lookup
from app.services.members.member_lookup import CERTIFIED_KEYS, MemberView
from app.services.members.member_status import (
    LONG_TEAM,
    build_member_search_conditions,
    build_members_condition,
    build_name_search_conditions,
)
from app.services.unit_of_work import UnitOfWork

MOST_OFFERED = 50
LONGEST_SEARCH = 100
Person = TypeVar("Person")
Columns = TypeVarTuple("Columns")
Words = tuple[ColumnElement[bool], ...]


class PeopleSearch(PrivateStruct, frozen=True):
    """A search of a list of people. `keep`: ids of people who stay in it anyway."""

    words: str = ""
    keep: frozenset[UUID] = frozenset()


class OfferedPeople(PrivateStruct, Generic[Person], frozen=True):
    """People to choose from, by name. `more`: there are others, and a search finds them.

    `words`: those that were searched for.
    `matching`: ids of the people who have them, including people who are listed in any case.
    """

    people: tuple[Person, ...]
    words: str
    matching: frozenset[UUID]
    more: bool

    @property
    def found(self) -> int:
        """How many of these people have the words that were searched for."""
        return len(self.matching)

    @property
    def is_empty(self) -> bool:
        """Whether there is no one to choose, however this list is searched."""
        return not self.people and not self.words and not self.more

    @property
    def is_searched(self) -> bool:
        """Whether the page has a search: there are many people, or it shows what was found."""
        return bool(self.words or self.more or len(self.people) > LONG_TEAM)


def parse_people_search(form: Mapping[str, Sequence[str]], *keep: UUID | None) -> PeopleSearch:
    """Return what the list of people on a form is searched for. `keep`: who stays in the list."""
    words = (form.get("q") or [""])[0][:LONGEST_SEARCH].strip()
    return PeopleSearch(words, frozenset(one for one in keep if one))


def offer_members(
    uow: UnitOfWork, search: PeopleSearch, *which: ColumnElement[bool]
) -> OfferedPeople[MemberView]:
    """Return members who have a name, confirmed or not. For readers: emails are searched too."""
    uow.key_log.refresh(uow.session, uow.org)
    query = select(Member).where(Member.name != "", *which)
    words = build_member_search_conditions(search.words)
    narrowed = _narrow_query(uow, query, search, words)
    rows = [row for (row,) in uow.session.execute(narrowed)]
    views = [member_lookup.view_member_by_log(uow, row) for row in rows[:MOST_OFFERED]]
    return _build_offer(uow, views, search, words, more=len(rows) > MOST_OFFERED)


def offer_verified_members(
    uow: UnitOfWork, search: PeopleSearch, *which: ColumnElement[bool]
) -> OfferedPeople[MemberView]:
    """Return members whose certificate verifies and whose account is not stopped.

    For everyone: names alone are searched, as a search of emails would tell them bit by bit.
    """
    judge = member_lookup.load_key_trust(uow)
    stopped = uow.key_log.find_stopped_accounts(uow.org)
    query = CERTIFIED_KEYS.where(Member.id.not_in(stopped), *which)
    words = build_name_search_conditions(search.words)
    rows = uow.session.execute(_narrow_query(uow, query, search, words)).all()
    views = member_lookup.select_verified_members(uow, judge, rows[:MOST_OFFERED], set(Role))
    return _build_offer(uow, views, search, words, more=len(rows) > MOST_OFFERED)


def find_verified_member(uow: UnitOfWork, member_id: UUID) -> MemberView | None:
    """Return one member whose certificate verifies and whose account is not stopped, or None."""
    found = offer_verified_members(uow, PeopleSearch(), Member.id == member_id).people
    return found[0] if found else None


def _narrow_query(
    uow: UnitOfWork, query: Select[*Columns], search: PeopleSearch, words: Words
) -> Select[*Columns]:
    """Return a query for one page, and one row more: then there are others."""
    kept = Member.id.in_(search.keep)
    query = query.where(Member.org_id == uow.org.id)
    if words:
        query = query.where(or_(and_(*words), kept))
    first = (case((kept, 0), else_=1),) if search.keep else ()
    order = (*first, Member.search_text, Member.id)
    return query.order_by(None).order_by(*order).limit(MOST_OFFERED + 1)


def _build_offer(
    uow: UnitOfWork, views: Iterable[MemberView], search: PeopleSearch, words: Words, *, more: bool
) -> OfferedPeople[MemberView]:
    people = sorted(views, key=lambda one: (one.name.casefold(), one.email))
    missed = _find_missed(uow, search, words)
    matching = frozenset(one.id for one in people if one.id not in missed)
    return OfferedPeople(tuple(people), search.words, matching, more)


def _find_missed(uow: UnitOfWork, search: PeopleSearch, words: Words) -> frozenset[UUID]:
    """Return the people in the list who do not have the words that were searched for."""
    if not words or not search.keep:
        return frozenset()
    found = select(Member.id).where(build_members_condition(uow.org.id, search.keep), *words)
    return search.keep - set(uow.session.scalars(found))
