"""The parts of a draft in clear: urgent or not, and who may know that it was started.

They let leads, or seniors past them, call whoever started a record and has not signed it. Never
anybody whom its author has ticked: of two texts of a page the more careful one counts, as it does
when the record is signed.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.journey.leaving_soon import (
    URGENT_SPAN,
    WHERE_PAGE,
    may_child_leave_within,
    split_page_by_child,
)
from app.domain.record.concern_card import UNSAFE_TONIGHT
from app.domain.record.form_data import PAGE_DONE, FormData, get_text
from app.domain.routing.actors import Role
from app.domain.routing.recipients import AboutTeam, Recipients, choose_draft_audience
from app.models.draft import Draft
from app.services.concerns import record_routing
from app.services.drafts.draft_encryption import (
    build_conflict_query,
    decrypt_conflicts,
    load_saved_page,
)
from app.services.drafts.draft_queries import update_open_draft
from app.services.members import member_lookup
from app.services.members.member_lookup import MemberView
from app.services.members.member_status import list_accounts_of_person
from app.services.unit_of_work import UnitOfWork

NOW_PAGE, TICKS_PAGE, WISHES_PAGE = "now", "sign", "wishes"
DECIDING_PAGES = frozenset({NOW_PAGE, TICKS_PAGE, WISHES_PAGE, WHERE_PAGE})
"""The pages that decide it."""
UNREADABLE_PAGE: FormData = {"about_our_team": ["unsure"], "danger_now": ["unsure"]}
"""What a page `now` that does not open counts as."""
UNREADABLE_WISHES: FormData = {"1.safe_tonight": ["unsure"]}
"""The answer that counts for a page about tonight that does not open."""
UNREADABLE_WHERE: FormData = {"1.leaves_at": ["?"]}
"""The answer that counts for a page about where each child is, if it does not open."""
_CAREFUL = (AboutTeam.YES, AboutTeam.UNSURE, AboutTeam.NO)


def find_first_audience(uow: UnitOfWork) -> Recipients:
    """Return who may know of a draft before its page `now` is answered."""
    any_senior = any(
        member.is_a(Role.SENIOR) for member in member_lookup.list_leads_and_seniors(uow)
    )
    return choose_draft_audience(AboutTeam.BLANK, now_answered=False, any_senior=any_senior)


def is_visible_to_others(uow: UnitOfWork, draft_id: UUID) -> bool:
    """Whether anyone else here may be shown that this draft was started."""
    told = uow.session.scalar(
        select(Draft.told).where(Draft.id == draft_id, Draft.user_id == uow.me.id)
    )
    role = record_routing.ROLE_BY_ROUTE.get(Recipients(told)) if told else None
    return role is not None and any(
        member.is_a(role) and member.id != uow.me.id
        for member in member_lookup.list_leads_and_seniors(uow)
    )


def load_possible_readers(uow: UnitOfWork, page: str) -> tuple[MemberView, ...]:
    """Return whom `renew` needs to know of when this page is saved.

    Call it before the write lock.
    """
    return record_routing.list_possible_key_holders(uow) if page in DECIDING_PAGES else ()


def update_draft_metadata(
    uow: UnitOfWork, session: Session, draft_id: UUID, page: str, known: Collection[MemberView]
) -> None:
    """Say in the draft's row what its pages say now. The caller holds the write lock.

    Changes nothing when `page`, which was kept or chosen, is none of those that decide it.
    """
    if page not in DECIDING_PAGES:
        return
    ticks = load_saved_page(uow, session, draft_id, TICKS_PAGE)
    now = _load_texts(uow, session, draft_id, NOW_PAGE, UNREADABLE_PAGE)
    wishes = _load_texts(uow, session, draft_id, WISHES_PAGE, UNREADABLE_WISHES)
    everybody = [str(member.id) for member in known] if ticks.spoiled else ()
    ticked = {*ticks.raw.get("not_for", ()), *everybody}
    where = _load_texts(uow, session, draft_id, WHERE_PAGE, UNREADABLE_WHERE)
    each = [child for raw in where for child in split_page_by_child(raw)]
    urgent = is_draft_urgent(now, wishes, uow.clock(), each)
    told = find_draft_audience(now, _with_later_accounts(uow, ticked, known), known).value
    update_open_draft(uow, session, draft_id, {"urgent": urgent, "told": told})


def _load_texts(
    uow: UnitOfWork, session: Session, draft_id: UUID, page: str, unreadable: FormData
) -> list[FormData]:
    """Return a page and the texts that wait beside it."""
    beside = decrypt_conflicts(
        uow, session.execute(build_conflict_query(draft_id, page)), draft_id, page
    )
    saved = load_saved_page(uow, session, draft_id, page)
    newest = unreadable if saved.spoiled else saved.raw
    return [newest, *(unreadable if aside.spoiled else aside.raw for aside in beside)]


def is_draft_urgent(
    now: Collection[FormData],
    wishes: Collection[FormData],
    at: datetime,
    each: Collection[FormData] = (),
) -> bool:
    """Whether a draft waits 15 minutes instead of an hour. `now`, `wishes`: every text of them.

    `each`: where each of several children is.

    A blank counts as not sure of danger, as does an answer that the child may not be safe tonight.
    A child who leaves soon makes it urgent too: an hour would be over too late.
    """
    danger = {get_text(raw, "danger_now") for raw in now}
    tonight = (raw[name] for raw in wishes for name in raw if name.endswith(".safe_tonight"))
    return (
        danger != {"no"}
        or any(set(texts) & set(UNSAFE_TONIGHT) for texts in tonight)
        or any(may_child_leave_within(raw, at, URGENT_SPAN) for raw in (*now, *each))
    )


def find_draft_audience(
    texts: Collection[FormData], ticked: Collection[str], known: Collection[MemberView]
) -> Recipients:
    """Return who may know of the draft. `texts`: the page `now`, and what waits beside it."""
    said = {get_text(raw, "about_our_team") for raw in texts}
    about = next((answer for answer in _CAREFUL if answer in said), AboutTeam.BLANK)
    return choose_draft_audience(
        about,
        now_answered=about is not AboutTeam.BLANK or any(PAGE_DONE in raw for raw in texts),
        any_senior=any(member.is_a(Role.SENIOR) and member.confirmed for member in known),
        lead_ticked=_any_ticked(Role.LEAD, ticked, known),
        senior_ticked=_any_ticked(Role.SENIOR, ticked, known),
    )


def _with_later_accounts(
    uow: UnitOfWork, ticked: set[str], known: Collection[MemberView]
) -> set[str]:
    """Return who is ticked, and readers who were ticked under an account that they had before."""
    earlier = uow.key_log.members(uow.org).earlier_accounts()
    accounts = {str(one.id): {*map(str, list_accounts_of_person(earlier, one.id))} for one in known}
    return ticked | {one for one, same in accounts.items() if not ticked.isdisjoint(same)}


def _any_ticked(role: Role, ticked: Collection[str], known: Collection[MemberView]) -> bool:
    return any(member.is_a(role) and str(member.id) in ticked for member in known)
