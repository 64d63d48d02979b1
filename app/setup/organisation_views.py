"""The organisation's own page: title, phone, address, hours, days it is closed, and who is named.

Leads change it; seniors read it, since they are told when it was changed.
"""

from datetime import date
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # stubs of WTForms 3.2
    SelectChoice,
)
from wtforms.validators import ValidationError

from app.access.app_state import get_today
from app.access.base_form import BaseForm
from app.access.declarations import needs_step_up
from app.access.form_validators import require_choice, require_text
from app.access.policy import Policy, policy
from app.domain.times import weekly_hours
from app.errors import InvalidError, StaleError
from app.services.organisations import organisation_settings
from app.services.organisations.organisation_settings import OrganisationSettings
from app.setup import closures
from app.setup.blueprint import bp
from app.setup.forms import NO_AUTOCOMPLETE, HoursForm, OrganisationNameForm, PlaceForm
from app.setup.hours_field import convert_to_24_hour, format_hours_as_typed

DETAILS_CHANGED = (
    "Somebody changed these while you were writing. What stands there now is shown below. Press "
    "Save again to put yours in its place."
)


class OrganisationForm(BaseForm):
    """The fields of set-up that can change. `seen`: what stood there when the page was drawn."""

    lead_title = OrganisationNameForm.lead_title
    phone = PlaceForm.phone
    address = PlaceForm.address
    hours = HoursForm.hours
    publish_leads = RadioField(
        "Who may see the names and phones of the people to ring first?",
        description="Signed-out people otherwise read the title and the main phone number.",
        choices=[
            SelectChoice("no", "People who are signed in"),
            SelectChoice("yes", "Everybody who opens this site, children and parents too"),
        ],
        validators=[require_choice("Say who may see them.", "no", "yes")],
    )
    seen = HiddenField()

    def to_details(self) -> OrganisationSettings:
        """What the service takes. Only for a form that validated."""
        said = self.data
        return OrganisationSettings(
            lead_title=said["lead_title"] or "",
            phone=said["phone"] or "",
            address=said["address"] or "",
            hours=weekly_hours.parse_hours(convert_to_24_hour(said["hours"] or "")),
            publish_leads=said["publish_leads"] == "yes",
        )


class ClosuresForm(BaseForm):
    """Days to add."""

    closures = TextAreaField(
        "Add days you are closed",
        description="Bank holidays are known already. " + closures.HELP,
        validators=[require_text("Write a day, like 24/12/2026.")],
        render_kw={**NO_AUTOCOMPLETE, "rows": 3},
    )

    def validate_closures(self, field: Any) -> None:
        """Days that can be read."""
        try:
            closures.parse_closed_days(field.data or "", get_today())
        except ValueError as error:
            raise ValidationError(str(error)) from None


@bp.get("/organisation")
@policy(Policy.READER)
def organisation() -> ResponseReturnValue:
    """What stands there now, and the days to come on which nobody answers."""
    return _page(ClosuresForm())


@bp.get("/organisation/change")
@policy(Policy.LEAD)
def change() -> ResponseReturnValue:
    """The same to write over."""
    org = g.org
    form = OrganisationForm(
        lead_title=org.lead_title,
        phone=org.phone,
        address=org.address,
        hours=format_hours_as_typed(org.hours),
        publish_leads="yes" if org.publish_leads else "no",
    )
    return _form(form)


@bp.post("/organisation/change")
@policy(Policy.LEAD)
@needs_step_up("change your organisation’s details")
def keep() -> ResponseReturnValue:
    """Keep what was typed."""
    form = OrganisationForm.of_request()
    if not form.validate():
        return _form(form, seen=form.seen.data), 422
    try:
        organisation_settings.change_settings(g.uow, form.to_details(), form.seen.data or "")
    except StaleError:
        form.form_errors.append(DETAILS_CHANGED)
        return _form(form, stale=True), 422
    except InvalidError as error:
        for name, text in error.problems.items():
            form[name].errors = [text]
        return _form(form, seen=form.seen.data), 422
    return redirect(url_for("setup.organisation", saved="details"), 303)


@bp.post("/organisation/closures")
@policy(Policy.LEAD)
@needs_step_up("change when you’re closed")
def close() -> ResponseReturnValue:
    """Add days."""
    form = ClosuresForm.of_request()
    if not form.validate():
        return _page(form), 422
    try:
        days = closures.parse_closed_days(form.closures.data or "", get_today())
        organisation_settings.add_closed_days(g.uow, days)
    except InvalidError as error:
        form.closures.errors = [error.problems["closures"]]
        return _page(form), 422
    return redirect(url_for("setup.organisation", saved="closures"), 303)


@bp.post("/organisation/closures/remove")
@policy(Policy.LEAD)
@needs_step_up("change when you’re closed")
def reopen() -> ResponseReturnValue:
    """Take days away. What is no day takes nothing away."""
    try:
        first, last = (date.fromisoformat(request.form.get(name, "")) for name in ("first", "last"))
    except ValueError:
        return redirect(url_for("setup.organisation"), 303)
    organisation_settings.remove_closed_days(g.uow, first, last)
    return redirect(url_for("setup.organisation", saved="closures"), 303)


def _page(form: ClosuresForm) -> str:
    to_come = [day for day in g.org.closures if day >= get_today()]
    return render_template(
        "setup/organisation.html",
        form=form,
        hours=weekly_hours.summarise_hours(g.org.hours),
        closed=organisation_settings.group_consecutive_days(to_come),
        saved=request.args.get("saved", ""),
    )


def _form(form: OrganisationForm, *, seen: str | None = None, stale: bool = False) -> str:
    form.seen.data = seen or organisation_settings.compute_settings_version(g.org)
    hours = weekly_hours.summarise_hours(g.org.hours)
    return render_template("setup/change.html", form=form, stale=stale, hours=hours)
