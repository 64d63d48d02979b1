"""Record a completion that was confirmed on paper."""

from uuid import UUID, uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.access.submitted_form import parse_uuid, read_submitted_form
from app.errors import InvalidError
from app.learning.blueprint import bp
from app.learning.completion.completion_forms import OnPaperForm
from app.services.drafts import rejected_forms
from app.services.training import paper_completions


@bp.get("/completion/record")
@policy(Policy.READER)
def on_paper() -> ResponseReturnValue:
    """Ask whose training, what paper, who signed it and when.

    `page`: one that is to be corrected.
    """
    page = parse_uuid(request.args.get("page", ""))
    typed = rejected_forms.load_rejected_form(g.uow, _place(page)) if page else {}
    if not typed:
        name, _ = paper_completions.name_current_edition(g.uow)
        return _page(OnPaperForm(once=str(uuid4()), workbook=name))
    form = OnPaperForm.of_kept(typed)
    problems = paper_completions.find_paper_problems(g.uow, form.to_typed())
    attach_problems(form, problems)
    form.once.data = str(page)
    return _page(form)


@bp.post("/completion/record")
@policy(Policy.READER)
def recorded_on_paper() -> ResponseReturnValue:
    """Sign it, and go on to its record."""
    form = OnPaperForm.of_request()
    page = parse_uuid(form.once.data or "") or uuid4()  # the page's number is none: it gets one
    try:
        made = paper_completions.sign_paper_completion(g.uow, form.to_typed())
    except InvalidError:
        typed = {name: texts for name, texts in read_submitted_form().items() if name in form}
        rejected_forms.save_rejected_form(g.uow, _place(page), {"once": [""], **typed})
        return redirect(url_for("learning.on_paper", page=page), 303)
    rejected_forms.delete_rejected_form(g.uow, _place(page))
    return redirect(url_for("learning.completion", completion_id=made), 303)


def _place(page: UUID) -> str:
    return f"paper/{page}"


def _page(form: OnPaperForm) -> str:
    people = paper_completions.list_learners_to_choose(g.uow)
    named = [(str(one.id), f"{one.marked_name} ({one.email})") for one in people]
    form.offer(named, g.org.lead_title)
    return render_template(
        "learning/on_paper.html",
        form=form,
        people=people,
        own=paper_completions.can_record_own(g.uow),
        edition=paper_completions.name_current_edition(g.uow)[1],
    )
