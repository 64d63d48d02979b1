"""The readers' list: unread first, then what is due, then the rest; 25 a page.

Only cards are opened, never records, and the viewing is logged before any is. Unread cards are
ordered by the worker's own danger answer and by clocks; the rest in SQL by clear due times, so a
page costs the same in a small list and in a large one. Nothing here ranks risk. What waits by the
log and cannot be listed is named as such: a row that was taken away silences nothing.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select

from app.domain.record import concern_card
from app.domain.record.entry_schema import Card as CardWords
from app.domain.record.entry_schema import decode_card
from app.domain.times.unreadable_times import readable
from app.errors import SealedError
from app.models.concern import Card, Concern
from app.models.member import Member
from app.services.audit_log.concern_commitment import card_hash, tag
from app.services.audit_log.concern_index import Waiting
from app.services.concern_lists.inbox_queries import (
    added_to,
    closed_ids,
    due_times,
    open_ids,
    unread_among,
    unread_ids,
)
from app.services.concern_lists.missing_from_inbox import strayed
from app.services.concern_lists.not_signed import Begun, begun_not_signed
from app.services.concern_lists.unread_by_log import Unseen, agrees, unseen, waiting
from app.services.concerns import clocks
from app.services.concerns.concern_access import FILEKIND, Holder, fingerprints, holders
from app.services.unit_of_work import Action, Desk
from app.vault.sealed_cards import open_card

PAGE = 25
Said = Mapping[UUID, Waiting]
NOTHING: Said = {}
Refused = list[tuple[UUID, bytes | None]]


class Listed(msgspec.Struct, frozen=True):
    """One file in the list. `card` is None when the card cannot be trusted: open the file."""

    id: UUID
    reference: str
    state: str
    signed_at: datetime
    author: str
    author_phone: str
    due: datetime | None
    overdue: bool
    card: CardWords | None
    added: bool = False
    """Its author added words after it was acknowledged."""

    def __repr__(self) -> str:
        return f"<Listed {self.id}>"


class Inbox(msgspec.Struct, frozen=True):
    """One page of the list. `unread_count` counts all unread, up to the most that are opened."""

    page: int
    more: bool
    unread_count: int
    unread: tuple[Listed, ...]
    overdue: tuple[Listed, ...]
    open: tuple[Listed, ...]
    begun_not_signed: tuple[Begun, ...]
    unseen: tuple[Unseen, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in the list at all."""
        listed = self.unread or self.overdue or self.open
        return not (listed or self.begun_not_signed or self.unseen)


def inbox(desk: Desk, page: int = 1) -> Inbox:
    """Page `page`, from 1, of the files this reader was given. Logs one LIST_VIEWED first."""
    page = max(1, page)
    said, lost = waiting(desk), strayed(desk) if page == 1 else NOTHING
    desk.look(Action.LIST_VIEWED, f"inbox/{page}")
    unread = _in_order(_opened(desk, unread_ids(desk), said))
    start = (page - 1) * PAGE
    shown = unread[start : start + PAGE]
    room = PAGE - len(shown)
    rest = open_ids(desk, max(0, start - len(unread)), room + 1)
    listed = _opened(desk, rest[:room])
    return Inbox(
        page=page,
        more=len(unread) > start + PAGE or len(rest) > room,
        unread_count=len(unread),
        unread=tuple(shown),
        overdue=tuple(one for one in listed if one.overdue),
        open=tuple(one for one in listed if not one.overdue),
        begun_not_signed=begun_not_signed(desk) if page == 1 else (),
        unseen=_unseen(desk, said, {one.id for one in unread}, lost) if page == 1 else (),
    )


def closed(desk: Desk, page: int = 1) -> tuple[tuple[Listed, ...], bool]:
    """Page `page`, from 1, of closed files, and whether there are more. Logs LIST_VIEWED first."""
    page = max(1, page)
    desk.look(Action.LIST_VIEWED, f"closed/{page}")
    ids = closed_ids(desk, (page - 1) * PAGE, PAGE + 1)
    return tuple(_opened(desk, ids[:PAGE])), len(ids) > PAGE


