"""Make a personal recovery card, show it once, and sign in with it."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import cookies
from app.access.app_state import get_app_state
from app.access.declarations import needs_step_up, never_kept_for_back, never_offered_after_sign_in
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.forms import CardForm
from app.accounts.responses import (
    finish_sign_in,
    get_remote_address,
    make_signed_out_unit_of_work,
    render_form_again,
)
from app.accounts.second_step import code_views
from app.errors import BusyError, InvalidError, SecondStepNeededError, ThrottledError
from app.services.auth import one_time_display, recovery_cards


@bp.get("/account/recovery-card")
@policy(Policy.SIGNED_IN)
@needs_step_up("open your recovery card")
def card() -> ResponseReturnValue:
    """Say what the card is for; or show the card just made, until its owner has it."""
    shown = one_time_display.list_shown_secrets(g.uow, one_time_display.RECOVERY_CARD)
    if shown:
        return render_template("accounts/card_shown.html", card=shown[0][1])
    return render_template("accounts/card.html", made=recovery_cards.load_recovery_card_date(g.uow))


@bp.post("/account/recovery-card")
@policy(Policy.SIGNED_IN)
@needs_step_up("make a recovery card")
@never_kept_for_back
def make_card() -> ResponseReturnValue:
    """Make a card. An older one stops working."""
    recovery_cards.make_recovery_card(g.uow, g.visit.token)
    return redirect(url_for("accounts.card"), 303)


@bp.post("/account/recovery-card/kept")
@policy(Policy.SIGNED_IN)
@never_offered_after_sign_in
@never_kept_for_back
def forget_shown_card() -> ResponseReturnValue:
    """Forget the card here, because it is on paper."""
    one_time_display.forget_shown_secrets(g.uow, g.visit.token, one_time_display.RECOVERY_CARD)
    response = redirect(url_for("accounts.account"), 303)
    cookies.drop_pages_kept_for_back(response)
    return response


@bp.get("/sign-in/with-card")
@policy(Policy.ANYONE)
def with_card() -> ResponseReturnValue:
    """Ask for the card and a new passphrase."""
    return render_template("accounts/with_card.html", form=CardForm())


@bp.post("/sign-in/with-card")
@policy(Policy.ANYONE)
@never_kept_for_back
def let_in_with_card() -> ResponseReturnValue:
    """Set a new passphrase on the same key: drafts and records open as before."""
    form = CardForm.of_request()
    if not form.validate():
        return render_template("accounts/with_card.html", form=form), 422
    typed = (form.email.data or "", form.card.data or "", form.passphrase.data or "")
    uow = make_signed_out_unit_of_work()
    try:
        token = recovery_cards.reset_passphrase_and_sign_in(
            uow, get_app_state().slots, *typed, get_remote_address()
        )
    except SecondStepNeededError as step:
        return code_views.ask_for_step(step, url_for("accounts.passphrase_changed"))
    except (InvalidError, BusyError, ThrottledError) as error:
        return render_form_again("accounts/with_card.html", form, error)
    return finish_sign_in(uow, token, url_for("accounts.passphrase_changed"))
