"""Name each draft that its row calls signed, and of which no file and no entry was made.

Whoever writes the database could take a draft off its writer's page, and off the leads' list of
what was begun, by calling it signed. Nothing is opened and nothing is mended.
"""

from collections.abc import Iterator

from sqlalchemy import select

from app.models.columns import unset
from app.models.concern import Concern, Entry
from app.models.draft import Draft
from app.services.concerns.entry_append import place_of
from app.services.unit_of_work import Desk


def findings(desk: Desk) -> Iterator[str]:
    """Such drafts, by id."""
    rows = desk.session.execute(
        select(Draft.id, Draft.user_id, Draft.concern_id, Concern.id)
        .outerjoin(Concern, (Concern.draft_id == Draft.id) & (Concern.author_id == Draft.user_id))
        .where(Draft.org_id == desk.org.id, ~unset(Draft.signed_at))
        .order_by(Draft.id)
    ).all()
    for draft, user, more_of, made in rows:
        if more_of is None:
            found = made is not None
        else:
            entry = place_of(desk.server, more_of, user, draft)
            found = desk.session.get(Entry, entry) is not None
        if not found:
            yield f"Draft {draft} is called signed, but nothing was made of it."
