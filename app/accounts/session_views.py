"""End sessions: one of one's own, one's others, and as a lead a colleague's."""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import cookies
from app.access.declarations import needs_step_up
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.services.audit_log.session_index import shorten_session_id
from app.services.auth import session_endings


@bp.post("/account/sessions/end")
@policy(Policy.SIGNED_IN)
@needs_step_up("end one of your sessions")
def end_chosen_session() -> ResponseReturnValue:
    """End the session whose button was pressed; this very one is signed out."""
    chosen = request.form.get("session", "")
    if chosen == shorten_session_id(g.sign_in_id):
        session_endings.end_session(g.uow, g.sign_in_id)
        response = redirect(url_for("public.home"), 303)
        cookies.clear_sign_in_token(response)
        return response
    session_endings.end_own_session(g.uow, chosen)
    return redirect(url_for("accounts.account", ended="one"), 303)


@bp.post("/account/sessions/end-others")
@policy(Policy.SIGNED_IN)
@needs_step_up("end your other sessions")
def end_other_sessions() -> ResponseReturnValue:
    """End every session but this one."""
    session_endings.end_other_sessions(g.uow, g.sign_in_id)
    return redirect(url_for("accounts.account", ended="others"), 303)


@bp.get("/members/<uuid:member_id>/sessions")
@policy(Policy.LEAD)
def colleague_sessions(member_id: UUID) -> ResponseReturnValue:
    """Say what ending a colleague's sessions does, and ask for it."""
    colleague = session_endings.load_colleague(g.uow, member_id)
    return render_template("accounts/colleague_sessions.html", colleague=colleague)


@bp.post("/members/<uuid:member_id>/sessions")
@policy(Policy.LEAD)
@needs_step_up("end a colleague’s sessions")
def end_colleague_sessions(member_id: UUID) -> ResponseReturnValue:
    """End them all. The answer is the same whether there were any."""
    session_endings.end_colleague_sessions(g.uow, member_id)
    return redirect(url_for("accounts.member", member_id=member_id, signed_out=1), 303)
