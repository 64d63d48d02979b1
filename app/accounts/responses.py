"""Build answers that several views of accounts give: finish a sign-in, show a page again."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from app.access import cookies
from app.access.app_state import get_app_state
from app.access.base_form import BaseForm
from app.access.form_validators import attach_problems
from app.accounts.safe_redirect import get_page_of_form
from app.errors import BusyError, HeardError, InvalidError
from app.services.auth import device_names, session_endings, waiting_forms
from app.services.unit_of_work import UnitOfWork


def make_signed_out_unit_of_work() -> UnitOfWork:
    """Return a unit of work with no one signed in: an old sign-in does not act in the new one."""
    uow = get_app_state().uow(g.org)
    uow.device = device_names.describe_device(request.user_agent.string)
    return uow


def get_remote_address() -> str:
    """Return the address that the request comes from, for counting tries."""
    return request.remote_addr or ""


def finish_sign_in(uow: UnitOfWork, token: str, place: str) -> Response:
    """Set the cookies of a new session, end the one before it, and redirect.

    `uow`: the unit of work that signed in.
    """
    if g.actor is not None:
        session_endings.end_session(g.uow, g.sign_in_id)
    response = redirect(place, 303)
    cookies.set_sign_in_token(response, token)
    if uow.step_up_mark:
        cookies.set_step_up_mark(response, uow.step_up_mark)
    return response


def keep_form_and_choose_next_page(token: str, carried_form: str, place: str) -> str:
    """Return where to go on: with the form that waited, if its writer signed in; else `place`."""
    carried = waiting_forms.keep_waiting_form(make_signed_out_unit_of_work(), token, carried_form)
    if carried is None:
        return place
    if carried.method == "GET":
        return get_page_of_form(carried)
    return url_for("accounts.waiting_form")


def render_form_again(
    template: str, form: BaseForm, error: HeardError, **more: object
) -> ResponseReturnValue:
    """Return the page with what went wrong. Nothing typed is lost but the passphrase."""
    said = error.asking_again if isinstance(error, BusyError) else error.public
    attach_problems(form, error.problems if isinstance(error, InvalidError) else {"": said})
    return render_template(template, form=form, **more), error.status
