"""What of my draft somebody changed in the database, so that it does not open: it is named."""

from app.services.drafts.drafts import Draft, asides, in_two_places
from app.services.unit_of_work import Action, Desk


def spoiled_asides(desk: Desk, draft: Draft) -> tuple[str, ...]:
    """Names of the pages of my draft beside which a text waits that does not open."""
    return tuple(
        page
        for page in in_two_places(desk, draft)
        if any(one.spoiled for one in asides(desk, draft.id, page))
    )


def is_spoiled(desk: Desk, draft: Draft, page: str) -> bool:
    """Whether what was kept of a page of my draft does not open; logged as a refusal."""
    if found := draft.pages.is_spoiled(page):
        desk.refuse(Action.KEY_REFUSED, f"draft/{draft.id}/{page}")
    return found
