"""Turn off the second step of a colleague who lost it: what that means first, then a button."""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import needs_step_up
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.services.auth.second_step import step_removal


@bp.get("/members/<uuid:member_id>/second-step")
@policy(Policy.LEAD)
def colleague_step(member_id: UUID) -> ResponseReturnValue:
    """Say what turning it off does, and ask for it."""
    found = step_removal.load_colleague_step(g.uow, member_id)
    return render_template("accounts/second_step/colleague.html", found=found)


@bp.post("/members/<uuid:member_id>/second-step")
@policy(Policy.LEAD)
@needs_step_up("turn off a colleague’s second step")
def end_colleague_step(member_id: UUID) -> ResponseReturnValue:
    """Turn it off, and show the person's page, which says so. Of a head or chair it needs more."""
    found = step_removal.load_colleague_step(g.uow, member_id)
    if found.needs_sheet:
        return render_template("accounts/second_step/colleague.html", found=found), 403
    step_removal.turn_off_colleague_step(g.uow, member_id)
    return redirect(url_for("accounts.member", member_id=member_id, step_off=1), 303)
