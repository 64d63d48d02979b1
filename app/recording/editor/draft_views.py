"""Views of a draft: start a record, list its pages, show and save each page, delete the draft.

One pair of views serves all of PAGES. A page also saves itself while it is being typed.
"""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import keeps_late_text
from app.access.policy import Policy, policy
from app.recording.blueprint import bp, load_own_draft
from app.recording.editor import page_handling
from app.recording.editor.draft_record_store import open_draft_store
from app.recording.editor.page_handling import show_task_list
from app.services.drafts import addition_drafts, draft_store


@bp.get("/record/<uuid:draft_id>/<page>")
@policy(Policy.SIGNED_IN)
def page(draft_id: UUID, page: str) -> ResponseReturnValue:
    """One page of questions, as it was last kept."""
    return page_handling.show_page(open_draft_store(draft_id), page)


@bp.post("/record/<uuid:draft_id>/<page>")
@keeps_late_text()
@policy(Policy.SIGNED_IN)
def submit(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Keep a page, then do what the pressed button says."""
    return page_handling.submit_page(open_draft_store(draft_id), page)


@bp.post("/record/<uuid:draft_id>/<page>/autosave")
@keeps_late_text()
@policy(Policy.SIGNED_IN)
def autosave(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Keep a page while it is being typed."""
    return page_handling.autosave_page(open_draft_store(draft_id), page)


@bp.get("/record/new")
@policy(Policy.SIGNED_IN)
def start() -> ResponseReturnValue:
    """Before the first page: whom to ring, what was begun before, and the button."""
    begun = addition_drafts.list_started_additions(g.uow)
    return render_template(
        "recording/start.html", drafts=draft_store.list_own_drafts(g.uow), begun=begun
    )


@bp.post("/record/new")
@policy(Policy.SIGNED_IN)
def begin() -> ResponseReturnValue:
    """Begin a record."""
    draft_id = draft_store.start_draft(g.uow)
    return redirect(url_for("recording.page", draft_id=draft_id, page="now"), 303)


@bp.get("/record/<uuid:draft_id>")
@policy(Policy.SIGNED_IN)
def tasks(draft_id: UUID) -> ResponseReturnValue:
    """Every page of a draft, with a word for how far each is."""
    return show_task_list(open_draft_store(draft_id))


@bp.get("/record/<uuid:draft_id>/discard")
@policy(Policy.SIGNED_IN)
def ask_discard(draft_id: UUID) -> ResponseReturnValue:
    """Ask before anything is thrown away."""
    return render_template("recording/discard.html", draft=load_own_draft(draft_id))


@bp.post("/record/<uuid:draft_id>/discard")
@policy(Policy.SIGNED_IN)
def discard(draft_id: UUID) -> ResponseReturnValue:
    """Throw a draft away, for good."""
    draft_store.discard_draft(g.uow, draft_id)
    return redirect(url_for("public.home"), 303)
