"""The page of a link: for one person outside, without an account. It sets no sign-in."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, StringField

from app.access.base_form import BaseForm
from app.access.declarations import never_offered_after_sign_in
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.access.submitted_form import read_submitted_form
from app.domain.training.outside_schema import OutsideQuestion
from app.errors import InvalidError, NotFoundError, ThrottledError
from app.learning.blueprint import bp
from app.services.members.contact_details import tidy_line
from app.services.outside_training import outside_answers
from app.services.outside_training.outside_answers import TypedAnswer
from app.services.training.completion_record_pdf import ROLE_NAMES

NO_AUTOFILL = {"autocomplete": "off", "spellcheck": "false"}


class OutsideAnswerForm(BaseForm):
    """A form for the person outside."""

    name = StringField("Your name", filters=[tidy_line], render_kw=NO_AUTOFILL)
    job_title = StringField("Your job title", filters=[tidy_line], render_kw=NO_AUTOFILL)
    talked = StringField(
        "When did you talk about it?",
        description="For example, 24/11/2026 or “today”.",
        filters=[tidy_line],
        render_kw={**NO_AUTOFILL, "class": "govuk-input--width-20"},
    )
    understands = BooleanField(
        "They have completed this training and have a sufficient understanding of its topic"
    )

    def to_typed(self, outcome: str) -> TypedAnswer:
        """Return what the service takes."""
        return TypedAnswer(
            outcome,
            self.name.data or "",
            self.job_title.data or "",
            self.talked.data or "",
            bool(self.understands.data),
        )


@bp.get("/outside/link/<token>")
@policy(Policy.ANYONE)
def outside_link(token: str) -> ResponseReturnValue:
    """Show who asks, what they read and chose wrongly, and the form to confirm."""
    try:
        asked = outside_answers.open_outside_link(g.uow, token, request.remote_addr or "")
    except (NotFoundError, ThrottledError) as error:
        return _no_page(error)
    form = OutsideAnswerForm(name=asked.confirmer, job_title=asked.confirmer_job)
    return _page(asked, form, token)


@bp.post("/outside/link/<token>")
@policy(Policy.ANYONE)
@never_offered_after_sign_in
def answer_outside(token: str) -> ResponseReturnValue:
    """Take the one answer."""
    form = OutsideAnswerForm.of_request()
    outcome, address = (read_submitted_form().get("outcome") or [""])[0], request.remote_addr or ""
    try:
        outside_answers.answer_outside_link(g.uow, token, form.to_typed(outcome), address)
    except InvalidError as error:
        asked = outside_answers.open_outside_link(g.uow, token, address)
        attach_problems(form, error.problems)
        return _page(asked, form, token), 422
    except (NotFoundError, ThrottledError) as error:
        return _no_page(error)
    return redirect(url_for("learning.outside_answered"), 303)


@bp.get("/outside/answered")
@policy(Policy.ANYONE)
def outside_answered() -> ResponseReturnValue:
    """Say thanks, and nothing of what was said."""
    return render_template("learning/outside_answered.html")


def _page(asked: OutsideQuestion, form: OutsideAnswerForm, token: str) -> str:
    return render_template(
        "learning/outside_link.html",
        asked=asked,
        form=form,
        action=url_for("learning.answer_outside", token=token),
        role=ROLE_NAMES[asked.role],
    )


def _no_page(error: NotFoundError | ThrottledError) -> tuple[str, int]:
    wait = error.public if isinstance(error, ThrottledError) else ""
    return render_template("learning/outside_gone.html", wait=wait), error.status
