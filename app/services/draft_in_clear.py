"""What a draft says in clear: whether somebody is in danger, and who may know that it was begun.

So that leads, or seniors past them, can ring whoever began a record and has not signed it.
"""

from typing import Any

from app.domain.actors import Role
from app.domain.raws import DONE, Raw, one
from app.domain.route import AboutTeam, Recipients, told_of_draft
from app.services import members
from app.services.desk import Desk


def told_at_first(desk: Desk) -> Recipients:
    """Who may know of a draft before its page `now` is answered."""
    return told_of_draft(AboutTeam.BLANK, now_answered=False, any_senior=_any_senior(desk))


def facts(desk: Desk, raw: Raw) -> dict[str, Any]:
    """Columns of the draft's row, from the page `now` as it is kept."""
    about = one(raw, "about_our_team")
    about = about if about in set(AboutTeam) else ""
    told = told_of_draft(
        AboutTeam(about), now_answered=bool(about) or DONE in raw, any_senior=_any_senior(desk)
    )
    return {"urgent": one(raw, "danger_now") in {"yes", "unsure"}, "told": told.value}


def _any_senior(desk: Desk) -> bool:
    return any(member.is_a(Role.SENIOR) for member in members.confirmed(desk))
