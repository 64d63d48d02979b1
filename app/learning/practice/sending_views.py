"""Send a practice to someone to talk about, if its trainee wishes, and list what was sent."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.access.search.searched_names import keep_searched_words, read_searched_words
from app.access.submitted_form import SubmittedForm, parse_uuid, read_submitted_form
from app.errors import InvalidError, StaleError
from app.learning.blueprint import bp
from app.learning.training.typed_forms import derive_press_id
from app.services.practice import debrief_actions, debriefs, practice_snapshot
from app.services.practice.debrief_actions import PracticeToSend
from app.services.practice.debrief_summary import add_word_differences
from app.services.training import review_actions
from app.services.training.offered_people import PeopleSearch

CHOICE = ("confirmer", "made_up")
PLACE = "practice"
CHANGED = "Your practice has changed in another place since then. Read it again, then send it."
SENT = "sent"
"""The banner on pages of what goes to somebody: it does not say that it goes to nobody."""


@bp.get("/practice/run/<uuid:run_id>/send")
@policy(Policy.SIGNED_IN)
def practice_send(run_id: UUID) -> ResponseReturnValue:
    """Show what would be sent, who would read it, and to whom it can go.

    `check`: with what there is to choose; `changed`: it changed meanwhile, until it is sent.
    `search`: this session searched for the people to choose from.
    """
    form = {name: request.args.getlist(name) for name in request.args}
    return _page(run_id, form)


@bp.post("/practice/run/<uuid:run_id>/send")
@policy(Policy.SIGNED_IN)
def do_practice_send(run_id: UUID) -> ResponseReturnValue:
    """Send it, or search for the person to send it to.

    What stands in the way is said on a page that Back finds, with the choice kept.
    """
    form = read_submitted_form()
    picked: dict[str, Any] = {name: form[name][0] for name in CHOICE if _one(form, name)}
    searched = keep_searched_words(PLACE, _one(form, "q"))
    again = partial(url_for, "learning.practice_send", run_id=run_id, **picked, **searched)
    if "search" in form:
        return redirect(again(_anchor="confirmer"), 303)
    try:
        training_id = debrief_actions.send_practice(g.uow, run_id, _to_send(run_id, form))
    except InvalidError:
        return redirect(again(check=1), 303)
    except StaleError:
        return redirect(again(changed=_so_far()), 303)
    return redirect(url_for("learning.practice_sent", training_id=training_id, sent=1), 303)


@bp.get("/practice/sent")
@policy(Policy.SIGNED_IN)
def practices_sent() -> ResponseReturnValue:
    """Show what I sent, and what was sent to me: who and when. Opens nothing."""
    lines = debriefs.list_debriefs(g.uow)
    return render_template("learning/practices_sent.html", practice=SENT, lines=lines)


def _to_send(run_id: UUID, form: SubmittedForm) -> PracticeToSend:
    to, made_up = parse_uuid(_one(form, "confirmer")), bool(_one(form, "made_up"))
    seen = _one(form, "seen")
    return PracticeToSend(derive_press_id(form, f"{run_id}", f"{to}", seen), to, seen, made_up)


def _page(run_id: UUID, form: SubmittedForm) -> str:
    snapshot = practice_snapshot.load_practice_snapshot(g.uow, run_id)
    what = _to_send(run_id, form)
    sent = debriefs.find_debriefs_sent(g.uow, run_id)
    keep = frozenset(one for one in (what.confirmer, *sent) if one)
    search = PeopleSearch(read_searched_words(PLACE), keep)
    offered = review_actions.offer_colleagues(g.uow, search)
    chosen = next((one for one in offered.people if one.id == what.confirmer), None)
    problems = (
        debrief_actions.find_sending_problems(snapshot, chosen, what) if "check" in form else {}
    )
    if _one(form, "changed") == _so_far():
        problems = {"": CHANGED}
    return render_template(
        "learning/practice_send.html",
        practice=SENT,
        snapshot=snapshot,
        first=add_word_differences(snapshot.summary),
        offered=offered,
        before=[(one.name, sent[one.id]) for one in offered.people if one.id in sent],
        chosen=what.confirmer,
        made_up=what.made_up,
        problems=list(problems.items()),
        once=uuid4(),
    )


def _so_far() -> str:
    """Return a mark that changes once something is sent: then nothing is left to read again."""
    mine = (one.at for one in debriefs.list_debriefs(g.uow) if one.mine)
    return str(max((int(at.timestamp()) for at in mine), default=0))


def _one(form: SubmittedForm, name: str) -> str:
    return (form.get(name) or [""])[0]
