"""The home page of one person: their drafts, late pages, unread concerns and other tasks.

Counts, times and references only: nothing is opened here, so nothing is logged.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Uuid, and_, bindparam, case, exists, func, select

from app.database import read_rows
from app.domain.deadlines.concern_status import ConcernState
from app.domain.deadlines.outstanding import ADDED, ADDED_TOLD, FOLLOWS
from app.domain.routing.actors import READER_ROLES, Role
from app.domain.routing.recipients import Recipients
from app.domain.training.training_status import TrainingStatus
from app.models.columns import Moment, has_passed
from app.models.concern import Concern, Due
from app.models.draft import Draft, LateDraftPage
from app.models.member import Lock
from app.models.training import TrainingNote
from app.services.audit_log import access_history
from app.services.auth.recovery_card_proof import CARD_LOCK_KIND
from app.services.auth.second_step import step_requirement
from app.services.concern_lists import unread_by_log
from app.services.concern_lists.missing_from_inbox import ALL_ROUTES
from app.services.concerns.concern_access import IS_ACCESSIBLE, make_access_params
from app.services.concerns.concern_reading import OwnConcern, list_own_concerns
from app.services.confirmation import lead_proposals, member_confirmation
from app.services.confirmation.lead_proposals import PendingLead
from app.services.confirmation.sheet_drill import SheetStatus, load_sheet_status
from app.services.contacts import number_check_reminders
from app.services.contacts.number_check_reminders import NumbersDue
from app.services.drafts import draft_store, late_page_store
from app.services.drafts.addition_drafts import StartedAddition, list_started_additions
from app.services.drafts.draft_queries import IS_OPEN_DRAFT
from app.services.drafts.draft_store import DraftSummary
from app.services.drafts.late_page_store import LatePage
from app.services.members import member_lists, member_lookup
from app.services.members.member_lists import PastLeaver, WaitingMembers
from app.services.notices import notice_lines
from app.services.notices.notice_lines import NoticeLine
from app.services.training import outstanding_training, team_standing
from app.services.training.outstanding_training import OutstandingTraining
from app.services.unit_of_work import UnitOfWork

SHOWN_RECORDS = 5
MOST_NEWS = 20
"""The newest open concerns of one person in which Home looks for news."""
# Built once: building a statement costs more than running it.
# Whether a file is mine to read is asked last: with it in the open SQLite asks that of every file
# of the organisation, and not of the few that are unread or due.
_ME, _ORG, _OPEN = bindparam("me", type_=Uuid()), bindparam("org", type_=Uuid()), IS_OPEN_DRAFT
_OF_OTHERS = case((and_(IS_ACCESSIBLE, Concern.author_id != _ME), 1), else_=0) == 1
_OPEN_DUES = (
    select(func.count(Due.concern_id.distinct()))
    .join(Concern, Concern.id == Due.concern_id)
    .where(Due.org_id == _ORG, Due.done.is_(False), _OF_OTHERS)
)
_MINE = {
    "concerns": select(Concern.id).where(Concern.author_id == _ME),
    "drafts": select(Draft.id).where(Draft.user_id == _ME, Draft.concern_id.is_(None), *_OPEN),
    "additions": select(Draft.id).where(
        Draft.user_id == _ME, Draft.concern_id.is_not(None), *_OPEN
    ),
    "late_pages": select(LateDraftPage.id).where(LateDraftPage.user_id == _ME),
    "card": select(Lock.id).where(
        Lock.org_id == _ORG, Lock.user_id == _ME, Lock.kind == CARD_LOCK_KIND
    ),
    "statements": select(TrainingNote.id).where(TrainingNote.learner_id == _ME),
    **outstanding_training.IDS_OF_ME,
}
_COUNTS = select(
    select(func.count())
    .select_from(Concern)
    .where(
        Concern.org_id == _ORG,
        Concern.route.in_(ALL_ROUTES),
        Concern.state == "unread",
        _OF_OTHERS,
    )
    .scalar_subquery()
    .label("unread"),
    _OPEN_DUES.where(Due.level.in_((ADDED, ADDED_TOLD))).scalar_subquery().label("added"),
    _OPEN_DUES.where(Due.level >= FOLLOWS, has_passed(Due.at, bindparam("now", type_=Moment())))
    .scalar_subquery()
    .label("late"),
    *(exists(rows).label(f"has_{name}") for name, rows in _MINE.items()),
)
"""Concerns of others that I read, in three counts, and whether there is any row of mine.

