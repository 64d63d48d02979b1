"""The boxes of a draft: pages, and texts that wait beside them, under their writer's own key.

An aside's context differs from that of every version of its page, so neither stands in for the
other. This module decides nothing: `drafts` does.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.domain.private_struct import PrivateStruct
from app.domain.record.form_data import FormData
from app.domain.record.text_limits import TooManyVersionsError
from app.domain.record.waiting_texts import encode_ascii_json, is_text_waiting_already
from app.errors import SealedError
from app.models.columns import is_unset
from app.models.draft import DraftPage, DraftPageConflict
from app.services.drafts.draft_queries import SELECT_PAGE, UPDATE_PAGE
from app.services.drafts.draft_types import ConflictingText
from app.services.unit_of_work import UnitOfWork
from app.vault.sealed_drafts import box_draft, open_draft

_ASIDE = "aside"
MAX_CONFLICT_BYTES = 8 * 1024 * 1024
"""Bytes of texts that wait beside the pages of one draft: a dozen of the longest pages in plain
letters. A page shows every text that waits beside it."""


class SavedPage(PrivateStruct, frozen=True):
    """One page as it is held, opened, and when it was kept. `spoiled`: it does not open."""

    version: int
    raw: FormData
    at: datetime | None
    spoiled: bool = False


def make_page_opener(uow: UnitOfWork, draft_id: UUID, row: Any) -> Callable[[], FormData]:
    """Return a function that opens the page in a row, when it is asked for."""
    return lambda: decrypt_page(uow, draft_id, row.page, row.version, row.box)


def encrypt_page(uow: UnitOfWork, draft_id: UUID, page: str, version: int, raw: FormData) -> bytes:
    """Return one version of one page, boxed."""
    return box_draft(
        uow.keys.own,
        encode_ascii_json(raw),
        org=str(uow.org.id),
        user=str(uow.me.id),
        draft=str(draft_id),
        page=page,
        version=version,
    )


def decrypt_page(uow: UnitOfWork, draft_id: UUID, page: str, version: int, blob: bytes) -> FormData:
    """Return one version of one page. Raises SealedError."""
    plain = open_draft(
        uow.keys.own,
        blob,
        org=str(uow.org.id),
        user=str(uow.me.id),
        draft=str(draft_id),
        page=page,
        version=version,
    )
    raw: FormData = json.loads(plain)
    return raw


def load_saved_page(uow: UnitOfWork, session: Session, draft_id: UUID, page: str) -> SavedPage:
    """Return a page as it is saved now; version 0 and empty before it was ever saved."""
    row = session.execute(SELECT_PAGE, {"draft": draft_id, "name": page}).one_or_none()
    if row is None:
        return SavedPage(0, {}, None)
    raw, spoiled = _opened(uow, draft_id, page, row.version, row.box)
    return SavedPage(row.version, raw, row.saved_at, spoiled)


def _opened(
    uow: UnitOfWork, draft_id: UUID, page: str, version: int, blob: bytes
) -> tuple[FormData, bool]:
    """Return what was saved, and whether it was spoiled: then it is empty, to be saved again."""
    try:
        return decrypt_page(uow, draft_id, page, version, blob), False
    except SealedError:
        return {}, True


def build_conflict_query(draft_id: UUID, page: str) -> Any:
    """Return the query for texts that wait next to a page, oldest first."""
    return (
        select(
            DraftPageConflict.id,
            DraftPageConflict.version,
            DraftPageConflict.box,
            DraftPageConflict.saved_at,
        )
        .where(
            DraftPageConflict.draft_id == draft_id,
            DraftPageConflict.page == page,
            is_unset(DraftPageConflict.settled_at),
        )
        .order_by(DraftPageConflict.version)
    )


def decrypt_conflicts(
    uow: UnitOfWork, rows: Any, draft_id: UUID, page: str
) -> tuple[ConflictingText, ...]:
    """Return the texts in rows of `waiting`, opened."""
    found = []
    for row in rows:
        raw, spoiled = _opened(uow, draft_id, f"{page}/{_ASIDE}", row.version, row.box)
        found.append(ConflictingText(row.id, raw, row.saved_at, spoiled))
    return tuple(found)


def store_conflict(
    uow: UnitOfWork,
    session: Session,
    draft_id: UUID,
    page: str,
    raw: FormData,
    now: datetime,
    most: float = MAX_CONFLICT_BYTES,
) -> None:
    """Keep a text beside a page, once. The caller holds the write lock.

    Raises TooManyVersionsError when all that waits beside the draft would be more than `most`
    bytes.
    """
    place = f"{page}/{_ASIDE}"
    held = decrypt_conflicts(
        uow, session.execute(build_conflict_query(draft_id, page)), draft_id, page
    )
    if is_text_waiting_already(held, raw):
        return
    version = _last(session, draft_id, page) + 1
    sealed = encrypt_page(uow, draft_id, place, version, raw)
    if _waiting_bytes(session, draft_id) + len(sealed) > most:
        raise TooManyVersionsError
    place_of = {"org_id": uow.org.id, "draft_id": draft_id, "page": page}
    session.add(DraftPageConflict(**place_of, version=version, box=sealed, saved_at=now))


def _last(session: Session, draft_id: UUID, page: str) -> int:
    """Return the highest version that any text next to this page had."""
    versions = select(func.max(DraftPageConflict.version)).where(
        DraftPageConflict.draft_id == draft_id, DraftPageConflict.page == page
    )
    return session.scalar(versions) or 0


def _waiting_bytes(session: Session, draft_id: UUID) -> int:
    size = select(func.sum(func.length(DraftPageConflict.box))).where(
        DraftPageConflict.draft_id == draft_id, DraftPageConflict.settled_at.is_(None)
    )
    return session.scalar(size) or 0


def write_page_version(
    uow: UnitOfWork,
    session: Session,
    draft_id: UUID,
    page: str,
    raw: FormData,
    old: int,
    now: datetime,
) -> None:
    """Keep the next version of a page. The caller holds the write lock."""
    blob = encrypt_page(uow, draft_id, page, old + 1, raw)
    values = {"version": old + 1, "box": blob, "saved_at": now}
    if old:
        session.execute(UPDATE_PAGE, {"draft": draft_id, "name": page, **values})
    else:
        row = {"id": uuid4(), "org_id": uow.org.id, "draft_id": draft_id, "page": page, **values}
        session.execute(insert(DraftPage).values(row))
