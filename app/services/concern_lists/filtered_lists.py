"""The lists of a reader's open concerns, and what a filter leaves of them; 25 a page.

A filter goes by what a list shows: the card, who has it in hand, the day. What only the entries
tell, whether a concern was referred, decided or waits for others, or the child's class, is looked
for in the next few concerns, each named in the log. What was typed lies in the session's sealed
box. Nothing here ranks risk.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from enum import StrEnum
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func

from app.domain.children.child_match import fold_group, split_group
from app.domain.deadlines.concern_status import find_concern_status
from app.domain.deadlines.missing_decision import is_decided_since_reopening
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Details, Record, Referral
from app.domain.search.name_match import match_name
from app.domain.search.search_query import parse_query, split_search_words
from app.domain.times.typed_dates import UnreadableError, read_day
from app.models.concern import Concern
from app.services.auth import one_time_display
from app.services.concern_lists import inbox, inbox_queries, open_tasks
from app.services.concern_lists.inbox import PAGE_SIZE, InboxItem
from app.services.concern_lists.list_views import log_list_view
from app.services.concern_lists.open_tasks import Entries
from app.services.concern_lists.unread_by_log import find_concerns_waiting_by_log
from app.services.concerns.entry_decryption import open_logged_concerns
from app.services.unit_of_work import Action, UnitOfWork
from content.london_time import LONDON

MOST_FILTERED = 1_000
"""Open concerns that a filter looks at: those that are due first, then the newest."""
LOOKED_IN = 15
"""Concerns whose entries one page opens, for a list that only they can tell."""
MOST_WORDS = 100
NO_LEAD = "none"
BLANK = "blank"
DANGER_CHOICES = ("yes", "unsure", BLANK, "no")
DECIDED, NOT_DECIDED = "decided", "not_decided"
_KEPT = "concern_filter"


class ConcernList(StrEnum):
    """Lists of concerns. The values are in addresses."""

    EVERYONE = "everyone"
    MINE = "mine"
    WAITING = "waiting"
    REFERRED = "referred"
    ADDED = "added"


OPENED_LISTS = (ConcernList.WAITING, ConcernList.REFERRED)
"""Lists that only the entries of a concern can tell."""


class ListFilter(PrivateStruct, frozen=True):
    """The choices of a reader, as typed. Empty: everything."""

    words: str = ""
    lead: str = ""
    danger: tuple[str, ...] = ()
    since: str = ""
    decided: str = ""
    group: str = ""

    def __bool__(self) -> bool:
        """Whether anything is chosen."""
        return self != ListFilter()

    @property
    def needs_entries(self) -> bool:
        """Whether only the entries of a concern tell if it fits."""
        return bool(self.decided or self.group.strip())

    def without(self, name: str) -> "ListFilter":
        """Return the filter without one choice. An unknown name takes nothing away."""
        kind, _, value = name.partition("=")
        if kind == "danger":
            left = tuple(one for one in self.danger if one != value)
            return msgspec.structs.replace(self, danger=left)
        blank = {kind: ""} if kind in {"words", "lead", "since", "decided", "group"} else {}
        return msgspec.structs.replace(self, **blank)


class FilteredList(PrivateStruct, frozen=True):
    """One page of a list. `total`: how many there are, None where only some were looked in.

    `looked_in`: up to which concern; `more`: whether there is a later page.
    """

    page: int
    items: tuple[InboxItem, ...]
    more: bool
    total: int | None
    looked_in: int = 0

    def list_group(self, name: str) -> tuple[InboxItem, ...]:
        """Return the concerns of "unread", "overdue" or "open"."""
        return tuple(one for one in self.items if _find_group(one) == name)


def _find_group(item: InboxItem) -> str:
    if item.state == "unread":
        return "unread"
    return "overdue" if item.overdue else "open"


def save_session_filter(uow: UnitOfWork, token: str, chosen: ListFilter) -> None:
    """Keep a filter in this session; an empty one forgets it."""
    if chosen:
        text = msgspec.json.encode(chosen).decode()
        one_time_display.show_secret(uow, token, _KEPT, text)
    elif load_session_filter(uow):
        one_time_display.forget_shown_secrets(uow, token, _KEPT)


def load_session_filter(uow: UnitOfWork) -> ListFilter:
    """Return the filter of this session; an empty one where there is none."""
    kept = dict(one_time_display.list_shown_secrets(uow, _KEPT)).get(_KEPT, "")
    return msgspec.json.decode(kept, type=ListFilter) if kept else ListFilter()


def read_filter_day(uow: UnitOfWork, chosen: ListFilter) -> date | None:
    """Return the day since which concerns are shown. Raises UnreadableError."""
    return read_day(chosen.since, uow.today) if chosen.since.strip() else None


def load_filtered_list(
    uow: UnitOfWork, kind: ConcernList, chosen: ListFilter, page: int = 1
) -> FilteredList:
    """Return page `page`, from 1, of a list with a filter. Logs one LIST_VIEWED first.

    A day that cannot be read filters nothing: the page says so.
    """
    page = max(1, page)
    is_opened = kind in OPENED_LISTS or chosen.needs_entries
    return (_load_opened_list if is_opened else _load_card_list)(uow, kind, chosen, page)


def _load_card_list(
    uow: UnitOfWork, kind: ConcernList, chosen: ListFilter, page: int
) -> FilteredList:
    said = find_concerns_waiting_by_log(uow)
    found = _find_candidates(uow, kind, chosen)
    uow.look(Action.LIST_VIEWED, f"{kind.value}/{page}")
    items = inbox.open_inbox_items(uow, found, said)
    unread = inbox.order_unread([one for one in items if one.state == "unread"])
    rest = [one for one in items if one.state != "unread"]
    matches = [one for one in (*unread, *rest) if _fits(one, chosen)]
    start = (page - 1) * PAGE_SIZE
    shown = tuple(matches[start : start + PAGE_SIZE])
    return FilteredList(page, shown, len(matches) > start + PAGE_SIZE, len(matches))


def _find_candidates(uow: UnitOfWork, kind: ConcernList, chosen: ListFilter) -> tuple[UUID, ...]:
    """Return the concerns to look at, narrowed by what their rows tell."""
    unread = () if kind is ConcernList.ADDED else inbox_queries.find_unread_ids(uow)
    ids = (*unread, *inbox_queries.find_open_ids(uow, 0, MOST_FILTERED))
    if kind is ConcernList.ADDED:
        added = inbox_queries.find_unread_addition_times(uow, ids)
        ids = tuple(one for one in ids if one in added)
    where = [*_list_conditions(uow, chosen)]
    if kind is ConcernList.MINE:
        holder = func.coalesce(Concern.lead_id, Concern.acknowledged_by)
        where.append(holder == uow.me.id)
    return inbox_queries.filter_concern_ids(uow, ids, *where) if where else ids


def _list_conditions(uow: UnitOfWork, chosen: ListFilter) -> list[ColumnElement[bool]]:
    try:
        since = read_filter_day(uow, chosen)
    except UnreadableError:
        since = None
    if since is None:
        return []
    start = datetime.combine(since, time(), LONDON).astimezone(UTC)
    return [Concern.signed_at >= start]


def _load_opened_list(
    uow: UnitOfWork, kind: ConcernList, chosen: ListFilter, page: int
) -> FilteredList:
    said, start = find_concerns_waiting_by_log(uow), (page - 1) * LOOKED_IN
    found = _find_page(uow, kind, chosen, start)
    ids = inbox_queries.filter_concern_ids(uow, found[:LOOKED_IN], *_list_conditions(uow, chosen))
    log_list_view(uow, f"{kind.value}/{page}", ids)
    opened = dict(open_logged_concerns(uow, ids)) if ids else {}
    open_tasks.log_untrusted_entries(uow, opened)
    belongs = _choose_test(uow, kind)
    items = tuple(
        one
        for one in inbox.open_inbox_items(uow, ids, said)
        if _fits(one, chosen)
        and belongs(one, opened[one.id])
        and _say_as_chosen(opened[one.id], chosen)
    )
    return FilteredList(page, items, len(found) > LOOKED_IN, None, start + len(found[:LOOKED_IN]))


def _find_page(
    uow: UnitOfWork, kind: ConcernList, chosen: ListFilter, start: int
) -> tuple[UUID, ...]:
    """Return the concerns that a page looks in, and one more if there is a later page."""
    if kind is ConcernList.WAITING:
        return inbox_queries.find_due_ids(uow, LOOKED_IN + 1, start)
    if kind is ConcernList.REFERRED:
        return inbox_queries.find_open_ids(uow, start, LOOKED_IN + 1)
    return _find_candidates(uow, kind, chosen)[start : start + LOOKED_IN + 1]


def _choose_test(uow: UnitOfWork, kind: ConcernList) -> Callable[[InboxItem, Entries], bool]:
    """Return what tells by its entries whether a concern belongs in a list."""
    if kind is ConcernList.WAITING:
        return _waits_for_others(uow)
    return _was_referred if kind is ConcernList.REFERRED else lambda _item, _entries: True


def _say_as_chosen(entries: Entries, chosen: ListFilter) -> bool:
    """Whether the entries say of a decision, and of a child's class, what was chosen."""
    numbered = [(one.number, one.entry) for one in entries if one.entry is not None]
    is_decided = is_decided_since_reopening(numbered, find_concern_status(numbered))
    if chosen.decided and is_decided != (chosen.decided == DECIDED):
        return False
    said = (entry for _, entry in numbered)
    parts = (part for one in said if isinstance(one, Record | Details) for part in one.parts)
    groups = (part.values.get("group") for part in parts if part.page == "child")
    return not split_search_words(chosen.group) or any(
        isinstance(group, str) and _is_in_group(chosen.group, group) for group in groups
    )


