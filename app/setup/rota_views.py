"""The duty rota, for leads: who is on duty on which days, and who stands in for whom."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # stubs of WTForms 3.2
    SelectChoice,
)
from wtforms.validators import ValidationError

from app.access.app_state import get_today
from app.access.base_form import BaseForm
from app.access.declarations import needs_step_up
from app.access.form_validators import require_text
from app.access.policy import Policy, policy
from app.domain.routing import duty_rota as rules
from app.domain.routing.duty_rota import DutyCover
from app.domain.times.typed_dates import read_day
from app.errors import InvalidError, StaleError
from app.services.members.contact_details import tidy_line
from app.services.members.member_lookup import MemberView
from app.services.organisations import rota_store
from app.setup.blueprint import bp
from app.setup.forms import NO_AUTOCOMPLETE

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ROTA_CHANGED = (
    "Someone else changed the rota while you were choosing. Your ticks are below. Select "
    "“Save the days” to use them instead of theirs."
)

LEAD_JOINED = (
    "{name} became available after you opened this page. Choose their days, or none, then select "
    "“Save the days”. Your other ticks are below."
)


class CoverForm(BaseForm):
    """One lead in place of another, from one day to another."""

    instead_of = SelectField("Who is away?", validators=[require_text("Choose who is away.")])
    who = SelectField("Who is on duty instead?", validators=[require_text("Choose who covers.")])
    first_day = StringField(
        "First day",
        description="For example, 24/12/2026 or “today”.",
        filters=[tidy_line],
        render_kw=NO_AUTOCOMPLETE,
    )
    last_day = StringField(
        "Last day",
        description="The same day, for one day only.",
        filters=[tidy_line],
        render_kw=NO_AUTOCOMPLETE,
    )

    def __init__(self, *args: Any, leads: tuple[MemberView, ...], today: date, **more: Any) -> None:
        """`leads`: who can be chosen; `today`: the day from which days are read."""
        super().__init__(*args, **more)
        self.today = today
        names = [SelectChoice(str(one.id), one.name) for one in leads]
        self.who.choices = self.instead_of.choices = [SelectChoice("", "Choose"), *names]

    def validate_who(self, field: Any) -> None:
        """Refuse an empty choice of who covers, together with what is wrong with the days."""
        if field.data and field.data == self.instead_of.data:
            raise ValidationError(rota_store.CHOOSE_SOMEONE_ELSE)

    def validate_first_day(self, field: Any) -> None:
        """Refuse a day that cannot be read."""
        self._day(field)

    validate_last_day = validate_first_day

    def _day(self, field: Any) -> date:
        if not field.data:
            raise ValidationError(f"Enter the {field.label.text.lower()}. For example, 24/12/2026.")
        try:
            return read_day(field.data or "", self.today, later=True)
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def to_cover(self) -> DutyCover:
        """Return what the service takes. Only for a form that validated."""
        days = self._day(self.first_day), self._day(self.last_day)
        return DutyCover(self.who.data or "", self.instead_of.data or "", *days)


@bp.get("/rota")
@policy(Policy.LEAD)
def rota() -> ResponseReturnValue:
    """Show who is on duty today, the days of each lead, and who covers for whom."""
    return _page()


@bp.post("/rota")
@policy(Policy.LEAD)
@needs_step_up("change who is on duty")
def keep_days() -> ResponseReturnValue:
    """Keep the ticks: the days of every lead at once."""
    days = {one: _ticked(one) for one in request.form.getlist("lead", type=UUID)}
    try:
        rota_store.change_duty_days(g.uow, days, request.form.get("seen", ""))
    except StaleError:
        new = rota_store.find_newly_joined_leads(g.uow, days)
        return _page(days=days, problems=[_joined(one) for one in new] or [("", ROTA_CHANGED)]), 422
    return redirect(url_for("setup.rota", saved=1), 303)


@bp.post("/rota/cover")
@policy(Policy.LEAD)
@needs_step_up("change who is on duty")
def cover() -> ResponseReturnValue:
    """Keep that somebody stands in for somebody."""
    form = _cover(request.form)
    if not form.validate():
        return _page(form), 422
    try:
        rota_store.add_cover(g.uow, form.to_cover())
    except InvalidError as error:
        for name, text in error.problems.items():
            form[name].errors = [text]
        return _page(form), 422
    return redirect(url_for("setup.rota", saved=1), 303)


@bp.post("/rota/cover/remove")
@policy(Policy.LEAD)
@needs_step_up("change who is on duty")
def uncover() -> ResponseReturnValue:
    """Take one away. What is none takes nothing away."""
    given = request.form
    try:
        first, last = (
            date.fromisoformat(given.get(name, "")) for name in ("first_day", "last_day")
        )
    except ValueError:
        return redirect(url_for("setup.rota"), 303)
    gone = DutyCover(given.get("who", ""), given.get("instead_of", ""), first, last)
    rota_store.remove_cover(g.uow, gone)
    return redirect(url_for("setup.rota", saved=1), 303)


def _joined(lead: MemberView) -> tuple[str, str]:
    """Return who became a lead meanwhile, with a link to their days."""
    return f"days-{lead.id}-0", LEAD_JOINED.format(name=lead.name)


def _ticked(lead: UUID) -> tuple[int, ...]:
    found = request.form.getlist(f"days-{lead}", type=int)
    return tuple(day for day in found if 0 <= day < len(DAYS))


def _cover(*given: Any) -> CoverForm:
    return CoverForm(*given, leads=rota_store.list_possible_duty_leads(g.uow), today=get_today())


def _page(
    form: CoverForm | None = None,
    days: dict[UUID, tuple[int, ...]] | None = None,
    problems: list[tuple[str, str]] | None = None,
) -> str:
    kept, leads, day = (
        rota_store.load_current_rota(g.uow),
        rota_store.list_possible_duty_leads(g.uow),
        get_today(),
    )
    names = {str(one.id): one.name for one in leads}
    shown = days or {one.id: kept.rota.days.get(str(one.id), ()) for one in leads}
    return render_template(
        "setup/rota.html",
        form=form or _cover(),
        kept=kept,
        leads=leads,
        ticked=shown,
        weekdays=DAYS,
        names=names,
        covers=[one for one in kept.rota.covers if one.last >= day],
        today=[names[one] for one in rules.find_on_duty(kept.rota, day, names)],
        away=[names[one] for one in rules.find_absences(kept.rota, day, names) if one in names],
        problems=problems or [],
        saved="saved" in request.args,
    )
