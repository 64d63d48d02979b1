"""Concerns that were closed long ago, and their author's keys to them ended."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.domain.deadlines.reading_end import READING_DAYS
from app.domain.record.entry_schema import ENTRY_TYPE_BY_PAGE, Part
from app.models.concern import Entry, Wrap
from app.services.concerns import follow_up_entries
from app.services.jobs import scheduler
from tests.support.club.office import Office
from tests.unit.services.jobs.test_scheduler import tools

CLOSED = {"reason": "Safe.", "child_told": "That it is closed."}


def sign_page(office: Office, who: str, concern_id: UUID, page: str, **values: str) -> int:
    """Sign a page of a concern as someone; returns the number of its entry."""
    parts = (Part(page, ("c1",), values),)
    draft_id, kind = office.draft(who, concern_id), ENTRY_TYPE_BY_PAGE[page]
    return follow_up_entries.sign_follow_up(office.at(who), concern_id, draft_id, kind, parts)


def keep_house(office: Office) -> None:
    """Run one round of housekeeping."""
    assert scheduler.run_jobs_once(tools(office))


def close_counted(office: Office, who: str = "sam", reader: str = "jo", **more) -> UUID:
    """A record of someone's that was closed, once housekeeping has counted from then."""
    concern_id = office.signed(who, **more)
    sign_page(office, reader, concern_id, "closure", **CLOSED)
    keep_house(office)
    return concern_id


def pass_days(office: Office, days: int = READING_DAYS + 1) -> None:
    """Let so many days pass, and no housekeeping."""
    office.now += timedelta(days=days)


def close_and_end(office: Office, who: str = "sam", **more) -> UUID:
    """A record of someone's whose author's keys were deleted, some time after it was closed."""
    concern_id = close_counted(office, who, **more)
    pass_days(office)
    keep_house(office)
    return concern_id


def list_wraps(office: Office, concern_id: UUID, who: str) -> list[int]:
    """Return the numbers of a concern's entries that have a key sealed to someone themself."""
    own = office.at(who).keys.own.public.fingerprint
    query = (
        select(Entry.number)
        .join(Wrap, Wrap.entry_id == Entry.id)
        .where(Entry.concern_id == concern_id, Wrap.recipient_fpr == own)
        .order_by(Entry.number)
    )
    return list(office.session.scalars(query))
