"""Confirm the name that another member has now: so that anyone who signs finds them by it."""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, StringField

from app.access.base_form import BaseForm
from app.access.declarations import needs_step_up
from app.access.form_validators import attach_problems, make_validator
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.errors import InvalidError
from app.services.members import member_renaming
from app.services.members.contact_details import find_name_problem, tidy_line


class NameForm(BaseForm):
    """The name that another member has now."""

    name = StringField(
        "Their name now",
        filters=[tidy_line],
        validators=[make_validator(find_name_problem, "Enter their name.")],
        render_kw={"autocomplete": "off"},
    )
    same_name = BooleanField("They are different people")


@bp.get("/members/<uuid:member_id>/name")
@policy(Policy.LEAD)
def name(member_id: UUID) -> ResponseReturnValue:
    """Show the name they were confirmed under, or the one they call themself since."""
    names = member_renaming.load_colleague_names(g.uow, member_id)
    wanted = member_renaming.load_unconfirmed_name(g.uow, member_id)
    return _page(member_id, NameForm(name=wanted or names[0]), names)


@bp.post("/members/<uuid:member_id>/name")
@policy(Policy.LEAD)
@needs_step_up("change someone’s confirmed name")
def rename(member_id: UUID) -> ResponseReturnValue:
    """Confirm the new name."""
    form = NameForm.of_request()
    names = member_renaming.load_colleague_names(g.uow, member_id)
    if not form.validate():
        return _page(member_id, form, names), 422
    try:
        member_renaming.rename_colleague(
            g.uow, member_id, form.name.data or "", same_name_approved=form.same_name.data
        )
    except InvalidError as error:
        attach_problems(form, error.problems)
        return _page(member_id, form, names), 422
    return redirect(url_for("accounts.member", member_id=member_id, saved=1), 303)


def _page(member_id: UUID, form: NameForm, names: tuple[str, ...]) -> str:
    wanted = member_renaming.load_unconfirmed_name(g.uow, member_id)
    return render_template(
        "accounts/name.html", form=form, member_id=member_id, names=names, wanted=wanted
    )