def _is_in_group(typed: str, group: str) -> bool:
    """Whether a class has the words looked for, or is the same but for spaces and signs."""
    if set(split_search_words(typed)) <= set(split_search_words(group)):
        return True
    wanted = split_group(typed)
    return bool(wanted) and (
        set(wanted) <= set(split_group(group)) or fold_group(typed) == fold_group(group)
    )


def _waits_for_others(uow: UnitOfWork) -> Callable[[InboxItem, Entries], bool]:
    def waits(item: InboxItem, entries: Entries) -> bool:
        return bool(
            open_tasks.list_outstanding_of_concerns(uow, (item,), {item.id: entries}).waiting
        )

    return waits


def _was_referred(_item: InboxItem, entries: Entries) -> bool:
    return any(isinstance(one.entry, Referral) for one in entries)


def _fits(item: InboxItem, chosen: ListFilter) -> bool:
    """Whether the card, and who has it in hand, are as chosen."""
    if chosen.lead and str(item.lead_id or NO_LEAD) != chosen.lead:
        return False
    danger = (item.card.danger or BLANK) if item.card else BLANK
    if chosen.danger and danger not in chosen.danger:
        return False
    return not chosen.words.strip() or _has_words(item, chosen.words)


def _has_words(item: InboxItem, words: str) -> bool:
    """Whether a name, the worry, the short name or the reference of a concern has these words."""
    children = item.card.children if item.card else ()
    texts = (item.card.worry, item.card.short_name or "") if item.card else ()
    text = " ".join((item.reference, item.author, *texts, *children)).casefold()
    if all(word in text for word in words.casefold().split()):
        return True
    query = parse_query(words)
    return bool(query) and any(match_name(query, name) is not None for name in children)
