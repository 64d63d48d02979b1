"""Join with an invite code, and the page that a new member sees first."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.app_state import get_app_state
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.forms import JoinForm
from app.accounts.responses import (
    finish_sign_in,
    get_remote_address,
    make_unit_of_work,
    render_form_again,
)
from app.errors import BusyError, InvalidError, ThrottledError
from app.services.auth import recovery_cards
from app.services.members import (
    joining,
    lead_proposals,
    member_confirmation,
    member_lookup,
    word_checks,
)


@bp.get("/join")
@policy(Policy.ANYONE)
def join() -> ResponseReturnValue:
    """The form. The code is typed, never in the address."""
    return render_template("accounts/join.html", form=JoinForm())


@bp.post("/join")
@policy(Policy.ANYONE)
def joined() -> ResponseReturnValue:
    """Make the new member's key and sign them in."""
    form = JoinForm.of_request()
    if not form.validate():
        return render_template("accounts/join.html", form=form), 422
    try:
        token = joining.join_organisation(
            make_unit_of_work(), get_app_state().slots, form.to_joining(), get_remote_address()
        )
    except (InvalidError, BusyError, ThrottledError) as error:
        return render_form_again("accounts/join.html", form, error)
    return finish_sign_in(token, url_for("accounts.welcome"))


@bp.get("/account/welcome")
@policy(Policy.SIGNED_IN)
def welcome() -> ResponseReturnValue:
    """What a new member can do now, what waits for a lead, and the recovery card."""
    if g.actor.confirmed:
        return redirect(url_for("accounts.account"), 302)
    return render_template("accounts/welcome.html", **describe_confirmation())


def describe_confirmation() -> dict[str, object]:
    """What the person's own pages say about being confirmed, and about their card."""
    view = member_lookup.load_member(g.uow, g.actor.id)
    return {
        "view": view,
        "by_words": word_checks.is_confirmed_by_words(view),
        "words": member_confirmation.derive_own_six_words(g.uow),
        "pending": [one for one in lead_proposals.list_pending_leads(g.uow) if one.id == view.id],
        "card_made": recovery_cards.load_card_date(g.uow),
    }
