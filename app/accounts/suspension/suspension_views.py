"""Stop a colleague's account and let them sign in again: what it means first, then a button."""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import needs_step_up
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.domain.routing.actors import READER_ROLES
from app.errors import InvalidError, NotFoundError
from app.services.members import member_page
from app.services.suspension import affected_waits, held_concerns, member_suspension


@bp.get("/members/<uuid:member_id>/account")
@policy(Policy.LEAD)
def show_suspension_form(member_id: UUID) -> ResponseReturnValue:
    """Say what stopping an account does, or letting its owner in again, and ask for it."""
    return _page(member_id)


@bp.post("/members/<uuid:member_id>/suspend")
@policy(Policy.LEAD)
@needs_step_up("stop a colleague’s account")
def suspend(member_id: UUID) -> ResponseReturnValue:
    """Stop it at once, and show the person's page, which says so."""
    try:
        member_suspension.suspend_member(g.uow, member_id)
    except InvalidError as error:
        return _page(member_id, error), 422
    return redirect(url_for("accounts.member", member_id=member_id, stopped=1), 303)


@bp.post("/members/<uuid:member_id>/restore")
@policy(Policy.LEAD)
@needs_step_up("let a colleague sign in again")
def restore(member_id: UUID) -> ResponseReturnValue:
    """Let them sign in again, and show the person's page."""
    try:
        member_suspension.restore_member(g.uow, member_id)
    except InvalidError as error:
        return _page(member_id, error), 422
    return redirect(url_for("accounts.member", member_id=member_id, restored=1), 303)


def _page(member_id: UUID, error: InvalidError | None = None) -> str:
    found = member_page.load_member_page(g.uow, member_id)
    if not found.view.joined:
        raise NotFoundError(f"member {member_id} has not joined")
    changes = found.stop is None and member_id != g.uow.me.id
    reads = not READER_ROLES.isdisjoint(found.view.roles)
    return render_template(
        "accounts/account_stop.html",
        found=found,
        reads=reads,
        held=held_concerns.find_held_concerns(g.uow, member_id) if reads else None,
        waits=affected_waits.find_affected_proposals(g.uow, member_id) if changes else None,
        problem=[("", text) for text in error.problems.values()] if error else [],
    )
