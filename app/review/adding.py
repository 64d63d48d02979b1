"""Add more words to a file, or correct an entry of it. What was signed stays readable."""

from uuid import UUID, uuid4

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.errors import InvalidError
from app.review import showing
from app.review.blueprint import bp, when
from app.review.forms import AddForm
from app.services import additions, files, papers


@bp.get("/concerns/<uuid:concern_id>/add")
@policy(Policy.SIGNED_IN)
def add(concern_id: UUID) -> ResponseReturnValue:
    """An empty form with an id of its own."""
    return _show(concern_id, AddForm(data={"once": str(uuid4()), "corrects": ""}))


@bp.post("/concerns/<uuid:concern_id>/add")
@policy(Policy.SIGNED_IN)
def add_words(concern_id: UUID) -> ResponseReturnValue:
    """Sign the addition and go back to the file."""
    form = AddForm.of_request()
    if not form.validate():
        return _show(concern_id, form), 422
    try:
        number = additions.add_words(g.desk, concern_id, form.to_words())
    except InvalidError as error:
        for name, text in error.problems.items():
            form[name].errors = [text]
        return _show(concern_id, form), 422
    target = url_for("review.concern", concern_id=concern_id, _anchor=f"entry-{number}")
    return redirect(target, 303)


def _show(concern_id: UUID, form: AddForm) -> str:
    file = files.open_file(g.desk, concern_id)
    lines = showing.lines(file.entries, papers.pack_labels(g.desk))
    entries = [
        (str(line.number), f"{line.number}. {line.title}, {line.who}, {when(line.at)}")
        for line in lines
        if line.at is not None
    ]
    form.offer(entries, list(showing.child_choices(file.record)))
    return render_template("review/add.html", file=file, form=form)
