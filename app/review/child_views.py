"""/children: a lead's list of children's files, one child in view, and which concern belongs to it.

No name is in an address or a title: they stay in histories and tabs.
"""

from datetime import date
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.access.app_state import get_today
from app.access.declarations import never_kept_for_back
from app.access.policy import Policy, policy
from app.access.submitted_form import parse_uuid, read_text
from app.domain.children.child_card import ChildCard, compute_age
from app.domain.children.fact_fields import name_fact
from app.domain.pages.core import PARTS_IN_IT
from app.errors import InvalidError, NotFoundError, StaleError
from app.review.blueprint import bp
from app.services.children import child_files, child_linking, fact_writing
from app.services.children.child_linking import LinkChoice, LinkQuestion
from app.services.children.concerns_without_file import MOST_COUNTED, find_concerns_without_file
from app.services.children.fact_writing import list_shown_rows
from app.services.concern_search.concern_search import (
    CHILD_SEARCH,
    load_session_query,
    save_session_query,
)
from app.services.concern_tasks import child_asks
from app.services.concern_tasks.child_asks import FilesChangedError
from app.services.sealed_index import index_building
from content.london_time import format_date

MOST_PAGES = 10_000
NEW_FILE, LATER = "new", "later"
CHOOSE = "Select a file, or say that none of them is this child"
CHANGED = "Another concern was linked while you looked. Check the files again, then choose"
ADDED_TO = "Someone has just added to this concern. Choose again"
CLOSED = "Someone has closed this concern, so you were given no task. Choose again"
FILES_CHANGED = "Someone has changed a child’s file. Your reason is below. Send it again"


@bp.get("/children")
@policy(Policy.LEAD)
def children() -> ResponseReturnValue:
    """Show the children's files by name, or those whose name is looked for."""
    query = load_session_query(g.uow, CHILD_SEARCH)
    listed = child_files.open_child_file_list(g.uow, query, read_list_page_number())
    waiting = len(find_concerns_without_file(g.uow, MOST_COUNTED + 1))
    ages = {one.id: describe_age(one.card, get_today()) for one in listed.children}
    return render_template(
        "review/children.html",
        listed=listed,
        query=query,
        ages=ages,
        waiting=waiting,
        most=MOST_COUNTED,
    )


@bp.post("/children")
@policy(Policy.LEAD)
@never_kept_for_back
def find_children() -> ResponseReturnValue:
    """Keep the name that is looked for, sealed in this session, and show who fits."""
    save_session_query(g.uow, g.visit.token, request.form.get("name", ""), CHILD_SEARCH)
    return redirect(url_for("review.children"), 303)


@bp.get("/children/without-file")
@policy(Policy.LEAD)
def show_concerns_without_file() -> ResponseReturnValue:
    """Show the concerns of which no child is in a file yet, the newest first."""
    page = read_list_page_number()
    found, total = child_files.open_concerns_without_file(g.uow, page)
    more = total > page * child_files.PAGE_SIZE
    counted = total if total <= MOST_COUNTED else None
    return render_template(
        "review/without_file.html", files=found, total=counted, page=page, more=more
    )


@bp.get("/concerns/<uuid:concern_id>/child/<child>")
@policy(Policy.LEAD)
def which_child(concern_id: UUID, child: str) -> ResponseReturnValue:
    """Ask which child this is: the files that it may be, each with its reasons.

    A child that is in a file is shown there; but a task to decide it that is still open, first.
    """
    asked = child_linking.open_child_link_question(g.uow, concern_id, child)
    if asked.child.is_linked and (
        number := child_asks.find_which_child_task(g.uow, concern_id, child)
    ):
        where = url_for("review.task", concern_id=concern_id, number=number, linked=1)
        return redirect(where, 303)
    return _go_to_file(asked) or _show_question(concern_id, asked, {})


@bp.post("/concerns/<uuid:concern_id>/child/<child>")
@policy(Policy.LEAD)
@never_kept_for_back
def link_child(concern_id: UUID, child: str) -> ResponseReturnValue:
    """Put the child into the file that was chosen, or into none for now."""
    chosen, part = request.form.get("file", ""), request.form.get("part", "")
    if chosen == LATER:
        return _ask_again(concern_id, child, part)
    file_id = parse_uuid(chosen)
    part = part if part in {option.token for option in PARTS_IN_IT} else ""
    if file_id is None and chosen != NEW_FILE:
        asked = child_linking.open_child_link_question(g.uow, concern_id, child)
        return _show_question(concern_id, asked, {"file": CHOOSE}, part), 422
    mark = request.form.get("mark", -1, int)
    try:
        choice = LinkChoice(concern_id, child, file_id, part, mark)
        linked = child_asks.link_child_and_end_tasks(g.uow, choice)
    except FilesChangedError:
        return _look_again(concern_id, child, CHANGED, part)
    except StaleError:
        return _look_again(concern_id, child, ADDED_TO, part)
    index_building.merge_slips_if_many(g.uow)  # each page of the file looks in what is in no book
    return redirect(url_for("review.child", file_id=linked, linked=1, _anchor="done"), 303)


