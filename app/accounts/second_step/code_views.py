"""Ask for a code or passkey after the passphrase. Nothing of the account is shown before it."""

from collections.abc import Mapping

from flask import g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import cookies
from app.access.declarations import never_kept_for_back
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.access.step_up_gate import UnlockForm
from app.accounts.blueprint import bp
from app.accounts.forms import SignInForm
from app.accounts.responses import (
    finish_sign_in,
    get_remote_address,
    keep_form_and_choose_next_page,
    make_signed_out_unit_of_work,
)
from app.accounts.safe_redirect import get_local_path
from app.accounts.second_step.code_forms import (
    SignInStepForm,
    find_passkey_site,
    read_passkey_answer,
)
from app.errors import ExpiredError, InvalidError, SecondStepNeededError, ThrottledError
from app.services.auth.second_step import waiting_sign_ins
from app.services.auth.second_step.step_refusals import NO_RECOVERY_CODE, NOT_A_CODE
from app.services.auth.second_step.waiting_sign_ins import WaitingStep

PAGE = "accounts/second_step/code.html"
TOO_LATE = "This page can no longer be used. Enter your passphrase again."


def ask_for_step(
    step: SecondStepNeededError, next_path: str, carried: str = ""
) -> ResponseReturnValue:
    """Return the page that asks for a code or passkey. This browser gets its half of the sign-in.

    `carried`: a form that waits for its writer, sealed.
    """
    form = SignInStepForm(data={"waiting": step.waiting, "next": next_path, "carried": carried})
    response = make_response(_render(form, _describe_step(form, step.token)))
    cookies.set_pending_sign_in_token(response, step.token)
    return response


@bp.get("/sign-in/code")
@policy(Policy.ANYONE)
def code() -> ResponseReturnValue:
    """Lead to the sign-in page: it is asked for only after a passphrase."""
    return redirect(url_for("accounts.sign_in"), 302)


@bp.post("/sign-in/code")
@policy(Policy.ANYONE)
@never_kept_for_back
def let_in_with_code() -> ResponseReturnValue:
    """Check the code or passkey, start the session, and go on with what waited before."""
    form, browser = SignInStepForm.of_request(), cookies.get_pending_sign_in_token()
    uow, passkey, waiting = (
        make_signed_out_unit_of_work(),
        read_passkey_answer(form.passkey),
        form.waiting.data or "",
    )
    if not form.typed and passkey is None:
        return _answer_problem(form, {"code": ""}, 422)
    try:
        token = waiting_sign_ins.verify_step_and_start_session(
            uow, browser, waiting, passkey or form.typed, get_remote_address()
        )
    except ExpiredError:
        return _go_on(form) if g.actor is not None else _ask_for_passphrase(form)
    except (InvalidError, ThrottledError) as error:
        problems = error.problems if isinstance(error, InvalidError) else {"": error.public}
        return _answer_problem(form, problems, error.status)
    next_path = get_local_path(form.next.data)
    next_path = keep_form_and_choose_next_page(token, form.carried.data or "", next_path)
    response = finish_sign_in(uow, token, next_path)
    cookies.clear_pending_sign_in_token(response)
    return response


def _describe_step(form: SignInStepForm, browser: str) -> WaitingStep:
    waiting, uow = form.waiting.data or "", make_signed_out_unit_of_work()
    return waiting_sign_ins.load_waiting_step(uow, browser, waiting, find_passkey_site())


def _render(form: SignInStepForm, step: WaitingStep) -> str:
    return render_template(PAGE, form=form, step=step)


def _answer_problem(
    form: SignInStepForm, problems: Mapping[str, str], status: int
) -> ResponseReturnValue:
    """Return the page with what is wrong. An empty text: nothing was typed."""
    step = _describe_step(form, cookies.get_pending_sign_in_token())
    nothing = NOT_A_CODE if step.has_app else NO_RECOVERY_CODE
    words = {at: text or nothing for at, text in problems.items()}
    form.show_problems(words, has_app=step.has_app)
    return _render(form, step), status


def _go_on(form: SignInStepForm) -> ResponseReturnValue:
    """Lead on someone who is signed in by now: they pressed twice, or came back to this page."""
    next_path, carried = get_local_path(form.next.data), form.carried.data or ""
    return redirect(keep_form_and_choose_next_page(g.visit.token, carried, next_path), 303)


def _ask_for_passphrase(form: SignInStepForm) -> ResponseReturnValue:
    """Return the page that asks for the passphrase again, with all that waits."""
    next_path, carried = get_local_path(form.next.data), form.carried.data or ""
    if carried and g.visit is not None:
        unlock = UnlockForm(data={"next": next_path, "carried": carried})
        attach_problems(unlock, {"passphrase": TOO_LATE})
        return render_template("accounts/locked.html", form=unlock), 422
    again = SignInForm(data={"next": next_path})
    attach_problems(again, {"passphrase": TOO_LATE})
    return render_template("accounts/sign_in.html", form=again), 422
