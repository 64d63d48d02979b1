"""Find the other concerns about the same child, and their referrals, by the child's file alone.

Only a lead is told, and only of concerns of the leads: one about a lead is in no child's file.
Concerns are matched by signed links, never by names. Nothing is opened where no other concern is in
the file.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Referral
from app.domain.record.part_lookup import find_day
from app.domain.routing.actors import Team
from app.models.concern import Concern
from app.services.children.child_files import open_file_concerns
from app.services.children.child_linking import ConcernChild, list_children_with_files
from app.services.children.concerns_without_file import filter_concerns_sealed_to_leads
from app.services.children.file_cards import FileCard
from app.services.concerns.concern_access import build_concerns_condition
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.record_routing import is_author_a_reader_now
from app.services.unit_of_work import Action, UnitOfWork
from content.london_time import get_london_day

MOST_OPENED = 10
"""The newest other concerns of a child that are looked in. The child's file has them all."""


class OtherReferral(PrivateStruct, frozen=True):
    """The newest referral of another concern. `child`: the id of this concern's child."""

    child: str
    concern_id: UUID
    reference: str
    on: date


class OtherConcern(PrivateStruct, frozen=True):
    """Another concern in a child's file, which this lead can open."""

    id: UUID
    reference: str
    signed_at: datetime


class OtherConcernList(PrivateStruct, frozen=True):
    """The newest other concerns in a child's file. `more`: how many others are in it."""

    newest: tuple[OtherConcern, ...]
    more: int


class ReferralSearch(PrivateStruct, frozen=True):
    """The referrals that were found. `unchecked`: how many concerns were not looked in."""

    found: tuple[OtherReferral, ...] = ()
    unchecked: int = 0


def list_other_concerns(
    uow: UnitOfWork, own: UUID, children: Iterable[ConcernChild]
) -> dict[str, OtherConcernList]:
    """Return the other concerns in the file of each child of a concern, the newest first.

    Nothing is opened. `children`: those of the concern `own`, with their files.
    """
    found = {}
    for child in children:
        others = _list_linked(child.file) - {own} if child.file else set()
        ids = filter_concerns_sealed_to_leads(uow, others) if others else []
        if ids:
            rows = uow.session.execute(
                select(Concern.id, Concern.reference, Concern.signed_at).where(
                    build_concerns_condition(uow.org.id, ids[:MOST_OPENED])
                )
            )
            listed = (OtherConcern(*row) for row in rows)
            newest = tuple(sorted(listed, key=lambda one: one.signed_at, reverse=True))
            found[child.child] = OtherConcernList(newest, len(ids[MOST_OPENED:]))
    return found


def open_other_referrals(uow: UnitOfWork, concern: OpenConcern) -> ReferralSearch:
    """Return the newest referral of each other concern about its children, the newest first.

    Nothing for anyone who is not a lead. The other concerns are opened: one line of the log says so
    first. The caller has opened this one.
    """
    found: list[OtherReferral] = []
    unchecked: set[UUID] = set()
    checked: set[UUID] = set()
    for child in list_children_with_files(uow, concern):
        if child.file is not None:
            ids = _list_added_to(uow, _list_linked(child.file) - {concern.id})
            found += _find_referrals(uow, child.file.id, child.child, ids[:MOST_OPENED])
            checked.update(ids[:MOST_OPENED])
            unchecked.update(ids[MOST_OPENED:])
    found.sort(key=lambda one: one.on, reverse=True)
    return ReferralSearch(tuple(found), len(unchecked - checked))


def can_print_other_referrals(uow: UnitOfWork, concern: OpenConcern) -> bool:
    """Whether everyone who reads this concern is a lead today.

    A document stays in the concern. Its author reads it there, and must not learn from it of a
    concern that they cannot read.
    """
    record = concern.record
    return (
        record is not None
        and set(record.recipients) == {Team.LEADS.value}
        and is_author_a_reader_now(uow, record)
    )


def _find_referrals(
    uow: UnitOfWork, file_id: UUID, child: str, ids: list[UUID]
) -> Iterator[OtherReferral]:
    if not ids:
        return
    # Not as opened: that would tell the author that someone read it, and end a lead's own news.
    for one in open_file_concerns(uow, file_id, ids, Action.REFERRALS_SHOWN):
        said = [entry for _, entry in one.said if isinstance(entry, Referral)]
        if said:
            day = find_day(said[-1].parts, "referred_at") or get_london_day(said[-1].signed_at)
            yield OtherReferral(child, one.id, one.reference, day)


def _list_linked(file: FileCard) -> set[UUID]:
    return {UUID(link.concern) for link in file.card.links} if file.card else set()


def _list_added_to(uow: UnitOfWork, ids: Collection[UUID]) -> list[UUID]:
    """Return those of these concerns that have more than their record, the newest first."""
    written = uow.key_log.count_written(uow.session, uow.org, ids) if ids else {}
    return (
        [one for one in filter_concerns_sealed_to_leads(uow, ids) if written[one] > 1]
        if ids
        else []
    )
