"""The parts of a draft in clear: urgent or not, and who may know that it was started.

They let leads, or seniors past them, call whoever started a record and has not signed it. Never
anybody whom its author has ticked: of two texts of a page the more careful one counts, as it does
when the record is signed.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.record.form_data import PAGE_DONE, FormData, get_text
from app.domain.routing.actors import Role
from app.domain.routing.recipients import AboutTeam, Recipients, choose_draft_audience
from app.services.concerns import record_routing
from app.services.drafts.draft_encryption import (
    decrypt_conflicts,
    load_saved_page,
    select_conflicts,
)
from app.services.drafts.draft_queries import update_open_draft
from app.services.members import member_lookup
from app.services.members.member_lookup import MemberView
from app.services.unit_of_work import UnitOfWork

NOW_PAGE, TICKS_PAGE = "now", "sign"
DECIDING_PAGES = frozenset({NOW_PAGE, TICKS_PAGE})
"""The pages that decide it."""
UNREADABLE_PAGE: FormData = {"about_our_team": ["unsure"], "danger_now": ["unsure"]}
"""What a page `now` that does not open counts as."""
_CAREFUL = (AboutTeam.YES, AboutTeam.UNSURE, AboutTeam.NO)


def find_first_audience(uow: UnitOfWork) -> Recipients:
    """Who may know of a draft before its page `now` is answered."""
    any_senior = any(
        member.is_a(Role.SENIOR) for member in member_lookup.list_leads_and_seniors(uow)
    )
    return choose_draft_audience(AboutTeam.BLANK, now_answered=False, any_senior=any_senior)


def load_possible_readers(uow: UnitOfWork, page: str) -> tuple[MemberView, ...]:
    """Whom `renew` needs to know of when this page is kept. Call it before the write lock."""
    return record_routing.find_key_holders(uow) if page in DECIDING_PAGES else ()


def update_metadata(
    uow: UnitOfWork, session: Session, draft_id: UUID, page: str, known: Collection[MemberView]
) -> None:
    """Say in the draft's row what its pages say now. The caller holds the write lock.

    Changes nothing when `page`, which was kept or chosen, is none of those that decide it.
    """
    if page not in DECIDING_PAGES:
        return
    beside = decrypt_conflicts(
        uow, session.execute(select_conflicts(draft_id, NOW_PAGE)), draft_id, NOW_PAGE
    )
    now, ticks = (load_saved_page(uow, session, draft_id, name) for name in (NOW_PAGE, TICKS_PAGE))
    texts = [UNREADABLE_PAGE if now.spoiled else now.raw]
    texts += [UNREADABLE_PAGE if aside.spoiled else aside.raw for aside in beside]
    everybody = [str(member.id) for member in known] if ticks.spoiled else ()
    ticked = {*ticks.raw.get("not_for", ()), *everybody}
    update_open_draft(uow, session, draft_id, compute_metadata(texts, ticked, known))


def compute_metadata(
    texts: Collection[FormData], ticked: Collection[str], known: Collection[MemberView]
) -> dict[str, Any]:
    """Columns of the draft's row. `texts`: the page `now`, and what waits beside it."""
    said = {get_text(raw, "about_our_team") for raw in texts}
    about = next((answer for answer in _CAREFUL if answer in said), AboutTeam.BLANK)
    told = choose_draft_audience(
        about,
        now_answered=about is not AboutTeam.BLANK or any(PAGE_DONE in raw for raw in texts),
        any_senior=any(member.is_a(Role.SENIOR) and member.confirmed for member in known),
        lead_ticked=_any_ticked(Role.LEAD, ticked, known),
        senior_ticked=_any_ticked(Role.SENIOR, ticked, known),
    )
    danger = {get_text(raw, "danger_now") for raw in texts}
    return {"urgent": danger != {"no"}, "told": told.value}  # a blank counts as not sure


def _any_ticked(role: Role, ticked: Collection[str], known: Collection[MemberView]) -> bool:
    return any(member.is_a(role) and str(member.id) in ticked for member in known)
