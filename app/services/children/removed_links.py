"""List which concerns were taken out of a child's file: who did it, when, and why."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from msgspec import UNSET
from sqlalchemy import select

from app.database import split_into_chunks
from app.domain.children.child_card import Unlink
from app.domain.private_struct import PrivateStruct
from app.models.concern import Concern
from app.services.children.concerns_without_file import filter_concerns_sealed_to_leads
from app.services.children.file_entries import OpenFileEntry
from app.services.concerns.concern_access import build_concerns_condition
from app.services.unit_of_work import UnitOfWork


class RemovedLink(PrivateStruct, frozen=True):
    """A concern that was taken out of a file, with the words of the lead who did it.

    `copies`: what was done about printed copies, or "".
    """

    concern: UUID
    child: str
    who: str
    at: datetime
    why: str
    copies: str


def list_removed_links(entries: Iterable[OpenFileEntry]) -> tuple[RemovedLink, ...]:
    """Return all that was taken out, the newest first."""
    found = [
        RemovedLink(
            concern=UUID(said.concern),
            child=said.child,
            who=said.by.marked_name,
            at=said.signed_at,
            why=said.why,
            copies="" if said.copies is UNSET else said.copies,
        )
        for one in entries
        if isinstance(said := one.said, Unlink)
    ]
    return tuple(reversed(found))


def load_removed_concerns(
    uow: UnitOfWork, entries: Iterable[OpenFileEntry]
) -> tuple[tuple[str, RemovedLink], ...]:
    """Return what was taken out of an opened file, each with the reference of its concern.

    Of a concern that this lead cannot open there is nothing.
    """
    removed = list_removed_links(entries)
    mine = filter_concerns_sealed_to_leads(uow, {one.concern for one in removed})
    references = load_references(uow, mine)
    return tuple((known, one) for one in removed if (known := references.get(str(one.concern))))


def load_references(uow: UnitOfWork, ids: Collection[UUID]) -> dict[str, str]:
    """Return the reference of each of these concerns, by its id."""
    rows = (
        row
        for some in split_into_chunks(tuple(ids))
        for row in uow.session.execute(
            select(Concern.id, Concern.reference).where(build_concerns_condition(uow.org.id, some))
        )
    )
    return {str(concern_id): reference for concern_id, reference in rows}
