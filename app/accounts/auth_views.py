"""Sign in and out, hide and lock, stay signed in. Every wrong guess gets the same answer."""

from math import ceil

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import cookies, step_up_gate
from app.access.app_state import get_app_state
from app.access.declarations import never_offered_after_sign_in, works_without_second_step
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
    render_form_again,
)
from app.accounts.safe_redirect import get_local_path
from app.accounts.second_step import code_views
from app.domain.times.shown_times import format_clock_time
from app.errors import (
    AccountStoppedError,
    BusyError,
    InvalidError,
    SecondStepNeededError,
    ThrottledError,
)
from app.services.auth import session_endings, sessions, sign_ins
from app.services.members import member_lookup
from app.services.unit_of_work import UnitOfWork


@bp.get("/sign-in")
@policy(Policy.ANYONE)
def sign_in() -> ResponseReturnValue:
    """Ask for email and passphrase. Someone who is signed in goes where they wanted to go."""
    place = get_local_path(request.args.get("next"))
    if g.actor is not None:
        return redirect(place, 302)
    form = SignInForm(data={"next": place})
    ended = request.args.get("ended") == "1"
    return render_template("accounts/sign_in.html", form=form, ended=ended)


@bp.post("/sign-in")
@policy(Policy.ANYONE)
def submit_sign_in() -> ResponseReturnValue:
    """Sign in. The email that was typed stays on the page, the passphrase never does."""
    form = SignInForm.of_request()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    uow = make_signed_out_unit_of_work()
    try:
        token = _sign_in(uow, form.email.data or "", form.passphrase.data or "")
    except SecondStepNeededError as step:
        return code_views.ask_for_step(step, get_local_path(form.next.data))
    except (InvalidError, BusyError, ThrottledError) as error:
        return render_form_again("accounts/sign_in.html", form, error)
    return finish_sign_in(uow, token, get_local_path(form.next.data))


def _sign_in(uow: UnitOfWork, email: str, passphrase: str) -> str:
    """Check the passphrase; return the token. Raises what `sign_ins.sign_in` does."""
    slots = get_app_state().slots
    return sign_ins.sign_in(uow, slots, email, passphrase, get_remote_address())


@bp.post("/sign-out")
@policy(Policy.ANYONE)
def sign_out() -> ResponseReturnValue:
    """End the sign-in, if there is one still, and take the cookie away."""
    _end_session()
    response = redirect(url_for("public.home"), 303)
    cookies.clear_sign_in_token(response)
    cookies.drop_pages_kept_for_back(response)
    return response


@bp.post("/hide")
@policy(Policy.ANYONE)
def lock_session() -> ResponseReturnValue:
    """Lock at once. The cookie stays, so that the passphrase alone opens again."""
    _end_session(locked=True)
    place = get_local_path(request.form.get("next"))
    response = redirect(url_for("accounts.locked", next=place), 303)
    cookies.drop_pages_kept_for_back(response)
    return response


def _end_session(*, locked: bool = False) -> None:
    if g.actor is not None:
        session_endings.end_session(g.uow, g.sign_in_id, locked=locked)
    elif token := cookies.get_sign_in_token():
        session_endings.end_session_of_token(g.uow, token)


@bp.get("/locked")
@policy(Policy.ANYONE)
def locked() -> ResponseReturnValue:
    """Ask for the passphrase alone, on a page that tells a passer-by nothing."""
    place = get_local_path(request.args.get("next"))
    if g.actor is not None:
        return redirect(place, 302)
    if g.visit is None or not g.visit.late:
        return redirect(url_for("accounts.sign_in", next=place), 302)
    return render_template("accounts/locked.html", form=UnlockForm(data={"next": place}))


@bp.post("/locked")
@policy(Policy.ANYONE)
def unlock() -> ResponseReturnValue:
    """Sign the same person in again, and go back to the page or form that waited."""
    if page := step_up_gate.offer_carried_form():  # signed in again already, in another tab
        return page, 403
    form = UnlockForm.of_request()
    if g.visit is None:
        return redirect(url_for("accounts.sign_in", next=get_local_path(form.next.data)), 303)
    if form.passphrase.raw_data == [] and form.carried.data:  # its page, when the time was over
        return render_template("accounts/locked.html", form=form), 401
    if not form.validate():
        return render_template("accounts/locked.html", form=form), 422
    email = member_lookup.load_member_without_name(g.uow, g.visit.user_id).email
    uow, place = make_signed_out_unit_of_work(), get_local_path(form.next.data)
    try:
        token = _sign_in(uow, email, form.passphrase.data or "")
    except SecondStepNeededError as step:
        return code_views.ask_for_step(step, place, form.carried.data or "")
    except InvalidError as error:
        wrong = {"passphrase": "That is not your passphrase. Try again."}
        stopped = isinstance(error, AccountStoppedError)
        attach_problems(form, error.problems if stopped else wrong)
        return render_template("accounts/locked.html", form=form), 422
    except (BusyError, ThrottledError) as error:
        return render_form_again("accounts/locked.html", form, error)
    place = keep_form_and_choose_next_page(token, form.carried.data or "", place)
    return finish_sign_in(uow, token, place)


@bp.post("/stay")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_offered_after_sign_in
def stay() -> ResponseReturnValue:
    """Stay signed in: the idle clock begins again, the absolute end does not move."""
    ends_at = sessions.restart_idle_clock(g.uow, g.visit)
    if request.accept_mimetypes.best == "application/json":
        left = ends_at - get_app_state().clock()
        return {"seconds": ceil(left.total_seconds()), "at": format_clock_time(ends_at)}
    return redirect(get_local_path(request.form.get("next")), 303)
