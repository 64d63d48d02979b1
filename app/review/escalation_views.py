"""Write down what someone answered to an escalation."""

from uuid import UUID, uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import never_kept_for_back
from app.access.policy import Policy, policy
from app.access.submitted_form import read_idempotency_key, read_text
from app.domain.record.answer_rows import make_answer_rows
from app.errors import InvalidError, StaleError
from app.review.blueprint import bp
from app.services.concern_tasks import escalations
from app.services.concern_tasks.short_answers import ShortAnswer
from app.services.concerns import concern_reading
from app.services.concerns.concern_reading import OpenConcern

ANSWERED = "Someone has just recorded a reply. Read it. Add yours only if it says more"


@bp.get("/concerns/<uuid:concern_id>/escalations/<int:number>")
@policy(Policy.SIGNED_IN)
def escalation(concern_id: UUID, number: int) -> ResponseReturnValue:
    """Ask what was answered."""
    file = concern_reading.open_concern(g.uow, concern_id)
    return _show(file, number, ShortAnswer("", 0, uuid4()), {})


@bp.post("/concerns/<uuid:concern_id>/escalations/<int:number>")
@policy(Policy.SIGNED_IN)
@never_kept_for_back
def answer_escalation(concern_id: UUID, number: int) -> ResponseReturnValue:
    """Sign the answer. Pressed twice it is one."""
    file, form = concern_reading.open_concern(g.uow, concern_id), request.form
    once = read_idempotency_key()
    answer = ShortAnswer(read_text("said"), form.get("seen", 0, int), once)
    try:
        added = escalations.answer_escalation(g.uow, file, number, answer)
    except InvalidError as error:
        return _show(file, number, answer, error.problems), 422
    except StaleError:
        changed = concern_reading.open_concern(g.uow, concern_id)
        return _show(changed, number, answer, {"said": ANSWERED}), 409
    return redirect(url_for("review.concern", concern_id=concern_id, added=added), 303)


def _show(file: OpenConcern, number: int, answer: ShortAnswer, problems: dict[str, str]) -> str:
    found = escalations.find_escalation(file, number)
    third = found.entry.by.id != str(g.uow.me.id)
    rows = [row for part in found.entry.parts for row in make_answer_rows(part, {}, third=third)]
    return render_template(
        "review/escalation.html",
        file=file,
        found=found,
        rows=[(row.label, row.text) for row in rows],
        typed={"said": answer.said, "once": str(answer.once)},
        problems=problems,
    )
