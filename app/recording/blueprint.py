"""The blueprint, and what every view of this journey does with a draft that is already signed."""

from uuid import UUID

from flask import Blueprint, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.submitted_form import read_submitted_form
from app.domain.journey.question_data import split_late_form
from app.domain.pages import PAGES_BY_NAME
from app.recording.late import late_submission_check
from app.services.concerns import additions
from app.services.content.pack_content import list_sign_tokens
from app.services.drafts import draft_store, late_page_store

bp = Blueprint("recording", __name__)
SIGNED_MESSAGE = "This {} is signed."
SAVED_LATE_MESSAGE = " We’ve saved your words. Press {} to look at them and add them."


def open_own_draft(draft_id: UUID) -> draft_store.Draft:
    """Return the draft in the address, its first opening in this sign-in logged.

    Raises NotFoundError; AlreadySignedError once it is a record.
    """
    return draft_store.load_own_draft(g.uow, draft_id, g.sign_in_id)


def list_late_pages(draft: draft_store.Draft) -> list[tuple[late_page_store.LatePage, str]]:
    """List what was saved of this draft after a sign-in had ended, each with its page's title."""
    kept = late_page_store.list_newest_late_pages(g.uow, draft.id) if draft.kept else ()
    return [(one, PAGES_BY_NAME[one.page].title) for one in kept]


def find_late_page(draft_id: UUID, page: str) -> late_page_store.LatePage | None:
    """Return what was last saved of this page after a sign-in had ended."""
    return next(
        (
            one
            for one in late_page_store.list_newest_late_pages(g.uow, draft_id)
            if one.page == page
        ),
        None,
    )


def is_showing_problems() -> bool:
    """Whether the address asks for what is to mend: a button found something, and led here.

    The answer to a form is always an address to come back to, so that Back never repeats it.
    """
    return request.args.get("check") == "1"


def get_after_signing_url(concern_id: UUID) -> str:
    """Return the URL of the page after signing."""
    return url_for("review.signed", concern_id=concern_id)


def get_added_entry_url(concern_id: UUID, number: int) -> str:
    """Return the URL of the concern, which says at its top that this entry was signed and added."""
    return url_for("review.concern", concern_id=concern_id, added=number)


@bp.errorhandler(draft_store.AlreadySignedError)
def redirect_to_signed_record(error: draft_store.AlreadySignedError) -> ResponseReturnValue:
    """Lead from a draft that is signed now to what it became; nothing typed is dropped."""
    where = request.view_args or {}
    draft_id, page = where.get("draft_id"), where.get("page")
    if (
        not isinstance(draft_id, UUID)
        or (done := draft_store.find_signed_draft(g.uow, draft_id)) is None
    ):
        raise error
    detail = "concern_id" in where
    kept = _kept(draft_id, str(page), done.concern_id)
    if "autosave" in (request.endpoint or ""):
        said = SIGNED_MESSAGE.format("page" if detail else "record")
        said += SAVED_LATE_MESSAGE.format("Save" if detail else "Continue") if kept else ""
        return jsonify(error="signed", said=said), 409
    if kept:
        return redirect(url_for("recording.show_late_page", rescue_id=kept), 303)
    number = additions.find_added_entry_number(g.uow, done.concern_id, draft_id)
    there = (
        get_added_entry_url(done.concern_id, number)
        if number
        else get_after_signing_url(done.concern_id)
    )
    return redirect(there, 303)


def _kept(draft_id: UUID, page: str, concern_id: UUID) -> UUID | None:
    """Return where the words that came too late are saved; None where all that came are signed."""
    if request.method != "POST" or page == "sign":
        return None
    form = read_submitted_form()
    parts = split_late_form(page, form, list_sign_tokens(g.org.pack)) or {page: form}
    saved = [
        late_page_store.store_late_page_once(
            g.uow, draft_id, name, late_submission_check.strip_buttons(text)
        )
        for name, text in parts.items()
        if name in PAGES_BY_NAME
        and late_submission_check.has_unsigned_words(PAGES_BY_NAME[name], text, concern_id)
    ]
    return next(iter(saved), None)
