"""/concerns/search: find a concern by a child, a person, a plate or a reference."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import never_kept_for_back
from app.access.policy import Policy, policy
from app.domain.routing.actors import Role
from app.review.blueprint import bp
from app.services.children import child_files
from app.services.children.child_files import FoundFiles
from app.services.concern_search import concern_search
from app.services.concern_search.concern_search import SearchResults
from app.services.referrals import referral_pdf
from app.services.sealed_index import index_building

MOST_STARTED_AT = 1_000_000


@bp.get("/concerns/search")
@policy(Policy.READER)
def search() -> ResponseReturnValue:
    """Show what the search of this session finds. Only how far it looked is in the address."""
    query = concern_search.load_session_query(g.uow)
    found: SearchResults | None = None
    children = FoundFiles()
    if query and "from" in request.args:
        start = min(max(0, request.args.get("from", 0, int)), MOST_STARTED_AT)
        names = referral_pdf.load_pack_labels(g.uow)
        found = concern_search.search_inside_records(g.uow, query, names, start)
    elif query:
        found = concern_search.search_concerns(g.uow, query)
        children = child_files.search_child_files(g.uow, query)
    return render_template(
        "review/search.html",
        query=query,
        found=found,
        children=children,
        is_lead=g.actor.is_a(Role.LEAD),
    )


@bp.post("/concerns/search")
@policy(Policy.READER)
@never_kept_for_back
def search_for() -> ResponseReturnValue:
    """Keep what was typed, sealed in this session, and show what it finds."""
    concern_search.save_session_query(g.uow, g.visit.token, request.form.get("for", ""))
    index_building.merge_slips_if_many(g.uow)
    return redirect(url_for("review.search"), 303)


@bp.post("/concerns/search/index")
@policy(Policy.READER)
@never_kept_for_back
def rebuild_index() -> ResponseReturnValue:
    """Make what searches look in for entries that have none yet, as many as a press has time for.

    A press goes on where the one before stopped.
    """
    index_building.index_missing_entries(g.uow)
    back = "review.links" if request.form.get("back") == "links" else "review.search"
    return redirect(url_for(back), 303)
