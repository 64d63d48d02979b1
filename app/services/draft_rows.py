"""The rows of a draft: one query that finds it, one update that takes it.

Which draft is a `where`: absent, discarded and somebody else's are one answer.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import Session

from app.domain.raws import Raw
from app.errors import NotFoundError
from app.models.draft import Draft as DraftRow
from app.models.draft import DraftAside, DraftPage, Rescue
from app.models.member import SignIn
from app.services.desk import Action, Desk

OPENED_AT_MOST = 100


class AlreadySignedError(NotFoundError):
    """The draft was signed: it is a record now. Views lead to it."""


class Draft(msgspec.Struct, frozen=True):
    """One draft. `pages` opens each page when it is asked for, and remembers it."""

    id: UUID
    concern_id: UUID | None
    began_at: datetime
    pages: Mapping[str, Raw]
    versions: dict[str, int]
    saved_at: dict[str, datetime]
    asides: int
    kept: int

    def __repr__(self) -> str:
        return f"<Draft {self.id}>"


class DraftSummary(msgspec.Struct, frozen=True):
    """A draft in a list: nothing of it is opened."""

    id: UUID
    concern_id: UUID | None
    began_at: datetime
    saved_at: datetime
    urgent: bool


class Saved(msgspec.Struct, frozen=True):
    """What a save gives back to its form."""

    version: int
    at: datetime


class Signed(msgspec.Struct, frozen=True):
    """What a signed draft became, and when."""

    concern_id: UUID
    at: datetime


OPEN = (DraftRow.signed_at.is_(None), DraftRow.discarded_at.is_(None))


def one_draft(desk: Desk, draft_id: UUID, sign_in: bytes | None) -> Any:
    """The query for my draft: a row for each page, with what waits, and what was opened before."""
    asides = (
        select(func.count())
        .select_from(DraftAside)
        .where(DraftAside.draft_id == draft_id, DraftAside.settled_at.is_(None))
        .scalar_subquery()
    )
    kept = (
        select(func.count())
        .select_from(Rescue)
        .where(
            Rescue.draft_id == draft_id,
            Rescue.user_id == desk.me.id,
            Rescue.settled_at.is_(None),
        )
        .scalar_subquery()
    )
    return (
        select(
            DraftRow.concern_id,
            DraftRow.began_at,
            DraftRow.signed_at,
            DraftPage.page,
            DraftPage.version,
            DraftPage.box,
            DraftPage.saved_at,
            SignIn.opened_drafts.label("opened"),
            asides.label("asides"),
            kept.label("kept"),
        )
        .outerjoin(DraftPage, DraftPage.draft_id == DraftRow.id)
        .outerjoin(SignIn, and_(SignIn.id == sign_in, SignIn.user_id == DraftRow.user_id))
        .where(
            DraftRow.id == draft_id,
            DraftRow.org_id == desk.org.id,
            DraftRow.user_id == desk.me.id,
            DraftRow.discarded_at.is_(None),
        )
    )


def log_opening(desk: Desk, draft_id: UUID, sign_in: bytes) -> None:
    """Log that a draft is about to be opened, and remember it for this sign-in."""
    with desk.act() as act:
        row = act.session.get(SignIn, sign_in, populate_existing=True)
        if row is not None:
            row.opened_drafts = [*row.opened_drafts, str(draft_id)][-OPENED_AT_MOST:]
        act.log(Action.DRAFT_OPENED, f"draft/{draft_id}")


def touch(desk: Desk, session: Session, draft_id: UUID, values: dict[str, Any]) -> None:
    """Change my open draft's row; on PostgreSQL this also makes its savers wait in line."""
    done = session.execute(
        update(DraftRow)
        .where(DraftRow.id == draft_id, DraftRow.user_id == desk.me.id, *OPEN)
        .values(**values)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        signed = session.scalar(
            select(DraftRow.signed_at).where(
                DraftRow.id == draft_id, DraftRow.user_id == desk.me.id
            )
        )
        raise (AlreadySignedError if signed else NotFoundError)(f"draft {draft_id}")


def held_page(draft_id: UUID, page: str) -> Any:
    """The query for one page as it is held now."""
    return select(DraftPage.version, DraftPage.box, DraftPage.saved_at).where(
        DraftPage.draft_id == draft_id, DraftPage.page == page
    )


def settled(draft_id: UUID, settles: Sequence[UUID], now: datetime) -> Any:
    """The update that deals with asides."""
    return (
        update(DraftAside)
        .where(DraftAside.draft_id == draft_id, DraftAside.id.in_(settles))
        .values(settled_at=now)
    )
