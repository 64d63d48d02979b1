"""Record a completion that was confirmed on paper."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.errors import InvalidError
from app.learning.blueprint import bp
from app.learning.completion_forms import OnPaperForm, blame, fresh_page
from app.services import paper_completions


@bp.get("/completion/record")
@policy(Policy.READER)
def on_paper() -> ResponseReturnValue:
    """Whose training, what paper, who signed it and when."""
    name, _ = paper_completions.edition_now(g.desk)
    return _page(OnPaperForm(once=fresh_page(), workbook=name))


@bp.post("/completion/record")
@policy(Policy.READER)
def recorded_on_paper() -> ResponseReturnValue:
    """Sign it, and go on to its record."""
    form = OnPaperForm.of_request()
    try:
        made = paper_completions.record(g.desk, form.to_typed())
    except InvalidError as error:
        blame(form, error.problems)
        if "" in error.problems:  # the page's number is none: another press needs one
            form.once.data = fresh_page()
        return _page(form), 422
    return redirect(url_for("learning.completion", completion_id=made), 303)


def _page(form: OnPaperForm) -> str:
    people = paper_completions.to_choose(g.desk)
    form.offer([(str(one.id), f"{one.name} ({one.email})") for one in people])
    return render_template(
        "learning/on_paper.html",
        form=form,
        people=people,
        edition=paper_completions.edition_now(g.desk)[1],
    )
