"""List what there is to practise, and start, leave or delete a conversation.

Nothing is marked or counted. What a trainee says is theirs alone; see `turn_views`.
"""

from typing import Any
from uuid import UUID, uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.access.submitted_form import read_submitted_form
from app.errors import NotFoundError
from app.learning.blueprint import bp
from app.learning.training.typed_forms import read_form_id
from app.services.practice import practice_runs, scenario_content


@bp.get("/practice")
@policy(Policy.SIGNED_IN)
def practice() -> ResponseReturnValue:
    """Show what practice is, what I have started, and every conversation to start."""
    runs, closed = practice_runs.list_runs_and_unreadable(g.uow)
    return _page(
        "learning/practice.html",
        scenarios=scenario_content.load_org_scenarios(g.org),
        runs=runs,
        closed=closed,
        thrown="thrown" in request.args,
    )


@bp.get("/practice/<key>")
@policy(Policy.SIGNED_IN)
def practice_before(key: str) -> ResponseReturnValue:
    """Show who, where and when, what it is about, and the way out: before anything starts."""
    scenario = scenario_content.load_org_scenario(g.org, key)
    begun = [one for one in practice_runs.list_runs(g.uow) if one.scenario.key == key]
    return _page(
        "learning/practice_before.html",
        scenario=scenario,
        once=uuid4(),
        begun=next((one for one in begun if not one.ended), None),
    )


@bp.post("/practice/<key>")
@policy(Policy.SIGNED_IN)
def practice_begin(key: str) -> ResponseReturnValue:
    """Begin it. The same page sent twice begins once."""
    run_id = practice_runs.start_run(g.uow, key, read_form_id(read_submitted_form()))
    return redirect(url_for("learning.practice_turn", run_id=run_id, at=0), 303)


@bp.get("/practice/run/<uuid:run_id>")
@policy(Policy.SIGNED_IN)
def practice_run(run_id: UUID) -> ResponseReturnValue:
    """Lead to where the conversation is."""
    run = practice_runs.load_run(g.uow, run_id)
    return redirect(url_for("learning.practice_turn", run_id=run_id, at=run.at), 303)


@bp.get("/practice/run/<uuid:run_id>/leave")
@policy(Policy.SIGNED_IN)
def practice_leave(run_id: UUID) -> ResponseReturnValue:
    """Show a calm page: it is saved, and there is somebody for you."""
    return _page("learning/practice_leave.html", run=practice_runs.load_run(g.uow, run_id))


@bp.get("/practice/run/<uuid:run_id>/throw-away")
@policy(Policy.SIGNED_IN)
def practice_throw(run_id: UUID) -> ResponseReturnValue:
    """Ask before it is thrown away; one that does not open has neither title nor day."""
    if not practice_runs.is_run_of_member(g.uow, g.actor.id, run_id):
        raise NotFoundError("practice")
    run = next((one for one in practice_runs.list_runs(g.uow) if one.id == run_id), None)
    return _page("learning/practice_throw.html", run=run, run_id=run_id)


@bp.post("/practice/run/<uuid:run_id>/throw-away")
@policy(Policy.SIGNED_IN)
def do_practice_throw(run_id: UUID) -> ResponseReturnValue:
    """Delete it for good."""
    practice_runs.delete_run(g.uow, run_id)
    return redirect(url_for("learning.practice", thrown=1), 303)


def _page(template: str, **shown: Any) -> str:
    return render_template(template, practice=True, **shown)
