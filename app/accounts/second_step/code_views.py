"""Ask for a code after the passphrase. Nothing of the account is shown before it is right."""

from flask import g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import cookies
from app.access.declarations import never_kept
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.access.step_up_gate import UnlockForm
from app.accounts.blueprint import bp
from app.accounts.forms import SignInForm
from app.accounts.responses import (
    find_place_after_sign_in,
    finish_sign_in,
    get_remote_address,
    make_unit_of_work,
)
from app.accounts.safe_redirect import get_local_path
from app.accounts.second_step.code_forms import SignInCodeForm
from app.errors import ExpiredError, InvalidError, SecondStepNeededError, ThrottledError
from app.services.auth.second_step import waiting_sign_ins
from app.services.auth.second_step.code_use import NOT_A_CODE

PAGE = "accounts/second_step/code.html"
TOO_LATE = "This page can no longer be used. Enter your passphrase again."


def ask_for_code(
    step: SecondStepNeededError, next_path: str, carried: str = ""
) -> ResponseReturnValue:
    """Return the page that asks for a code, and give this browser its half of the sign-in.

    `carried`: a form that waits for its writer, sealed.
    """
    form = SignInCodeForm(data={"waiting": step.waiting, "next": next_path, "carried": carried})
    response = make_response(render_template(PAGE, form=form))
    cookies.set_waiting_token(response, step.token)
    return response


@bp.get("/sign-in/code")
@policy(Policy.ANYONE)
def code() -> ResponseReturnValue:
    """Lead to the sign-in page: a code is asked for only after a passphrase."""
    return redirect(url_for("accounts.sign_in"), 302)


@bp.post("/sign-in/code")
@policy(Policy.ANYONE)
@never_kept
def let_in_with_code() -> ResponseReturnValue:
    """Check the code and start the session. What waited before the sign-in goes on after it."""
    form = SignInCodeForm.of_request()
    if not form.typed:
        attach_problems(form, {"code": NOT_A_CODE})
        return render_template(PAGE, form=form), 422
    uow, waiting = make_unit_of_work(), form.waiting.data or ""
    try:
        token = waiting_sign_ins.sign_in_with_code(
            uow, cookies.get_waiting_token(), waiting, form.typed, get_remote_address()
        )
    except ExpiredError:
        return _go_on(form) if g.actor is not None else _ask_for_passphrase(form)
    except (InvalidError, ThrottledError) as error:
        form.show_problems(
            error.problems if isinstance(error, InvalidError) else {"": error.public}
        )
        return render_template(PAGE, form=form), error.status
    next_path = get_local_path(form.next.data)
    next_path = find_place_after_sign_in(token, form.carried.data or "", next_path)
    response = finish_sign_in(uow, token, next_path)
    cookies.clear_waiting_token(response)
    return response


def _go_on(form: SignInCodeForm) -> ResponseReturnValue:
    """Lead on someone who is signed in by now: they pressed twice, or came back to this page."""
    next_path, carried = get_local_path(form.next.data), form.carried.data or ""
    return redirect(find_place_after_sign_in(g.visit.token, carried, next_path), 303)


def _ask_for_passphrase(form: SignInCodeForm) -> ResponseReturnValue:
    """Return the page that asks for the passphrase again, with all that waits."""
    next_path, carried = get_local_path(form.next.data), form.carried.data or ""
    if carried and g.visit is not None:
        unlock = UnlockForm(data={"next": next_path, "carried": carried})
        attach_problems(unlock, {"passphrase": TOO_LATE})
        return render_template("accounts/locked.html", form=unlock), 422
    again = SignInForm(data={"next": next_path})
    attach_problems(again, {"passphrase": TOO_LATE})
    return render_template("accounts/sign_in.html", form=again), 422
