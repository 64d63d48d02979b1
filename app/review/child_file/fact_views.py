"""The form for a fact of a child's file: family, home, a plan, someone who works with the child."""

from datetime import date
from uuid import UUID, uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.app_state import get_today
from app.access.declarations import never_kept_for_back
from app.access.policy import Policy, policy
from app.access.submitted_form import read_idempotency_key, read_text
from app.domain.children.fact_fields import FIELDS, FieldKind, find_fact_problems
from app.domain.children.file_facts import Topic, read_fact_answers
from app.domain.times.typed_dates import (
    UnreadableError,
    format_day_for_input,
    read_day,
    resolve_relative_day,
    write_today_as_example,
)
from app.errors import InvalidError, NotFoundError, StaleError
from app.review.blueprint import bp
from app.review.child_file.file_page import FilePage, make_shown_fact
from app.services.children import fact_writing
from app.services.children.call_blocks import log_and_load_blocked_numbers
from app.services.children.fact_writing import FactSheet, NewFact

TITLES = {
    (Topic.FAMILY, False): "Add someone in the family",
    (Topic.FAMILY, True): "Change what you know about this person",
    (Topic.HOME, False): "Add where the child lives",
    (Topic.HOME, True): "Change where the child lives",
    (Topic.PLAN, False): "Add a plan",
    (Topic.PLAN, True): "Change a plan",
    (Topic.WORKER, False): "Add someone who works with the child",
    (Topic.WORKER, True): "Change who works with the child",
}
PAGES = {
    Topic.FAMILY: FilePage.FAMILY,
    Topic.HOME: FilePage.FAMILY,
    Topic.PLAN: FilePage.PLANS,
    Topic.WORKER: FilePage.PLANS,
}
CHANGED = (
    "Someone added to this file while you typed. Read what they wrote, then save yours if "
    "it’s still right"
)


@bp.get("/children/<uuid:file_id>/facts/<topic>")
@policy(Policy.LEAD)
def show_fact_form(file_id: UUID, topic: str) -> ResponseReturnValue:
    """Ask about something new, or show what is known of it to be changed."""
    what = _read_topic(topic)
    sheet = fact_writing.open_fact_form(g.uow, file_id, what, request.args.get("about", 0, int))
    values = read_fact_answers(sheet.standing.said) if sheet.standing else {}
    typed = {**_write_days(what, values), "once": str(uuid4())}
    return _show(file_id, what, sheet, typed, {}, sheet.mark)


@bp.post("/children/<uuid:file_id>/facts/<topic>")
@policy(Policy.LEAD)
@never_kept_for_back
def write_fact(file_id: UUID, topic: str) -> ResponseReturnValue:
    """Sign the fact. Pressed twice it is one; what was typed comes back with any problem."""
    what = _read_topic(topic)
    about, mark = request.form.get("about", 0, int), request.form.get("mark", 0, int)
    once = read_idempotency_key()
    typed = {field.name: read_text(field.name) for field in FIELDS[what]}
    values, problems = _read_days(what, typed)
    typed["once"] = str(once)
    if problems:
        sheet = fact_writing.open_fact_form(g.uow, file_id, what, about)
        problems = find_fact_problems(what, values, sheet.files) | problems
        return _show(file_id, what, sheet, typed, problems, mark), 422
    try:
        new = NewFact(what, values, about, mark, once)
        number = fact_writing.sign_fact(g.uow, file_id, new)
    except InvalidError as error:
        sheet = fact_writing.open_fact_form(g.uow, file_id, what, about)
        return _show(file_id, what, sheet, typed, error.problems, mark), 422
    except StaleError:
        sheet = fact_writing.open_fact_form(g.uow, file_id, what, about)
        return _show(file_id, what, sheet, typed, {"": CHANGED}, mark), 409
    return redirect(url_for(PAGES[what].value, file_id=file_id, written=number), 303)


def _read_topic(topic: str) -> Topic:
    try:
        return Topic(topic)
    except ValueError:
        raise NotFoundError(f"facts about {topic[:20]}") from None


def _write_days(topic: Topic, values: dict[str, str]) -> dict[str, str]:
    """Return the answers with their days as people type them."""
    days = {one.name for one in FIELDS[topic] if one.kind is FieldKind.DAY}
    return {
        name: format_day_for_input(date.fromisoformat(text)) if text and name in days else text
        for name, text in values.items()
    }


def _read_days(topic: Topic, typed: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the answers with their days as days, and what is wrong with a day."""
    values, problems = dict(typed), {}
    for field in FIELDS[topic]:
        text = typed[field.name].strip()
        if field.kind is not FieldKind.DAY or not text:
            continue
        today = get_today()
        try:
            said = resolve_relative_day(text, today, later=field.later)
            values[field.name] = read_day(said, today, later=field.later).isoformat()
        except UnreadableError as error:
            problems[field.name] = f"{error.what} {error.how}".strip()
    return values, problems


def _show(
    file_id: UUID,
    topic: Topic,
    sheet: FactSheet,
    typed: dict[str, str],
    problems: dict[str, str],
    mark: int,
) -> str:
    blocks = log_and_load_blocked_numbers(g.uow, file_id, sheet.facts)
    since = fact_writing.list_facts_since(sheet, mark) if problems else ()
    return render_template(
        "review/child_file/fact.html",
        file_id=file_id,
        card=sheet.card,
        topic=topic.value,
        title=TITLES[topic, sheet.standing is not None],
        back=PAGES[topic].value,
        about=sheet.standing.root if sheet.standing else 0,
        fields=FIELDS[topic],
        files=sheet.files,
        typed=dict.fromkeys((field.name for field in FIELDS[topic]), "") | typed,
        problems=problems,
        since=[make_shown_fact(one, blocks) for one in since],
        mark=max(sheet.mark, mark) if since or not problems else mark,
        like={later: write_today_as_example(get_today(), later=later) for later in (True, False)},
        blocked=blocks.list_warnings,
        all_numbers_known=blocks.is_complete,
        before=make_shown_fact(sheet.standing, blocks) if sheet.standing else None,
    )
