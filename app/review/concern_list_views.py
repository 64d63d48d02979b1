"""/concerns: for leads and seniors what waits for them, for everybody else what they recorded.

Closed files have a list of their own. What a reader chose to filter by is in no address: a list
that they saved has a random id there.
"""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import never_kept_for_back
from app.access.policy import Policy, policy
from app.access.submitted_form import parse_uuid
from app.domain.routing.actors import Role
from app.domain.times.typed_dates import UnreadableError
from app.errors import InvalidError
from app.review.blueprint import bp
from app.services.concern_lists import (
    adults_concerned,
    filtered_lists,
    own_labels,
    saved_lists,
)
from app.services.concern_lists import inbox as lists
from app.services.concern_lists.filtered_lists import ConcernList, ListFilter
from app.services.concern_lists.inbox import load_inbox
from app.services.concern_lists.saved_lists import SavedList, SavedLists
from app.services.concerns import concern_reading
from app.services.contacts import number_check_reminders
from app.services.members import member_lookup
from app.services.members.member_lookup import MemberView

MOST_PAGES = 10_000
DECIDED_CHOICES = {filtered_lists.DECIDED, filtered_lists.NOT_DECIDED}


@bp.get("/concerns")
@policy(Policy.SIGNED_IN)
def concerns() -> ResponseReturnValue:
    """Show one page of the list. Only the number of the page is in the address."""
    if g.uow.me.team is None:
        own = concern_reading.list_own_concerns(g.uow)
        return render_template(
            "review/mine.html", files=own, labels=own_labels.load_own_labels(g.uow, own)
        )
    page = min(request.args.get("page", 1, int), MOST_PAGES)
    mine = saved_lists.load_saved_lists(g.uow)
    if saved := _find_saved(mine):
        return _render_filtered(saved.kind, saved.chosen, page, mine, saved)
    kind, chosen = _find_kind(), filtered_lists.load_session_filter(g.uow)
    if kind is not ConcernList.EVERYONE or chosen:
        return _render_filtered(kind, chosen, page, mine)
    own = concern_reading.list_own_concerns(g.uow) if page <= 1 else ()
    listed = load_inbox(g.uow, page)
    return render_template(
        "review/inbox.html",
        inbox=listed,
        own=own,
        labels=own_labels.load_own_labels(g.uow, own),
        numbers=number_check_reminders.count_numbers_to_check(g.uow)
        if g.uow.me.is_a(Role.LEAD)
        else None,
        **_about_lists(kind, chosen, mine),
    )


@bp.get("/concerns/adults")
@policy(Policy.READER)
def adults() -> ResponseReturnValue:
    """Show a head or chair the staff concerns by the name of the adult."""
    listed, mine = (
        adults_concerned.open_adults_in_staff_concerns(g.uow),
        saved_lists.load_saved_lists(g.uow),
    )
    return render_template("review/adults.html", listed=listed, mine=mine)


@bp.post("/concerns/filter")
@policy(Policy.READER)
@never_kept_for_back
def filter_concerns() -> ResponseReturnValue:
    """Keep what was chosen, sealed in this session, and show what it leaves of the list."""
    asks = bool(request.values.get("saved"))
    saved = _find_saved(saved_lists.load_saved_lists(g.uow)) if asks else None
    chosen = saved.chosen if saved else filtered_lists.load_session_filter(g.uow)
    if "clear" in request.form:
        chosen = ListFilter()
    elif "drop" in request.form:
        chosen = chosen.without(request.form["drop"])
    else:
        chosen = _read_filter()
    filtered_lists.save_session_filter(g.uow, g.visit.token, chosen)
    return _show_list(_find_kind())


