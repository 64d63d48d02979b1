"""Sign in with a passkey alone, let one do so, and end that."""

from uuid import UUID

from flask import g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import cookies
from app.access.declarations import needs_step_up, never_kept_for_back
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.access.step_up_gate import UnlockForm
from app.accounts.blueprint import bp
from app.accounts.forms import SignInForm
from app.accounts.responses import finish_sign_in, get_remote_address, make_signed_out_unit_of_work
from app.accounts.safe_redirect import get_local_path
from app.accounts.second_step.code_forms import PasskeyAloneForm, find_passkey_site
from app.errors import ExpiredError, HeardError, InvalidError, NotFoundError, ThrottledError
from app.services.auth.second_step import passkey_lock_setup, passkey_sign_ins

NO_ANSWER = "We got no answer from your device. Try again, or use your passphrase."
ASKED_TOO_LATE = "Your device answered too late, or the page was used already. Try again."


@bp.get("/sign-in/passkey")
@policy(Policy.ANYONE)
def ask_passkey() -> ResponseReturnValue:
    """Return what the browser asks its device, as JSON; lead anyone else to the sign-in page.

    It is the same for everyone but for random bytes. The browser gets its half of them.
    """
    if request.accept_mimetypes.best != "application/json":
        return redirect(url_for("accounts.sign_in"), 302)
    uow, earlier = make_signed_out_unit_of_work(), cookies.get_pending_sign_in_token()
    asked = passkey_sign_ins.ask_any_passkey(uow, earlier, find_passkey_site())
    response = jsonify(options=asked.options, sealed=asked.sealed)
    cookies.set_pending_sign_in_token(response, asked.token)
    return response


@bp.post("/sign-in/passkey")
@policy(Policy.ANYONE)
@never_kept_for_back
def sign_in_with_passkey() -> ResponseReturnValue:
    """Sign in with a passkey alone, and go on with what waited before.

    A page that was hidden is opened by the passkey of the person who hid it, and no one else's.
    """
    form, browser = PasskeyAloneForm.of_request(), cookies.get_pending_sign_in_token()
    uow, place, answer = make_signed_out_unit_of_work(), get_local_path(form.next.data), form.answer
    only = g.visit.user_id if form.unlocks.data and g.visit is not None else None
    if answer is None:
        return _show_problem(InvalidError({"": NO_ANSWER}), place, only)
    try:
        sent = browser, form.challenges.data or "", answer, get_remote_address()
        token = passkey_sign_ins.sign_in_with_passkey(uow, *sent, only=only)
    except ExpiredError as error:
        return redirect(place, 303) if g.actor is not None else _show_problem(error, place, only)
    except (InvalidError, ThrottledError) as error:
        return _show_problem(error, place, only)
    response = finish_sign_in(uow, token, place)
    cookies.clear_pending_sign_in_token(response)
    return response


def _show_problem(error: HeardError, place: str, only: UUID | None) -> ResponseReturnValue:
    """Return the page that asked, with what went wrong. Nothing that was sent is in it."""
    form = (UnlockForm if only else SignInForm)(data={"next": place})
    template = "accounts/locked.html" if only else "accounts/sign_in.html"
    words = ASKED_TOO_LATE if isinstance(error, ExpiredError) else error.public
    attach_problems(form, error.problems if isinstance(error, InvalidError) else {"": words})
    status = 422 if isinstance(error, ExpiredError) else error.status
    return render_template(template, form=form), status


@bp.get("/account/second-step/passkeys/<uuid:passkey_id>/alone")
@policy(Policy.SIGNED_IN)
@needs_step_up("change how a passkey signs you in")
def passkey_alone(passkey_id: UUID) -> ResponseReturnValue:
    """Say what it means that a passkey signs in alone, and offer to start or stop that."""
    return _render_alone(PasskeyAloneForm(), passkey_id)


@bp.post("/account/second-step/passkeys/<uuid:passkey_id>/alone")
@policy(Policy.SIGNED_IN)
@needs_step_up("let a passkey sign you in alone")
@never_kept_for_back
def start_passkey_alone(passkey_id: UUID) -> ResponseReturnValue:
    """Let it sign in alone, once its device has answered. One that is gone leads to the list."""
    form = PasskeyAloneForm.of_request()
    try:
        sent = g.visit.token, passkey_id, form.answer, form.challenges.data or ""
        passkey_lock_setup.let_passkey_open_alone(g.uow, *sent)
    except NotFoundError:
        return redirect(url_for("accounts.second_step"), 303)
    except InvalidError as error:
        attach_problems(form, error.problems)
        return _render_alone(form, passkey_id), 422
    return redirect(url_for("accounts.passkey_alone", passkey_id=passkey_id), 303)


@bp.post("/account/second-step/passkeys/<uuid:passkey_id>/not-alone")
@policy(Policy.SIGNED_IN)
@needs_step_up("stop a passkey signing you in alone")
def end_passkey_alone(passkey_id: UUID) -> ResponseReturnValue:
    """Let it be a second step only. Its page says so."""
    try:
        passkey_lock_setup.end_passkey_alone(g.uow, g.visit.token, passkey_id)
    except NotFoundError:
        return redirect(url_for("accounts.second_step"), 303)
    return redirect(url_for("accounts.passkey_alone", passkey_id=passkey_id), 303)


def _render_alone(form: PasskeyAloneForm, passkey_id: UUID) -> str:
    page = passkey_lock_setup.load_alone_page(g.uow, g.visit.token, find_passkey_site(), passkey_id)
    form.passkey.data = form.prf.data = ""
    form.challenges.data = page.sealed
    return render_template("accounts/second_step/passkey_alone.html", form=form, page=page)
