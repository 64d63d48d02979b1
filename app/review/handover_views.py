"""Hand a concern over to another of its readers."""

from uuid import UUID, uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import never_kept_for_back
from app.access.policy import Policy, policy
from app.access.submitted_form import read_idempotency_key, read_text
from app.errors import InvalidError, StaleError
from app.review.blueprint import bp
from app.services.concern_tasks import handovers, task_entries
from app.services.concern_tasks.handovers import NewHandover
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.record_routing import is_author_a_reader_now

CHANGED = "Someone has just handed over this concern. Check who has it now, then choose again"


@bp.get("/concerns/<uuid:concern_id>/hand-over")
@policy(Policy.SIGNED_IN)
def handover(concern_id: UUID) -> ResponseReturnValue:
    """Ask who takes the concern, and why."""
    file = task_entries.open_concern_as_reader(g.uow, concern_id)
    return _show(file, NewHandover("", "", 0, uuid4()), {})


@bp.post("/concerns/<uuid:concern_id>/hand-over")
@policy(Policy.SIGNED_IN)
@never_kept_for_back
def hand_over(concern_id: UUID) -> ResponseReturnValue:
    """Sign the handover. Pressed twice it is one."""
    file = task_entries.open_concern_as_reader(g.uow, concern_id)
    form = request.form
    once = read_idempotency_key()
    new = NewHandover(form.get("to", ""), read_text("why"), form.get("seen", 0, int), once)
    try:
        number = handovers.hand_concern_to_reader(g.uow, file, new)
    except InvalidError as error:
        return _show(file, new, error.problems), 422
    except StaleError:
        changed = task_entries.open_concern_as_reader(g.uow, concern_id)
        return _show(changed, new, {"to": CHANGED}), 409
    return redirect(url_for("review.concern", concern_id=concern_id, added=number), 303)


def _show(file: OpenConcern, new: NewHandover, problems: dict[str, str]) -> str:
    return render_template(
        "review/hand_over.html",
        file=file,
        typed={"to": new.to, "why": new.why, "once": str(new.once)},
        problems=problems,
        people=handovers.list_possible_holders(g.uow, file),
        holder=handovers.find_concern_holder(file),
        seen=len(handovers.list_handovers(file)),
        author_reads=is_author_a_reader_now(g.uow, file.record),
        me=str(g.uow.me.id),
    )
