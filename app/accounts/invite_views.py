"""Invite someone, hand over their code, take an invite back."""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import cookies
from app.access.declarations import needs_step_up, never_kept_for_back, never_offered_after_sign_in
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.forms import InviteForm
from app.errors import InvalidError
from app.services.auth import one_time_display
from app.services.members import invites


@bp.get("/members/invite")
@policy(Policy.LEAD)
def invite() -> ResponseReturnValue:
    """Ask who to invite, and with which role."""
    return render_template("accounts/invite.html", form=InviteForm(role="practitioner"))


@bp.post("/members/invite")
@policy(Policy.LEAD)
@needs_step_up("invite someone")
def make_invite() -> ResponseReturnValue:
    """Make a code, which the next page shows."""
    form = InviteForm.of_request()
    if not form.validate():
        return render_template("accounts/invite.html", form=form), 422
    email = form.email.data or ""
    before = invites.has_unused_code(g.uow, email)
    try:
        member_id, code = invites.invite_member(g.uow, email, form.roles(), form.name.data or "")
    except InvalidError as error:
        attach_problems(form, error.problems)
        return render_template("accounts/invite.html", form=form), 422
    return show_code(member_id, code, replaced=before)


@bp.post("/members/<uuid:member_id>/code")
@policy(Policy.LEAD)
@needs_step_up("make an invite code")
@never_kept_for_back
def new_code(member_id: UUID) -> ResponseReturnValue:
    """Make a fresh code for someone who has not joined. The older one no longer works."""
    _, code = invites.renew_invite_code(g.uow, member_id)
    return show_code(member_id, code, replaced=True)


@bp.post("/members/<uuid:member_id>/withdraw")
@policy(Policy.LEAD)
def withdraw(member_id: UUID) -> ResponseReturnValue:
    """Take an unused invite back."""
    invites.withdraw_invite(g.uow, member_id)
    return redirect(url_for("accounts.members"), 303)


@bp.get("/members/codes")
@policy(Policy.LEAD)
@needs_step_up("see invite codes")
def codes() -> ResponseReturnValue:
    """Show the codes made in this sign-in, newest first, until the lead has handed them over.

    One that was used, or that a newer one replaced, is no longer among them.
    """
    shown = invites.select_usable_codes(
        g.uow, one_time_display.list_shown_secrets(g.uow, one_time_display.INVITE_PREFIX)
    )
    if not shown:
        return redirect(url_for("accounts.members"), 302)
    codes = [
        (name.removeprefix(one_time_display.INVITE_PREFIX), code) for name, code in reversed(shown)
    ]
    return render_template("accounts/codes.html", codes=codes, replaced="replaced" in request.args)


@bp.post("/members/codes")
@policy(Policy.LEAD)
@never_offered_after_sign_in
@never_kept_for_back
def forget_shown_invite_codes() -> ResponseReturnValue:
    """Forget the codes here, because they are on paper."""
    one_time_display.forget_shown_secrets(g.uow, g.visit.token, one_time_display.INVITE_PREFIX)
    response = redirect(url_for("accounts.members"), 303)
    cookies.drop_pages_kept_for_back(response)
    return response


def show_code(member_id: UUID, code: str, *, replaced: bool) -> ResponseReturnValue:
    """Go to the page that shows a code once."""
    who = invites.describe_invited_member(g.uow, member_id)
    one_time_display.show_secret(g.uow, g.visit.token, one_time_display.INVITE_PREFIX + who, code)
    return redirect(url_for("accounts.codes", replaced=1 if replaced else None), 303)
