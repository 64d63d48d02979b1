"""Records being written: pages boxed under their writer's own key, every version accounted for.

A page saved over a newer one is kept beside it until its writer has chosen: nothing is lost and
nothing is put together by itself. A draft is opened only after the log says so, once a sign-in.
This module never judges an answer, and no lead and no recovery sheet can open what it keeps.
"""

from collections.abc import Sequence
from datetime import datetime
from math import inf
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.domain.record import rough_notes
from app.domain.record.form_data import DONE, Raw, blank
from app.domain.routing.recipients import Recipients
from app.domain.times.unreadable_times import happened
from app.errors import NotFoundError, StaleError
from app.models.columns import unset
from app.models.concern import Concern
from app.models.draft import Draft as DraftRow
from app.models.draft import DraftAside, DraftPage
from app.services.concerns.concern_access import find
from app.services.drafts import draft_metadata
from app.services.drafts.draft_encryption import (
    asides_of,
    held_page,
    opener,
    put_aside,
    waiting,
    write,
)
from app.services.drafts.draft_queries import ONE_DRAFT, OPEN, log_opening, settled, touch
from app.services.drafts.draft_queries import AlreadySignedError as AlreadySignedError
from app.services.drafts.draft_queries import DraftSummary as DraftSummary
from app.services.drafts.draft_queries import Signed as Signed
from app.services.drafts.draft_types import Aside as Aside
from app.services.drafts.draft_types import Draft as Draft
from app.services.drafts.draft_types import Pages
from app.services.drafts.draft_types import Saved as Saved
from app.services.unit_of_work import Action, Desk

TICKS = draft_metadata.TICKS
"""This page holds ticks and no text: what was pressed last is what stands, and is shown again."""


def begin(desk: Desk, concern_id: UUID | None = None, draft_id: UUID | None = None) -> UUID:
    """Begin a record, or with `concern_id` more of a signed one. Beginning twice is harmless.

    Raises NotFoundError when the concern is not one that this person can read.
    """
    if concern_id is not None:
        told = Recipients.NOBODY
        find(desk, concern_id)
    else:
        told = draft_metadata.told_at_first(desk)
    draft_id, now = draft_id or uuid4(), desk.clock()
    with desk.keep() as session:
        if session.scalar(select(DraftRow.user_id).where(DraftRow.id == draft_id)) is None:
            session.execute(
                insert(DraftRow).values(
                    id=draft_id,
                    org_id=desk.org.id,
                    user_id=desk.me.id,
                    concern_id=concern_id,
                    began_at=now,
                    saved_at=now,
                    told=told.value,
                )
            )
    return draft_id


def load(desk: Desk, draft_id: UUID, sign_in: bytes | None = None) -> Draft:
    """My draft, in one query. With the id of the sign-in row its first opening is logged.

    Raises NotFoundError; AlreadySignedError once it is a record.
    """
    rows = desk.session.execute(
        ONE_DRAFT, {"draft": draft_id, "me": desk.me.id, "org": desk.org.id, "sign_in": sign_in}
    ).all()
    if not rows:
        raise NotFoundError(f"draft {draft_id}")
    if happened(rows[0].signed_at):
        raise AlreadySignedError(f"draft {draft_id}")
    if sign_in is not None and str(draft_id) not in (rows[0].opened or ()):
        log_opening(desk, draft_id, sign_in)
    pages = [row for row in rows if row.page is not None]
    return Draft(
        id=draft_id,
        concern_id=rows[0].concern_id,
        began_at=rows[0].began_at,
        touched_at=rows[0].touched_at,
        pages=Pages({row.page: opener(desk, draft_id, row) for row in pages}),
        boxes={row.page: row.box for row in pages},
        versions={row.page: row.version for row in pages},
        saved_at={row.page: row.saved_at for row in pages},
        asides=rows[0].asides,
        kept=rows[0].kept,
    )


def save(
    desk: Desk, draft_id: UUID, page: str, raw: Raw, based_on: int, settles: Sequence[UUID] = ()
) -> Saved:
    """Keep one page. `settles`: asides that were shown beside it and are now dealt with.

    Raises StaleError when a newer version is there: the text is then kept as an aside, unless so
    much waits there already: TooMuchWaitsError.
    """
    people = draft_metadata.readers(desk, page)
    typed = rough_notes.without(raw)
    with desk.keep() as session:
        now = desk.clock()
        touch(desk, session, draft_id, {"saved_at": now})
        held = held_page(desk, session, draft_id, page)
        whole = rough_notes.carried(page, held.raw, raw, now)
        known = based_on == held.version or rough_notes.without(held.raw) == typed
        ours = not held.version or known or page == TICKS
        new = ours and (held.spoiled or not (held.version and whole == held.raw))
        stale = not ours and not blank(typed)  # an empty page that comes late: nothing to lose
        if stale and not _waits(desk, draft_id, page, typed):
            put_aside(desk, session, draft_id, page, typed, now)
        elif new:
            write(desk, session, draft_id, page, whole, held.version, now)
        if settles and not stale:
            session.execute(settled(draft_id, settles, now))
        draft_metadata.renew(desk, session, draft_id, page, people)
    if stale:
        raise StaleError(f"draft {draft_id} page {page}")
    return Saved(held.version + 1, now) if new else Saved(held.version, held.at or now)


