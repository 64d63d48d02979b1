"""The team as an administrator sees it: who is here and where each account stands. To read only."""

from collections.abc import Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.access.search.searched_names import (
    BY_NOTHING,
    SEARCHED,
    find_search_problem,
    is_search_empty,
    keep_searched_words,
    read_searched_words,
)
from app.accounts.blueprint import bp
from app.accounts.member_views import PLACE, name_roles_here
from app.services.members import invited_roles, member_lists
from app.services.members.member_lists import TeamSearch


@bp.get("/team")
@policy(Policy.ADMINISTRATOR)
def team() -> ResponseReturnValue:
    """Show everyone, or those a search finds, a page at a time. Nothing changes here."""
    return _page(TeamSearch(words=read_searched_words(PLACE)))


@bp.post("/team/search")
@policy(Policy.ADMINISTRATOR)
def search_team() -> ResponseReturnValue:
    """Keep the words of a search, sealed in this session, and show whom it finds."""
    typed = request.form.get("q", "")
    if problem := find_search_problem(typed):
        return _page(TeamSearch(), typed.strip(), [("q", problem)]), 422
    searched = keep_searched_words(PLACE, typed) or {SEARCHED: BY_NOTHING}
    return redirect(url_for("accounts.team", **searched, _anchor="found"), 303)


def _page(
    search: TeamSearch, typed: str | None = None, problem: Sequence[tuple[str, str]] = ()
) -> str:
    """Return the page. `typed`: the words of a search that cannot be made, to change."""
    page = request.args.get("page", 1, type=int)
    found = member_lists.load_team_page(g.uow, search, page)
    waiting = [one for one in found.members if one.joined and not one.confirmed]
    return render_template(
        "accounts/team.html",
        team=found,
        changed=invited_roles.find_members_with_changed_roles(g.uow, waiting),
        search=search,
        typed=search.words if typed is None else typed,
        problem=problem,
        searched_for_nothing=is_search_empty(),
        role_name=name_roles_here,
        now=g.uow.clock(),
    )
