"""Set up one's own second step: scan, prove it, write down the recovery codes. Turn it off."""

import segno
from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.access import cookies
from app.access.base_form import BaseForm
from app.access.declarations import (
    needs_step_up,
    never_kept_for_back,
    never_offered_after_sign_in,
    works_without_second_step,
)
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.safe_redirect import HOME_PATH
from app.accounts.second_step.code_forms import (
    NOT_WRITTEN,
    CodesKeptForm,
    ProofForm,
    ProveCodeForm,
    TurnOffForm,
    find_passkey_site,
)
from app.errors import InvalidError
from app.services.auth import waiting_forms
from app.services.auth.second_step import passkey_setup, step_requirement, step_setup
from app.services.auth.second_step.passkey_setup import PasskeyPage
from app.services.auth.second_step.step_setup import StepSetup

_FORMS: dict[str, type[BaseForm]] = {
    "codes": CodesKeptForm,
    "prove": ProveCodeForm,
    "step": TurnOffForm,
}
"""The form of each page of one's own second step."""


@bp.get("/account/second-step")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@needs_step_up("open your second step")
def second_step() -> ResponseReturnValue:
    """Show where it stands: off, being set up, its recovery codes, or on."""
    form = CodesKeptForm()
    if "not_kept" in request.args:
        attach_problems(form, {"written_down": NOT_WRITTEN})
    return _page(form)


@bp.post("/account/second-step/start")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@needs_step_up("set up a second step")
def start_step() -> ResponseReturnValue:
    """Make a secret for an app, to be scanned."""
    step_setup.start_step_setup(g.uow, g.visit.token)
    return redirect(url_for("accounts.second_step"), 303)


@bp.post("/account/second-step")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@needs_step_up("set up a second step")
@never_kept_for_back
def finish_second_step_setup() -> ResponseReturnValue:
    """Set it up, once a code of the app was right. "Stop" forgets the secret instead."""
    form = ProveCodeForm.of_request()
    if "stop" in request.form:
        step_setup.cancel_step_setup(g.uow, g.visit.token)
        return redirect(url_for("accounts.second_step"), 303)
    try:
        if not form.validate():
            return _answer_problem(form)
        step_setup.finish_step_setup(g.uow, g.visit.token, form.code.data or "", form.proof)
    except InvalidError as error:
        attach_problems(form, error.problems)
        return _answer_problem(form)
    return redirect(url_for("accounts.second_step"), 303)


@bp.post("/account/second-step/kept")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_offered_after_sign_in
@never_kept_for_back
def forget_shown_step_codes() -> ResponseReturnValue:
    """Show the recovery codes no more, because they are on paper. Lead on to what waited for it.

    Without the tick it leads back to their page, which asks for the passphrase: the answer to a
    form that needs none never shows them.
    """
    if not CodesKeptForm.of_request().written_down.data:
        return redirect(url_for("accounts.second_step", not_kept=1), 303)
    step_setup.forget_shown_recovery_codes(g.uow, g.visit.token)
    response = redirect(_find_next_page(), 303)
    cookies.drop_pages_kept_for_back(response)
    return response


@bp.post("/account/second-step/off")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@needs_step_up("turn off your second step")
@never_kept_for_back
def end_step() -> ResponseReturnValue:
    """Turn it off, with one more proof of it. From then on the passphrase is enough.

    Someone whose role needs it is led back: their page offers no such form.
    """
    if step_requirement.is_step_required(g.uow):
        return redirect(url_for("accounts.second_step"), 303)
    form = TurnOffForm.of_request()
    try:
        step_setup.turn_off_own_step(g.uow, g.visit.token, form.proof)
    except InvalidError as error:
        attach_problems(form, error.problems)
        return _answer_problem(form)
    return redirect(url_for("accounts.second_step"), 303)


def _find_next_page() -> str:
    """Return where to go on: for someone who opened nothing before, with a form or with Home."""
    if not step_requirement.is_step_required(g.uow):
        return url_for("accounts.account")
    waits = waiting_forms.load_waiting_form(g.uow) is not None
    return url_for("accounts.waiting_form") if waits else HOME_PATH


def _answer_problem(form: BaseForm) -> ResponseReturnValue:
    """Return the page of this form with what is wrong.

    Where another tab is at another page by now, lead there: an answer to this form never shows it.
    """
    step = step_setup.load_step_setup(g.uow)
    if not isinstance(form, _FORMS[_choose_page(step)]):
        return redirect(url_for("accounts.second_step"), 303)
    return _page(form), 422


def _choose_page(step: StepSetup) -> str:
    return "codes" if step.codes else "prove" if step.secret else "step"


def _page(form: BaseForm) -> str:
    step = step_setup.load_step_setup(g.uow)
    shown = _choose_page(step)
    if not isinstance(form, _FORMS[shown]):
        form = _FORMS[shown]()
    return render_template(
        f"accounts/second_step/{shown}.html",
        step=step,
        form=form,
        page=offer_passkeys(form),
        host=find_passkey_site().host,
        picture=_draw(step.app_uri),
        only_demo=step_requirement.is_demonstration(g.uow),
    )


def offer_passkeys(form: BaseForm, *, creates: bool = False) -> PasskeyPage | None:
    """Put new challenges into a form that asks for a proof, and return what its page asks for.

    None for another form.
    """
    if not isinstance(form, ProofForm):
        return None
    page = passkey_setup.prepare_passkey_page(
        g.uow, g.visit.token, find_passkey_site(), creates=creates
    )
    form.challenges.data, form.passkey.data = page.sealed, ""
    return page


def _draw(app_uri: str) -> Markup:
    if not app_uri:
        return Markup()
    drawn = segno.make(app_uri, error="l", boost_error=False)
    inline = drawn.svg_inline(scale=4, border=4, svgclass=None, lineclass=None, omitsize=True)
    # Only squares: what the picture says is in none of its letters.
    return Markup(inline)  # noqa: S704 - a drawing that was made here
