"""Find who holds a team's key by the log, and cannot be checked by their row.

Whoever was granted a team's key can open what is sealed to it, whatever became of their row since.
So the people who sign are asked about them too. Their name comes from a row that nobody vouches
for, and the page says so. Someone whose account a lead stopped is among them: they may hold a copy
of the key, and may be let in again. So is someone who gets a new account and will hold the key once
they are confirmed: until then they stand here under the account that they had. They are never a
recipient by name. This module opens nothing.
"""

from collections.abc import Collection, Iterator
from typing import cast
from uuid import UUID

from sqlalchemy import select

from app.domain.routing.actors import TEAM_BY_ROLE, Role, Team
from app.models.member import Member, MemberKey
from app.services.members.key_trust import list_sheet_fingerprints
from app.services.members.member_lookup import (
    ACCOUNT_STOPPED,
    GETS_NEW_ACCOUNT,
    MemberView,
    get_log_cache_key,
)
from app.services.members.member_status import list_accounts_of_person
from app.services.members.shown_names import judge_shown_name, read_vouched_names
from app.services.unit_of_work import UnitOfWork

_COLUMNS = (
    *(Member.id, Member.name, Member.email, Member.job_title, Member.confirmed_as),
    *(Member.called, Member.called_salt),
)
_UNVERIFIED = "unverified key holders"


def find_team_key_holders(uow: UnitOfWork) -> dict[Team, frozenset[bytes]]:
    """Return the members' keys that each team's key was granted to, by the log read so far."""
    granted = {team: uow.key_log.granted(uow.org, team.value) for team in Team}
    sheets = list_sheet_fingerprints(uow.key_log, uow.org)
    return {team: frozenset(granted[team] - sheets) for team in Team}


def find_unverified_key_holders(
    uow: UnitOfWork, known: tuple[MemberView, ...]
) -> tuple[MemberView, ...]:
    """Return holders of a team's key who are not among the verified `known`, but for oneself.

    Reads the log as far as it was read when `known` was looked up. A page asks for its routes and
    for whom it names, so what was found is kept as `list_leads_and_seniors` keeps `known`.
    """
    kept = uow.session.info.get(_UNVERIFIED)
    if kept is not None and kept[0] == (get_log_cache_key(uow), known):
        return cast(tuple[MemberView, ...], kept[1])
    found = _find_unverified(uow, known)
    uow.session.info[_UNVERIFIED] = (get_log_cache_key(uow), known), found
    return found


def _find_unverified(uow: UnitOfWork, known: tuple[MemberView, ...]) -> tuple[MemberView, ...]:
    holders = find_team_key_holders(uow)
    found = []
    for role, team in TEAM_BY_ROLE.items():
        sure = {view.fingerprint for view in known if view.is_a(role)}
        found += [
            _view(uow, one, role, known)
            for one in sorted(holders[team] - sure)
            if one != uow.keys.own.public.fingerprint  # derived for these few alone: it is slow
        ]
    found += _find_replaced(uow, {view.id for view in (*known, *found)})
    return tuple(found)


def _find_replaced(uow: UnitOfWork, here: Collection[UUID]) -> Iterator[MemberView]:
    """Yield the earlier account of everyone who will read under a new one, all by the log."""
    index, stops = uow.key_log.members(uow.org), uow.key_log.recall_sessions(uow.org).suspensions
    earlier = index.earlier_accounts()
    for member_id in earlier:
        if member_id in {*here, uow.me.id} or stops.is_removed(member_id):
            continue
        roles = index.roles_of(member_id) or frozenset()
        for role in TEAM_BY_ROLE:
            if role.value in roles:
                yield _view_replaced(uow, list_accounts_of_person(earlier, member_id)[1:], role)


def _view_replaced(uow: UnitOfWork, accounts: tuple[UUID, ...], role: Role) -> MemberView:
    """Return someone under the newest of their earlier accounts that was ever confirmed."""
    rows = uow.session.execute(
        select(*_COLUMNS).where(Member.org_id == uow.org.id, Member.id.in_(accounts))
    )
    by_id = {row.id: row for row in rows}
    names = {one: tuple(read_vouched_names(uow, by_id[one])) for one in accounts if one in by_id}
    shown = next((one for one in accounts if names.get(one)), accounts[0])
    row = by_id.get(shown)
    return MemberView(
        id=shown,
        name=(name := judge_shown_name(uow, row).name if row else ""),
        email="",
        phone="",
        job_title=row.job_title if row else "",
        roles=(role,),
        confirmed=False,
        joined=True,
        position=0,
        before=tuple({one: 1 for some in names.values() for one in some if one != name}),
        note=GETS_NEW_ACCOUNT,
    )


def _view(
    uow: UnitOfWork, fingerprint: bytes, role: Role, known: tuple[MemberView, ...]
) -> MemberView:
    row = uow.session.execute(
        select(*_COLUMNS)
        .join(MemberKey, MemberKey.user_id == Member.id)
        .where(MemberKey.org_id == uow.org.id, MemberKey.fpr == fingerprint)
    ).one_or_none()
    if row is None or row.id in {view.id for view in known}:  # gone, or given another's name
        # An id made of the key: the same each time that the page asks.
        name, email, title, member_id, note = "", "", "", UUID(bytes=fingerprint[:16]), ""
    else:
        stopped = row.id in uow.key_log.find_stopped_accounts(uow.org)
        name, note = (
            (judge_shown_name(uow, row).name, ACCOUNT_STOPPED) if stopped else (row.name, "")
        )
        email, title, member_id = row.email, row.job_title, row.id
    return MemberView(
        id=member_id,
        name=name,
        email=email,
        phone="",
        job_title=title,
        roles=(role,),
        confirmed=False,
        joined=True,
        position=0,
        note=note,
        fingerprint=fingerprint,
    )
