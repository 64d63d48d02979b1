"""Remove a colleague for good, once their account is stopped: what it means, then a button."""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import needs_step_up, never_kept_for_back
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.word_forms import SheetForm
from app.domain.routing.actors import Team
from app.errors import InvalidError, NotFoundError
from app.services.members import member_page
from app.services.suspension import affected_waits, held_concerns, member_removal


@bp.get("/members/<uuid:member_id>/removal")
@policy(Policy.LEAD)
def account_removal(member_id: UUID) -> ResponseReturnValue:
    """Say what removing someone does, what they keep and what no one can open afterwards."""
    return _render(member_id, SheetForm())


@bp.post("/members/<uuid:member_id>/remove")
@policy(Policy.LEAD)
@needs_step_up("remove a colleague for good")
@never_kept_for_back
def remove(member_id: UUID) -> ResponseReturnValue:
    """Remove them, and show the person's page, which says so. A head or chair takes the sheet."""
    form = SheetForm.of_request()
    if _find_team(member_id) is Team.SENIORS and not form.validate():
        return _render(member_id, form), 422
    try:
        member_removal.remove_member(g.uow, member_id, form.sheet.data or "")
    except InvalidError as error:
        attach_problems(form, error.problems)
        return _render(member_id, form), 422
    return redirect(url_for("accounts.member", member_id=member_id, removed=1), 303)


def _find_team(member_id: UUID) -> Team | None:
    found = member_page.load_member_page(g.uow, member_id)
    if not found.view.joined or found.view.id == g.actor.id:
        raise NotFoundError(f"member {member_id} cannot be removed")
    return member_removal.find_team_changed_by_removal(g.uow, member_id)


def _render(member_id: UUID, form: SheetForm) -> str:
    team = _find_team(member_id)
    return render_template(
        "accounts/account_removal.html",
        found=member_page.load_member_page(g.uow, member_id),
        team=team,
        held=held_concerns.find_held_concerns(g.uow, member_id) if team else None,
        waits=affected_waits.find_affected_proposals(
            g.uow, member_id, changes_key=team is not None
        ),
        form=form,
    )
