"""Join with an invite code, and the page that a new member sees first."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import cookies
from app.access.app_state import get_app_state
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.forms import CodeForm, JoinForm
from app.accounts.responses import (
    finish_sign_in,
    get_remote_address,
    make_signed_out_unit_of_work,
    render_form_again,
)
from app.domain.routing import role_words
from app.errors import BusyError, InvalidError, ThrottledError
from app.services.auth import recovery_cards
from app.services.auth.second_step import step_requirement, step_rows
from app.services.confirmation import lead_proposals, member_confirmation
from app.services.members import joining, member_lookup
from app.services.members.joining import InvitedMember


@bp.get("/join")
@policy(Policy.ANYONE)
def join() -> ResponseReturnValue:
    """Ask for the code, then for the rest. A code is typed, never in the address."""
    if invited := _load_invited():
        form = JoinForm(name=invited.name)
        return render_template("accounts/join.html", form=form, invited=invited)
    return render_template("accounts/join_code.html", form=CodeForm())


@bp.post("/join/code")
@policy(Policy.ANYONE)
def check_code() -> ResponseReturnValue:
    """Check the code. Only someone who has a right one is told who it is for, and as what."""
    response = redirect(url_for("accounts.join"), 303)
    if "other" in request.form:
        cookies.clear_invite_code(response)
        return response
    form = CodeForm.of_request()
    if not form.validate():
        return render_template("accounts/join_code.html", form=form), 422
    code = form.code.data or ""
    try:
        joining.demand_usable_invite_code(
            make_signed_out_unit_of_work(), code, get_remote_address()
        )
    except (InvalidError, ThrottledError) as error:
        return render_form_again("accounts/join_code.html", form, error)
    cookies.set_invite_code(response, code)
    return response


@bp.post("/join")
@policy(Policy.ANYONE)
def joined() -> ResponseReturnValue:
    """Make the new member's key and sign them in."""
    form, invited = JoinForm.of_request(), _load_invited()
    if invited is not None and not form.code.data:
        form.code.data = cookies.get_invite_code()
    if not form.validate():
        return render_template("accounts/join.html", form=form, invited=invited), 422
    uow = make_signed_out_unit_of_work()
    try:
        token = joining.join_organisation(
            uow, get_app_state().slots, form.to_joining(), get_remote_address()
        )
    except (InvalidError, BusyError, ThrottledError) as error:
        wrong_code = isinstance(error, InvalidError) and "code" in error.problems
        shown = None if wrong_code else invited
        return render_form_again("accounts/join.html", form, error, invited=shown)
    response = finish_sign_in(uow, token, url_for("accounts.welcome"))
    cookies.clear_invite_code(response)
    return response


@bp.get("/account/welcome")
@policy(Policy.SIGNED_IN)
def welcome() -> ResponseReturnValue:
    """Say what a new member can do now and what waits for a lead, and offer the recovery card."""
    if g.actor.confirmed:
        return redirect(url_for("accounts.account"), 302)
    return render_template("accounts/welcome.html", **make_confirmation_context())


def make_confirmation_context() -> dict[str, object]:
    """Return what the person's own pages say about being confirmed, and about their card."""
    view = member_lookup.load_member_without_name(g.uow, g.actor.id)
    return {
        "view": view,
        "by_words": view.by_words,
        "role": role_words.name_roles(view.roles, g.org.lead_title),
        "words": member_confirmation.derive_own_six_words(g.uow),
        "pending": [
            one for one in lead_proposals.list_pending_proposals(g.uow) if one.id == view.id
        ],
        "card_made": recovery_cards.load_recovery_card_date(g.uow),
        "must_set_up_step": step_requirement.is_member_step_required(g.uow, view)
        and not step_rows.has_second_step(g.uow, view.id),
    }


def _load_invited() -> InvitedMember | None:
    code = cookies.get_invite_code()
    return joining.load_invited_member(make_signed_out_unit_of_work(), code) if code else None
