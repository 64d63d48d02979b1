"""Say which other reader opened a concern a moment ago, so that two do not act past each other.

Read from the log alone, with the page: nothing is stored, and the page does not refresh itself.
Someone who is not a reader is shown none of it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import g

from app.domain.private_struct import PrivateStruct
from app.services.audit_log.access_history import AccessEvent
from app.services.concerns.concern_reading import OpenConcern
from app.services.members.member_lookup import list_leads_and_seniors

RECENT = timedelta(minutes=15)


class RecentOpening(PrivateStruct, frozen=True):
    """Another reader, when they last opened the concern, and how many minutes ago that was.

    `minutes`: None for a time to come: the server's clock was set back since.
    """

    who: str
    at: datetime
    minutes: int | None


def list_recent_openings(
    file: OpenConcern, openings: Iterable[AccessEvent]
) -> tuple[RecentOpening, ...]:
    """Return the other readers who opened the concern in the last 15 minutes, the newest first.

    `openings`: the newest of each other person, all within that time.
    """
    openings, now = tuple(openings), g.uow.clock()
    if not file.is_reader or not openings:
        return ()
    readers = _find_reader_ids(file)
    return tuple(
        RecentOpening(look.who, look.at, _count_minutes(now - look.at))
        for look in openings
        if look.at is not None and look.member_id in readers
    )


def _count_minutes(since: timedelta) -> int | None:
    seconds = since.total_seconds()
    return None if seconds < -60 else max(0, int(seconds) // 60)


def _find_reader_ids(file: OpenConcern) -> frozenset[str]:
    """Return the ids of leads, seniors and people by name. An author alone is not a reader."""
    named = file.record.recipients if file.record else ()
    return frozenset(named) | {str(one.id) for one in list_leads_and_seniors(g.uow)}
