"""Choose who confirms, see what is sent, and send it: sealed to that person and signed."""

from functools import partial
from typing import Any
from uuid import uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.access.search.searched_names import keep_searched_words, read_searched_words
from app.access.submitted_form import SubmittedForm, parse_uuid, read_submitted_form
from app.domain.training.exchange_schema import OPEN_STATES, ConfirmerRelation
from app.errors import InvalidError, StaleError
from app.learning.blueprint import bp
from app.learning.training.typed_forms import derive_press_id
from app.services.training import review_actions, reviews, workbook_answers
from app.services.training.completion_record_pdf import ROLE_NAMES
from app.services.training.offered_people import PeopleSearch
from app.services.training.review_actions import AnswersToSend, AskFirstError

CHOICE = ("confirmer", "relation")
PLACE = "send"
CHANGED = "Your answers were changed in another place since then. Read them again, then send them."


@bp.get("/send")
@policy(Policy.SIGNED_IN)
def send() -> ResponseReturnValue:
    """Show what would be sent, and to whom it can go.

    `check`: with what there is to choose; `changed`: the answers changed since the page was shown;
    `ask`: something was left to read, and this is where they are asked about it, once. `search`:
    this session searched for the people to choose from.
    """
    form = {name: request.args.getlist(name) for name in request.args}
    problems: dict[str, str] = {}
    if request.args.get("check") == _so_far():
        what, problems = _read(form)
        problems = review_actions.find_choice_problems(g.uow, what) if what else problems
    elif request.args.get("changed") == _so_far():
        problems = {"": CHANGED}
    return _page(form, problems, asks=request.args.get("ask") == _so_far())


@bp.post("/send")
@policy(Policy.SIGNED_IN)
def sent() -> ResponseReturnValue:
    """Send it, or search for who confirms.

    What stands in the way is said on a page that Back finds, with the choice kept.
    """
    form = read_submitted_form()
    what, problems = _read(form)
    picked: dict[str, Any] = {
        name: form[name][0] for name in CHOICE if name not in problems and form.get(name, [""])[0]
    }
    searched = keep_searched_words(PLACE, form.get("q", [""])[0])
    again = partial(url_for, "learning.send", **picked, **searched)
    if "search" in form:
        asked = _so_far() if form.get("asked", [""])[0] else None
        return redirect(again(ask=asked, _anchor="confirmer"), 303)
    if what is None:
        return redirect(again(check=_so_far()), 303)
    try:
        training_id = review_actions.send_answers(
            g.uow, what, workbook_answers.load_own_answers(g.uow)
        )
    except AskFirstError:
        return redirect(again(ask=_so_far()), 303)
    except InvalidError:
        return redirect(again(check=_so_far()), 303)
    except StaleError:
        return redirect(again(changed=_so_far()), 303)
    return redirect(url_for("learning.answers_sent", training_id=training_id, sent=1), 303)


def _so_far() -> str:
    """Return a mark that changes once something is sent: then nothing is left to choose."""
    return str(
        max((int(one.at.timestamp()) for one in reviews.list_sent_trainings(g.uow)), default=0)
    )


def _read(form: SubmittedForm) -> tuple[AnswersToSend | None, dict[str, str]]:
    problems = {}
    to = parse_uuid((form.get("confirmer") or [""])[0])
    relation = (form.get("relation") or [""])[0]
    if to is None:
        problems["confirmer"] = review_actions.CONFIRMER_MISSING
    if relation not in set(ConfirmerRelation):
        problems["relation"] = review_actions.RELATION_MISSING
    if to is None or problems:
        return None, problems
    seen, asked = ((form.get(name) or [""])[0] for name in ("seen", "asked"))
    once = derive_press_id(form, f"{to}", relation, seen)
    return AnswersToSend(once, to, ConfirmerRelation(relation), seen, asked), {}


def _page(form: SubmittedForm, problems: dict[str, str], *, asks: bool = False) -> str:
    own = workbook_answers.load_own_answers(g.uow)
    mine = reviews.list_sent_trainings(g.uow)
    before = next((one for one in mine if one.state in OPEN_STATES), None)
    waiting = {one.question.key for one in own.waiting}
    chosen = parse_uuid((form.get("confirmer") or [""])[0]) or (before.other if before else None)
    keep = frozenset({chosen} if chosen else ())
    search = PeopleSearch(read_searched_words(PLACE), keep)
    return render_template(
        "learning/send.html",
        own=own,
        offered=review_actions.offer_confirmers(g.uow, search),
        roles=ROLE_NAMES,
        readiness=workbook_answers.find_readiness_to_send(g.uow, own),
        asks=asks,
        before=before,
        chosen=chosen,
        relation=(form.get("relation") or [""])[0],
        problems=[(name, text) for name, text in problems.items() if name not in waiting],
        once=uuid4(),
    )
