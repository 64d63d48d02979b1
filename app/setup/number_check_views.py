"""The directory: every number that Heard shows, who rang it, and whether it was right."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # stubs of WTForms 3.2
    SelectChoice,
)

from app.access.base_form import BaseForm
from app.access.form_validators import require_choice
from app.access.policy import Policy, policy
from app.errors import InvalidError, StaleError
from app.services.contacts import number_checks, number_corrections
from app.setup.blueprint import bp

NUMBER_CHANGED = (
    "The number or its hours have changed since you opened this page. Check what’s here now and "
    "call that number."
)


class NumberCheckForm(BaseForm):
    """What somebody found who rang a line. `mark`: the digits and hours that stood there."""

    mark = HiddenField()
    result = RadioField(
        "What did you find?",
        choices=[
            SelectChoice("right", "I called: it’s correct"),
            SelectChoice("wrong", "I called: it’s wrong"),
        ],
        validators=[require_choice("Choose whether it’s correct or wrong.", "right", "wrong")],
    )
    said = TextAreaField(
        "What is wrong?",
        description="Who answered, or what the hours are. Do not write about a child here.",
        render_kw={"rows": 3, "autocomplete": "off"},
    )


@bp.get("/directory")
@policy(Policy.READER)
def show_number_directory() -> ResponseReturnValue:
    """Show every line of the pack and its neighbours; after a check, what was saved."""
    places = number_checks.list_lines_by_area(g.uow)
    rung = request.args.get("rung", "")
    done = next((e for place in places for e in place.entries if e.name == rung), None)
    return render_template("setup/directory.html", places=places, done=done)


@bp.get("/directory/<area>/<key>")
@policy(Policy.READER)
def number(area: str, key: str) -> ResponseReturnValue:
    """Show one line: its digits, where they come from, what was found, and what I found now."""
    return _page(area, key, NumberCheckForm())


@bp.post("/directory/<area>/<key>")
@policy(Policy.READER)
def save_number_check(area: str, key: str) -> ResponseReturnValue:
    """Keep what was found."""
    form, name = NumberCheckForm.of_request(), f"{area}/{key}"
    if not form.validate():
        return _page(area, key, form, form.mark.data), 422
    try:
        number_checks.record_number_check(
            g.uow,
            name,
            form.mark.data or "",
            right=form.result.data == "right",
            said=(form.said.data or "").replace("\r\n", "\n"),
        )
    except StaleError:
        form.form_errors.append(NUMBER_CHANGED)
        return _page(area, key, form), 422
    except InvalidError as error:
        form.said.errors = [error.problems["said"]]
        return _page(area, key, form, form.mark.data), 422
    return redirect(url_for("setup.show_number_directory", rung=name), 303)


def _page(area: str, key: str, form: NumberCheckForm, drawn: str | None = None) -> str:
    """Render the page of a number.

    `drawn`: the mark of a form that comes back, which is for the digits that were on it: new ones
    are never confirmed by a press that was meant for those.
    """
    entry, heard = number_checks.load_line_with_findings(g.uow, f"{area}/{key}")
    form.mark.data = entry.mark if drawn is None else drawn
    corrections = number_corrections.list_corrections(g.uow, entry.name)
    return render_template(
        "setup/number.html", entry=entry, heard=heard, corrections=corrections, form=form
    )
