"""Views of a draft: start a record, list its pages, show and save each page, delete the draft.

One pair of views serves all of PAGES. A page also saves itself while it is being typed.
"""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import (
    keeps_late_text,
    needs_step_up,
    never_kept_for_back,
    works_without_second_step,
)
from app.access.policy import Policy, policy
from app.access.submitted_form import read_submitted_form
from app.domain.journey import question_data
from app.domain.journey.journey_pages import DANGER_NAME
from app.recording.blueprint import bp, open_own_draft
from app.recording.editor import page_handling
from app.recording.editor.draft_record_store import open_draft_store
from app.recording.editor.page_handling import show_task_list
from app.recording.questions import question_handling
from app.services.drafts import draft_store


@bp.get("/record/<uuid:draft_id>/<page>")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def page(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Show one page of questions, as it was last saved."""
    store = open_draft_store(draft_id)
    shown = question_handling.show_question_or_none(store, page)
    return shown or page_handling.show_page(store, page)


@bp.post("/record/<uuid:draft_id>/<page>")
@keeps_late_text()
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_kept_for_back
def submit(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Keep a page, then do what the pressed button says."""
    store = open_draft_store(draft_id)
    if question := question_handling.find_posted_question(page):
        return question_handling.submit_question(store, question)
    return page_handling.submit_page(store, page)


@bp.post("/record/<uuid:draft_id>/<page>/autosave")
@keeps_late_text()
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_kept_for_back
def autosave(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Keep a page while it is being typed."""
    store = open_draft_store(draft_id)
    if question := question_handling.find_posted_question(page):
        return question_handling.autosave_question(store, question)
    return page_handling.autosave_page(store, page)


@bp.get("/record/new")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def start() -> ResponseReturnValue:
    """Show the first question.

    A draft exists from its answer on, so an empty one worries nobody.
    """
    return question_handling.show_first_question()


@bp.post("/record/new")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_kept_for_back
def begin() -> ResponseReturnValue:
    """Begin a record with the answer to its first question."""
    draft_id = draft_store.start_draft(g.uow, draft_id=question_handling.read_new_draft_id())
    first = question_handling.find_posted_question(DANGER_NAME)
    if first is None or not question_data.is_question_form(read_submitted_form()):
        return redirect(url_for("recording.page", draft_id=draft_id, page=DANGER_NAME), 303)
    return question_handling.submit_question(open_draft_store(draft_id), first)


@bp.get("/record/<uuid:draft_id>")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def tasks(draft_id: UUID) -> ResponseReturnValue:
    """Show every page of a draft, with a word for how far each is."""
    return show_task_list(open_draft_store(draft_id))


@bp.get("/record/<uuid:draft_id>/discard")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def ask_discard(draft_id: UUID) -> ResponseReturnValue:
    """Ask before anything is thrown away."""
    return render_template("recording/discard.html", draft=open_own_draft(draft_id))


@bp.post("/record/<uuid:draft_id>/discard")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_kept_for_back
@needs_step_up("delete a draft")
def discard(draft_id: UUID) -> ResponseReturnValue:
    """Throw a draft away, for good."""
    draft_store.discard_draft(g.uow, draft_id)
    return redirect(url_for("public.home"), 303)
