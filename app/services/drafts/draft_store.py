"""Save and load drafts: pages encrypted with their author's own key, every version kept.

A page saved over a newer one is stored next to it until its author has chosen: nothing is lost and
nothing is merged automatically. A draft is opened only after the log says so, once a sign-in. A
page that somebody changed in the database does not open: it is named, and that is logged as a
refusal. This module never judges an answer, and no lead and no recovery sheet can open what it
stores. No draft is ever deleted automatically: someone who leaves is asked about theirs in time
(`app/services/suspension/planned_leaving.py`).
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from math import inf
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.domain.record import rough_notes
from app.domain.record.form_data import FormData, is_blank
from app.domain.record.waiting_texts import must_keep_page_text, select_texts_as_sent
from app.domain.routing.recipients import Recipients
from app.domain.times.unreadable_times import has_happened
from app.errors import NotFoundError, StaleError
from app.models.columns import is_unset
from app.models.concern import Concern
from app.models.draft import Draft as DraftRow
from app.models.draft import DraftPage, DraftPageConflict
from app.services.concerns.concern_access import load_readable_concern
from app.services.drafts import draft_metadata
from app.services.drafts.draft_encryption import (
    SavedPage,
    build_conflict_query,
    decrypt_conflicts,
    load_saved_page,
    make_page_opener,
    store_conflict,
    write_page_version,
)
from app.services.drafts.draft_queries import (
    SELECT_DRAFT,
    SELECT_OWN_DRAFTS,
    build_conflict_settling_update,
    log_draft_opening,
    update_open_draft,
)
from app.services.drafts.draft_queries import AlreadySignedError as AlreadySignedError
from app.services.drafts.draft_queries import DraftSummary as DraftSummary
from app.services.drafts.draft_queries import SignedDraft as SignedDraft
from app.services.drafts.draft_types import ConflictingText as ConflictingText
from app.services.drafts.draft_types import Draft as Draft
from app.services.drafts.draft_types import DraftPages, PageConflicts
from app.services.drafts.draft_types import SaveResult as SaveResult
from app.services.unit_of_work import Action, UnitOfWork

TICKS_PAGE = draft_metadata.TICKS_PAGE
"""This page holds ticks and no text: what was pressed last is what stands, and is shown again."""


def start_draft(
    uow: UnitOfWork, concern_id: UUID | None = None, draft_id: UUID | None = None
) -> UUID:
    """Begin a record, or with `concern_id` more of a signed one. Beginning twice is harmless.

    Raises NotFoundError when the concern is not one that this person can read.
    """
    if concern_id is not None:
        told = Recipients.NOBODY
        load_readable_concern(uow, concern_id)
    else:
        told = draft_metadata.find_first_audience(uow)
    draft_id, now = draft_id or uuid4(), uow.clock()
    with uow.keep() as session:
        if session.scalar(select(DraftRow.user_id).where(DraftRow.id == draft_id)) is None:
            session.execute(
                insert(DraftRow).values(
                    id=draft_id,
                    org_id=uow.org.id,
                    user_id=uow.me.id,
                    concern_id=concern_id,
                    began_at=now,
                    saved_at=now,
                    told=told.value,
                    urgent=concern_id is None,  # danger is not ruled out until that is answered
                )
            )
    return draft_id


def load_own_draft(uow: UnitOfWork, draft_id: UUID, sign_in: bytes | None = None) -> Draft:
    """Return my draft, in one query. With the id of the sign-in row its first opening is logged.

    Raises NotFoundError; AlreadySignedError once it is a record.
    """
    rows = uow.session.execute(
        SELECT_DRAFT, {"draft": draft_id, "me": uow.me.id, "org": uow.org.id, "sign_in": sign_in}
    ).all()
    if not rows:
        raise NotFoundError(f"draft {draft_id}")
    if has_happened(rows[0].signed_at):
        raise AlreadySignedError(f"draft {draft_id}")
    if sign_in is not None and str(draft_id) not in (rows[0].opened or ()):
        log_draft_opening(uow, draft_id, sign_in)
    pages = [row for row in rows if row.page is not None]
    return Draft(
        id=draft_id,
        concern_id=rows[0].concern_id,
        began_at=rows[0].began_at,
        touched_at=rows[0].touched_at,
        pages=DraftPages({row.page: make_page_opener(uow, draft_id, row) for row in pages}),
        boxes={row.page: row.box for row in pages},
        versions={row.page: row.version for row in pages},
        saved_at={row.page: row.saved_at for row in pages},
        asides=rows[0].asides,
        conflicts=_find_conflicts(uow, draft_id) if rows[0].asides else PageConflicts(),
        kept=rows[0].kept,
    )


def _find_conflicts(uow: UnitOfWork, draft_id: UUID) -> PageConflicts:
    """Return the texts that wait beside pages of this draft, read when they are asked for."""
    return PageConflicts(
        partial(find_conflicted_pages, uow, draft_id), partial(load_conflicts, uow, draft_id)
    )


def save_page(
    uow: UnitOfWork,
    draft_id: UUID,
    page: str,
    raw: FormData,
    based_on: int,
    settles: Sequence[UUID] = (),
    given_at: datetime | None = None,
) -> SaveResult:
    """Keep one page, its answers of `given_at` or of now. `settles`: asides that it deals with.

    Raises StaleError once it is an aside of a newer version, TooManyVersionsError if too many wait.
    """
    people = draft_metadata.load_possible_readers(uow, page)
    typed = rough_notes.strip_values_no_form_sends(raw)
    with uow.keep() as session:
        held, now = _start_saving(uow, session, draft_id, page)
        whole = rough_notes.carry_notes_and_answer_times(page, held.raw, raw, given_at or now)
        ours = _is_newest(page, held, typed, based_on)
        new = ours and (held.spoiled or not (held.version and whole == held.raw))
        stale = not ours and not is_blank(typed)  # an empty page that comes late: nothing to lose
        if stale and not is_conflict_stored(uow, draft_id, page, typed):
            store_conflict(uow, session, draft_id, page, typed, now)
        elif new:
            write_page_version(uow, session, draft_id, page, whole, held.version, now)
        _settle(session, draft_id, () if stale else settles, now)
        draft_metadata.update_draft_metadata(uow, session, draft_id, page, people)
    if stale:
        raise StaleError(f"draft {draft_id} page {page}")
    return SaveResult(held.version + 1, now) if new else SaveResult(held.version, held.at or now)


def _settle(session: Session, draft_id: UUID, asides: Sequence[UUID], now: datetime) -> None:
    if asides:
        session.execute(build_conflict_settling_update(draft_id, asides, now))


def _start_saving(
    uow: UnitOfWork, session: Session, draft_id: UUID, page: str
) -> tuple[SavedPage, datetime]:
    """Mark the draft as saved now; return the page as it is held, and that time."""
    now = uow.clock()
    update_open_draft(uow, session, draft_id, {"saved_at": now})
    return load_saved_page(uow, session, draft_id, page), now


def _is_newest(page: str, held: SavedPage, typed: FormData, based_on: int) -> bool:
    """Return whether the page holds nothing that the writer of this text has not seen."""
    known = based_on == held.version or rough_notes.strip_values_no_form_sends(held.raw) == typed
    return not held.version or known or page == TICKS_PAGE


def is_conflict_stored(uow: UnitOfWork, draft_id: UUID, page: str, raw: FormData) -> bool:
    """Whether this very text waits beside the page already: saved by itself, then with a button."""
    found = load_conflicts(uow, draft_id, page)
    return any(select_texts_as_sent(one.raw) == select_texts_as_sent(raw) for one in found)


def save_conflict(uow: UnitOfWork, draft_id: UUID, page: str, raw: FormData) -> None:
    """Keep a text beside a page, until its writer has chosen. Raises TooManyVersionsError."""
    with uow.keep() as session:
        now = uow.clock()
        update_open_draft(uow, session, draft_id, {"saved_at": now})
        store_conflict(uow, session, draft_id, page, raw, now)


def swap_with_conflict(uow: UnitOfWork, draft_id: UUID, page: str, aside_id: UUID) -> None:
    """Put a text that waits beside a page into it; the page's own text waits there instead.

    Raises NotFoundError when no such text waits.
    """
    chosen = next((one for one in load_conflicts(uow, draft_id, page) if one.id == aside_id), None)
    if chosen is None:
        raise NotFoundError(f"aside {aside_id}")
    people = draft_metadata.load_possible_readers(uow, page)
    with uow.keep() as session:
        held, now = _start_saving(uow, session, draft_id, page)
        present = rough_notes.strip_values_no_form_sends(held.raw)
        session.execute(build_conflict_settling_update(draft_id, [aside_id], now))
        whole = rough_notes.carry_notes_and_answer_times(page, held.raw, chosen.raw, chosen.at)
        write_page_version(uow, session, draft_id, page, whole, held.version, now)
        if must_keep_page_text(present, chosen.raw):
            # One takes the other's place: choosing must work however much waits.
            store_conflict(uow, session, draft_id, page, present, now, most=inf)
        draft_metadata.update_draft_metadata(uow, session, draft_id, page, people)


def load_conflicts(uow: UnitOfWork, draft_id: UUID, page: str) -> tuple[ConflictingText, ...]:
    """Return texts that wait next to a page of my draft, oldest first."""
    rows = uow.session.execute(
        build_conflict_query(draft_id, page).join(DraftRow).where(DraftRow.user_id == uow.me.id)
    )
    return decrypt_conflicts(uow, rows, draft_id, page)


def find_conflicted_pages(uow: UnitOfWork, draft_id: UUID) -> tuple[str, ...]:
    """Return names of the pages of my draft next to which another text waits."""
    unsettled = (DraftPageConflict.draft_id == draft_id, is_unset(DraftPageConflict.settled_at))
    return tuple(sorted(set(uow.session.scalars(select(DraftPageConflict.page).where(*unsettled)))))


def list_own_drafts(uow: UnitOfWork) -> tuple[DraftSummary, ...]:
    """List my records that are not signed yet, newest first. Opens nothing.

    What waits to be added to a signed record is in `detail_drafts.begun`.
    """
    rows = uow.session.execute(SELECT_OWN_DRAFTS, {"me": uow.me.id})
    return tuple(DraftSummary(*row) for row in rows)


def find_signed_draft(uow: UnitOfWork, draft_id: UUID) -> SignedDraft | None:
    """Return what my draft became, or which concern it added to; None while it is a draft."""
    row = uow.session.execute(
        select(DraftRow.concern_id, DraftRow.signed_at).where(
            DraftRow.id == draft_id, DraftRow.user_id == uow.me.id
        )
    ).one_or_none()
    if row is None or not has_happened(row.signed_at):
        return None
    concern_id = row.concern_id or uow.session.scalar(
        select(Concern.id).where(Concern.draft_id == draft_id, Concern.author_id == uow.me.id)
    )
    return SignedDraft(concern_id, row.signed_at) if concern_id else None


def discard_draft(uow: UnitOfWork, draft_id: UUID) -> None:
    """Throw a draft away: its boxes are deleted, the row and the log say that it was."""
    with uow.act() as act:
        update_open_draft(uow, act.session, draft_id, {"discarded_at": act.now})
        delete_draft_pages(act.session, draft_id)
        act.log(Action.DRAFT_DISCARDED, f"draft/{draft_id}")


def delete_pages_if_signed(uow: UnitOfWork, draft_id: UUID) -> None:
    """Delete the boxes of my signed draft: its words live in the signed entry now."""
    if find_signed_draft(uow, draft_id) is not None:
        with uow.keep() as session:
            delete_draft_pages(session, draft_id)


def delete_draft_pages(session: Session, draft_id: UUID) -> None:
    """Delete every box of a draft: its words now live in a signed entry, or nowhere."""
    session.execute(delete(DraftPage).where(DraftPage.draft_id == draft_id))
    session.execute(delete(DraftPageConflict).where(DraftPageConflict.draft_id == draft_id))


def check_and_log_spoiled_page(uow: UnitOfWork, draft: Draft, page: str) -> bool:
    """Whether what was kept of a page of my draft does not open; logged as a refusal."""
    if found := draft.pages.is_spoiled(page):
        uow.refuse(Action.KEY_REFUSED, f"draft/{draft.id}/{page}")
    return found
