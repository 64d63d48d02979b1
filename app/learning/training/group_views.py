"""Groups that do the training together: make one, put people into it, see who has completed it."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import ValidationError

from app.access.base_form import BaseForm
from app.access.form_validators import attach_problems
from app.access.policy import Policy, policy
from app.access.search.searched_names import keep_searched_words, read_searched_words
from app.access.submitted_form import parse_uuid
from app.domain.times.typed_dates import UnreadableError, read_day
from app.errors import InvalidError
from app.learning.blueprint import bp
from app.services.content import workbook_content
from app.services.members import training_groups
from app.services.members.contact_details import tidy_line
from app.services.members.training_groups import GroupDetails
from app.services.training import offered_people
from app.services.training.offered_people import LONGEST_SEARCH, MOST_OFFERED, PeopleSearch
from app.services.training.team_list.training_group_page import log_and_load_group_training_page
from content.london_time import format_date

PLACE = "group"
MOST_PAGES = 10_000
NO_AUTOFILL = {"autocomplete": "off", "spellcheck": "false"}


class GroupForm(BaseForm):
    """The name of a group, and by when its people are to finish."""

    name = StringField(
        "Name of the group",
        description="For example, Summer volunteers.",
        filters=[tidy_line],
        render_kw=NO_AUTOFILL,
    )
    finish_on = StringField(
        "Finish by (optional)",
        description="For example, 12/12/2026. Everyone in the group sees this day on Learn.",
        filters=[tidy_line],
        render_kw={**NO_AUTOFILL, "class": "govuk-input--width-10"},
    )
    day: date | None = None

    def validate_finish_on(self, field: Any) -> None:
        """Refuse a day that cannot be read. It may be blank."""
        try:
            self.day = read_day(field.data, g.uow.today, later=True) if field.data else None
        except UnreadableError as error:
            raise ValidationError(str(error)) from None

    def to_details(self) -> GroupDetails:
        """Return what the service takes. Only for a form that validated."""
        return GroupDetails(self.name.data or "", self.day)


@bp.get("/trained/groups")
@policy(Policy.READER)
def groups() -> ResponseReturnValue:
    """Show every group, and the form that makes one."""
    return _groups_page(GroupForm())


@bp.post("/trained/groups")
@policy(Policy.READER)
def make_group() -> ResponseReturnValue:
    """Make a group, and go to it."""
    form = GroupForm.of_request()
    if form.validate():
        try:
            group_id = training_groups.create_training_group(g.uow, form.to_details())
            return redirect(url_for("learning.group", group_id=group_id), 303)
        except InvalidError as error:
            attach_problems(form, error.problems)
    return _groups_page(form), 422


@bp.get("/trained/groups/<uuid:group_id>")
@policy(Policy.READER)
def group(group_id: UUID) -> ResponseReturnValue:
    """Show a page of a group, where each person stands, and who can be put into it."""
    return _group_page(group_id)


@bp.post("/trained/groups/<uuid:group_id>")
@policy(Policy.READER)
def change_group(group_id: UUID) -> ResponseReturnValue:
    """Change the name or the day."""
    form = GroupForm.of_request()
    if form.validate():
        try:
            training_groups.change_group(g.uow, group_id, form.to_details())
            return redirect(url_for("learning.group", group_id=group_id, saved=1), 303)
        except InvalidError as error:
            attach_problems(form, error.problems)
    return _group_page(group_id, form), 422


@bp.post("/trained/groups/<uuid:group_id>/add")
@policy(Policy.READER)
def add_to_group(group_id: UUID) -> ResponseReturnValue:
    """Put those who are ticked into the group, or search for others and keep the ticks."""
    ticked = _ticked()
    if "search" in request.form:
        searched = keep_searched_words(PLACE, request.form.get("q", ""))
        again = url_for(
            "learning.group", group_id=group_id, member=ticked, **searched, _anchor="add"
        )
        return redirect(again, 303)
    problem = "" if ticked else "Tick each person to add."
    if ticked:
        try:
            training_groups.add_group_members(g.uow, group_id, ticked)
            return redirect(url_for("learning.group", group_id=group_id, saved=1), 303)
        except InvalidError as error:
            problem = error.problems["member"]
    return _group_page(group_id, problem=problem), 422


@bp.post("/trained/groups/<uuid:group_id>/remove")
@policy(Policy.READER)
def remove_from_group(group_id: UUID) -> ResponseReturnValue:
    """Take one person out of the group. Whoever is not in it stays out."""
    if member_id := parse_uuid(request.form.get("member", "")):
        training_groups.remove_group_member(g.uow, group_id, member_id)
    page = request.form.get("page", type=int)
    return redirect(url_for("learning.group", group_id=group_id, page=page, saved=1), 303)


@bp.post("/trained/groups/<uuid:group_id>/delete")
@policy(Policy.READER)
def delete_group(group_id: UUID) -> ResponseReturnValue:
    """Delete the group. What its people did stays."""
    training_groups.delete_group(g.uow, group_id)
    return redirect(url_for("learning.groups", deleted=1), 303)


def _groups_page(form: GroupForm) -> str:
    return render_template(
        "learning/groups.html",
        form=form,
        groups=training_groups.list_groups(g.uow),
        deleted="deleted" in request.args,
    )


def _group_page(group_id: UUID, form: GroupForm | None = None, problem: str = "") -> str:
    """Return the page. `form`: a name or day to mend; `problem`: with who was ticked."""
    found = training_groups.load_group(g.uow, group_id)
    day = format_date(found.finish_on) if found.finish_on else ""
    ticked = _ticked()
    words = request.form.get("q", "")[:LONGEST_SEARCH].strip() or read_searched_words(PLACE)
    search = PeopleSearch(words, frozenset(ticked) - found.members)
    return render_template(
        "learning/group.html",
        group=found,
        form=form or GroupForm(data={"name": found.name, "finish_on": day}),
        listed=log_and_load_group_training_page(
            g.uow, found, min(request.args.get("page", 1, int), MOST_PAGES)
        ),
        searched=words,
        offered=offered_people.offer_members(
            g.uow, search, training_groups.build_outside_group_condition(group_id)
        ),
        ticked=set(ticked),
        problem=problem,
        titles=workbook_content.load_current_edition(g.org).titles,
        saved="saved" in request.args,
        today=g.uow.today,
    )


def _ticked() -> list[UUID]:
    found = (parse_uuid(text) for text in request.values.getlist("member"))
    return [one for one in found if one][:MOST_OFFERED]
