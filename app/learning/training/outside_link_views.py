"""Ask someone outside to confirm one's own training, where no one inside can."""

from contextlib import suppress
from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, StringField
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # stubs of WTForms 3.2
    SelectChoice,
)

from app.access.base_form import BaseForm
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.access.submitted_form import parse_uuid, read_submitted_form
from app.domain.training.statement_schema import ConfirmerRole
from app.errors import InvalidError, NotFoundError
from app.learning.blueprint import bp
from app.services.members.contact_details import tidy_line
from app.services.outside_training import outside_answers, outside_links
from app.services.outside_training.outside_links import AskedPerson
from app.services.training import paper_completions, workbook_answers

NO_AUTOFILL = {"autocomplete": "off", "spellcheck": "false"}


class OutsidePersonForm(BaseForm):
    """A form about who is asked to confirm."""

    name = StringField("Their name", filters=[tidy_line], render_kw=NO_AUTOFILL)
    job_title = StringField(
        "Their job title",
        description="For example, head of care.",
        filters=[tidy_line],
        render_kw=NO_AUTOFILL,
    )
    role = RadioField(
        "What is this person?",
        validate_choice=False,
        choices=[
            SelectChoice(ConfirmerRole.TRAINER.value, "A trainer from outside the organisation"),
            SelectChoice(ConfirmerRole.GOVERNING_BODY.value, "An officer of your governing body"),
        ],
    )

    def to_asked(self) -> AskedPerson:
        """Return what the service takes."""
        return AskedPerson(self.name.data or "", self.job_title.data or "", self.role.data or "")


@bp.get("/outside")
@policy(Policy.READER)
def outside() -> ResponseReturnValue:
    """Show the link that is out, what came back by it, or a form to make one."""
    return _page(OutsidePersonForm())


@bp.post("/outside")
@policy(Policy.READER)
def ask_outside() -> ResponseReturnValue:
    """Make a link, which the next page shows."""
    form = OutsidePersonForm.of_request()
    try:
        outside_links.make_outside_link(g.uow, form.to_asked(), g.visit.token)
    except InvalidError as error:
        attach_problems(form, error.problems)
        return _page(form), 422
    return redirect(url_for("learning.outside"), 303)


@bp.post("/outside/end")
@policy(Policy.READER)
def end_outside() -> ResponseReturnValue:
    """Take a link back. One that is used or ended already stays as it is."""
    link_id = parse_uuid((read_submitted_form().get("link") or [""])[0])
    with suppress(NotFoundError):  # used or ended meanwhile: the page says so
        outside_links.end_outside_link(g.uow, link_id or UUID(int=0))
    return redirect(url_for("learning.outside"), 303)


@bp.post("/outside/record")
@policy(Policy.READER)
def record_outside() -> ResponseReturnValue:
    """Sign what came back, and go on to its record."""
    link_id = parse_uuid((read_submitted_form().get("link") or [""])[0])
    if link_id is None:
        raise NotFoundError("training link")
    made = outside_answers.sign_answered_completion(g.uow, link_id)
    return redirect(url_for("learning.completion", completion_id=made), 303)


def _page(form: OutsidePersonForm) -> str:
    link, own = outside_links.find_newest_link(g.uow), workbook_answers.load_own_answers(g.uow)
    return render_template(
        "learning/outside.html",
        form=form,
        link=link,
        address=url_for("learning.outside_link", token=link.token, _external=True)
        if link and link.token
        else "",
        recorded=outside_answers.find_recorded_completion(g.uow, link.id) if link else None,
        needed=paper_completions.can_record_own_completion(g.uow),
        own=own,
        readiness=workbook_answers.find_readiness_to_send(g.uow, own),
    )