`unread`: not read by anyone; `added`: with words added since; `late`: where something that follows
should have been done by now. `has_concerns` and so on: most people have few of these, and what
there is none of is not asked for again.
"""


class Leaving(msgspec.Struct, frozen=True):
    """Who leaves: `mine_on`, the day when this person does, as a lead wrote it down.

    `own_alone`: their concerns which no one else here can open. `past`: for a lead, colleagues
    whose last day has passed.
    """

    mine_on: date | None
    own_alone: tuple[OwnConcern, ...]
    past: tuple[PastLeaver, ...]


class Dashboard(msgspec.Struct, frozen=True):
    """What the home page lists. `begun`: pages to add to signed records, not signed themselves."""

    drafts: tuple[DraftSummary, ...]
    begun: tuple[StartedAddition, ...]
    rescued: int
    unread: int
    added: int  # concerns that I read, and to which their authors have added words since
    card_missing: bool
    step_missing: bool  # for leads, heads, chairs and administrators: a second step at sign-in
    to_confirm: WaitingMembers  # for a lead: who has joined and waits
    to_approve: tuple[PendingLead, ...]  # new leads, heads and chairs who wait for access
    late: int  # concerns of others that I read, where something should have been done by now
    own: tuple[OwnConcern, ...]  # mine, the newest
    news: tuple[OwnConcern, ...]  # mine, with something since that I have not opened
    asked: tuple[OwnConcern, ...]  # mine, with a question that I am to answer, the first due first
    overdue: tuple[OwnConcern, ...]  # mine, where something should have been done by now
    numbers: NumbersDue  # for a lead: numbers of the content pack that are due to be rung
    stands: TrainingStatus  # where this person stands with their own training
    own_words: tuple[str, ...]  # of somebody whom a lead must confirm by six words
    own_wait: PendingLead | None  # of a new lead, head or chair: a lead confirmed them
    training: OutstandingTraining
    sheet: SheetStatus  # for leads, heads and chairs: what the recovery sheet waits for
    leaving: Leaving
    new_role: str  # that of a reader, given since this person signed in; or ""
    notices: tuple[NoticeLine, ...]  # what changed on this account, and for leads and seniors


def load_dashboard(uow: UnitOfWork) -> Dashboard:
    """Everything that waits for the signed-in member."""
    uow.key_log.refresh(uow.session, uow.org)
    counts = read_rows(uow.session, _COUNTS, make_access_params(uow) | {"now": uow.clock()}).one()
    return _load(uow, counts, list_own_concerns(uow) if counts.has_concerns else ())


def _load(uow: UnitOfWork, counts: Any, own: tuple[OwnConcern, ...]) -> Dashboard:
    me, pending = uow.me, _list_pending_leads(uow)
    late_pages = late_page_store.list_own_late_pages(uow) if counts.has_late_pages else ()
    by_words = not me.confirmed and member_lookup.load_member_without_name(uow, me.id).by_words
    own_wait = next((lead for lead in pending if lead.id == me.id), None)
    return Dashboard(
        drafts=draft_store.list_own_drafts(uow) if counts.has_drafts else (),
        begun=list_started_additions(uow) if counts.has_additions else (),
        rescued=sum(page.is_of_record for page in late_pages),
        unread=max(_count_unread_by_log(uow), counts.unread),
        added=counts.added,
        card_missing=not counts.has_card and (me.team is not None or by_words),
        to_approve=_select_to_approve(uow, pending),
        to_confirm=_load_waiting(uow, pending),
        late=counts.late,
        own=own[:SHOWN_RECORDS],
        news=_find_news(uow, own),
        asked=_list_asked(own),
        overdue=tuple(one for one in own if one.overdue),
        numbers=_count_numbers_due(uow),
        stands=_find_standing(uow, counts),
        own_words=_derive_own_words(uow, asked=by_words and own_wait is None),
        own_wait=own_wait,
        training=_find_training(uow, counts, late_pages),
        notices=notice_lines.list_open_notices(uow),
        sheet=load_sheet_status(uow) if me.is_reader else SheetStatus(),
        step_missing=step_requirement.is_step_missing(uow),
        leaving=_load_leaving(uow, own),
        new_role=_find_new_role(uow),
    )


def _find_standing(uow: UnitOfWork, counts: Any) -> TrainingStatus:
    return team_standing.get_own_training_status(
        uow, has_answers=counts.has_trainings, has_statements=counts.has_statements
    )


def _find_training(
    uow: UnitOfWork, counts: Any, late_pages: tuple[LatePage, ...]
) -> OutstandingTraining:
    return outstanding_training.find_outstanding_training(
        uow, late_pages, trainings=counts.has_trainings, debriefed=counts.has_debriefs
    )


def _list_pending_leads(uow: UnitOfWork) -> tuple[PendingLead, ...]:
    """Return who waits for access, for those who are told and the one who waits."""
    waits = uow.key_log.members(uow.org).proposal_of(uow.me.id) is not None
    told = uow.me.is_reader or uow.me.is_a(Role.ADMINISTRATOR)
    return lead_proposals.list_pending_proposals(uow) if told or waits else ()


def _select_to_approve(
    uow: UnitOfWork, pending: tuple[PendingLead, ...]
) -> tuple[PendingLead, ...]:
    """Return all for a lead, head or chair. An administrator is told of heads and chairs alone."""
    if uow.me.is_reader:
        return pending
    is_told = uow.me.is_a(Role.ADMINISTRATOR)
    return tuple(one for one in pending if is_told and one.is_senior and one.id != uow.me.id)


def _derive_own_words(uow: UnitOfWork, *, asked: bool) -> tuple[str, ...]:
    return member_confirmation.derive_own_six_words(uow) if asked else ()


def _load_leaving(uow: UnitOfWork, own: tuple[OwnConcern, ...]) -> Leaving:
    mine = uow.key_log.members(uow.org).leavers.find(uow.me.id)
    return Leaving(
        mine.day if mine else None,
        tuple(one for one in own if one.route == Recipients.NOBODY),
        member_lists.list_past_leavers(uow) if uow.me.is_a(Role.LEAD) else (),
    )


def _find_new_role(uow: UnitOfWork) -> str:
    """Return a reader's role that the log gives me and my session has not, or ""."""
    me = uow.me
    if not me.confirmed or me.is_reader:
        return ""
    roles = uow.key_log.members(uow.org).roles_of(me.id) or frozenset()
    return next((role for role in sorted(READER_ROLES) if role in roles), "")


