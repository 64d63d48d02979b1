"""Leads, heads and chairs to whom no page may send the writer: the concern may be about them.

Someone whom the writer ticked as not to read it, or whose whole name they wrote as a person that
they are worried about. Where only a part of a name is the same, the page warns and nothing more:
two people can rightly share a name. This module decides no route and hides nothing from a record.
"""

from collections.abc import Iterator, Mapping
from uuid import UUID

import msgspec

from app.domain.deadlines.position_of_trust import PEOPLE_PAGE
from app.domain.record.form_data import FormData
from app.domain.record.name_comparison import do_names_share_word, fold_name
from app.domain.routing.actors import Role
from app.services.members import member_lookup
from app.services.members.member_lookup import MemberView
from app.services.members.member_status import list_accounts_of_person
from app.services.unit_of_work import UnitOfWork

_NAME_END = "-name_or_nickname"
_TICKS_PAGE = "sign"
NEEDED_PAGES = (PEOPLE_PAGE, _TICKS_PAGE)
"""The pages of a draft that say who must not be offered."""


class RuledOut(msgspec.Struct, frozen=True):
    """People who are never offered.

    `leads`: a lead is among them, so the record goes past all leads. `alike`: (name as it was
    typed, name of a lead, head or chair who may be that person).
    """

    ids: frozenset[UUID] = frozenset()
    leads: bool = False
    alike: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return "<RuledOut>"


def find_people_not_to_tell(uow: UnitOfWork, pages: Mapping[str, FormData]) -> RuledOut:
    """Return who must not be offered as someone to tell or to call, as the draft stands."""
    ticks = pages.get(_TICKS_PAGE, {})
    ticked, typed = set(ticks.get("not_for", ())), tuple(_list_feared(pages))
    if not ticked and not typed:
        return RuledOut()
    cleared = set(ticks.get("sure", ()))  # the writer said: another person of that name
    found, alike, leads = set(), [], False
    known = member_lookup.list_leads_and_seniors(uow)
    earlier = uow.key_log.members(uow.org).earlier_accounts()
    for member in known:
        feared = () if str(member.id) in cleared else typed
        accounts = map(str, list_accounts_of_person(earlier, member.id))
        if not ticked.isdisjoint(accounts) or any(_is_named(member, name) for name in feared):
            found.add(member.id)
            leads = leads or member.is_a(Role.LEAD)
        else:
            alike += [(name, member.name) for name in feared if _may_be(member, name)]
    return RuledOut(frozenset(found), leads, tuple(alike))


def find_colleagues_of_concern(uow: UnitOfWork, pages: Mapping[str, FormData]) -> tuple[str, ...]:
    """Return each person they are worried about who has the whole name of a confirmed colleague.

    The writer is no colleague of their own.
    """
    return tuple(
        name
        for name in dict.fromkeys(_list_feared(pages))
        if any(one.id != uow.me.id for one in member_lookup.find_verified_by_name(uow, name))
    )


def _list_feared(pages: Mapping[str, FormData]) -> Iterator[str]:
    for name, texts in pages.get(PEOPLE_PAGE, {}).items():
        if name.endswith(_NAME_END):
            yield from (text.strip() for text in texts if fold_name(text))


def _is_named(member: MemberView, typed: str) -> bool:
    return fold_name(typed) in map(fold_name, member.every_name)


def _may_be(member: MemberView, typed: str) -> bool:
    """Whether a word of the name is the same: “Jo”, or “Mr Marsh”."""
    return any(do_names_share_word(typed, name) for name in member.every_name)
