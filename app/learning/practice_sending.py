"""Send a practice to somebody to talk about, if its trainee wishes; and a list of what was sent."""

from typing import Any
from uuid import UUID, uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.access.typed import Form, submitted, uuid_of
from app.errors import InvalidError, StaleError
from app.learning.blueprint import bp
from app.learning.typed import press_of
from app.services import debrief_acts, debriefs, practice_snapshots, training_acts
from app.services.debrief_acts import ToSend

CHOICE = ("confirmer", "made_up")
CHANGED = "Your practice was changed in another place meanwhile. Read it again, then send it."
SENT = "sent"
"""The banner on pages of what goes to somebody: it does not say that it goes to nobody."""


@bp.get("/practice/run/<uuid:run_id>/send")
@policy(Policy.SIGNED_IN)
def practice_send(run_id: UUID) -> ResponseReturnValue:
    """What would be sent, who would read it, and to whom it can go."""
    form = {name: request.args.getlist(name) for name in request.args}
    return _page(run_id, form, check="check" in request.args)


@bp.post("/practice/run/<uuid:run_id>/send")
@policy(Policy.SIGNED_IN)
def do_practice_send(run_id: UUID) -> ResponseReturnValue:
    """Send it. What stands in the way is said on the same page, with the choice kept."""
    form = submitted()
    try:
        training_id = debrief_acts.send(g.desk, run_id, _to_send(run_id, form))
    except InvalidError:  # a page of its own, so that the browser's Back finds it again
        picked: dict[str, Any] = {name: form[name][0] for name in CHOICE if name in form}
        return redirect(url_for("learning.practice_send", run_id=run_id, check=1, **picked), 303)
    except StaleError as error:
        return _page(run_id, form, problem=CHANGED), error.status
    return redirect(url_for("learning.practice_sent", training_id=training_id, sent=1), 303)


@bp.get("/practice/sent")
@policy(Policy.SIGNED_IN)
def practices_sent() -> ResponseReturnValue:
    """What I sent, and what was sent to me: who and when. Opens nothing."""
    lines = debriefs.every(g.desk)
    return render_template("learning/practices_sent.html", practice=SENT, lines=lines)


def _to_send(run_id: UUID, form: Form) -> ToSend:
    to, made_up = uuid_of(_one(form, "confirmer")), bool(_one(form, "made_up"))
    seen = _one(form, "seen")
    return ToSend(press_of(form, f"{run_id}", f"{to}", seen), to, seen, made_up)


def _page(run_id: UUID, form: Form, *, check: bool = False, problem: str = "") -> str:
    snapshot = practice_snapshots.take(g.desk, run_id)
    people = training_acts.may_confirm(g.desk)
    what = _to_send(run_id, form)
    problems = debrief_acts.in_the_way(snapshot, people, what) if check else {}
    sent = debriefs.sent_of(g.desk, run_id)
    return render_template(
        "learning/practice_send.html",
        practice=SENT,
        snapshot=snapshot,
        people=people,
        before=[(one.name, sent[one.id]) for one in people if one.id in sent],
        chosen=what.confirmer,
        made_up=what.made_up,
        problems=[*problems.items(), *([("", problem)] if problem else [])],
        once=uuid4(),
    )


def _one(form: Form, name: str) -> str:
    return (form.get(name) or [""])[0]
