"""Confirm somebody's training: read their answers, talk, and write down what came of it."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import keeps_late_text
from app.access.policy import Policy, policy
from app.access.submitted_form import SubmittedForm, read_submitted_form
from app.domain.record.form_data import PAGE_DONE, FormData
from app.domain.training import training_forms
from app.domain.training.exchange_schema import OPEN_STATES
from app.domain.training.training_forms import (
    DISCUSSION,
    DISCUSSION_METHODS,
    TRAINING_LABELS,
    DiscussionInput,
)
from app.errors import InvalidError, StaleError
from app.learning.blueprint import bp
from app.learning.training.typed_forms import (
    autosave_page,
    compare_waiting_texts,
    derive_press_id,
    list_answers_with_labels,
    read_shown_answers_version,
    save_typed_page,
)
from app.learning.workbook.workbook_links import build_workbook_link
from app.services.content import workbook_content
from app.services.training import (
    completion_record_pdf,
    exchange_write,
    private_drafts,
    review_actions,
    reviews,
    workbook_answers,
)
from app.services.training.exchange import TRAINING_STORE
from app.services.training.review_actions import DiscussionToSign

NEWER = (
    "Something changed while you were writing, so nothing was signed. What you typed is still "
    "here. Read the page again first."
)


def _find_late_box(user_id: UUID, training_id: UUID) -> str:
    return _document(training_id) if reviews.is_confirmer(g.uow, user_id, training_id) else ""


@bp.get("/confirm")
@policy(Policy.SIGNED_IN)
def to_confirm() -> ResponseReturnValue:
    """Show what was sent to me, and how far each is."""
    return render_template(
        "learning/to_confirm.html", lines=reviews.list_trainings_to_confirm(g.uow)
    )


@bp.get("/confirm/<uuid:training_id>")
@policy(Policy.SIGNED_IN)
def confirm(training_id: UUID) -> ResponseReturnValue:
    """Show somebody's answers, and what I write about our talk.

    `check`: with what there is to correct.

    `newer`: how many entries there were when something else had come meanwhile.
    """
    return _page(training_id, request.args.get("check", ""), request.args.get("newer", ""))


@bp.post("/confirm/<uuid:training_id>")
@keeps_late_text(_find_late_box, TRAINING_LABELS)
@policy(Policy.SIGNED_IN)
def talked(training_id: UUID) -> ResponseReturnValue:
    """Keep what was typed; then confirm, or ask for more, where a button says so."""
    reviews.load_training_to_confirm(g.uow, training_id)
    form, here = read_submitted_form(), url_for("learning.confirm", training_id=training_id)
    raw, outcome = _typed(form), (form.get("outcome") or [""])[0]
    once = derive_press_id(form, outcome, raw)
    # Pressed twice
    if exchange_write.is_form_signed_already(g.uow, TRAINING_STORE, training_id, once):
        return redirect(f"{here}?done={outcome}", 303)
    pressed = {**raw, PAGE_DONE: ["1"]} if outcome else raw
    if not save_typed_page(_document(training_id), pressed, form) or not outcome:
        return redirect(here, 303)
    said, _ = _talked(raw, outcome)
    if said is None:  # it is kept: a page of its own, so that the browser's Back finds it again
        return redirect(url_for("learning.confirm", training_id=training_id, check=outcome), 303)
    number, digest = read_shown_answers_version(form)
    try:
        what = DiscussionToSign(once, said, number, digest)
        review_actions.sign_discussion(g.uow, training_id, what)
    except InvalidError:  # they may not confirm: the page says so, and who can
        return redirect(here, 303)
    except StaleError:
        return redirect(f"{here}?newer={len(_file(training_id).entries)}", 303)
    private_drafts.clear_signed_page(g.uow, _document(training_id), raw)
    return redirect(f"{here}?done={said.outcome}", 303)


@bp.post("/confirm/<uuid:training_id>/autosave")
@keeps_late_text(_find_late_box, TRAINING_LABELS)
@policy(Policy.SIGNED_IN)
def keep_talked(training_id: UUID) -> ResponseReturnValue:
    """Keep what a confirmer types while they type it."""
    reviews.load_training_to_confirm(g.uow, training_id)
    return autosave_page(_document(training_id), _typed(read_submitted_form()))


def _document(training_id: UUID) -> str:
    return f"confirm/{training_id}"


def _typed(form: SubmittedForm) -> FormData:
    return training_forms.select_form_fields(DISCUSSION, form)


def _talked(raw: FormData, outcome: str) -> tuple[DiscussionInput | None, dict[str, str]]:
    today = g.uow.today
    return training_forms.parse_discussion(raw, outcome, today)


def _file(training_id: UUID) -> reviews.OpenedTraining:
    return reviews.open_training_to_confirm(g.uow, training_id)


def _answers(file: reviews.OpenedTraining) -> dict[str, Any]:
    """Return each answer with its question as the workbook has it, those that are not right first.

    A question whose words are others today is shown as it was asked, and not judged.
    """
    book = workbook_content.load_org_workbook(g.org, g.uow.clock())
    asked = {(one.key, one.text): one for one in book.edition.questions}
    sent = file.answers.answered if file.answers else ()
    found = [(one, asked.get((one.key, one.question))) for one in sent]
    wrong = [pair for pair in found if workbook_answers.is_wrong_choice(pair[1], pair[0].answer)]
    return {
        "wrong_answers": wrong,
        "other_answers": [pair for pair in found if pair not in wrong],
        "place": book.place,
        "href": partial(build_workbook_link, book),
    }


def _page(training_id: UUID, check: str, newer: str) -> str:
    file = _file(training_id)
    page = private_drafts.load_learning_page(g.uow, _document(training_id))
    problems = {"": NEWER} if newer == str(len(file.entries)) else {}
    if (
        check and PAGE_DONE in page.raw and file.state in OPEN_STATES
    ):  # once it is signed, nothing is to mend
        problems = _talked(page.raw, check)[1]
    return render_template(
        "learning/confirm.html",
        file=file,
        page=page,
        text={name: (page.raw.get(name) or [""])[0] for name in DISCUSSION},
        confirming=review_actions.find_own_confirmer_role(g.uow),
        roles=completion_record_pdf.ROLE_NAMES,
        problems=list(problems.items()),
        here=list_answers_with_labels(page.raw, DISCUSSION, TRAINING_LABELS),
        asides=compare_waiting_texts(page, DISCUSSION, TRAINING_LABELS),
        **_answers(file),
        hows=DISCUSSION_METHODS,
        once=uuid4(),
        done=request.args.get("done", ""),
        completion=reviews.find_trusted_completion(g.uow, file),
    )