def _unseen(desk: Desk, said: Said, shown: set[UUID], lost: Said) -> tuple[Unseen, ...]:
    """What waits by the log, is not among the unread shown, and is not merely beyond the most;
    and `lost`, what is open by the log and in no list."""
    missing = {concern_id: found for concern_id, found in said.items() if concern_id not in shown}
    for concern in unread_among(desk, tuple(missing)):
        if agrees(concern, said[concern.id]):
            del missing[concern.id]
    still = waiting(desk) if missing else {}  # somebody may have acknowledged one a moment ago
    found = unseen(desk, {**lost, **{one: missing[one] for one in missing if one in still}})
    _log_bad(desk, [(one.id, None) for one in found])
    return found


def _in_order(unread: list[Listed]) -> list[Listed]:
    blank = CardWords((), (), "", "unsure", "", "")  # a card that does not open waits in front
    return sorted(
        unread, key=lambda one: concern_card.order(one.card or blank, one.signed_at.isoformat())
    )


def _opened(desk: Desk, ids: tuple[UUID, ...], said: Said = NOTHING) -> list[Listed]:
    """Files of these ids in this order, their cards opened; a card that fails is logged.
    A row whose author or time is not the log's (`said`) is left out."""
    now, held = desk.clock(), holders(desk)
    dues, added = due_times(desk, ids), added_to(desk, ids)
    found: dict[UUID, Listed] = {}
    bad: Refused = []
    for concern, card, author, phone in _rows(desk, ids):
        logged = said.get(concern.id)
        if not agrees(concern, logged):
            continue
        words = _card(desk, concern.id, card, held[card.recipient_fpr], logged)
        if words is None:
            bad.append((concern.id, hashlib.sha256(card.blob).digest()))
        due = _due(desk, concern, words, dues.get(concern.id))
        found[concern.id] = Listed(
            id=concern.id,
            reference=concern.reference,
            state=concern.state,
            signed_at=concern.signed_at,
            author=author,
            author_phone=phone,
            due=due,
            overdue=due is not None and due <= now,
            card=words,
            added=concern.id in added,
        )
    _log_bad(desk, bad)
    return [found[concern_id] for concern_id in ids if concern_id in found]


def _due(
    desk: Desk, concern: Concern, card: CardWords | None, at: datetime | None
) -> datetime | None:
    """When it should have been done. A reminder moves the clear time on to the next step: an
    unread file is late since its first one, which its card and its signing tell."""
    if at is None or card is None or concern.state != "unread" or not readable(concern.signed_at):
        return at
    return min(at, clocks.unread_due(desk.org, card, concern.signed_at))


def _rows(desk: Desk, ids: tuple[UUID, ...]) -> list[tuple[Concern, Card, str, str]]:
    query = (
        select(Concern, Card, Member.name, Member.phone)
        .join(Card, Card.concern_id == Concern.id)
        .outerjoin(Member, Member.id == Concern.author_id)
        .where(Concern.id.in_(ids), Card.recipient_fpr.in_(fingerprints(desk)))
    )
    return [(row[0], row[1], row[2] or "", row[3] or "") for row in desk.session.execute(query)]


def _log_bad(desk: Desk, bad: Refused) -> None:
    if not bad:
        return
    with desk.act() as act:
        for concern_id, h in bad:
            act.log(Action.ENTRY_REFUSED, str(concern_id), h=h)


def _card(
    desk: Desk, concern_id: UUID, card: Card, holder: Holder, said: Waiting | None
) -> CardWords | None:
    if said and said.cards.get(tag(concern_id, card.recipient_fpr)) != card_hash(card.blob):
        return None  # anybody can seal a card to a team: only the one that was signed with counts
    try:
        plain = open_card(
            card.blob,
            org=str(desk.org.id),
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
