"""Correct a number of the content pack: the number to call instead, the reason and the source."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, StringField, TextAreaField

from app.access.base_form import BaseForm
from app.access.declarations import needs_step_up
from app.access.policy import Policy, policy
from app.errors import InvalidError, NotFoundError, StaleError
from app.services.contacts import number_checks, number_corrections
from app.setup.blueprint import bp
from app.setup.number_check_views import NUMBER_CHANGED

NO_FILLING_IN = {"autocomplete": "off", "spellcheck": "false"}


class NumberCorrectionForm(BaseForm):
    """The new number, why and from where. `mark`: the digits and hours that stood there."""

    mark = HiddenField()
    number = StringField(
        "Correct number",
        description="Include the area code.",
        render_kw={**NO_FILLING_IN, "inputmode": "tel"},
    )
    reason = TextAreaField(
        "What is wrong with the old number?",
        description="For example, “It reaches a shop.” Do not write about a child here.",
        render_kw={"rows": 3, "autocomplete": "off"},
    )
    source = StringField(
        "Where did you find the correct number?",
        description="The address of the web page, or who told you and when.",
        render_kw=NO_FILLING_IN,
    )


@bp.get("/directory/<area>/<key>/correct")
@policy(Policy.READER)
def correction(area: str, key: str) -> ResponseReturnValue:
    """Show the form, with the number as it is shown now."""
    return _page(area, key, NumberCorrectionForm())


@bp.post("/directory/<area>/<key>/correct")
@policy(Policy.READER)
@needs_step_up("change a number that everyone here calls")
def correct(area: str, key: str) -> ResponseReturnValue:
    """Save the correct number."""
    form, name = NumberCorrectionForm.of_request(), f"{area}/{key}"
    said = {
        one: (form[one].data or "").replace("\r\n", "\n") for one in ("number", "reason", "source")
    }
    try:
        number_corrections.correct_number(g.uow, name, form.mark.data or "", said)
    except StaleError:
        form.form_errors.append(NUMBER_CHANGED)
        return _page(area, key, form), 422
    except InvalidError as error:
        for field, text in error.problems.items():
            form[field].errors = [text]
        return _page(area, key, form, form.mark.data), 422
    return redirect(url_for("setup.show_number_directory", rung=name), 303)


def _page(area: str, key: str, form: NumberCorrectionForm, drawn: str | None = None) -> str:
    """Render the page. `drawn`: the mark of a form that comes back, for the digits on it."""
    entry, _ = number_checks.load_line_with_findings(g.uow, f"{area}/{key}")
    if not entry.correctable:
        raise NotFoundError(f"line {area}/{key} takes no correction")
    form.mark.data = entry.mark if drawn is None else drawn
    return render_template("setup/number_correction.html", entry=entry, form=form)
