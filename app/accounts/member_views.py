"""The team, for leads: who is here, who waits, and staff ticked off in the room."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.access.declarations import needs_step_up, never_offered_after_sign_in
from app.access.policy import Policy, policy
from app.access.search.searched_names import (
    BY_NOTHING,
    BY_WORDS,
    SEARCHED,
    find_search_problem,
    is_search_empty,
    keep_searched_words,
    read_searched_words,
)
from app.access.submitted_form import parse_uuid
from app.accounts.blueprint import bp
from app.domain.routing import role_words
from app.domain.routing.actors import Role
from app.errors import InvalidError
from app.services.auth.second_step import step_rows
from app.services.confirmation import lead_proposals, member_confirmation
from app.services.members import (
    invited_roles,
    member_lists,
    member_page,
    shown_names,
    similar_names,
)
from app.services.members.member_lists import TEAM_FILTERS, TeamMember, TeamSearch
from app.services.suspension import planned_leaving

PLACE = "team"
MOST_TICKED = 50
"""People ticked at once. Their ids travel in addresses, which have an end."""
Problems = list[tuple[str, str]]


@bp.get("/members")
@policy(Policy.LEAD)
def members() -> ResponseReturnValue:
    """Show everyone, or those a search finds, a page at a time. After a change, what was done."""
    if renamed := request.args.get("renamed", type=UUID):  # an address that was kept
        return redirect(url_for("accounts.member", member_id=renamed, saved=1), 302)
    return _page(
        _read_search(request.args),
        _read_ids(request.args.getlist("member")),
        page=request.args.get("page", 1, type=int),
        done=_read_ids(request.args.getlist("confirmed")),
    )


@bp.post("/members/search")
@policy(Policy.LEAD)
def search_members() -> ResponseReturnValue:
    """Keep the words of a search, sealed in this session, and show whom it finds."""
    ticked, typed = _read_ids(request.form.getlist("member")), request.form.get("q", "")
    chosen = _read_filters(request.form)
    if problem := find_search_problem(typed):
        search = TeamSearch(words=typed.strip(), **chosen)
        return _page(TeamSearch(), ticked, page=1, problem=[("q", problem)], typed=search), 422
    searched = keep_searched_words(PLACE, typed)
    if not searched and not any(chosen.values()):
        searched = {SEARCHED: BY_NOTHING}
    return redirect(_make_address(chosen | searched | {"member": ticked}, "found"), 303)


@bp.post("/members/ticked")
@policy(Policy.LEAD)
@never_offered_after_sign_in
def turn_page() -> ResponseReturnValue:
    """Go to another page, and take along who is ticked."""
    ticked = _read_ids(request.form.getlist("member"))
    if len(ticked) > MOST_TICKED:
        return _page_again(ticked, [("member", _too_many(len(ticked)))]), 422
    return redirect(_address(page=request.form.get("to"), member=ticked), 303)


@bp.post("/members/confirm")
@policy(Policy.LEAD)
@needs_step_up("confirm people")
def confirm_staff() -> ResponseReturnValue:
    """Confirm everyone who was ticked off in the room."""
    ticked = _read_ids(request.form.getlist("member"))
    problem = "" if ticked else "Tick each person you can see in the room."
    if len(ticked) > MOST_TICKED:
        problem = _too_many(len(ticked))
    if problem:
        return _page_again(ticked, [("member", problem)]), 422
    approved = _read_ids(request.form.getlist("same_name"))
    similar = similar_names.list_unapproved_similar_names(g.uow, ticked, approved)
    if similar:
        words = "Check the names that look the same. Then tick that they are different people."
        return _page_again(ticked, [("same_name", words)], similar), 422
    try:
        member_confirmation.confirm_staff(g.uow, ticked, _read_shown_names(ticked))
    except InvalidError as error:
        return _page_again(ticked, list(error.problems.items())), 422
    return redirect(_address(confirmed=ticked), 303)


@bp.get("/members/<uuid:member_id>")
@policy(Policy.LEAD)
def member(member_id: UUID) -> ResponseReturnValue:
    """Show one member, and what a lead can do for them."""
    found = member_page.load_member_page(g.uow, member_id)
    waiting = [found.view] if found.is_waiting else []
    pending = (
        lead_proposals.list_pending_proposals(g.uow)
        if found.by_words or found.view.confirmed
        else ()
    )
    return render_template(
        "accounts/member.html",
        found=found,
        role_changed=bool(invited_roles.find_members_with_changed_roles(g.uow, waiting)),
        proposed=next((one for one in pending if one.id == member_id), None),
        now=g.uow.clock(),
        saved="saved" in request.args,
        signed_out="signed_out" in request.args,
        stopped="stopped" in request.args and found.stop is not None,
        removed="removed" in request.args and found.stop is not None and found.stop.removed,
        restored="restored" in request.args and found.stop is None,
        role_name=name_roles_here,
        has_step=step_rows.has_second_step(g.uow, member_id),
        step_off="step_off" in request.args,
        new_roles="roles" in request.args,
        leaving=planned_leaving.find_planned_leaving(g.uow, member_id),
        unsigned=planned_leaving.list_unsigned_record_start_times(g.uow, member_id),
    )


def name_roles_here(roles: Iterable[Role]) -> str:
    """Return what these roles are called in this organisation."""
    return role_words.name_roles(roles, g.org.lead_title)


def _page_again(
    ticked: tuple[UUID, ...],
    problem: Problems,
    unapproved: Mapping[UUID, tuple[str, ...]] | None = None,
) -> str:
    return _page(
        _read_search(request.form),
        ticked,
        page=request.form.get("page", 1, type=int),
        problem=problem,
        unapproved=unapproved,
    )


def _page(
    search: TeamSearch,
    ticked: tuple[UUID, ...],
    *,
    page: int,
    problem: Problems | None = None,
    unapproved: Mapping[UUID, tuple[str, ...]] | None = None,
    done: tuple[UUID, ...] = (),
    typed: TeamSearch | None = None,
) -> str:
    """Return the page. `typed`: a search that cannot be made, to change."""
    team = member_lists.load_team_page(g.uow, search, page)
    here = {one.id for one in team.members}
    names = shown_names.load_shown_names(g.uow, (*ticked, *done))
    return render_template(
        "accounts/members.html",
        team=team,
        **_describe_search(search, typed or search),
        ticked=set(ticked),
        unapproved=unapproved or {},
        role_name=name_roles_here,
        elsewhere=[(one, names[one].text) for one in ticked if one in names and one not in here],
        names=names,
        done=[names[one].text for one in done if one in names],
        now=g.uow.clock(),
        problem=problem or [],
        most=MOST_TICKED,
        **_describe_waiting([one for one in team.members if one.joined and not one.confirmed]),
    )


def _describe_search(search: TeamSearch, typed: TeamSearch) -> dict[str, object]:
    """Return what the form of the search shows."""
    return {
        "search": search,
        "typed": typed,
        "searched_for_nothing": is_search_empty(),
        "role_choices": [(role.value, name_roles_here((role,))) for role in Role],
    }


def _describe_waiting(waiting: list[TeamMember]) -> dict[str, object]:
    """Return what a lead must know before they confirm those who wait."""
    return {
        "similar": similar_names.find_similar_names(g.uow, {one.id: one.name for one in waiting}),
        "pending": lead_proposals.list_pending_proposals(g.uow),
        "changed": invited_roles.find_members_with_changed_roles(g.uow, waiting),
    }


def _read_search(typed: MultiDict[str, str]) -> TeamSearch:
    return TeamSearch(
        words=read_searched_words(PLACE, typed),
        **_read_filters(typed),
    )


def _read_filters(typed: MultiDict[str, str]) -> dict[str, str]:
    """Return the role and the status that were chosen; "" for any, and for text that is neither."""
    known = {"role": [role.value for role in Role], "status": TEAM_FILTERS}
    said = {name: typed.get(name, "") for name in known}
    return {name: value if value in known[name] else "" for name, value in said.items()}


def _read_shown_names(ticked: tuple[UUID, ...]) -> dict[UUID, str]:
    """Return the names that the page showed of those who were ticked."""
    fields = {one: request.form.get(f"called-{one}") for one in ticked}
    return {one: name for one, name in fields.items() if name is not None}


def _address(**more: object) -> str:
    """Return the address of the page with the same search."""
    searched = {SEARCHED: BY_WORDS} if read_searched_words(PLACE, request.form) else {}
    return _make_address(_read_filters(request.form) | searched | more)


def _make_address(said: Mapping[str, object], place: str | None = None) -> str:
    shown: dict[str, Any] = {name: value for name, value in said.items() if value}
    return url_for("accounts.members", **shown, _anchor=place)


def _read_ids(texts: Iterable[str]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(filter(None, map(parse_uuid, texts))))


def _too_many(count: int) -> str:
    return f"You ticked {count} people. Confirm {MOST_TICKED} or fewer at a time."
