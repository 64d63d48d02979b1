"""A lead's Today: what is unread, late, due, waited for and not signed, on one page.

Cards of unread concerns are opened in the order in which to read them, and the entries of open
concerns with a due time to say what they wait for. The log says that the list was viewed, and names
each concern whose entries were opened, committed before anything is (`list_views.py`). A
concern that is not in this reader's list is in no count here. Nothing here ranks risk.
"""

from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.services.concern_lists import inbox, inbox_queries, open_tasks, waiting_decisions
from app.services.concern_lists.inbox import InboxItem, UnsignedDraft
from app.services.concern_lists.list_views import log_list_view
from app.services.concern_lists.missing_from_inbox import find_missing_from_inbox
from app.services.concern_lists.open_tasks import TaskList
from app.services.concern_lists.unread_by_log import UnlistedRecord, find_concerns_waiting_by_log
from app.services.concerns.entry_decryption import open_logged_concerns
from app.services.unit_of_work import UnitOfWork

MOST_OPENED = 15
"""Concerns whose entries one visit opens: the earliest due, as many others that may wait for a
decision, and as many unread ones."""
MOST_CARDS = 10
"""Unread concerns that Today shows, and each that is past its time. Its count is of all."""
DANGER = "yes"


class Today(PrivateStruct, frozen=True):
    """Everything that waits for a lead.

    `called`: unread concerns about which a reader recorded a call. `unseen`: records that wait by
    the log and cannot be listed.
    """

    unread: tuple[InboxItem, ...]
    unread_count: int
    in_danger: int
    unseen: tuple[UnlistedRecord, ...]
    unsigned: tuple[UnsignedDraft, ...]
    tasks: TaskList
    called: frozenset[UUID]
    more: bool = False
    """Whether there are concerns that wait, or may wait, beyond those that were opened."""
    more_due: bool = False
    """Whether some of those are due today or were due before, or may be a decision to make."""

    @property
    def urgent_drafts(self) -> tuple[UnsignedDraft, ...]:
        """Records that someone in danger is in, or may be, and that are not signed."""
        return tuple(draft for draft in self.unsigned if draft.urgent)


def load_waiting_work(uow: UnitOfWork) -> Today:
    """Return what waits for this reader. Logs LIST_VIEWED first where anything is to be opened."""
    said, lost = find_concerns_waiting_by_log(uow), find_missing_from_inbox(uow)
    found = waiting_decisions.find_concerns_to_choose_from(uow, MOST_OPENED)
    unread_ids = found.unread
    chosen = waiting_decisions.choose_concerns_to_open(uow, found, MOST_OPENED)
    later = sorted(inbox_queries.find_ids_with_later_entries(uow, unread_ids))[:MOST_OPENED]
    opened_ids = (*chosen.ids, *later)
    if opened_ids or unread_ids:
        log_list_view(uow, "today", opened_ids)
    ids = (*unread_ids, *chosen.ids)
    every = inbox.open_inbox_items(uow, ids, said) if ids else []
    begun = frozenset(chosen.ids)
    unread = inbox.order_unread([one for one in every if one.id not in begun])
    listed = [one for one in every if one.id in begun]
    opened = dict(open_logged_concerns(uow, opened_ids)) if opened_ids else {}
    open_tasks.log_untrusted_entries(uow, opened)
    tasks = open_tasks.list_outstanding_of_concerns(uow, listed, opened)
    waiting_decisions.remember_concerns_to_skip(uow, chosen.undated, listed, opened, tasks)
    return Today(
        unread=(*unread[:MOST_CARDS], *(one for one in unread[MOST_CARDS:] if one.overdue)),
        unread_count=len(unread),
        in_danger=sum(one.card is not None and one.card.danger == DANGER for one in unread),
        unseen=inbox.find_and_log_unlisted_records(uow, said, {one.id for one in unread}, lost),
        unsigned=inbox.find_late_unsigned_drafts(uow),
        tasks=tasks,
        called=frozenset(one for one in later if open_tasks.has_call_by_reader(opened[one])),
        more=chosen.more,
        more_due=chosen.more_due,
    )
