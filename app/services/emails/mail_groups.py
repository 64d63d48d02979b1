"""Put waiting mails of the same kind to the same person together, so that a flood is one mail.

One person can sign eighty records in a minute. Each has its row in the outbox, and none is ever
dropped, but a reader who gets eighty mails reads none. What is due at once goes as one mail. After
MAILS_PER_HOUR mails in an hour about one author's concerns, the next about them waits for others,
for GROUPING_TIME at most. A record that someone must read at once never waits, nor does the mail
about another author's concern. This module never changes a row.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.models.columns import has_passed, is_unset
from app.models.concern import Concern
from app.models.outbox import Outbox

MAILS_PER_HOUR = 5
GROUPING_TIME = timedelta(minutes=15)
AN_HOUR = timedelta(hours=1)
MAIL_BATCH_SIZE = 50
URGENT_TEMPLATE = "open_now"
AuthorKey = tuple[UUID, str, UUID | None]
"""The receiver of an email, its template, and the author of the concern it is about, or None."""


class DueGroup(msgspec.Struct, frozen=True):
    """Mails that are due: to whom, which, about whose concerns, and since when the oldest waits."""

    member_id: UUID
    template: str
    author_id: UUID | None
    since: datetime
    urgent: bool


def list_due_mails(session: Session, now: datetime) -> tuple[tuple[UUID, ...], ...]:
    """Return the mails to send now, the urgent and the oldest first: each the ids of its rows."""
    recent = _count_recent_mails(session, now)
    mails: dict[tuple[UUID, str], list[DueGroup]] = {}
    for group in _list_due_groups(session, now):
        mails.setdefault((group.member_id, group.template), []).append(group)
    ready = [groups for groups in mails.values() if not all(_waits(g, recent, now) for g in groups)]
    ready.sort(key=lambda groups: (not any(g.urgent for g in groups), min(g.since for g in groups)))
    return tuple(_list_row_ids(session, groups[0], now) for groups in ready[:MAIL_BATCH_SIZE])


def _waits(group: DueGroup, recent: dict[AuthorKey, tuple[int, datetime]], now: datetime) -> bool:
    """Whether these can wait for others: there were many, and the last one was a moment ago."""
    count, last = recent.get((group.member_id, group.template, group.author_id), (0, now))
    return not group.urgent and count >= MAILS_PER_HOUR and now - last < GROUPING_TIME


def _list_due_groups(session: Session, now: datetime) -> Iterable[DueGroup]:
    rows = session.execute(
        select(
            Outbox.member_id,
            Outbox.template,
            Concern.author_id,
            func.min(Outbox.made_at),
            func.max(case((_is_urgent(), 1), else_=0)),
        )
        .outerjoin(Concern, Concern.id == Outbox.concern_id)
        .where(*_are_due(now))
        .group_by(Outbox.member_id, Outbox.template, Concern.author_id)
    )
    for member_id, template, author_id, since, urgent in rows:
        yield DueGroup(member_id, template, author_id, since, bool(urgent))


def _is_urgent() -> ColumnElement[bool]:
    """Whether a row is about a record whose readers were told to open it at once."""
    told = aliased(Outbox)
    about = exists(
        select(told.id).where(
            told.concern_id == Outbox.concern_id, told.template == URGENT_TEMPLATE
        )
    )
    return (Outbox.template == URGENT_TEMPLATE) | and_(Outbox.concern_id.is_not(None), about)


def _are_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        is_unset(Outbox.sent_at),
        is_unset(Outbox.failed_at),
        has_passed(Outbox.next_try_at, now),
    )


def _count_recent_mails(session: Session, now: datetime) -> dict[AuthorKey, tuple[int, datetime]]:
    """Count the emails sent in the last hour about each author's concerns, and return the last one.

    Rows that went as one mail have one time. A time that lies ahead is no one's.
    """
    rows = session.execute(
        select(
            Outbox.member_id,
            Outbox.template,
            Concern.author_id,
            func.count(Outbox.sent_at.distinct()),
            func.max(Outbox.sent_at),
        )
        .outerjoin(Concern, Concern.id == Outbox.concern_id)
        .where(Outbox.sent_at > now - AN_HOUR, Outbox.sent_at <= now)
        .group_by(Outbox.member_id, Outbox.template, Concern.author_id)
    )
    return {
        (member, template, author): (count, last)
        for member, template, author, count, last in rows
        if last is not None
    }


def _list_row_ids(session: Session, group: DueGroup, now: datetime) -> tuple[UUID, ...]:
    """List rows of one email: everything due to this person of this kind, whoever it is about."""
    return tuple(
        session.scalars(
            select(Outbox.id)
            .where(Outbox.member_id == group.member_id, Outbox.template == group.template)
            .where(*_are_due(now))
            .order_by(Outbox.made_at)
        )
    )
