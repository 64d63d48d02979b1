"""The duty rota of leads: read it as the log vouches for it, and change it.

A row that the log does not vouch for is no rota: then every lead is rung in their own order. It
only ever orders leads, and takes none of them off a page.
"""

from collections.abc import Callable, Collection
from typing import cast
from uuid import UUID

import msgspec
from sqlalchemy import Table, Uuid, bindparam, select

from app.domain.routing.duty_rota import EMPTY_ROTA, DutyCover, RotaPlan
from app.errors import InvalidError, StaleError
from app.models.rota import DutyRota as RotaRow
from app.services.audit_log import canonical_json
from app.services.audit_log.number_snapshot import rota_log_id
from app.services.members import member_lookup
from app.services.members.member_lookup import MemberView
from app.services.unit_of_work import Action, UnitOfWork

CHOOSE_SOMEONE_ELSE = "Choose someone different from the person who is away."
MOST_COVERS = 200
_TABLE = cast(Table, RotaRow.__table__)
_TOLD = select(_TABLE.c.told).where(_TABLE.c.org_id == bindparam("org", type_=Uuid()))


class VersionedRota(msgspec.Struct, frozen=True):
    """The rota, a version that changes with it, and whether its row was spoiled and is not used."""

    rota: RotaPlan
    version: str
    spoiled: bool


def load_verified_rota(uow: UnitOfWork) -> RotaPlan:
    """Return the rota, of the log as it was read; none where the log does not vouch for the row."""
    if uow.key_log.index_of(uow.org, _obj(uow)) is None:
        return EMPTY_ROTA  # no line tells of a rota: whatever the row says, nothing vouches for it
    return _kept(uow).rota


def load_current_rota(uow: UnitOfWork) -> VersionedRota:
    """Return the rota as it is now."""
    uow.key_log.refresh(uow.session, uow.org)
    return _kept(uow)


def _kept(uow: UnitOfWork) -> VersionedRota:
    text = uow.session.scalar(_TOLD, {"org": uow.org.id})
    written = uow.key_log.index_of(uow.org, _obj(uow)) is not None
    if text is None or not uow.key_log.vouches(uow.org, _obj(uow), _bytes(text)):
        return VersionedRota(
            EMPTY_ROTA, compute_rota_version(EMPTY_ROTA), spoiled=written or text is not None
        )
    rota = msgspec.json.decode(text, type=RotaPlan)
    return VersionedRota(rota, compute_rota_version(rota), spoiled=False)


def compute_rota_version(rota: RotaPlan) -> str:
    """Return a short text that is another for another rota."""
    return canonical_json.hash_column_text(msgspec.json.encode(rota).decode()).hex()[:16]


def list_possible_duty_leads(uow: UnitOfWork) -> tuple[MemberView, ...]:
    """Return those who can be on duty, in their own order."""
    stopped = uow.key_log.find_stopped_accounts(uow.org)
    leads = member_lookup.list_leads_to_call(uow, uow.org)
    return tuple(one for one in leads if one.id not in stopped)


def change_duty_days(uow: UnitOfWork, days: dict[UUID, tuple[int, ...]], seen: str) -> None:
    """Keep who is on duty on which days of the week. `days`: of each lead, none as an empty tuple.
    Days of whoever is no lead are dropped.

    Raises StaleError when the rota is not the one of version `seen` any more, or when somebody is a
    lead of whom `days` does not know: they would be left without days by somebody who never saw
    their name.
    """
    rota = (kept := load_current_rota(uow)).rota
    if kept.version != seen:
        raise StaleError("rota changed")
    if _chosen(uow, days) != rota.days or kept.spoiled:
        _write(uow, lambda now: msgspec.structs.replace(now, days=_chosen(uow, days)), seen)


def _chosen(uow: UnitOfWork, days: dict[UUID, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    known = [one.id for one in list_possible_duty_leads(uow)]
    if not days.keys() >= set(known):
        raise StaleError("someone became a lead")
    return {str(one): tuple(sorted(set(days[one]))) for one in known if days[one]}


def find_newly_joined_leads(uow: UnitOfWork, seen: Collection[UUID]) -> tuple[MemberView, ...]:
    """Return leads who are not among those that somebody saw."""
    return tuple(one for one in list_possible_duty_leads(uow) if one.id not in seen)


def add_cover(uow: UnitOfWork, cover: DutyCover) -> None:
    """Keep that one lead stands in for another. The same one again is kept once.

    Raises InvalidError for somebody who is no lead, the same person twice, or days that are over
    or the wrong way round.
    """
    rota = load_current_rota(uow).rota
    if wrong := _faults(uow, rota, cover):
        raise InvalidError(wrong)
    if cover not in rota.covers:
        _write(uow, lambda now: _with(now, {*_to_come(uow, now), cover}))


def remove_cover(uow: UnitOfWork, cover: DutyCover) -> None:
    """Take one away. One that is gone already stays gone."""
    if cover in load_current_rota(uow).rota.covers:
        _write(uow, lambda now: _with(now, {*_to_come(uow, now)} - {cover}))


def _faults(uow: UnitOfWork, rota: RotaPlan, cover: DutyCover) -> dict[str, str]:
    known = {str(one.id) for one in list_possible_duty_leads(uow)}
    wrong = {}
    if cover.who not in known:
        wrong["who"] = "Choose who stands in."
    if cover.instead_of not in known:
        wrong["instead_of"] = "Choose who is away."
    elif cover.who == cover.instead_of:
        wrong["who"] = CHOOSE_SOMEONE_ELSE
    if cover.last < cover.first:
        wrong["last_day"] = "The last day is before the first. Check both."
    elif cover.last < uow.today:
        wrong["last_day"] = "Enter a day in the future."
    if len(rota.covers) >= MOST_COVERS:
        wrong["who"] = "There are too many already. Take away those you do not need."
    return wrong


def _to_come(uow: UnitOfWork, rota: RotaPlan) -> tuple[DutyCover, ...]:
    return tuple(one for one in rota.covers if one.last >= uow.today)


def _with(rota: RotaPlan, covers: set[DutyCover]) -> RotaPlan:
    ordered = sorted(covers, key=lambda one: (one.first, one.last, one.who))
    return msgspec.structs.replace(rota, covers=tuple(ordered))


def _write(uow: UnitOfWork, change: Callable[[RotaPlan], RotaPlan], seen: str = "") -> None:
    """Change the rota as it is under the lock, where `seen` is given only that version of it."""
    with uow.act() as act:
        kept = load_current_rota(uow)
        if seen and kept.version != seen:
            raise StaleError("rota changed")
        text, h = canonical_json.encode_and_hash(msgspec.to_builtins(change(kept.rota)))
        row = act.session.get(RotaRow, uow.org.id, populate_existing=True)
        if row is None:
            act.session.add(RotaRow(org_id=uow.org.id, told=text))
        else:
            row.told = text
        act.log(Action.ROTA_CHANGED, _obj(uow), h=h)
        act.checkpoint()


def _obj(uow: UnitOfWork) -> str:
    return rota_log_id(uow.org.id)


def _bytes(text: object) -> bytes:
    return str(text).encode("utf-8", "surrogatepass")
