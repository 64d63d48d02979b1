"""A record that is written for real: a draft of its writer's, until it is signed."""

from functools import partial
from uuid import UUID

from flask import g

from app.recording.blueprint import open_own_draft
from app.recording.editor.record_store import RecordStore
from app.services.drafts.draft_store import (
    check_and_log_spoiled_page,
    save_page,
    swap_with_conflict,
)
from app.services.drafts.question_saving import save_question


def open_draft_store(draft_id: UUID) -> RecordStore:
    """Return the store of the draft in the address. Reads nothing yet."""
    return RecordStore(
        load=partial(open_own_draft, draft_id),
        save=partial(save_page, g.uow, draft_id),
        swap=partial(swap_with_conflict, g.uow, draft_id),
        is_spoiled=partial(check_and_log_spoiled_page, g.uow),
        save_question=partial(save_question, g.uow, draft_id),
        ids={"draft_id": draft_id},
    )