def _waits(desk: Desk, draft_id: UUID, page: str, raw: Raw) -> bool:
    """Whether this very text waits beside the page already: saved by itself, then with a button."""
    return any(_typed(one.raw) == _typed(raw) for one in asides(desk, draft_id, page))


def _typed(raw: Raw) -> Raw:
    return {name: texts for name, texts in rough_notes.without(raw).items() if name != DONE}


def set_aside(desk: Desk, draft_id: UUID, page: str, raw: Raw) -> None:
    """Keep a text beside a page, until its writer has chosen. Raises TooMuchWaitsError."""
    with desk.keep() as session:
        now = desk.clock()
        touch(desk, session, draft_id, {"saved_at": now})
        put_aside(desk, session, draft_id, page, raw, now)


def swap(desk: Desk, draft_id: UUID, page: str, aside_id: UUID) -> None:
    """Put a text that waits beside a page into it; the page's own text waits there instead.

    Raises NotFoundError when no such text waits.
    """
    chosen = next((one for one in asides(desk, draft_id, page) if one.id == aside_id), None)
    if chosen is None:
        raise NotFoundError(f"aside {aside_id}")
    people = draft_metadata.readers(desk, page)
    with desk.keep() as session:
        now = desk.clock()
        touch(desk, session, draft_id, {"saved_at": now})
        held = held_page(desk, session, draft_id, page)
        present = rough_notes.without(held.raw)
        session.execute(settled(draft_id, [aside_id], now))
        whole = rough_notes.carried(page, held.raw, chosen.raw, now)
        write(desk, session, draft_id, page, whole, held.version, now)
        if not blank(present) and present != chosen.raw:
            # One takes the other's place: choosing must work however much waits.
            put_aside(desk, session, draft_id, page, present, now, most=inf)
        draft_metadata.renew(desk, session, draft_id, page, people)


def asides(desk: Desk, draft_id: UUID, page: str) -> tuple[Aside, ...]:
    """Texts that wait beside a page of my draft, oldest first."""
    rows = desk.session.execute(
        waiting(draft_id, page).join(DraftRow).where(DraftRow.user_id == desk.me.id)
    )
    return asides_of(desk, rows, draft_id, page)


def in_two_places(desk: Desk, draft: Draft) -> tuple[str, ...]:
    """Names of the pages of my draft beside which another text waits."""
    if not draft.asides:
        return ()
    unsettled = (DraftAside.draft_id == draft.id, unset(DraftAside.settled_at))
    return tuple(sorted(set(desk.session.scalars(select(DraftAside.page).where(*unsettled)))))


def all_asides(desk: Desk, draft: Draft) -> list[tuple[str, datetime, Raw]]:
    """(page, when saved, text) of every text that waits beside a page of my draft, and opens."""
    return [
        (page, one.at, one.raw)
        for page in in_two_places(desk, draft)
        for one in asides(desk, draft.id, page)
        if not one.spoiled
    ]


def mine(desk: Desk) -> tuple[DraftSummary, ...]:
    """My records that are not signed yet, newest first. Opens nothing.

    What waits to be added to a signed record is in `detail_drafts.begun`.
    """
    rows = desk.session.execute(
        select(DraftRow.id, DraftRow.began_at, DraftRow.saved_at)
        .where(DraftRow.user_id == desk.me.id, DraftRow.concern_id.is_(None), *OPEN)
        .order_by(DraftRow.saved_at.desc())
    )
    return tuple(DraftSummary(*row) for row in rows)


def signed(desk: Desk, draft_id: UUID) -> Signed | None:
    """What my draft became, or which concern it added to; None while it is a draft."""
    row = desk.session.execute(
        select(DraftRow.concern_id, DraftRow.signed_at).where(
            DraftRow.id == draft_id, DraftRow.user_id == desk.me.id
        )
    ).one_or_none()
    if row is None or not happened(row.signed_at):
        return None
    concern_id = row.concern_id or desk.session.scalar(
        select(Concern.id).where(Concern.draft_id == draft_id, Concern.author_id == desk.me.id)
    )
    return Signed(concern_id, row.signed_at) if concern_id else None


def discard(desk: Desk, draft_id: UUID) -> None:
    """Throw a draft away: its boxes are deleted, the row and the log say that it was."""
    with desk.act() as act:
        touch(desk, act.session, draft_id, {"discarded_at": act.now})
        empty(act.session, draft_id)
        act.log(Action.DRAFT_DISCARDED, f"draft/{draft_id}")


def tidy(desk: Desk, draft_id: UUID) -> None:
    """Delete the boxes of my signed draft: its words live in the signed entry now."""
    if signed(desk, draft_id) is not None:
        with desk.keep() as session:
            empty(session, draft_id)


def empty(session: Session, draft_id: UUID) -> None:
    """Delete every box of a draft: its words now live in a signed entry, or nowhere."""
    session.execute(delete(DraftPage).where(DraftPage.draft_id == draft_id))
    session.execute(delete(DraftAside).where(DraftAside.draft_id == draft_id))
