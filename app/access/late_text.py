"""Keep a page that is posted after its sign-in ended: sealed for its author before anything else.

Views declare it (`declarations.keeps_late_text`; docs/decisions/0015).
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import g, request

from app.access.declarations import LateText, get_late_text_declaration
from app.domain.journey.question_data import split_late_form
from app.services.content.pack_content import list_sign_tokens
from app.services.drafts import late_page_store


def save_late_page() -> bool:
    """Seal a late page to its author's key. Return whether there was one to seal."""
    visit, declared = g.get("late"), get_late_text_declaration()
    if visit is None or not visit.late or declared is None:
        return False
    args = request.view_args or {}
    raw = {name: request.form.getlist(name) for name in request.form if name != "csrf_token"}
    signs = list_sign_tokens(g.uow.org.pack)
    parts = split_late_form(args.get("page", ""), raw, signs) or {args.get("page", ""): raw}
    saved = [
        _store(visit.user_id, declared, args | ({"page": page} if page else {}), text)
        for page, text in parts.items()
    ]
    return any(saved)


def _store(
    user_id: UUID, declared: LateText, args: Mapping[str, Any], raw: Mapping[str, list[str]]
) -> bool:
    """Seal what was sent for one stored page; whether it has a place."""
    if declared.find_box is None:
        page, owner_id = args["page"], args["draft_id"]
    elif box := declared.find_box(user_id, **args):
        page, owner_id = f"{late_page_store.LEARNING_PREFIX}{box}", user_id
    else:
        return False
    late_page_store.store_late_page(g.uow, user_id, owner_id, page, raw)
    return True
