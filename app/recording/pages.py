"""The guided pages of a draft: one view pair for all of PAGES, and what saves itself."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.recording import writing
from app.recording.blueprint import bp
from app.recording.draft_place import DraftPlace


@bp.get("/record/<uuid:draft_id>/<page>")
@policy(Policy.SIGNED_IN)
def page(draft_id: UUID, page: str) -> ResponseReturnValue:
    """One page of questions, as it was last kept."""
    return writing.shown(DraftPlace(draft_id), page)


@bp.post("/record/<uuid:draft_id>/<page>")
@policy(Policy.SIGNED_IN)
def submit(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Keep a page, then do what the pressed button says."""
    return writing.sent(DraftPlace(draft_id), page)


@bp.post("/record/<uuid:draft_id>/<page>/autosave")
@policy(Policy.SIGNED_IN)
def autosave(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Keep a page while it is being typed."""
    return writing.saved_itself(DraftPlace(draft_id), page)
