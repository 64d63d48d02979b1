"""The organisation's own page: name, council area, title, phone, address, hours and closures.

Leads change it. Seniors read it, since they are told when it was changed, and so do administrators.
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
from app.setup.forms import (
    NO_AUTOCOMPLETE,
    HoursForm,
    OrganisationNameForm,
    PlaceForm,
    list_pack_options,
)
from app.setup.hours_field import convert_to_24_hour, format_hours_as_typed
from content import pack_loader

DETAILS_CHANGED = (
    "Someone else changed these details while you were typing. Check theirs below. To use yours "
    "instead, select Save again."
)


class OrganisationForm(BaseForm):
    """The answers of set-up that can change. `seen`: the version that the page showed."""

    name = OrganisationNameForm.organisation
    lead_title = OrganisationNameForm.lead_title
    pack = PlaceForm.pack
    phone = PlaceForm.phone
    address = PlaceForm.address
    hours = HoursForm.hours
    publish_leads = RadioField(
        "Who can see the names and phone numbers of the people to call first?",
        description="Without names, the page shows the title and the main phone number.",
        choices=[
            SelectChoice("no", "People who are signed in"),
            SelectChoice("yes", "Everyone who opens this site, including children and parents"),
        ],
        validators=[require_choice("Choose who can see them.", "no", "yes")],
    )
    seen = HiddenField()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.pack.choices = list_pack_options(g.org.missing_pack)  # type: ignore[attr-defined]  # stubs of WTForms 3.2

    def to_details(self) -> OrganisationSettings:
        """Return what the service takes. Only for a form that validated."""
        said = self.data
        return OrganisationSettings(
            name=said["name"] or "",
            lead_title=said["lead_title"] or "",
            pack=said["pack"] or "",
            phone=said["phone"] or "",
            address=said["address"] or "",
            hours=weekly_hours.parse_hours(convert_to_24_hour(said["hours"] or "")),
            publish_leads=said["publish_leads"] == "yes",
        )


class ClosuresForm(BaseForm):
    """Closed days to add."""

    closures = TextAreaField(
        "Add days you are closed",
        description="Heard knows bank holidays already. " + closures.HELP,
        validators=[require_text("Enter a day. For example, 24/12/2026.")],
        render_kw={**NO_AUTOCOMPLETE, "rows": 3},
    )

    def validate_closures(self, field: Any) -> None:
        """Refuse days that cannot be read."""
        try:
            closures.parse_closed_days(field.data or "", get_today())
        except ValueError as error:
            raise ValidationError(str(error)) from None


@bp.get("/organisation")
@policy(Policy.SETTINGS)
def organisation() -> ResponseReturnValue:
    """Show the details and the days to come on which no one answers."""
    return _page(ClosuresForm())


@bp.get("/organisation/change")
@policy(Policy.LEAD)
def change() -> ResponseReturnValue:
    """Show the form that changes the details."""
    org, (changed, _) = g.org, organisation_settings.list_details_to_check(g.uow)
    form = OrganisationForm(
        name=org.name,
        lead_title=org.lead_title,
        pack=org.missing_pack or org.pack,
        phone="" if "phone" in changed else org.phone,  # pressing Save must not vouch for it
        address=org.address,
        hours="" if "hours" in changed else format_hours_as_typed(org.hours),
        publish_leads="yes" if org.publish_leads else "no",
    )
    return _form(form)


@bp.post("/organisation/change")
@policy(Policy.LEAD)
@needs_step_up("change your organisation’s details")
def save_organisation_details() -> ResponseReturnValue:
    """Save the details."""
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
    """Add closed days."""
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
    """Remove closed days. Text that is no day removes nothing."""
    try:
        first, last = (
            date.fromisoformat(request.form.get(name, "")) for name in ("first_day", "last_day")
        )
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
        area=dict(pack_loader.list_pack_choices()).get(g.org.pack, ""),
        closed=organisation_settings.group_consecutive_days(to_come),
        saved=request.args.get("saved", ""),
        changed=organisation_settings.list_details_to_check(g.uow)[0],
    )


def _form(form: OrganisationForm, *, seen: str | None = None, stale: bool = False) -> str:
    form.seen.data = seen or organisation_settings.compute_settings_version(g.org)
    hours = weekly_hours.summarise_hours(g.org.hours)
    area = dict(pack_loader.list_pack_choices()).get(g.org.pack, "")
    changed, unsure = organisation_settings.list_details_to_check(g.uow)
    return render_template(
        "setup/change.html",
        form=form,
        stale=stale,
        hours=hours,
        area=area,
        changed=changed,
        unsure=unsure,
    )
