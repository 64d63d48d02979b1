"""Drafts of what is being added to a signed file: one a page, found by an id that was issued.

An id is issued to one person for one page of one file; any other, whoever's it is or nobody's, is
one answer before a row is looked for. This module opens nothing: `drafts` does.
"""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Uuid, bindparam, select

from app.database import read_rows
from app.domain.pages import PAGES_BY_NAME
from app.domain.times.unreadable_times import has_happened
from app.errors import NotFoundError
from app.models.concern import Concern
from app.models.draft import Draft, DraftPage
from app.services.concerns.concern_access import (
    IS_ACCESSIBLE,
    load_readable_concern,
    make_access_params,
)
from app.services.drafts import draft_store
from app.services.drafts.draft_queries import IS_OPEN_DRAFT
from app.services.unit_of_work import UnitOfWork

# Built once: building a statement costs more than running it.
_STARTED = (
    select(Draft.concern_id, Concern.reference, DraftPage.page, Draft.began_at)
    .join(DraftPage, DraftPage.draft_id == Draft.id)
    .join(Concern, Concern.id == Draft.concern_id)
    .where(Draft.user_id == bindparam("me", type_=Uuid()), IS_ACCESSIBLE, *IS_OPEN_DRAFT)
    .order_by(Draft.saved_at.desc())
)


class IssuedDraft(msgspec.Struct, frozen=True):
    """The draft of a page that is open now, or that the next save begins."""

    id: UUID
    began: bool


class StartedAddition(msgspec.Struct, frozen=True):
    """A page that waits to be signed. Nothing of it is opened."""

    concern_id: UUID
    reference: str
    page: str
    title: str
    began_at: datetime


def find_addition_draft(uow: UnitOfWork, concern_id: UUID, page: str) -> IssuedDraft:
    """Return my draft of this page of this concern.

    Once it is signed or deleted, the next id takes its place.
    """
    open_now = _mine(uow, concern_id)
    number = 0
    while not open_now.get(draft_id := _issue(uow, concern_id, page, number), True):
        number += 1
    return IssuedDraft(draft_id, draft_id in open_now)


def start_addition_draft(uow: UnitOfWork, concern_id: UUID, page: str, draft_id: UUID) -> None:
    """Begin the draft under an id that was issued for it; harmless when it is begun.

    Raises NotFoundError when the file is not mine (logged), or the id was not issued to me for it.
    """
    load_readable_concern(uow, concern_id)
    issued = {
        _issue(uow, concern_id, page, number) for number in range(len(_mine(uow, concern_id)) + 1)
    }
    if draft_id not in issued:
        raise NotFoundError(f"draft {draft_id}")
    draft_store.start_draft(uow, concern_id, draft_id)


def list_started_additions(
    uow: UnitOfWork, concern_id: UUID | None = None
) -> tuple[StartedAddition, ...]:
    """List pages that I started to add to concerns I can open, newest first; of one if given."""
    wanted = _STARTED
    if concern_id is not None:
        wanted = wanted.where(Draft.concern_id == concern_id)
    return tuple(
        StartedAddition(
            row.concern_id, row.reference, row.page, PAGES_BY_NAME[row.page].title, row.began_at
        )
        for row in read_rows(uow.session, wanted, make_access_params(uow))
        if row.page in PAGES_BY_NAME
    )


def find_last_addition_times(uow: UnitOfWork, concern_id: UUID) -> dict[str, datetime]:
    """Return when I last added each page to this file, by the name of the page. Opens nothing.

    A signed draft keeps no page, so the page is known by the id that was issued for it.
    """
    mine = select(Draft.id, Draft.signed_at).where(
        Draft.org_id == uow.org.id,
        Draft.user_id == uow.me.id,
        Draft.concern_id == concern_id,
    )
    rows = uow.session.execute(mine).all()
    signed = {row.id: row.signed_at for row in rows if has_happened(row.signed_at)}
    found: dict[str, datetime] = {}
    for page in PAGES_BY_NAME if signed else ():
        issued = (_issue(uow, concern_id, page, number) for number in range(len(rows) + 1))
        if times := [signed[one] for one in issued if one in signed]:
            found[page] = max(times)
    return found


def _mine(uow: UnitOfWork, concern_id: UUID) -> dict[UUID, bool]:
    """Return my drafts of a concern by their ids, and whether each is still open."""
    rows = uow.session.execute(
        select(Draft.id, Draft.signed_at, Draft.discarded_at).where(
            Draft.org_id == uow.org.id,
            Draft.user_id == uow.me.id,
            Draft.concern_id == concern_id,
        )
    )
    return {
        row.id: not (has_happened(row.signed_at) or has_happened(row.discarded_at)) for row in rows
    }


def _issue(uow: UnitOfWork, concern_id: UUID, page: str, number: int) -> UUID:
    return uow.server.place_id(str(concern_id), f"draft {uow.me.id}/{page}/{number}")
