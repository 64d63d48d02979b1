"""Stop a request that could last until its sender types their passphrase again.

Views declare it (`declarations.needs_step_up`). Asked here for all of them at once, before any view
runs and after policy and CSRF. The form that was sent comes back sealed in the page that asks, and
goes on in the request that brings the passphrase: nothing is typed twice. A session that ended
meanwhile loses none of it: the page after the next sign-in offers it again.
"""

from contextlib import suppress
from pathlib import PurePosixPath
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from wtforms import HiddenField, PasswordField

from app.access import cookies
from app.access.app_state import get_app_state
from app.access.base_form import BaseForm
from app.access.csrf import CSRF_FIELD, ForgedError
from app.access.declarations import (
    get_step_up_purpose,
    is_never_offered_after_sign_in,
    read_step_up_purpose,
)
from app.access.form_validators import attach_problems, require_text
from app.access.policy import Policy, get_declared_policy
from app.access.submitted_form import UNCARRIED_FIELDS, list_typed_fields_with_labels
from app.domain.routing.actors import Role
from app.domain.routing.role_words import name_roles
from app.errors import (
    BusyError,
    ExpiredError,
    HeardError,
    InvalidError,
    SealedError,
    ThrottledError,
)
from app.services.audit_log import refusals
from app.services.auth import carried_forms, step_up, waiting_forms
from app.services.auth.carried_forms import CarriedForm

CARRIED = "carried_form"
ROLE_LABEL = "Role"
TOO_MANY_TRIES = "There were too many attempts. Wait 15 minutes, then try again."
BUSY = "Many people are signing in. Enter your passphrase and try again. Nothing else is lost."


class StepUpForm(BaseForm):
    """The passphrase again, and the form that waits for it."""

    passphrase = PasswordField(
        "Passphrase",
        name="step_up_passphrase",
        validators=[require_text("Enter your passphrase.")],
        render_kw={"autocomplete": "current-password"},
    )
    carried = HiddenField(name=CARRIED)


