"""Confirm a lead or a senior: six words compared, and for a senior the recovery sheet."""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import needs_step_up
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.forms import SheetForm
from app.domain.routing.actors import Role
from app.errors import InvalidError
from app.services.members import member_confirmation, member_lookup


@bp.get("/members/<uuid:member_id>/confirm")
@policy(Policy.LEAD)
def confirm(member_id: UUID) -> ResponseReturnValue:
    """The six words, to be read out by the other person."""
    view = member_lookup.load_member(g.uow, member_id)
    if view.confirmed:
        return redirect(url_for("accounts.members"), 302)
    return _page(view, SheetForm())


@bp.post("/members/<uuid:member_id>/confirm")
@policy(Policy.LEAD)
@needs_step_up("confirm someone")
def confirmed(member_id: UUID) -> ResponseReturnValue:
    """The words were the same: certify the key, and give the team's key with it."""
    view = member_lookup.load_member(g.uow, member_id)
    form = SheetForm.of_request()
    words, called = request.form.get("words", ""), request.form.get("called", "")
    try:
        if view.confirmed:
            pass  # pressed twice: it is done
        elif view.is_a(Role.SENIOR):
            if not form.validate():
                return _page(view, form), 422
            member_confirmation.confirm_senior(
                g.uow, member_id, form.sheet.data or "", words, called=called
            )
        else:
            member_confirmation.confirm_lead(g.uow, member_id, words, called=called)
    except InvalidError as error:
        attach_problems(form, error.problems)
        return _page(view, form), 422
    return redirect(url_for("accounts.members", confirmed=member_id), 303)


def _page(view: member_lookup.MemberView, form: SheetForm) -> str:
    return render_template(
        "accounts/confirm.html",
        view=view,
        form=form,
        senior=view.is_a(Role.SENIOR),
        words=member_confirmation.derive_six_words_to_compare(g.uow, view.id),
    )
