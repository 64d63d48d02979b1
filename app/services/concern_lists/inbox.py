"""The readers' inbox: unread first, then what is due, then the rest; 25 a page.

Only cards are opened, never records, and the viewing is logged before any is. Unread cards are
ordered by the author's own danger answer and by clocks; the rest in SQL by clear due times, so a
page costs the same in a small list and in a large one. Nothing here ranks risk. What waits by the
log and cannot be listed is named as such: a row that was taken away silences nothing. Drafts that
are not signed are listed by who and when, never what, and only to readers whom their author's
answers let know of them.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Uuid, and_, bindparam, or_, select

from app.database import read_flushed_rows, read_rows
from app.domain.record import concern_card
from app.domain.record.entry_schema import Card as CardWords
from app.domain.record.entry_schema import decode_card
from app.domain.times.unreadable_times import is_readable
from app.errors import SealedError
from app.models.columns import Moment, has_passed, is_unset
from app.models.concern import Card, Concern
from app.models.draft import Draft
from app.models.member import Member
from app.services.audit_log.concern_commitment import hash_card, make_reader_tag
from app.services.audit_log.concern_index import UnreadRecord
from app.services.concern_lists.inbox_queries import (
    find_closed_ids,
    find_earliest_due_times,
    find_open_ids,
    find_unread_addition_times,
    find_unread_ids,
    find_unread_rows,
)
from app.services.concern_lists.missing_from_inbox import find_missing_from_inbox
from app.services.concern_lists.unread_by_log import (
    UnlistedRecord,
    UnreadSummary,
    find_concerns_waiting_by_log,
    is_consistent_with_log,
    load_unlisted_records,
)
from app.services.concerns import concern_deadlines
from app.services.concerns.concern_access import (
    FILEKIND,
    HeldKey,
    list_held_fingerprints,
    load_held_keys,
)
from app.services.contact_trust.vouched_contacts import read_vouched_phone
from app.services.members.shown_names import load_name_texts
from app.services.unit_of_work import Action, UnitOfWork
from app.vault.sealed_cards import open_card

MAX_UNSIGNED_DRAFTS = 20
# Built once: building a statement costs more than running it.
_LISTED = (
    select(
        *(Concern.id, Concern.reference, Concern.state, Concern.signed_at, Concern.author_id),
        *(Concern.acknowledged_by, Concern.lead_id),
        *(Card.recipient_fpr, Card.revision, Card.blob, Member.phone, Member.contact_salt),
    )
    .join(Card, Card.concern_id == Concern.id)
    .outerjoin(Member, Member.id == Concern.author_id)
    .where(
        Concern.id.in_(bindparam("concerns", expanding=True)),
        Card.recipient_fpr.in_(bindparam("held", expanding=True)),
    )
)
_UNSIGNED = (
    select(Draft.user_id, Member.phone, Member.contact_salt, Draft.began_at, Draft.urgent)
    .join(Member, Member.id == Draft.user_id)
    .where(
        Draft.org_id == bindparam("org", type_=Uuid()),
        is_unset(Draft.signed_at),
        is_unset(Draft.discarded_at),
        Draft.concern_id.is_(None),
        Draft.told == bindparam("team"),
        Draft.user_id != bindparam("me", type_=Uuid()),
        Draft.user_id.not_in(bindparam("removed", expanding=True)),
        or_(
            has_passed(Draft.began_at, bindparam("hour", type_=Moment())),
            and_(Draft.urgent.is_(True), Draft.began_at <= bindparam("quarter", type_=Moment())),
        ),
    )
    .order_by(Draft.urgent.desc(), Draft.began_at)
    .limit(MAX_UNSIGNED_DRAFTS)
)


class UnsignedDraft(msgspec.Struct, frozen=True):
    """Somebody began a record and has not signed it: who and when, never what."""

    name: str
    phone: str
    began_at: datetime
    urgent: bool
    is_stopped: bool = False
    """Whether its author can no longer sign in. Then no one can open it."""


SHOWN_AFTER_REMOVAL = timedelta(days=30)
"""How long a list shows the draft of someone who was removed. Their page shows it for ever."""


def find_late_unsigned_drafts(uow: UnitOfWork) -> tuple[UnsignedDraft, ...]:
    """Drafts begun an hour ago (15 minutes when urgent) that this reader may know of."""
    team = uow.me.team
    if team is None:
        return ()
    now = uow.clock()
    hour = concern_deadlines.compute_unsigned_cutoff(uow.org, now, urgent=False)
    quarter = concern_deadlines.compute_unsigned_cutoff(uow.org, now, urgent=True)
    given: dict[str, Any] = {"org": uow.org.id, "me": uow.me.id, "team": team.value}
    given |= {"hour": hour, "quarter": quarter, "removed": _list_removed_long_ago(uow)}
    rows = read_rows(uow.session, _UNSIGNED, given).all()
    names = load_name_texts(uow, (row.user_id for row in rows))
    return tuple(_describe_draft(uow, names[row.user_id], row) for row in rows)


def _list_removed_long_ago(uow: UnitOfWork) -> list[UUID]:
    stops = uow.key_log.recall_sessions(uow.org).suspensions.every()
    limit = uow.clock() - SHOWN_AFTER_REMOVAL
    return [UUID(user) for user, stop in stops if stop.removed and stop.at < limit]


def _describe_draft(uow: UnitOfWork, name: str, row: Any) -> UnsignedDraft:
    phone = read_vouched_phone(uow.key_log, uow.org, row.user_id, row)
    is_stopped = row.user_id in uow.key_log.find_stopped_accounts(uow.org)
    return UnsignedDraft(name, phone.number, row.began_at, row.urgent, is_stopped)


PAGE_SIZE = 25
Names = Mapping[UUID | None, str]
WaitingByLog = Mapping[UUID, UnreadRecord]
NOTHING_WAITING: WaitingByLog = {}
RefusedCards = list[tuple[UUID, bytes | None]]


class InboxItem(UnreadSummary, frozen=True):
    """One file in the list. `card` is None when the card cannot be trusted: open the file."""

    state: str
    due: datetime | None
    overdue: bool
    card: CardWords | None
    added_due: datetime | None = None
    """By when to read what its author added after it was read; None where all is read."""
    lead_id: UUID | None = None
    lead: str = ""
    """The person it was handed over to, or who marked it as read; "" while no one has."""
    reader: str = ""
    """The person who marked it as read, if it was handed over to someone else; "" otherwise."""

    @property
    def added(self) -> bool:
        """Whether its author added words that nobody has read."""
        return self.added_due is not None


class Inbox(msgspec.Struct, frozen=True):
    """One page of the list. `unread_count` counts all unread, up to the most that are opened."""

    page: int
    more: bool
    unread_count: int
    unread: tuple[InboxItem, ...]
    overdue: tuple[InboxItem, ...]
    open: tuple[InboxItem, ...]
    begun_not_signed: tuple[UnsignedDraft, ...]
    unseen: tuple[UnlistedRecord, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in the list at all."""
        listed = self.unread or self.overdue or self.open
        return not (listed or self.begun_not_signed or self.unseen)


