"""The rows of a draft: one query that finds it, one update that takes it.

Which draft is a `where`: absent, discarded and somebody else's are one answer.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import msgspec
from sqlalchemy import Table, Update, and_, bindparam, func, select, update
from sqlalchemy.orm import Session

from app.domain.times.unreadable_times import has_happened
from app.errors import NotFoundError
from app.models.columns import is_unset
from app.models.draft import Draft as DraftRow
from app.models.draft import DraftPage, DraftPageConflict, LateDraftPage
from app.models.member import SignIn
from app.services.unit_of_work import Action, UnitOfWork

MAX_OPENED_DRAFTS = 100


class AlreadySignedError(NotFoundError):
    """The draft was signed: it is a record now. Views lead to it."""


class DraftSummary(msgspec.Struct, frozen=True):
    """A draft in a list: nothing of it is opened."""

    id: UUID
    began_at: datetime
    saved_at: datetime


class SignedDraft(msgspec.Struct, frozen=True):
    """What a signed draft became, and when."""

    concern_id: UUID
    at: datetime


IS_OPEN_DRAFT = (is_unset(DraftRow.signed_at), is_unset(DraftRow.discarded_at))


# Statements of every page are built once: building one costs more than running it.
_DRAFT, _PAGE, _ASIDE, _RESCUE, _SIGN_IN = (
    cast(Table, model.__table__)
    for model in (DraftRow, DraftPage, DraftPageConflict, LateDraftPage, SignIn)
)
_COUNTED = {
    "asides": select(func.count())
    .select_from(_ASIDE)
    .where(_ASIDE.c.draft_id == bindparam("draft"), is_unset(_ASIDE.c.settled_at)),
    "kept": select(func.count())
    .select_from(_RESCUE)
    .where(
        _RESCUE.c.draft_id == bindparam("draft"),
        _RESCUE.c.user_id == bindparam("me"),
        is_unset(_RESCUE.c.settled_at),
    ),
}
SELECT_OWN_DRAFTS = (
    select(_DRAFT.c.id, _DRAFT.c.began_at, _DRAFT.c.saved_at)
    .where(
        _DRAFT.c.user_id == bindparam("me"),
        _DRAFT.c.concern_id.is_(None),
        is_unset(_DRAFT.c.signed_at),
        is_unset(_DRAFT.c.discarded_at),
    )
    .order_by(_DRAFT.c.saved_at.desc())
)
"""Drafts of records that their writer neither signed nor discarded, newest first."""
SELECT_DRAFT = (
    select(
        _DRAFT.c.concern_id,
        _DRAFT.c.began_at,
        _DRAFT.c.saved_at.label("touched_at"),
        _DRAFT.c.signed_at,
        _PAGE.c.page,
        _PAGE.c.version,
        _PAGE.c.box,
        _PAGE.c.saved_at,
        _SIGN_IN.c.opened_drafts.label("opened"),
        *(query.scalar_subquery().label(name) for name, query in _COUNTED.items()),
    )
    .select_from(
        _DRAFT.outerjoin(_PAGE, _PAGE.c.draft_id == _DRAFT.c.id).outerjoin(
            _SIGN_IN,
            and_(_SIGN_IN.c.id == bindparam("sign_in"), _SIGN_IN.c.user_id == _DRAFT.c.user_id),
        )
    )
    .where(
        _DRAFT.c.id == bindparam("draft"),
        _DRAFT.c.org_id == bindparam("org"),
        _DRAFT.c.user_id == bindparam("me"),
        is_unset(_DRAFT.c.discarded_at),
    )
)
"""My draft: a row for each page, with what waits, and what this sign-in opened before."""
SELECT_PAGE = select(_PAGE.c.version, _PAGE.c.box, _PAGE.c.saved_at).where(
    _PAGE.c.draft_id == bindparam("draft"), _PAGE.c.page == bindparam("name")
)
"""One page as it is held now."""
UPDATE_PAGE = (
    update(_PAGE)
    .where(_PAGE.c.draft_id == bindparam("draft"), _PAGE.c.page == bindparam("name"))
    .values(version=bindparam("version"), box=bindparam("box"), saved_at=bindparam("saved_at"))
)
_TOUCH = update(_DRAFT).where(
    _DRAFT.c.id == bindparam("draft"),
    _DRAFT.c.user_id == bindparam("me"),
    is_unset(_DRAFT.c.signed_at),
    is_unset(_DRAFT.c.discarded_at),
)
_TOUCHES: dict[tuple[str, ...], Update] = {  # what a save changes, as statements ready to run
    names: _TOUCH.values({name: bindparam(f"new_{name}") for name in names})
    for names in (("saved_at",), ("urgent", "told"), ("discarded_at",))
}


def log_draft_opening(uow: UnitOfWork, draft_id: UUID, sign_in: bytes) -> None:
    """Log that a draft is about to be opened, and remember it for this sign-in."""
    with uow.act() as act:
        row = act.session.get(SignIn, sign_in, populate_existing=True)
        if row is not None:
            row.opened_drafts = [*(row.opened_drafts or ()), str(draft_id)][-MAX_OPENED_DRAFTS:]
        act.log(Action.DRAFT_OPENED, f"draft/{draft_id}")


def update_open_draft(
    uow: UnitOfWork, session: Session, draft_id: UUID, values: dict[str, Any]
) -> None:
    """Change my open draft's row; on PostgreSQL this also makes its savers wait in line."""
    changes = {f"new_{name}": value for name, value in values.items()}
    done = session.execute(_TOUCHES[tuple(values)], {"draft": draft_id, "me": uow.me.id, **changes})
    if done.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
        signed = session.scalar(
            select(DraftRow.signed_at).where(DraftRow.id == draft_id, DraftRow.user_id == uow.me.id)
        )
        raise (AlreadySignedError if has_happened(signed) else NotFoundError)(f"draft {draft_id}")


def build_conflict_settling_update(draft_id: UUID, settles: Sequence[UUID], now: datetime) -> Any:
    """Return the update that deals with asides."""
    return (
        update(DraftPageConflict)
        .where(DraftPageConflict.draft_id == draft_id, DraftPageConflict.id.in_(settles))
        .values(settled_at=now)
    )