@bp.post("/concerns/lists")
@policy(Policy.READER)
@never_kept_for_back
def save_list() -> ResponseReturnValue:
    """Keep the list that is shown, with its filter, under a name.

    The form holds that filter: another tab may have chosen another one since.
    """
    name, kind, chosen = request.form.get("name", ""), _find_kind(), _read_filter()
    try:
        saved = saved_lists.save_list(g.uow, name, kind, chosen)
    except InvalidError as error:
        problem = error.problems.get("name", "")  # the page says what is wrong with the day
        mine = saved_lists.load_saved_lists(g.uow)
        return _render_filtered(kind, chosen, 1, mine, name=name, name_problem=problem), 422
    return redirect(url_for("review.concerns", saved=saved.id), 303)


@bp.post("/concerns/lists/<uuid:list_id>/delete")
@policy(Policy.READER)
@never_kept_for_back
def delete_list(list_id: UUID) -> ResponseReturnValue:
    """Delete one of the reader's own lists, pressed twice too, and show everyone's."""
    saved_lists.delete_list(g.uow, list_id)
    return _show_list(ConcernList.EVERYONE)


def _show_list(kind: ConcernList) -> ResponseReturnValue:
    where = None if kind is ConcernList.EVERYONE else kind.value
    return redirect(url_for("review.concerns", list=where), 303)


def _read_filter() -> ListFilter:
    form, most = request.form, filtered_lists.MOST_WORDS
    leads = {filtered_lists.NO_LEAD, *(str(one.id) for one in _list_leads())}
    danger = set(form.getlist("danger"))
    return ListFilter(
        words=form.get("words", "").strip()[:most],
        lead=form.get("lead", "") if form.get("lead", "") in leads else "",
        danger=tuple(one for one in filtered_lists.DANGER_CHOICES if one in danger),
        since=form.get("since", "").strip()[:most],
        decided=decided if (decided := form.get("decided", "")) in DECIDED_CHOICES else "",
        group=form.get("group", "").strip()[:most],
    )


def _find_kind() -> ConcernList:
    """Return the list that the address names, or everyone's."""
    asked = request.values.get("list", "")
    return ConcernList(asked) if asked in set(ConcernList) else ConcernList.EVERYONE


def _find_saved(mine: SavedLists) -> SavedList | None:
    """Return the reader's own list that is asked for. Raises NotFoundError when it is gone."""
    asked = request.values.get("saved", "")
    return mine.find(parse_uuid(asked) or UUID(int=0)) if asked else None


def _render_filtered(
    kind: ConcernList,
    chosen: ListFilter,
    page: int,
    mine: SavedLists,
    saved: SavedList | None = None,
    **typed: str,
) -> str:
    listed = filtered_lists.load_filtered_list(g.uow, kind, chosen, page)
    about = _about_lists(kind, chosen, mine)
    return render_template("review/filtered.html", listed=listed, saved=saved, **about, **typed)


def _about_lists(kind: ConcernList, chosen: ListFilter, mine: SavedLists) -> dict[str, object]:
    """Return what every list shows: which it is, what can be chosen, and what was."""
    problem, since = None, None
    try:
        since = filtered_lists.read_filter_day(g.uow, chosen)
    except UnreadableError as error:
        problem = str(error)
    return {
        "kind": kind.value,
        "chosen": chosen,
        "since": since,
        "problem": problem,
        "leads": {str(one.id): one.name for one in _list_leads()},
        "senior": g.uow.me.is_a(Role.SENIOR),
        "mine": mine,
    }


def _list_leads() -> tuple[MemberView, ...]:
    """Return who can have a concern in hand: the leads, for a lead."""
    if not g.uow.me.is_a(Role.LEAD):
        return ()
    return member_lookup.list_leads_to_call(g.uow, g.org)


@bp.get("/concerns/closed")
@policy(Policy.READER)
def closed() -> ResponseReturnValue:
    """Show one page of the concerns that were closed."""
    page = max(1, min(request.args.get("page", 1, int), MOST_PAGES))
    found, more = lists.load_closed_concerns(g.uow, page)
    return render_template(
        "review/closed.html",
        files=found,
        more=more,
        page=page,
        kind="closed",
        senior=g.uow.me.is_a(Role.SENIOR),
        mine=saved_lists.load_saved_lists(g.uow),
    )
