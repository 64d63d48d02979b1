"""Keep a page that came too late to be saved, and offer it to its writer afterwards.

Its sign-in had ended, so that the server no longer holds the writer's seed, or its draft was signed
meanwhile. It is sealed to the writer's public key, as the log vouches for it. A kept page is never
put into a draft by itself: its writer chooses.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import Select, Uuid, bindparam, func, select, update

from app.database import read_rows
from app.domain.pages import PAGES_BY_NAME
from app.domain.record.form_data import FormData, TooManyError, select_page_fields
from app.domain.record.text_limits import TooManyVersionsError, demand_page_fits
from app.errors import NotFoundError, SealedError
from app.models.columns import is_unset
from app.models.draft import LateDraftPage
from app.services.members import member_lookup
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault.sealed_late_pages import open_late_page, seal_late_page

LEARNING_PREFIX = "learn/"
"""What comes before the name of a page about training, which belongs to no draft: its writer finds
it beside that page (`private_drafts.py`)."""
MAX_LATE_PAGES = 200
"""Kept pages of one person that wait to be looked at; more are refused, as by a flood. As many
of records may wait, however many there are about training."""
MAX_LATE_BYTES = 32 * 1024 * 1024
"""Of all that are counted: four of the largest that a form can hold, hundreds of common ones."""


IS_RECORD_PAGE = ~LateDraftPage.page.startswith(LEARNING_PREFIX)


class LatePage(msgspec.Struct, frozen=True):
    """A page that was kept, not opened yet."""

    id: UUID
    draft_id: UUID
    page: str
    came_at: datetime

    @property
    def is_of_record(self) -> bool:
        """Whether it is a page of a record, and not one about training."""
        return not self.page.startswith(LEARNING_PREFIX)


def store_late_page(
    uow: UnitOfWork, user_id: UUID, draft_id: UUID, page: str, raw: Mapping[str, list[str]]
) -> UUID:
    """Seal a late page to its writer; returns its id. Raises NotFoundError for a strange page.

    TooManyVersionsError when so much waits for them already, TooLongError for more than a page
    holds, KeyChangedError when the writer's key is not the one the log vouches for.
    """
    if page not in PAGES_BY_NAME and not page.startswith(LEARNING_PREFIX):
        raise NotFoundError(f"draft {draft_id}")
    demand_page_fits(raw)
    sealed = _sealed(uow, user_id, draft_id, page, raw)
    with uow.act() as act:
        _demand_room(act, user_id, page, len(sealed))
        row = LateDraftPage(
            id=uuid4(),
            org_id=uow.org.id,
            user_id=user_id,
            draft_id=draft_id,
            page=page,
            sealed=sealed,
            came_at=act.now,
        )
        act.session.add(row)
        act.log(Action.PAGE_RESCUED, f"draft/{draft_id}/{page}")
        return row.id


def store_late_page_once(uow: UnitOfWork, draft_id: UUID, page: str, raw: FormData) -> UUID:
    """Keep a page of my own, as `store_late_page`; sent again or grown since, it is one page."""
    before = [
        (one.id, kept)
        for one in list_late_record_pages(uow, draft_id)
        if one.page == page and (kept := _readable(uow, one)) is not None
    ]
    for kept_id, kept in before:
        if has_all_text(page, kept, raw):
            return kept_id
    newest = store_late_page(uow, uow.me.id, draft_id, page, raw)
    for kept_id, kept in before:
        if has_all_text(page, raw, kept):
            dismiss_late_page(uow, kept_id)
    return newest


def has_all_text(page: str, newer: FormData, older: FormData) -> bool:
    """Whether nothing of an older text is lost without it: each answer stands here, or goes on."""
    try:
        there, before = (
            select_page_fields(PAGES_BY_NAME[page], newer),
            select_page_fields(PAGES_BY_NAME[page], older),
        )
    except TooManyError:
        return False
    return all(
        any(new.startswith(text) if " " in text else new == text for new in there.get(name, ()))
        for name, texts in before.items()
        for text in texts
    )


def list_late_record_pages(uow: UnitOfWork, draft_id: UUID | None = None) -> tuple[LatePage, ...]:
    """List my late pages, oldest first; of one draft only when it is given. Opens nothing."""
    wanted = _waiting(uow.me.id).where(IS_RECORD_PAGE)
    if draft_id is not None:
        wanted = wanted.where(LateDraftPage.draft_id == draft_id)
    return _kept(uow, wanted)


# Built once for Home: building a statement costs more than running it.
_ALL = (
    select(LateDraftPage.id, LateDraftPage.draft_id, LateDraftPage.page, LateDraftPage.came_at)
    .where(
        LateDraftPage.user_id == bindparam("me", type_=Uuid()), is_unset(LateDraftPage.settled_at)
    )
    .order_by(LateDraftPage.came_at)
)


def list_own_late_pages(uow: UnitOfWork) -> tuple[LatePage, ...]:
    """List my late pages, of records and about training, oldest first. Opens nothing."""
    return tuple(LatePage(*row) for row in read_rows(uow.session, _ALL, {"me": uow.me.id}))


def list_late_learning_pages(uow: UnitOfWork) -> tuple[LatePage, ...]:
    """List my late pages about training, oldest first. Opens nothing."""
    return _kept(uow, _waiting(uow.me.id).where(~IS_RECORD_PAGE))


def _kept(uow: UnitOfWork, wanted: Select[LateDraftPage]) -> tuple[LatePage, ...]:
    columns = (LateDraftPage.id, LateDraftPage.draft_id, LateDraftPage.page, LateDraftPage.came_at)
    rows = uow.session.execute(wanted.order_by(LateDraftPage.came_at).with_only_columns(*columns))
    return tuple(LatePage(*row) for row in rows)


def list_newest_late_pages(uow: UnitOfWork, draft_id: UUID) -> tuple[LatePage, ...]:
    """List the last late page of each page of my draft.

    Opens nothing; what is before it comes next.
    """
    return tuple({one.page: one for one in list_late_record_pages(uow, draft_id)}.values())


def list_distinct_late_pages(uow: UnitOfWork) -> tuple[LatePage, ...]:
    """List my late pages without those whose words a newer one holds.

    Opens where there are several.
    """
    found = list_late_record_pages(uow)
    return tuple(one for one in found if not _held(uow, one, found))


def _held(uow: UnitOfWork, older: LatePage, found: tuple[LatePage, ...]) -> bool:
    later = [
        one
        for one in found[found.index(older) + 1 :]
        if (one.draft_id, one.page) == (older.draft_id, older.page)
    ]
    text = _readable(uow, older) if later else None
    if text is None:
        return False
    newer = (_readable(uow, one) for one in later)
    return any(has_all_text(older.page, one, text) for one in newer if one is not None)


def find_late_record_page(uow: UnitOfWork, rescue_id: UUID) -> LatePage:
    """Return one of my late pages. Raises NotFoundError."""
    row = _row(uow, rescue_id)
    if row.page.startswith(LEARNING_PREFIX):
        raise NotFoundError(f"kept page {rescue_id}")
    return LatePage(row.id, row.draft_id, row.page, row.came_at)


def read_late_page(uow: UnitOfWork, rescue_id: UUID) -> FormData:
    """Return what was typed. Logged before it is opened. Raises NotFoundError, SealedError."""
    row = _row(uow, rescue_id)
    sealed, draft_id, page = row.sealed, row.draft_id, row.page
    uow.look(Action.RESCUE_OPENED, f"draft/{draft_id}/{page}")
    plain = open_late_page(
        uow.keys.own,
        sealed,
        org=str(uow.org.id),
        user=str(uow.me.id),
        draft=str(draft_id),
        page=page,
    )
    raw: FormData = json.loads(plain)
    return raw


def _readable(uow: UnitOfWork, kept: LatePage) -> FormData | None:
    """Return what was typed; None, logged, where it does not open: a spoiled one hides no other."""
    try:
        return read_late_page(uow, kept.id)
    except SealedError:
        uow.refuse(Action.KEY_REFUSED, f"draft/{kept.draft_id}/{kept.page}")
        return None


def dismiss_late_page_and_older(uow: UnitOfWork, rescue_id: UUID) -> None:
    """Offer a late page no longer: its writer has put it in, or has no more use for it.

    Nor what was sent before it and is in it whole: what saved itself, and then went with a button.
    """
    this = find_late_record_page(uow, rescue_id)
    others = [
        kept
        for kept in list_late_record_pages(uow, this.draft_id)
        if kept.page == this.page and kept.id != this.id
    ]
    raw = _readable(uow, this) if others else None
    for kept in others if raw is not None else ():
        older = _readable(uow, kept)
        if older is not None and has_all_text(this.page, raw or {}, older):
            dismiss_late_page(uow, kept.id)
    dismiss_late_page(uow, this.id)


def dismiss_late_page(uow: UnitOfWork, rescue_id: UUID) -> None:
    """Offer one kept page no longer: what it holds is elsewhere, or wanted no more."""
    row = _row(uow, rescue_id)
    draft_id, page = row.draft_id, row.page
    with uow.act() as act:
        act.session.execute(
            update(LateDraftPage)
            .where(LateDraftPage.id == rescue_id)
            .values(settled_at=act.now, sealed=b"")
        )
        act.log(Action.RESCUE_DISCARDED, f"draft/{draft_id}/{page}")


def _waiting(user_id: UUID) -> Select[LateDraftPage]:
    return select(LateDraftPage).where(
        LateDraftPage.user_id == user_id, is_unset(LateDraftPage.settled_at)
    )


def _demand_room(act: LoggedTransaction, user_id: UUID, page: str, more: int) -> None:
    size = func.coalesce(func.sum(func.length(LateDraftPage.sealed)), 0)
    waiting = _waiting(user_id).with_only_columns(func.count(), size)
    if page in PAGES_BY_NAME:  # what waits of training or a practice takes no room of a record's
        waiting = waiting.where(IS_RECORD_PAGE)
    count, total = act.session.execute(waiting).one()
    if count >= MAX_LATE_PAGES or total + more > MAX_LATE_BYTES:
        raise TooManyVersionsError


def _row(uow: UnitOfWork, rescue_id: UUID) -> LateDraftPage:
    row = uow.session.scalars(
        _waiting(uow.me.id).where(LateDraftPage.id == rescue_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"kept page {rescue_id}")
    return row


def _sealed(
    uow: UnitOfWork, user_id: UUID, draft_id: UUID, page: str, raw: Mapping[str, list[str]]
) -> bytes:
    judge = member_lookup.load_key_trust(uow)
    public = judge.joined(judge.key_of(user_id))
    return seal_late_page(
        public,
        json.dumps(dict(raw)).encode(),
        org=str(uow.org.id),
        user=str(user_id),
        draft=str(draft_id),
        page=page,
    )
