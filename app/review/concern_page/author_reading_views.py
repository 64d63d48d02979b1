"""The page for an author who no longer reads a closed concern, and the button that lets them."""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import needs_step_up, never_kept_for_back, works_without_second_step
from app.access.policy import Policy, policy
from app.errors import StaleError
from app.review.blueprint import bp
from app.services.audit_log import access_history
from app.services.concerns import own_concerns
from app.services.concerns.author_access import author_grants
from app.services.drafts import addition_drafts


@bp.get("/concerns/<uuid:concern_id>/ended")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def ended_concern(concern_id: UUID) -> ResponseReturnValue:
    """Show its author what is in clear about it, who has read it, and how to read it again."""
    one = own_concerns.load_reading_ended_concern(g.uow, concern_id)
    if one is None:
        return redirect(url_for("review.concern", concern_id=concern_id), 302)
    found = access_history.list_access_history(g.uow, concern_id)
    return render_template(
        "review/ended.html",
        one=one,
        readings=access_history.select_readings_by_others(found, g.uow.me.id),
        drafts=addition_drafts.list_started_additions(g.uow, concern_id),
    )


@bp.post("/concerns/<uuid:concern_id>/let-author-read")
@policy(Policy.READER)
@needs_step_up("let someone read a closed concern again")
@never_kept_for_back
def let_author_read(concern_id: UUID) -> ResponseReturnValue:
    """Let its author read it again, and show the concern, which names the last day."""
    try:
        author_grants.restore_author_access(g.uow, concern_id)
    except StaleError:  # someone else let them, or opened it: the page says how it is
        return redirect(url_for("review.concern", concern_id=concern_id), 303)
    return redirect(url_for("review.concern", concern_id=concern_id, let=1, _anchor="let"), 303)
