"""/concerns: for leads and seniors what waits for them, for everybody else what they recorded.

Closed files have a list of their own.
"""

from uuid import UUID

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.domain.routing.actors import Role
from app.review.blueprint import bp
from app.services.concern_lists import inbox as lists
from app.services.concern_lists.inbox import load_inbox
from app.services.concerns import concern_reading
from app.services.contacts import number_check_reminders
from app.services.drafts import record_labels

MOST_PAGES = 10_000


@bp.get("/concerns")
@policy(Policy.SIGNED_IN)
def concerns() -> ResponseReturnValue:
    """One page of the list. Only the number of the page is in the address."""
    if g.uow.me.team is None:
        own = concern_reading.list_own_concerns(g.uow)
        return render_template("review/mine.html", files=own, labels=_load_labels(own))
    page = min(request.args.get("page", 1, int), MOST_PAGES)
    own = concern_reading.list_own_concerns(g.uow) if page <= 1 else ()
    listed = load_inbox(g.uow, page)
    return render_template(
        "review/inbox.html",
        inbox=listed,
        own=own,
        labels=_load_labels(own),
        senior=g.uow.me.is_a(Role.SENIOR),
        numbers=number_check_reminders.count_numbers_due(g.uow)
        if g.uow.me.is_a(Role.LEAD)
        else None,
    )


def _load_labels(own: tuple[concern_reading.OwnConcern, ...]) -> dict[UUID, str]:
    """Return what to call each of my records: only I can open that."""
    return record_labels.load_labels(g.uow, [one.id for one in own])


@bp.get("/concerns/closed")
@policy(Policy.READER)
def closed() -> ResponseReturnValue:
    """One page of the files that were closed."""
    page = max(1, min(request.args.get("page", 1, int), MOST_PAGES))
    found, more = lists.load_closed_concerns(g.uow, page)
    return render_template("review/closed.html", files=found, more=more, page=page)
