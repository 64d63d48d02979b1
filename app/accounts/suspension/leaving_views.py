"""Write down when a colleague leaves, so that Heard asks them to sign or delete their drafts."""

from datetime import date
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.app_state import get_today
from app.access.policy import Policy, policy
from app.access.submitted_form import read_text
from app.accounts.blueprint import bp
from app.domain.times.typed_dates import (
    UnreadableError,
    read_day,
    resolve_relative_day,
    write_today_as_example,
)
from app.errors import InvalidError
from app.services.members import member_lookup
from app.services.suspension import planned_leaving

NO_DAY = "Enter the day they leave"


@bp.get("/members/<uuid:member_id>/leaving")
@policy(Policy.LEAD)
def leaving_day(member_id: UUID) -> ResponseReturnValue:
    """Say what Heard does before someone leaves, and ask for the day."""
    return _show(member_id, "", {})


@bp.post("/members/<uuid:member_id>/leaving")
@policy(Policy.LEAD)
def set_leaving_day(member_id: UUID) -> ResponseReturnValue:
    """Write the day down, or that they stay, and show the person's page, which says so."""
    typed = read_text("day").strip()
    day, fault = (None, "") if "stays" in request.form else _read_day(typed)
    if fault:
        return _show(member_id, typed, {"day": fault}), 422
    try:
        planned_leaving.write_leaving_day(g.uow, member_id, day)
    except InvalidError as error:
        return _show(member_id, typed, error.problems), 422
    return redirect(url_for("accounts.member", member_id=member_id), 303)


def _read_day(typed: str) -> tuple[date | None, str]:
    """Return the day that was typed, or what is wrong with it."""
    today = get_today()
    if not typed:
        return None, f"{NO_DAY}. {write_today_as_example(today, later=True)}"
    try:
        return read_day(resolve_relative_day(typed, today, later=True), today, later=True), ""
    except UnreadableError as error:
        return None, f"{error.what} {error.how}".strip()


def _show(member_id: UUID, typed: str, problems: dict[str, str]) -> str:
    member_lookup.load_joined_member_without_name(g.uow, member_id)
    return render_template(
        "accounts/leaving_day.html",
        view=member_lookup.load_shown_member(g.uow, member_id),
        leaving=planned_leaving.find_planned_leaving(g.uow, member_id),
        unsigned=planned_leaving.list_unsigned_record_start_times(g.uow, member_id),
        like=write_today_as_example(get_today(), later=True),
        typed={"day": typed},
        problems=problems,
    )
