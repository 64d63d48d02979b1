"""Give a colleague who lost passphrase and recovery card a new account: what is lost, a button."""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import needs_step_up, never_kept_for_back
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.invite_views import show_code
from app.accounts.word_forms import SheetForm
from app.domain.routing.actors import Role, Team
from app.errors import InvalidError
from app.services.members import member_page
from app.services.suspension import account_replacement, affected_waits, held_concerns


@bp.get("/members/<uuid:member_id>/lost-passphrase")
@policy(Policy.LEAD)
def lost_passphrase(member_id: UUID) -> ResponseReturnValue:
    """Say what a new account means, and what is lost."""
    return _render(member_id, SheetForm())


@bp.post("/members/<uuid:member_id>/new-account")
@policy(Policy.LEAD)
@needs_step_up("give a colleague a new account")
@never_kept_for_back
def new_account(member_id: UUID) -> ResponseReturnValue:
    """Remove the account, and show the code of the new one. A head or chair takes the sheet."""
    form = SheetForm.of_request()
    # Pressed twice: the page says what to do
    if account_replacement.is_account_removed(g.uow, member_id):
        return redirect(url_for("accounts.member", member_id=member_id), 303)
    is_senior = (
        account_replacement.find_team_changed_by_replacement(g.uow, member_id) is Team.SENIORS
    )
    if is_senior and not form.validate():
        return _render(member_id, form), 422
    try:
        made = account_replacement.replace_account(g.uow, member_id, form.sheet.data or "")
    except InvalidError as error:
        attach_problems(form, error.problems)
        return _render(member_id, form), 422
    return show_code(made.member_id, made.code, replaced=made.renewed)


def _render(member_id: UUID, form: SheetForm) -> str:
    """Answer 404 for someone who gets no new account."""
    team = account_replacement.find_team_changed_by_replacement(g.uow, member_id)
    found = member_page.load_member_page(g.uow, member_id)
    return render_template(
        "accounts/lost_passphrase.html",
        found=found,
        team=team,
        is_lead=found.view.is_a(Role.LEAD),
        held=held_concerns.find_held_concerns(g.uow, member_id) if team else None,
        waits=affected_waits.find_affected_proposals(
            g.uow, member_id, changes_key=team is not None
        ),
        form=form,
    )