def _list_asked(own: tuple[OwnConcern, ...]) -> tuple[OwnConcern, ...]:
    """Return those of my concerns in which I was asked something, the first due first."""
    dated = [(one.asked_by, one) for one in own if one.asked_by is not None]
    return tuple(one for _, one in sorted(dated, key=lambda pair: pair[0]))


def _find_news(uow: UnitOfWork, own: tuple[OwnConcern, ...]) -> tuple[OwnConcern, ...]:
    """Return those of my concerns to which someone added what I can read and have not opened.

    A decision says what its author needs to know and do: with no email it is nowhere else.
    """
    closed = [one for one in own if one.state == ConcernState.CLOSED and not one.is_over]
    added = [one for one in own if one.state != ConcernState.CLOSED and one.entries > 1]
    return access_history.find_concerns_new_to_me(uow, [*added[:MOST_NEWS], *closed])


def _count_numbers_due(uow: UnitOfWork) -> NumbersDue:
    """Return the numbers that wait for a lead to call them; none for others."""
    is_lead = uow.me.is_a(Role.LEAD)
    return number_check_reminders.count_numbers_to_check(uow) if is_lead else NumbersDue()


def _load_waiting(uow: UnitOfWork, pending: Iterable[PendingLead]) -> WaitingMembers:
    """Return who waits for this lead to confirm them; those in `pending` wait for someone else."""
    if not uow.me.is_a(Role.LEAD):
        return WaitingMembers()
    return member_lists.load_waiting_members(uow, {lead.id for lead in pending})


def _count_unread_by_log(uow: UnitOfWork) -> int:
    """Return how many unread concerns of others wait for me, as a reader through a team or by name.

    The log may know of more than the rows: a row taken away makes nothing look read.
    """
    waiting = unread_by_log.find_concerns_waiting_by_log(uow).values()
    return sum(found.author != str(uow.me.id) for found in waiting)