class UnlockForm(BaseForm):
    """Only the passphrase: the cookie says who locked the page. `carried`: a form that waits."""

    passphrase = PasswordField(
        "Passphrase",
        validators=[require_text("Enter your passphrase.")],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()
    carried = HiddenField(name=CARRIED)


def init_app(app: Flask) -> None:
    """Ask before every request whose view declared it."""
    app.before_request(require_step_up)
    app.after_request(_mark_browser)


def require_step_up() -> ResponseReturnValue | None:
    """Let the request go on, or answer with the page that asks for the passphrase."""
    purpose = get_step_up_purpose()
    if not purpose:
        _continue_late_form()
        return None
    if g.get("actor") is None:
        raise ExpiredError("not signed in")
    form = StepUpForm.of_request()
    if not form.carried.data:
        return None if step_up.has_stepped_up(g.uow) else _ask()
    carried = open_carried_form(form)
    if (carried.method, carried.path) != (request.method, _get_full_path()):
        raise ForgedError("carried form of another page")
    if not step_up.has_stepped_up(g.uow) and (problem := try_step_up(form)) is not None:
        return render_step_up(form, carried), problem.status
    waiting_forms.forget_waiting_form(g.uow, g.visit.token, carried)
    request.form = ImmutableMultiDict(carried.fields)
    return None


def _continue_late_form() -> None:
    """Let a form go on that no passphrase stands before, and that waited for a sign-in."""
    is_signed_in = g.get("actor") is not None
    if request.method != "POST" or not is_signed_in or not request.form.get(CARRIED):
        return
    form = StepUpForm.of_request()
    with suppress(ForgedError):
        carried = open_carried_form(form)
        if (carried.method, carried.path) == (request.method, _get_full_path()):
            waiting_forms.forget_waiting_form(g.uow, g.visit.token, carried)
            request.form = ImmutableMultiDict(carried.fields)


def seal_late_form() -> str:
    """Seal the form of this request, whose session is over, to its sender; "" where none can be.

    Pages that keep late text, and those that give it back, do without it.
    """
    visit, fields = g.get("late"), _list_fields()
    if request.method != "POST" or visit is None or not visit.late or not fields:
        return ""
    if is_never_offered_after_sign_in() or get_declared_policy(request.endpoint or "") in {
        None,
        Policy.ANYONE,
    }:
        return ""
    purpose, now = get_step_up_purpose(), get_app_state().clock()
    carried = CarriedForm("POST", _get_full_path(), purpose, now, fields, late=True)
    with suppress(HeardError):
        return waiting_forms.seal_late_form(g.uow, visit.user_id, carried)
    return ""


def _list_fields() -> tuple[tuple[str, str], ...]:
    left_out = UNCARRIED_FIELDS | {CSRF_FIELD}
    return tuple(
        (name, text) for name, text in request.form.items(multi=True) if name not in left_out
    )


def _mark_browser(response: Response) -> Response:
    """Mark the browser where the passphrase was typed in this request."""
    uow = g.get("uow")
    if uow is not None and uow.step_up_mark != cookies.get_step_up_mark():
        cookies.set_step_up_mark(response, uow.step_up_mark)
    return response


def open_carried_form(form: StepUpForm) -> CarriedForm:
    """Open the request that a page of this person carried. Raises ForgedError."""
    try:
        return carried_forms.open_form(g.uow, form.carried.data or "")
    except SealedError:
        raise ForgedError("carried form") from None


def offer_carried_form() -> str:
    """Return a page that offers the form which a page from an earlier session brought.

    Nothing goes on by this. "" for a form of someone else, and where there is none.
    """
    form = StepUpForm.of_request()
    if g.get("actor") is None or not form.carried.data:
        return ""
    with suppress(ForgedError):
        return render_waiting_form(form, open_carried_form(form))
    return ""


def try_step_up(form: StepUpForm) -> HeardError | None:
    """Check the passphrase that was typed; return what stopped it, put on the form, or None."""
    if not form.validate():
        return InvalidError({})
    try:
        step_up.step_up(g.uow, get_app_state().slots, form.passphrase.data or "", g.visit.token)
    except (InvalidError, BusyError, ThrottledError) as error:
        attach_problems(form, {"passphrase": _explain(error)})
        return error
    return None


def _explain(error: HeardError) -> str:
    if isinstance(error, InvalidError):
        return error.problems["passphrase"]
    return BUSY if isinstance(error, BusyError) else TOO_MANY_TRIES


def render_waiting_form(form: StepUpForm, carried: CarriedForm) -> str:
    """Return the page that offers a form after a sign-in."""
    asks = bool(carried.purpose) and not step_up.has_stepped_up(g.uow)
    return render_step_up(form, carried, asks=asks)


def render_step_up(form: StepUpForm, carried: CarriedForm, *, asks: bool = True) -> str:
    """Return the page that asks, with what went wrong. What waits stays in it.

    Without `asks` the passphrase was typed just now, to sign in: only the button is left.
    What answers forms (`post_answers.py`) reads in `g` that the answer is this page.
    """
    g.form_on_step_up_page = carried
    return render_template(
        "accounts/step_up.html",
        form=form,
        asks=asks,
        carried=carried,
        action=carried.path if carried.method == "POST" else "",
        back=find_parent_page_without_step_up(carried.path),
        typed=_describe_late_form(carried) if carried.late else (),
    )


def _describe_late_form(carried: CarriedForm) -> list[tuple[str, str]]:
    """Return what is in a late form. A role is said in the words that the team page has."""
    roles = {role.value: name_roles((role,), g.org.lead_title) for role in Role}
    return [
        (label, roles.get(text, text) if label == ROLE_LABEL else text)
        for label, text in list_typed_fields_with_labels(carried.fields)
    ]


def find_parent_page_without_step_up(address: str) -> str:
    """Return the address of the page that a request came from, as far as its own one tells.

    After a file was handed over, the browser still shows the page that asked: this leads on.
    """
    path = PurePosixPath(address.partition("?")[0])
    adapter = current_app.create_url_adapter(request)
    for place in (path, *path.parents):
        with suppress(HTTPException, RequestRedirect):
            if adapter is None:
                break
            endpoint, _ = adapter.match(str(place), method="GET")
            if not read_step_up_purpose(current_app.view_functions[endpoint]):
                return str(place)
    return "/"


def _ask() -> ResponseReturnValue:
    refusals.log_or_count_refusal(g.uow, refusals.STEP_UP, f"step_up/{g.actor.id}")
    carried = capture_request()
    sealed = carried_forms.seal_form(g.uow, carried)
    return render_step_up(StepUpForm(data={"carried": sealed}), carried), 403


def capture_request() -> CarriedForm:
    """Return this request with its fields, to go on later."""
    method = "GET" if request.method == "HEAD" else request.method
    purpose, now = get_step_up_purpose(), get_app_state().clock()
    return CarriedForm(method, _get_full_path(), purpose, now, _list_fields())


def _get_full_path() -> str:
    query = urlencode(list(request.args.items(multi=True)))
    return request.path + (f"?{query}" if query else "")
