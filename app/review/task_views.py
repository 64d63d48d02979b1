"""A task about a concern: who does what by when, and that it is done."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.app_state import get_today
from app.access.declarations import never_kept_for_back
from app.access.policy import Policy, policy
from app.access.submitted_form import read_idempotency_key, read_text
from app.domain.times.typed_dates import (
    UnreadableError,
    read_day,
    resolve_relative_day,
    write_today_as_example,
)
from app.errors import InvalidError, StaleError
from app.review import task_ideas, timeline
from app.review.blueprint import bp
from app.services.concern_tasks import task_entries
from app.services.concern_tasks.short_answers import ShortAnswer
from app.services.concern_tasks.task_entries import NewTask
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.record_routing import is_author_a_reader_now

NO_DAY = "Enter the day when it must be done"
DONE_MEANWHILE = "Someone has just marked this as done. Read it. Add yours only if it says more"
GIVEN_MEANWHILE = "Someone has just given this to {name}. Read it. Add yours only if it says more"
CHANGED = "Someone has just added to this concern. Press the button again"


@bp.get("/concerns/<uuid:concern_id>/tasks/new")
@policy(Policy.SIGNED_IN)
def new_task(concern_id: UUID) -> ResponseReturnValue:
    """Ask what is to be done, by whom and by when."""
    file = task_entries.open_concern_as_reader(g.uow, concern_id)
    what = task_ideas.word_task_idea(request.args.get("for", ""))
    return _show_new(file, {"what": what, "owner": str(g.uow.me.id), "once": str(uuid4())}, {})


@bp.post("/concerns/<uuid:concern_id>/tasks/new")
@policy(Policy.SIGNED_IN)
@never_kept_for_back
def add_task(concern_id: UUID) -> ResponseReturnValue:
    """Sign the task. Pressed twice it is one."""
    file = task_entries.open_concern_as_reader(g.uow, concern_id)
    typed = _read_typed("what", "owner", "due")
    day, problem = read_due_day(typed["due"], NO_DAY)
    children = tuple(request.form.getlist("children"))
    new = NewTask(typed["what"], typed["owner"], day or get_today(), children)
    if problem:
        problems = task_entries.find_task_problems(g.uow, file, new) | {"due": problem}
        return _show_new(file, typed, problems, children), 422
    try:
        number = task_entries.add_task(g.uow, file, new, UUID(typed["once"]))
    except InvalidError as error:
        return _show_new(file, typed, error.problems, children), 422
    except StaleError:
        return _show_new(file, typed, {"": CHANGED}, children), 409
    return redirect(_where(concern_id, number), 303)


@bp.get("/concerns/<uuid:concern_id>/tasks/<int:number>")
@policy(Policy.SIGNED_IN)
def task(concern_id: UUID, number: int) -> ResponseReturnValue:
    """Show one task, and the line that says that it is done.

    `linked`: the child that it asks about is in a file already.
    """
    file = task_entries.open_concern_as_reader(g.uow, concern_id)
    return _show_task(file, number, {"said": "", "once": str(uuid4())}, {})


@bp.post("/concerns/<uuid:concern_id>/tasks/<int:number>")
@policy(Policy.SIGNED_IN)
@never_kept_for_back
def finish_task(concern_id: UUID, number: int) -> ResponseReturnValue:
    """Sign that a task is done, and what was done."""
    file = task_entries.open_concern_as_reader(g.uow, concern_id)
    typed = _read_typed("said")
    seen = request.form.get("seen", 0, int)
    outcome = ShortAnswer(typed["said"], seen, UUID(typed["once"]))
    try:
        task_entries.finish_task(g.uow, file, number, outcome)
    except InvalidError as error:
        return _show_task(file, number, typed, error.problems), 422
    except StaleError:
        changed = task_entries.open_concern_as_reader(g.uow, concern_id)
        last = task_entries.find_task(changed, number).outcomes[-1:]
        given = [one.to.name for one in last if one.to]
        problem = GIVEN_MEANWHILE.format(name=given[0]) if given else DONE_MEANWHILE
        return _show_task(changed, number, typed, {"said": problem}), 409
    return redirect(url_for("review.concern", concern_id=concern_id, _anchor="chronology"), 303)


def _where(concern_id: UUID, number: int) -> str:
    return url_for("review.concern", concern_id=concern_id, added=number)


def _read_typed(*names: str) -> dict[str, str]:
    """Return what was typed, and the id that makes a second press the same as the first."""
    once = read_idempotency_key()
    return {name: read_text(name) for name in names} | {"once": str(once)}


def read_due_day(typed: str, missing: str) -> tuple[date | None, str]:
    """Return the day that was typed, or what is wrong with it: `missing` where there is none."""
    if not typed.strip():
        return None, f"{missing}. {write_today_as_example(get_today(), later=True)}"
    try:
        return read_day(
            resolve_relative_day(typed, get_today(), later=True), get_today(), later=True
        ), ""
    except UnreadableError as error:
        return None, f"{error.what} {error.how}".strip()


def _show_new(
    file: OpenConcern,
    typed: dict[str, str],
    problems: dict[str, str],
    children: tuple[str, ...] = (),
) -> str:
    return render_template(
        "review/task_new.html",
        typed=typed,
        problems=problems,
        ticked=children,
        owners=task_entries.list_possible_task_owners(g.uow, file),
        author_reads=is_author_a_reader_now(g.uow, file.record),
        like=write_today_as_example(get_today(), later=True),
        **make_task_page_context(file),
    )


def _show_task(
    file: OpenConcern, number: int, typed: dict[str, str], problems: dict[str, str]
) -> str:
    return render_template(
        "review/task.html",
        found=task_entries.find_task(file, number),
        typed=typed,
        problems=problems,
        today=get_today(),
        is_linked="linked" in request.args,
        **make_task_page_context(file),
    )


def make_task_page_context(file: OpenConcern) -> dict[str, Any]:
    """Return the concern, the names of the children where there are several, and who reads."""
    children = dict(timeline.list_child_choices(file.record))
    return {"file": file, "children": children, "me": str(g.uow.me.id)}
