"""Give a concern a short name, which only the team that reads it sees."""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import never_kept_for_back
from app.access.policy import Policy, policy
from app.errors import InvalidError, StaleError
from app.review.blueprint import bp
from app.services.concern_tasks import concern_naming
from app.services.concerns.concern_reading import OpenConcern

NAMED = "Someone else has just named this concern “{name}”. To replace that, save your name"
UNNAMED = "Someone else has just taken the name away. To give it one again, save your name"


@bp.get("/concerns/<uuid:concern_id>/name")
@policy(Policy.SIGNED_IN)
def short_name(concern_id: UUID) -> ResponseReturnValue:
    """Ask what the concern is to be called in lists."""
    file = concern_naming.open_concern_to_name(g.uow, concern_id)
    name = concern_naming.load_concern_name(g.uow, file)
    return _show(file, name, name, {})


@bp.post("/concerns/<uuid:concern_id>/name")
@policy(Policy.SIGNED_IN)
@never_kept_for_back
def name_concern(concern_id: UUID) -> ResponseReturnValue:
    """Seal the name onto the card of the team, unless another lead was quicker."""
    file = concern_naming.open_concern_to_name(g.uow, concern_id)
    typed, before = request.form.get("name", ""), request.form.get("before")
    try:
        concern_naming.name_concern(g.uow, file, typed, before)
    except InvalidError as error:
        return _show(file, typed, before, error.problems), 422
    except StaleError:
        name = concern_naming.load_concern_name(
            g.uow, concern_naming.open_concern_to_name(g.uow, concern_id)
        )
        problem = NAMED.format(name=name) if name else UNNAMED
        return _show(file, typed, name, {"name": problem}), 409
    return redirect(url_for("review.concern", concern_id=concern_id), 303)


def _show(file: OpenConcern, typed: str, before: str | None, problems: dict[str, str]) -> str:
    return render_template(
        "review/short_name.html",
        file=file,
        typed={"name": typed},
        before=before,
        problems=problems,
    )
