"""Type the passphrase again for a page that is only opened. A form asks at its own address."""

from flask import redirect
from flask.typing import ResponseReturnValue

from app.access import step_up_gate
from app.access.policy import Policy, policy
from app.access.step_up_gate import StepUpForm
from app.accounts.blueprint import bp
from app.accounts.safe_redirect import get_local_path


@bp.post("/account/step-up")
@policy(Policy.SIGNED_IN)
def step_up() -> ResponseReturnValue:
    """Check the passphrase, then open the page that asked for it."""
    form = StepUpForm.of_request()
    carried = step_up_gate.open_carried_form(form)
    if (problem := step_up_gate.try_step_up(form)) is not None:
        return step_up_gate.render_step_up(form, carried), problem.status
    path, mark, query = carried.path.partition("?")
    return redirect(get_local_path(path) + mark + query, 303)
