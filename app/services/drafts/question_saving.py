"""Save a question page: its answers go into the stored pages that it shows, in one transaction.

Every other answer of those pages stays as it is. A text that meets a newer one under the same
questions waits next to its stored page, as any other does. This module never judges an answer.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.journey.question_data import Outcome, PageChange, carry_notes_and_mark, plan_change
from app.errors import StaleError
from app.services.drafts import draft_metadata
from app.services.drafts.draft_encryption import (
    load_saved_page,
    store_conflict,
    write_page_version,
)
from app.services.drafts.draft_queries import update_open_draft
from app.services.drafts.draft_store import is_conflict_stored
from app.services.unit_of_work import UnitOfWork


def save_question(uow: UnitOfWork, draft_id: UUID, changes: Sequence[PageChange]) -> datetime:
    """Save what one form changes; return when.

    Raises StaleError once a text waits next to a newer one, TooManyVersionsError if too many do.
    """
    people = {one.page: draft_metadata.load_possible_readers(uow, one.page) for one in changes}
    stale = []
    with uow.keep() as session:
        now: datetime = uow.clock()
        update_open_draft(uow, session, draft_id, {"saved_at": now})
        for change in changes:
            if not _apply(uow, session, draft_id, change, now):
                stale.append(change.page)
            draft_metadata.update_draft_metadata(
                uow, session, draft_id, change.page, people[change.page]
            )
    if stale:
        raise StaleError(f"draft {draft_id} pages {', '.join(stale)}")
    return now


def _apply(
    uow: UnitOfWork, session: Session, draft_id: UUID, change: PageChange, now: datetime
) -> bool:
    """Write one stored page; False where its text now waits next to a newer one."""
    held = load_saved_page(uow, session, draft_id, change.page)
    outcome, merged = plan_change(change, held.raw, version=held.version, spoiled=held.spoiled)
    if outcome is Outcome.WRITE:
        whole = carry_notes_and_mark(change, held.raw, merged, now)
        write_page_version(uow, session, draft_id, change.page, whole, held.version, now)
    elif outcome is Outcome.WAIT and not is_conflict_stored(uow, draft_id, change.page, merged):
        store_conflict(uow, session, draft_id, change.page, merged, now)
    return outcome is not Outcome.WAIT