@bp.get("/children/<uuid:file_id>/concerns/<int:number>")
@policy(Policy.LEAD)
def unlink(file_id: UUID, number: int) -> ResponseReturnValue:
    """Ask why a concern is not about this child."""
    return _show_unlinking(file_id, number, {"why": "", "copies": ""}, {})


@bp.post("/children/<uuid:file_id>/concerns/<int:number>")
@policy(Policy.LEAD)
@never_kept_for_back
def unlink_child(file_id: UUID, number: int) -> ResponseReturnValue:
    """Take the concern out of the file; what was signed stays."""
    typed = {name: read_text(name) for name in ("why", "copies")}
    try:
        child_linking.unlink_child(g.uow, file_id, number, typed["why"], typed["copies"])
    except InvalidError as error:
        return _show_unlinking(file_id, number, typed, error.problems), 422
    except StaleError:
        return _show_unlinking(file_id, number, typed, {"why": FILES_CHANGED}), 409
    return redirect(url_for("review.child", file_id=file_id), 303)


def describe_age(card: ChildCard, today: date) -> str:
    """Return an age in words: counted from a birthday, or as the newest record has it."""
    if len(card.birthdays) == 1:
        return str(compute_age(card.birthdays[0], today))
    if card.newest_age is None:
        return ""
    age, day = card.newest_age
    return age if (today - day).days < 1 else f"{age} on {format_date(day)}"


def _ask_again(concern_id: UUID, child: str, part: str) -> ResponseReturnValue:
    """Give this lead a task to decide it on the next working day; nothing is linked.

    Where the page offered a task and there is nothing more to decide, it says so.
    """
    try:
        number = child_asks.add_which_child_task(g.uow, concern_id, child)
    except FilesChangedError:
        return _look_again(concern_id, child, CHANGED, part)
    except StaleError:
        return _look_again(concern_id, child, ADDED_TO, part)
    if not number and request.form.get("task"):
        return _look_again(concern_id, child, CLOSED, part)
    return redirect(url_for("review.concern", concern_id=concern_id, added=number or None), 303)


def _look_again(concern_id: UUID, child: str, problem: str, part: str) -> ResponseReturnValue:
    """Ask which child it is, as all files stand now; or show the file that it is in by now."""
    asked = child_linking.open_child_link_question(g.uow, concern_id, child)
    found = _go_to_file(asked)
    return found or (_show_question(concern_id, asked, {"file": problem}, part), 409)


def _go_to_file(asked: LinkQuestion) -> Response | None:
    """Return the way to the file that the child is in; None while it is in none."""
    file = asked.child.file
    return redirect(url_for("review.child", file_id=file.id), 303) if file else None


def _show_question(
    concern_id: UUID, asked: LinkQuestion, problems: dict[str, str], part: str = ""
) -> str:
    ages = {one.id: describe_age(one.card, get_today()) for one in asked.candidates}
    return render_template(
        "review/which_child.html",
        concern_id=concern_id,
        asked=asked,
        ages=ages,
        parts=PARTS_IN_IT,
        ask_on=child_asks.find_which_child_due_day(g.uow, concern_id),
        today=get_today(),
        part=part or asked.child.part,
        problems=problems,
    )


def _show_unlinking(
    file_id: UUID, number: int, typed: dict[str, str], problems: dict[str, str]
) -> str:
    link, concern = child_files.log_and_find_linked_concern(g.uow, file_id, number)
    if link is None:
        raise NotFoundError(f"link {number} of child {file_id}")
    return render_template(
        "review/unlink.html",
        file_id=file_id,
        link=link,
        concern=concern,
        copies=child_linking.load_prints_with_entry(g.uow, file_id, number),
        facts=_list_facts_left_behind(file_id, number),
        typed=typed,
        problems=problems,
    )


def _list_facts_left_behind(file_id: UUID, number: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the name of each fact that a file without a concern would still have, and its rows."""
    return [
        (name_fact(one.said), list(list_shown_rows(one.said)))
        for one in fact_writing.list_facts_left_behind(g.uow, file_id, number)
    ]


def read_list_page_number() -> int:
    """Return which page of a list is asked for."""
    return max(1, min(request.args.get("page", 1, int), MOST_PAGES))
