"""Ask the person who recorded a concern something, and write down the answer."""

from uuid import UUID, uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.app_state import get_today
from app.access.declarations import never_kept_for_back
from app.access.policy import Policy, policy
from app.access.submitted_form import read_idempotency_key, read_text
from app.domain.times.typed_dates import write_today_as_example
from app.errors import InvalidError, StaleError
from app.review.blueprint import bp
from app.review.task_views import CHANGED, make_task_page_context, read_due_day
from app.services.concern_tasks import author_questions
from app.services.concern_tasks.author_questions import NewAnswer, NewQuestion
from app.services.concern_tasks.short_answers import ShortAnswer
from app.services.concerns import concern_reading
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.follow_up_entries import OvertakenError

NO_DAY = "Enter the day when you need the answer"
ANSWERED = "Someone has just recorded an answer. Read it. Add yours only if it says more"


@bp.get("/concerns/<uuid:concern_id>/questions/new")
@policy(Policy.SIGNED_IN)
def new_question(concern_id: UUID) -> ResponseReturnValue:
    """Show the form for a question to the author."""
    file = author_questions.open_concern_to_ask(g.uow, concern_id)
    return _show_asking(file, {"question": "", "due": "", "once": str(uuid4())}, {})


@bp.post("/concerns/<uuid:concern_id>/questions/new")
@policy(Policy.SIGNED_IN)
@never_kept_for_back
def ask_author(concern_id: UUID) -> ResponseReturnValue:
    """Sign the question. Pressed twice it is one."""
    file = author_questions.open_concern_to_ask(g.uow, concern_id)
    typed = {name: read_text(name) for name in ("question", "due")}
    once = read_idempotency_key()
    typed["once"], children = str(once), tuple(request.form.getlist("children"))
    day, problem = read_due_day(typed["due"], NO_DAY)
    new = NewQuestion(typed["question"], day or get_today(), children)
    if problem:
        problems = author_questions.find_question_problems(g.uow, file, new) | {"due": problem}
        return _show_asking(file, typed, problems, children), 422
    try:
        number = author_questions.ask_author(g.uow, file, new, once)
    except InvalidError as error:
        return _show_asking(file, typed, error.problems, children), 422
    except OvertakenError:
        return _show_asking(file, typed, {"": author_questions.CLOSED}, children), 409
    except StaleError:
        return _show_asking(file, typed, {"": CHANGED}, children), 409
    return redirect(url_for("review.concern", concern_id=concern_id, added=number), 303)


@bp.get("/concerns/<uuid:concern_id>/questions/<int:number>")
@policy(Policy.SIGNED_IN)
def author_question(concern_id: UUID, number: int) -> ResponseReturnValue:
    """Show a question with its answers, and ask for one."""
    file = concern_reading.open_concern(g.uow, concern_id)
    return _show_question(file, number, NewAnswer(ShortAnswer("", 0, uuid4())), {})


@bp.post("/concerns/<uuid:concern_id>/questions/<int:number>")
@policy(Policy.SIGNED_IN)
@never_kept_for_back
def answer_question(concern_id: UUID, number: int) -> ResponseReturnValue:
    """Sign the answer. Pressed twice it is one."""
    file, form = concern_reading.open_concern(g.uow, concern_id), request.form
    line = ShortAnswer(read_text("said"), form.get("seen", 0, int), read_idempotency_key())
    answer = NewAnswer(line, tuple(form.getlist("children")), bool(form.get("verbatim")))
    try:
        added = author_questions.answer_question(g.uow, file, number, answer)
    except InvalidError as error:
        return _show_question(file, number, answer, error.problems), 422
    except StaleError:
        changed = concern_reading.open_concern(g.uow, concern_id)
        return _show_question(changed, number, answer, {"said": ANSWERED}), 409
    return redirect(url_for("review.concern", concern_id=concern_id, added=added), 303)


def _show_asking(
    file: OpenConcern,
    typed: dict[str, str],
    problems: dict[str, str],
    children: tuple[str, ...] = (),
) -> str:
    return render_template(
        "review/author_question/ask.html",
        typed=typed,
        problems=problems,
        ticked=children,
        can_sign_in=author_questions.can_author_sign_in(g.uow, file),
        like=write_today_as_example(get_today(), later=True),
        **make_task_page_context(file),
    )


def _show_question(
    file: OpenConcern, number: int, answer: NewAnswer, problems: dict[str, str]
) -> str:
    found = author_questions.find_question(file, number)
    is_sent = request.method == "POST"
    return render_template(
        "review/author_question/answer.html",
        found=found,
        adds=answer.line.seen > 0 if is_sent else bool(found.answers),
        typed={"said": answer.line.said, "once": str(answer.line.once)},
        ticked=answer.children if is_sent else found.entry.children,
        verbatim=answer.verbatim,
        problems=problems,
        **make_task_page_context(file),
    )
