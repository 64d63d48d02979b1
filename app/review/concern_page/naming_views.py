"""Give a concern a short name, which only the team that reads it sees."""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import never_kept
from app.access.policy import Policy, policy
from app.errors import InvalidError
from app.review.blueprint import bp
from app.services.concern_tasks import concern_naming
from app.services.concerns.concern_reading import OpenConcern


@bp.get("/concerns/<uuid:concern_id>/name")
@policy(Policy.SIGNED_IN)
def short_name(concern_id: UUID) -> ResponseReturnValue:
    """Ask what the concern is to be called in lists."""
    file = concern_naming.open_to_name(g.uow, concern_id)
    return _show(file, concern_naming.load_name(g.uow, file), {})


@bp.post("/concerns/<uuid:concern_id>/name")
@policy(Policy.SIGNED_IN)
@never_kept
def name_concern(concern_id: UUID) -> ResponseReturnValue:
    """Seal the name onto the card of the team."""
    file = concern_naming.open_to_name(g.uow, concern_id)
    typed = request.form.get("name", "")
    try:
        concern_naming.name_concern(g.uow, file, typed)
    except InvalidError as error:
        return _show(file, typed, error.problems), 422
    return redirect(url_for("review.concern", concern_id=concern_id), 303)


def _show(file: OpenConcern, typed: str, problems: dict[str, str]) -> str:
    return render_template(
        "review/short_name.html", file=file, typed={"name": typed}, problems=problems
    )