def load_inbox(uow: UnitOfWork, page: int = 1) -> Inbox:
    """Page `page`, from 1, of the files this reader was given. Logs one LIST_VIEWED first."""
    page = max(1, page)
    said, lost = (
        find_concerns_waiting_by_log(uow),
        find_missing_from_inbox(uow) if page == 1 else NOTHING_WAITING,
    )
    uow.look(Action.LIST_VIEWED, f"inbox/{page}")
    unread = order_unread(open_inbox_items(uow, find_unread_ids(uow), said))
    start = (page - 1) * PAGE_SIZE
    shown = unread[start : start + PAGE_SIZE]
    room = PAGE_SIZE - len(shown)
    rest = find_open_ids(uow, max(0, start - len(unread)), room + 1)
    listed = open_inbox_items(uow, rest[:room])
    return Inbox(
        page=page,
        more=len(unread) > start + PAGE_SIZE or len(rest) > room,
        unread_count=len(unread),
        unread=tuple(shown),
        overdue=tuple(one for one in listed if one.overdue),
        open=tuple(one for one in listed if not one.overdue),
        begun_not_signed=find_late_unsigned_drafts(uow) if page == 1 else (),
        unseen=find_and_log_unlisted_records(uow, said, {one.id for one in unread}, lost)
        if page == 1
        else (),
    )


def load_closed_concerns(uow: UnitOfWork, page: int = 1) -> tuple[tuple[InboxItem, ...], bool]:
    """Page `page`, from 1, of closed files, and whether there are more. Logs LIST_VIEWED first."""
    page = max(1, page)
    uow.look(Action.LIST_VIEWED, f"closed/{page}")
    ids = find_closed_ids(uow, (page - 1) * PAGE_SIZE, PAGE_SIZE + 1)
    return tuple(open_inbox_items(uow, ids[:PAGE_SIZE])), len(ids) > PAGE_SIZE


def find_and_log_unlisted_records(
    uow: UnitOfWork, said: WaitingByLog, shown: set[UUID], lost: WaitingByLog
) -> tuple[UnlistedRecord, ...]:
    """Return what the log says is waiting and no list can show, and note each in the log.

    What only did not fit on the page is left out. `lost`: open by the log, and in no list.
    """
    missing = {concern_id: found for concern_id, found in said.items() if concern_id not in shown}
    for row in find_unread_rows(uow, tuple(missing)):
        if is_consistent_with_log(row, said[row.id]):
            del missing[row.id]
    still = (
        find_concerns_waiting_by_log(uow) if missing else {}
    )  # somebody may have acknowledged one a moment ago
    found = load_unlisted_records(
        uow, {**lost, **{one: missing[one] for one in missing if one in still}}
    )
    log_refused_cards(uow, [(one.id, None) for one in found])
    return found


