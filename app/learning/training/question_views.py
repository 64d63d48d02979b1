"""Answer the six questions one by one, saved as they are typed, with feedback after each.

What is answered is shown, and never how well.
"""

from functools import partial
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import keeps_late_text
from app.access.policy import Policy, policy
from app.access.submitted_form import SubmittedForm, read_submitted_form
from app.domain.record.form_data import PAGE_DONE, FormData
from app.domain.training import training_forms
from app.domain.training.training_forms import ANSWER
from app.errors import NotFoundError
from app.learning.blueprint import bp
from app.learning.training.typed_forms import autosave_page, save_typed_page
from app.learning.workbook.workbook_links import build_workbook_link
from app.services.training import reviews, workbook_answers
from app.services.training.workbook_answers import OwnAnswers, QuestionAnswer


def _find_late_box(_user_id: UUID, key: str) -> str:
    known = workbook_answers.has_question(g.uow, key)
    return workbook_answers.build_answer_box_name(key) if known else ""


@bp.get("/questions")
@policy(Policy.SIGNED_IN)
def questions() -> ResponseReturnValue:
    """Show every question, which of them is answered, and what was sent to whom."""
    return render_template(
        "learning/questions.html",
        own=workbook_answers.load_own_answers(g.uow),
        trainings=reviews.list_sent_trainings(g.uow),
    )


@bp.get("/questions/<key>")
@policy(Policy.SIGNED_IN)
def question(key: str) -> ResponseReturnValue:
    """Show one question, my answer as it was last saved, and feedback once it was given."""
    own = workbook_answers.load_own_answers(g.uow)
    one = own.of(key)
    if one is None:
        raise NotFoundError("question")
    fault = one.fault if "check" in request.args else ""
    return render_template("learning/question.html", one=one, fault=fault, **_around(own, one))


@bp.post("/questions/<key>")
@keeps_late_text(_find_late_box, training_forms.TRAINING_LABELS)
@policy(Policy.SIGNED_IN)
def answer(key: str) -> ResponseReturnValue:
    """Keep an answer, then show what there is to say about it."""
    document, form = _document(key), read_submitted_form()
    typed = _typed(form)
    here = url_for("learning.question", key=key)
    if not save_typed_page(document, {**typed, PAGE_DONE: ["1"]} if typed else {}, form):
        return redirect(here, 303)
    one = workbook_answers.load_own_answers(g.uow).of(key)
    if one is not None and one.fault:
        return redirect(f"{here}?check=1", 303)
    return redirect(f"{here}#feedback" if typed else here, 303)


@bp.post("/questions/<key>/autosave")
@keeps_late_text(_find_late_box, training_forms.TRAINING_LABELS)
@policy(Policy.SIGNED_IN)
def keep_answer(key: str) -> ResponseReturnValue:
    """Keep an answer while it is being typed."""
    return autosave_page(_document(key), _typed(read_submitted_form()))


def _document(key: str) -> str:
    if not workbook_answers.has_question(g.uow, key):
        raise NotFoundError("question")
    return workbook_answers.build_answer_box_name(key)


def _typed(form: SubmittedForm) -> FormData:
    return training_forms.select_form_fields((ANSWER,), form)


def _around(own: OwnAnswers, one: QuestionAnswer) -> dict[str, Any]:
    at = own.items.index(one)
    after = own.items[at + 1] if at + 1 < len(own.items) else None
    return {
        "number": at + 1,
        "count": len(own.items),
        "after": after,
        "book": own.book,
        "place": own.book.place,
        "href": partial(build_workbook_link, own.book),
        "asides": [(aside, _words(one, aside.raw)) for aside in one.page.asides],
    }


def _words(one: QuestionAnswer, raw: FormData) -> str:
    text = (raw.get(ANSWER) or [""])[0]
    return training_forms.TRUE_FALSE_LABELS.get(text, text) if one.chosen else text
