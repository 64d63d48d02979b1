"""The guided pages of a draft: one view pair for all of PAGES, and what saves itself."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.recording.blueprint import bp
from app.recording.editor import page_handling
from app.recording.editor.draft_record_store import DraftPlace


@bp.get("/record/<uuid:draft_id>/<page>")
@policy(Policy.SIGNED_IN)
def page(draft_id: UUID, page: str) -> ResponseReturnValue:
    """One page of questions, as it was last kept."""
    return page_handling.shown(DraftPlace(draft_id), page)


@bp.post("/record/<uuid:draft_id>/<page>")
@policy(Policy.SIGNED_IN)
def submit(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Keep a page, then do what the pressed button says."""
    return page_handling.sent(DraftPlace(draft_id), page)


@bp.post("/record/<uuid:draft_id>/<page>/autosave")
@policy(Policy.SIGNED_IN)
def autosave(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Keep a page while it is being typed."""
    return page_handling.saved_itself(DraftPlace(draft_id), page)
