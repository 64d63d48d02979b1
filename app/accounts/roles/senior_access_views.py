"""Give a new head or chair access with the recovery sheet, once their wait is over."""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import needs_step_up, never_kept_for_back
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.word_forms import SeniorAccessForm
from app.errors import InvalidError
from app.services.confirmation import lead_proposals, senior_approvals
from app.services.confirmation.lead_proposals import PendingLead


@bp.get("/members/<uuid:member_id>/senior-access")
@policy(Policy.LEAD)
def senior_access(member_id: UUID) -> ResponseReturnValue:
    """Ask for the recovery sheet, and say what the person can read then."""
    waiting = _find_waiting(member_id)
    if waiting is None:
        return redirect(url_for("accounts.approvals"), 302)
    form = SeniorAccessForm()
    form.seen.data = waiting.seen
    return _render(waiting, form)


@bp.post("/members/<uuid:member_id>/senior-access")
@policy(Policy.LEAD)
@needs_step_up("let a person read concerns")
@never_kept_for_back
def give_senior_access(member_id: UUID) -> ResponseReturnValue:
    """Make them a head or chair."""
    form, waiting = SeniorAccessForm.of_request(), _find_waiting(member_id)
    if waiting is None:
        return redirect(url_for("accounts.approvals"), 303)  # pressed twice, or stopped
    if not form.validate():
        return _render(waiting, form), 422
    try:
        senior_approvals.grant_senior_access(
            g.uow, member_id, form.seen.data or "", form.sheet.data or ""
        )
    except InvalidError as error:
        attach_problems(form, error.problems)
        if error.problems.get("") == lead_proposals.CHANGED:
            form.seen.data = waiting.seen  # the page now shows what changed
        return _render(waiting, form), 422
    return redirect(url_for("accounts.approvals", done="made"), 303)


def _find_waiting(member_id: UUID) -> PendingLead | None:
    """Return the wait of this person to be a head or chair, if it is over."""
    pending = lead_proposals.list_pending_proposals(g.uow)
    mine = (one for one in pending if one.id == member_id and one.is_senior and one.can_finish)
    return next(mine, None)


def _render(waiting: PendingLead, form: SeniorAccessForm) -> str:
    return render_template("accounts/senior_access.html", one=waiting, form=form)
