"""Record a completion that was confirmed on paper."""

from uuid import UUID, uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.access.submitted_form import SubmittedForm, parse_uuid, read_submitted_form
from app.errors import InvalidError
from app.learning.blueprint import bp
from app.learning.completion.completion_forms import OnPaperForm
from app.services.drafts import rejected_forms
from app.services.training import paper_completions
from app.services.training.offered_people import parse_people_search

SEARCH = ("search", "q")
"""The button that searches for people, and the words that they are searched for."""


@bp.get("/completion/record")
@policy(Policy.READER)
def on_paper() -> ResponseReturnValue:
    """Ask whose training, what paper, who signed it and when.

    `page`: one that is to be corrected, or that searched for people.
    """
    page = parse_uuid(request.args.get("page", ""))
    typed = rejected_forms.load_rejected_form(g.uow, _place(page)) if page else {}
    if not typed:
        name, _ = paper_completions.get_workbook_name_and_edition(g.uow)
        return _page(OnPaperForm(once=str(uuid4()), workbook=name))
    form = OnPaperForm.of_kept(typed)
    if "search" not in typed:
        attach_problems(form, paper_completions.find_paper_problems(g.uow, form.to_typed()))
    form.once.data = str(page)
    return _page(form, typed)


@bp.post("/completion/record")
@policy(Policy.READER)
def recorded_on_paper() -> ResponseReturnValue:
    """Sign it, and go on to its record; or search for whose training it is."""
    form = OnPaperForm.of_request()
    page = parse_uuid(form.once.data or "") or uuid4()  # the page's number is none: it gets one
    sent = read_submitted_form()
    typed = {name: texts for name, texts in sent.items() if name in form or name in SEARCH}
    if _is_search(sent):
        return _come_back(page, typed | {"search": ["1"]}, "learner")
    try:
        made = paper_completions.sign_paper_completion(g.uow, form.to_typed())
    except InvalidError:
        return _come_back(page, typed)
    rejected_forms.delete_rejected_form(g.uow, _place(page))
    return redirect(url_for("learning.completion", completion_id=made), 303)


def _is_search(sent: SubmittedForm) -> bool:
    """Whether the search was pressed, or Enter after other words were typed to search for.

    Enter anywhere else in the form signs it, as its button does.
    """
    words, searched = ((sent.get(name) or [""])[0].strip() for name in ("q", "searched"))
    return "search" in sent or ("enter" in sent and words != searched)


def _come_back(page: UUID, typed: SubmittedForm, place: str | None = None) -> ResponseReturnValue:
    rejected_forms.save_rejected_form(g.uow, _place(page), {"once": [""], **typed})
    return redirect(url_for("learning.on_paper", page=page, _anchor=place), 303)


def _place(page: UUID) -> str:
    return f"paper/{page}"


def _page(form: OnPaperForm, typed: SubmittedForm | None = None) -> str:
    search = parse_people_search(typed or {}, parse_uuid(form.learner.data or ""))
    offered = paper_completions.offer_learners(g.uow, search)
    named = [(str(one.id), f"{one.marked_name} ({one.email})") for one in offered.people]
    form.offer(named, g.org.lead_title)
    return render_template(
        "learning/on_paper.html",
        form=form,
        offered=offered,
        own=paper_completions.can_record_own_completion(g.uow),
        edition=paper_completions.get_workbook_name_and_edition(g.uow)[1],
    )
