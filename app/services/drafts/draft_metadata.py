"""What a draft says in clear: whether somebody is in danger, and who may know that it was begun.

So that leads, or seniors past them, can ring whoever began a record and has not signed it. Never
anybody whom its writer has ticked: of two texts of a page the more careful one counts, as it does
when the record is signed.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.record.form_data import DONE, Raw, one
from app.domain.routing.actors import Role
from app.domain.routing.recipients import AboutTeam, Recipients, told_of_draft
from app.services.concerns import record_routing
from app.services.drafts.draft_encryption import asides_of, held_page, waiting
from app.services.drafts.draft_queries import touch
from app.services.members import member_lookup
from app.services.members.member_lookup import MemberView
from app.services.unit_of_work import Desk

NOW, TICKS = "now", "sign"
SAYS = frozenset({NOW, TICKS})
"""The pages that decide it."""
CANNOT_TELL: Raw = {"about_our_team": ["unsure"], "danger_now": ["unsure"]}
"""What a page `now` that does not open counts as."""
_CAREFUL = (AboutTeam.YES, AboutTeam.UNSURE, AboutTeam.NO)


def told_at_first(desk: Desk) -> Recipients:
    """Who may know of a draft before its page `now` is answered."""
    any_senior = any(member.is_a(Role.SENIOR) for member in member_lookup.confirmed(desk))
    return told_of_draft(AboutTeam.BLANK, now_answered=False, any_senior=any_senior)


def readers(desk: Desk, page: str) -> tuple[MemberView, ...]:
    """Whom `renew` needs to know of when this page is kept. Call it before the write lock."""
    return record_routing.holders_of_keys(desk) if page in SAYS else ()


def renew(
    desk: Desk, session: Session, draft_id: UUID, page: str, known: Collection[MemberView]
) -> None:
    """Say in the draft's row what its pages say now. The caller holds the write lock.

    Changes nothing when `page`, which was kept or chosen, is none of those that decide it.
    """
    if page not in SAYS:
        return
    beside = asides_of(desk, session.execute(waiting(draft_id, NOW)), draft_id, NOW)
    now, ticks = (held_page(desk, session, draft_id, name) for name in (NOW, TICKS))
    texts = [CANNOT_TELL if now.spoiled else now.raw]
    texts += [CANNOT_TELL if aside.spoiled else aside.raw for aside in beside]
    everybody = [str(member.id) for member in known] if ticks.spoiled else ()
    ticked = {*ticks.raw.get("not_for", ()), *everybody}
    touch(desk, session, draft_id, facts(texts, ticked, known))


def facts(
    texts: Collection[Raw], ticked: Collection[str], known: Collection[MemberView]
) -> dict[str, Any]:
    """Columns of the draft's row. `texts`: the page `now`, and what waits beside it."""
    said = {one(raw, "about_our_team") for raw in texts}
    about = next((answer for answer in _CAREFUL if answer in said), AboutTeam.BLANK)
    told = told_of_draft(
        about,
        now_answered=about is not AboutTeam.BLANK or any(DONE in raw for raw in texts),
        any_senior=any(member.is_a(Role.SENIOR) and member.confirmed for member in known),
        lead_ticked=_any_ticked(Role.LEAD, ticked, known),
        senior_ticked=_any_ticked(Role.SENIOR, ticked, known),
    )
    danger = {one(raw, "danger_now") for raw in texts}
    return {"urgent": bool(danger & {"yes", "unsure"}), "told": told.value}


def _any_ticked(role: Role, ticked: Collection[str], known: Collection[MemberView]) -> bool:
    return any(member.is_a(role) and str(member.id) in ticked for member in known)
