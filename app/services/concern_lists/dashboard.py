"""The home page of one person: their drafts, late pages, unread concerns and other tasks.

Counts, times and references only: nothing is opened here, so nothing is logged.
"""

from collections.abc import Iterable

import msgspec
from sqlalchemy import func, select

from app.domain.deadlines.concern_status import ConcernState
from app.domain.deadlines.outstanding import ADDED, ADDED_TOLD, FOLLOWS
from app.domain.routing.actors import Role
from app.domain.training.training_status import TrainingStatus
from app.models.columns import has_passed, is_unset
from app.models.concern import Concern, Due
from app.models.draft import LateDraftPage
from app.services.audit_log import access_history
from app.services.auth import recovery_cards
from app.services.concern_lists import unread_by_log
from app.services.concerns.concern_access import is_accessible_concern
from app.services.concerns.concern_reading import OwnConcern, list_own_concerns
from app.services.confirmation import lead_proposals, member_confirmation
from app.services.confirmation.lead_proposals import PendingLead
from app.services.contacts import number_check_reminders
from app.services.contacts.number_check_reminders import NumbersDue
from app.services.drafts import draft_store
from app.services.drafts.addition_drafts import StartedAddition, list_started_additions
from app.services.drafts.draft_store import DraftSummary
from app.services.drafts.late_page_store import IS_RECORD_PAGE
from app.services.members import member_lists, member_lookup
from app.services.members.member_lists import WaitingMembers
from app.services.notices import notice_lines
from app.services.notices.notice_lines import NoticeLine
from app.services.training import outstanding_training, team_standing
from app.services.training.outstanding_training import OutstandingTraining
from app.services.unit_of_work import UnitOfWork


class Dashboard(msgspec.Struct, frozen=True):
    """What the home page lists. `begun`: pages to add to signed records, not signed themselves."""

    drafts: tuple[DraftSummary, ...]
    begun: tuple[StartedAddition, ...]
    rescued: int
    unread: int
    added: int  # concerns that I read, and to which their authors have added words since
    card_missing: bool
    to_confirm: WaitingMembers  # for a lead: who has joined and waits
    to_approve: tuple[PendingLead, ...]  # new leads who wait for a second approval
    late: int  # concerns of others that I read, where something should have been done by now
    closed: tuple[OwnConcern, ...]  # mine, closed by somebody, and not opened by me since
    overdue: tuple[OwnConcern, ...]  # mine, where something should have been done by now
    numbers: NumbersDue  # for a lead: numbers of the content pack that are due to be rung
    stands: TrainingStatus  # where this person stands with their own training
    own_words: tuple[str, ...]  # of somebody who is confirmed by six words, and is not yet
    training: OutstandingTraining
    notices: tuple[NoticeLine, ...]  # what changed on this account, and for leads and seniors

    @property
    def above_the_numbers(self) -> bool:
        """Whether notices stand above the numbers to ring, and push them down the page."""
        mine = self.rescued or self.drafts or self.begun or self.overdue or self.closed
        others = self.late or self.unread or self.added or self.to_confirm or self.numbers
        told = self.notices or self.to_approve or self.own_words or self.training.any
        return bool(mine or others or told)


def load_dashboard(uow: UnitOfWork) -> Dashboard:
    """Everything that waits for the signed-in member."""
    me, own = uow.me, list_own_concerns(uow)
    pending = lead_proposals.list_pending_leads(uow) if me.is_reader else ()
    by_words = not me.confirmed and member_lookup.load_member(uow, me.id).by_words
    return Dashboard(
        drafts=draft_store.list_own_drafts(uow),
        begun=list_started_additions(uow),
        rescued=_count_late_pages(uow),
        unread=_unread(uow),
        added=_added(uow),
        card_missing=(by_words or me.team is not None)
        and recovery_cards.load_card_date(uow) is None,
        to_approve=pending,
        to_confirm=_load_waiting(uow, pending),
        late=_late(uow),
        closed=access_history.find_unopened_concerns(
            uow, [one for one in own if one.state == ConcernState.CLOSED]
        ),
        overdue=tuple(one for one in own if one.overdue),
        numbers=number_check_reminders.count_numbers_due(uow)
        if me.is_a(Role.LEAD)
        else NumbersDue(),
        stands=team_standing.get_own_standing(uow),
        own_words=member_confirmation.derive_own_six_words(uow) if by_words else (),
        training=outstanding_training.find_outstanding_training(uow),
        notices=notice_lines.list_open_notices(uow),
    )


def _load_waiting(uow: UnitOfWork, pending: Iterable[PendingLead]) -> WaitingMembers:
    """Return who waits for this lead to confirm them; those in `pending` wait for someone else."""
    if not uow.me.is_a(Role.LEAD):
        return WaitingMembers()
    return member_lists.load_waiting_members(uow, {lead.id for lead in pending})


def _count_late_pages(uow: UnitOfWork) -> int:
    mine = LateDraftPage.user_id == uow.me.id
    waits = (mine, is_unset(LateDraftPage.settled_at), IS_RECORD_PAGE)
    return _count(uow, select(func.count()).select_from(LateDraftPage).where(*waits))


def _unread(uow: UnitOfWork) -> int:
    """Unread files that I am a reader of: through a team or by name, never as their author.

    By the rows or by the log, whichever knows of more: a row taken away makes nothing look read.
    """
    said = sum(
        found.author != str(uow.me.id) for found in unread_by_log.find_waiting_by_log(uow).values()
    )
    rows = _count(
        uow,
        select(func.count())
        .select_from(Concern)
        .where(
            is_accessible_concern(uow), Concern.author_id != uow.me.id, Concern.state == "unread"
        ),
    )
    return max(said, rows)


def _added(uow: UnitOfWork) -> int:
    return _count(
        uow,
        select(func.count(Due.concern_id.distinct()))
        .join(Concern, Concern.id == Due.concern_id)
        .where(
            is_accessible_concern(uow),
            Concern.author_id != uow.me.id,
            Due.done.is_(False),
            Due.level.in_((ADDED, ADDED_TOLD)),
        ),
    )


def _late(uow: UnitOfWork) -> int:
    """Files of others that I read, where something that follows should have been done by now."""
    return _count(
        uow,
        select(func.count(Due.concern_id.distinct()))
        .join(Concern, Concern.id == Due.concern_id)
        .where(
            is_accessible_concern(uow),
            Concern.author_id != uow.me.id,
            Due.done.is_(False),
            Due.level >= FOLLOWS,
            has_passed(Due.at, uow.clock()),
        ),
    )


def _count(uow: UnitOfWork, query: object) -> int:
    return int(uow.session.scalar(query) or 0)  # type: ignore[call-overload]  # any count query
