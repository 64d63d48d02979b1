"""Keep a page that is posted after its sign-in ended: sealed for its author before anything else.

Views declare it (`declarations.keeps_late_text`; docs/decisions/0015).
"""

from flask import g, request

from app.access.declarations import get_late_text
from app.services.drafts import late_page_store


def save_late_page() -> bool:
    """Seal a late page to its author's key. Return whether there was one to seal."""
    visit, declared = g.get("late"), get_late_text()
    if visit is None or not visit.late or declared is None:
        return False
    args = request.view_args or {}
    if declared.find_box is None:
        page, owner_id = args["page"], args["draft_id"]
    elif box := declared.find_box(visit.user_id, **args):
        page, owner_id = f"{late_page_store.LEARNING_PREFIX}{box}", visit.user_id
    else:
        return False
    raw = {name: request.form.getlist(name) for name in request.form if name != "csrf_token"}
    late_page_store.store_late_page(g.uow, visit.user_id, owner_id, page, raw)
    return True
