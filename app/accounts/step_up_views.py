"""Type the passphrase again for a page that is only opened. A form asks at its own address.

A form that waited when a session ended is offered here after the next sign-in.
"""

from flask import g, redirect
from flask.typing import ResponseReturnValue

from app.access import step_up_gate
from app.access.declarations import never_offered_after_sign_in, works_without_second_step
from app.access.policy import Policy, policy
from app.access.step_up_gate import StepUpForm
from app.accounts.blueprint import bp
from app.accounts.safe_redirect import HOME_PATH, get_page_of_form
from app.services.auth import waiting_forms


@bp.post("/account/step-up")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_offered_after_sign_in
def step_up() -> ResponseReturnValue:
    """Check the passphrase, then open the page that asked for it."""
    form = StepUpForm.of_request()
    carried = step_up_gate.open_carried_form(form)
    if (problem := step_up_gate.try_step_up(form)) is not None:
        return step_up_gate.render_step_up(form, carried), problem.status
    return redirect(get_page_of_form(carried), 303)


@bp.get("/account/waiting-form")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def waiting_form() -> ResponseReturnValue:
    """Show the form that waited when the last session ended, with the button to go on."""
    waiting = waiting_forms.load_waiting_form(g.uow)
    if waiting is None:
        return redirect(HOME_PATH, 302)
    text, carried = waiting
    return step_up_gate.render_waiting_form(StepUpForm(data={"carried": text}), carried)
