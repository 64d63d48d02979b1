"""The team as an administrator sees it: who is here and where each account stands. To read only."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.member_views import LONGEST_SEARCH, name_roles_here
from app.services.members import invited_roles, member_lists
from app.services.members.member_lists import TeamSearch


@bp.get("/team")
@policy(Policy.ADMINISTRATOR)
def team() -> ResponseReturnValue:
    """Show everyone, or those a search finds, a page at a time. Nothing changes here."""
    search = TeamSearch(words=request.args.get("q", "")[:LONGEST_SEARCH].strip())
    page = request.args.get("page", 1, type=int)
    found = member_lists.load_team_page(g.uow, search, page)
    waiting = [one for one in found.members if one.joined and not one.confirmed]
    return render_template(
        "accounts/team.html",
        team=found,
        changed=invited_roles.find_changed_roles(g.uow, waiting),
        search=search,
        role_name=name_roles_here,
        now=g.uow.clock(),
    )