def order_unread(unread: list[InboxItem]) -> list[InboxItem]:
    """Return unread concerns in the order to read them."""
    blank = CardWords((), (), "", "unsure", "", "")  # a card that does not open waits in front
    return sorted(
        unread,
        key=lambda one: concern_card.make_unread_sort_key(
            one.card or blank, one.signed_at.isoformat()
        ),
    )


def open_inbox_items(
    uow: UnitOfWork, ids: tuple[UUID, ...], said: WaitingByLog = NOTHING_WAITING
) -> list[InboxItem]:
    """Return these concerns in this order with their cards opened, and log a card that fails."""
    now, held = uow.clock(), load_held_keys(uow)
    dues, added = find_earliest_due_times(uow, ids), find_unread_addition_times(uow, ids)
    found: dict[UUID, InboxItem] = {}
    bad: RefusedCards = []
    for concern, names, phone in _rows(uow, ids, said):
        key, log = held[concern.recipient_fpr], said.get(concern.id)
        words = open_listed_card(uow, concern.id, concern, key, log)
        if words is None:
            bad.append((concern.id, hashlib.sha256(concern.blob).digest()))
        due = _due(uow, concern, words, dues.get(concern.id))
        found[concern.id] = InboxItem(
            id=concern.id,
            reference=concern.reference,
            state=concern.state,
            signed_at=concern.signed_at,
            author_phone=phone,
            due=due,
            overdue=due is not None and due <= now,
            card=words,
            added_due=added.get(concern.id),
            **_name_people(concern, names),
        )
    log_refused_cards(uow, bad)
    return [found[concern_id] for concern_id in ids if concern_id in found]


def _due(
    uow: UnitOfWork, concern: Any, card: CardWords | None, at: datetime | None
) -> datetime | None:
    """When it should have been done. A reminder moves the clear time on to the next step: an
    unread file is late since its first one, which its card and its signing tell."""
    if (
        at is None
        or card is None
        or concern.state != "unread"
        or not is_readable(concern.signed_at)
    ):
        return at
    return min(at, concern_deadlines.compute_unread_deadline(uow.org, card, concern.signed_at))


def _rows(
    uow: UnitOfWork, ids: tuple[UUID, ...], said: WaitingByLog
) -> list[tuple[Any, Names, str]]:
    """Return the rows of these concerns, without those whose author or time is not the log's."""
    given = {"concerns": ids, "held": list_held_fingerprints(uow)}
    rows = read_flushed_rows(uow.session, _LISTED, given).all()
    names = load_name_texts(uow, {one for row in rows for one in _list_people(row)})
    return [
        (row, names, _read_author_phone(uow, row))
        for row in rows
        if is_consistent_with_log(row, said.get(row.id))
    ]


def _read_author_phone(uow: UnitOfWork, row: Any) -> str:
    return read_vouched_phone(uow.key_log, uow.org, row.author_id, row).number or ""


def _find_lead(concern: Any) -> UUID | None:
    """Return who a concern was handed over to, or who marked it as read; None while it is unread
    and no one's."""
    reader = None if concern.state == "unread" else concern.acknowledged_by
    return concern.lead_id or reader


def _name_people(concern: Any, names: Names) -> dict[str, Any]:
    lead, reader = _find_lead(concern), _find_other_reader(concern)
    return {
        "author": names[concern.author_id],
        "lead_id": lead,
        "lead": names[lead] if lead else "",
        "reader": names[reader] if reader else "",
    }


def _find_other_reader(concern: Any) -> UUID | None:
    """Return who marked a concern as read that someone else has now."""
    reader = None if concern.state == "unread" else concern.acknowledged_by
    return reader if reader != _find_lead(concern) else None


def _list_people(concern: Any) -> tuple[UUID | None, ...]:
    return concern.author_id, concern.acknowledged_by, concern.lead_id


def log_refused_cards(uow: UnitOfWork, bad: RefusedCards) -> None:
    """Log each card that did not open: the concern, and the hash of what is stored."""
    if not bad:
        return
    with uow.act() as act, act.gather_lines():
        for concern_id, h in bad:
            act.log(Action.ENTRY_REFUSED, str(concern_id), h=h)


def open_listed_card(
    uow: UnitOfWork, concern_id: UUID, card: Any, holder: HeldKey, said: UnreadRecord | None = None
) -> CardWords | None:
    """Return what a card says, or None when it cannot be trusted. The look is logged before."""
    if said and said.cards.get(make_reader_tag(concern_id, card.recipient_fpr)) != hash_card(
        card.blob
    ):
        return None  # anybody can seal a card to a team: only the one that was signed with counts
    try:
        plain = open_card(
            card.blob,
            org=str(uow.org.id),
            team=holder.team,
            epoch=holder.epoch,
            filekind=FILEKIND,
            file=str(concern_id),
            revision=card.revision,
            holder=holder.secret,
        )
        return decode_card(plain)
    except (SealedError, msgspec.MsgspecError):
        return None
