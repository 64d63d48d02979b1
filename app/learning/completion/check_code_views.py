"""Check a completion record: for anybody who holds one, signed in or not."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.errors import InvalidError, ThrottledError
from app.learning.blueprint import bp
from app.learning.completion.completion_forms import CheckForm
from app.services.training import board_report, completion_record_pdf, completion_records
from content.london_time import format_date


@bp.get("/check")
@policy(Policy.ANYONE)
def check() -> ResponseReturnValue:
    """Show where the code is typed. It is never taken from an address."""
    return render_template("learning/check.html", form=CheckForm())


@bp.post("/check")
@policy(Policy.ANYONE)
def checked() -> ResponseReturnValue:
    """Show what the record with this code says, or that there is none."""
    form = CheckForm.of_request()
    try:
        said = completion_records.log_and_load_completion_by_code(
            g.uow, form.code.data or "", request.remote_addr or ""
        )
    except (InvalidError, ThrottledError) as error:
        attach_problems(
            form, error.problems if isinstance(error, InvalidError) else {"": error.public}
        )
        return render_template("learning/check.html", form=form), error.status
    return render_template(
        "learning/checked.html",
        said=said,
        facts=completion_record_pdf.describe_completion_confirmation(said, g.org.lead_title),
        on=format_date(said.on),
        issuer=board_report.find_board_contact(g.org, g.uow.clock()).name,
    )
