"""The person whose account someone else wrote down: they are asked to read it, if they may.

Never somebody whom the record may be about: a name that shares a word with one feared, or a member
who must not read it. This module gives nobody access and sends nothing.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import select

from app.domain.deadlines.position_of_trust import PEOPLE_PAGE
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Part
from app.domain.record.name_comparison import do_names_share_word, fold_name
from app.domain.record.part_lookup import find_value, is_account_of_other
from app.models.member import Member
from app.services.members import member_lookup
from app.services.members.member_status import build_members_condition, list_accounts_of_person
from app.services.members.shown_names import read_vouched_names
from app.services.unit_of_work import UnitOfWork


class AccountGiver(PrivateStruct, frozen=True):
    """Whose account it is. `member`: they can sign in here, and write a record of their own.

    `reader`: its route lets them open it, so they can read it here and add to it.
    """

    name: str
    member: bool
    reader: bool = False


def find_account_giver_to_ask(
    uow: UnitOfWork,
    parts: Iterable[Part],
    ruled_out: Collection[UUID],
    readers: Collection[UUID] = (),
) -> AccountGiver | None:
    """Return who is to be asked to read their account; None where nobody is, or must not be.

    `readers`: who else can open the record.
    """
    known = tuple(parts)
    name = find_value(known, "account_by_name")
    if not is_account_of_other(known) or not isinstance(name, str):
        return None
    feared = (part.values.get("name_or_nickname") for part in known if part.page == PEOPLE_PAGE)
    if any(isinstance(one, str) and do_names_share_word(one, name) for one in feared):
        return None
    same = member_lookup.find_verified_by_name(uow, name)
    earlier = uow.key_log.members(uow.org).earlier_accounts()
    if any(not set(ruled_out).isdisjoint(list_accounts_of_person(earlier, one.id)) for one in same):
        return None
    if fold_name(name) in _list_names(uow, ruled_out):  # whose account was stopped or removed
        return None
    others = {member.id for member in same} - {uow.me.id}
    return AccountGiver(name.strip(), bool(others), not others.isdisjoint(readers))


def _list_names(uow: UnitOfWork, members: Collection[UUID]) -> set[str]:
    """Return every name that these members have or had, folded, whatever became of their accounts.

    By their rows too: a name too many only means that nobody is asked.
    """
    if not members:
        return set()
    rows = uow.session.scalars(select(Member).where(build_members_condition(uow.org.id, members)))
    return {
        fold_name(name)
        for row in rows
        for name in (row.name, row.called or "", *read_vouched_names(uow, row))
        if name
    }
