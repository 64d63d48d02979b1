"""Say which other reader opened a concern a moment ago, so that two do not act past each other.

Read from the log alone, with the page: nothing is stored, and nothing asks again later. Someone who
is not a reader is shown none of it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import g

from app.domain.private_struct import PrivateStruct
from app.services.audit_log.access_history import BROKEN_LOG_NOTICE, OPENING_ACTIONS, AccessEvent
from app.services.concerns.concern_reading import OpenConcern
from app.services.members.member_lookup import list_leads_and_seniors

RECENT = timedelta(minutes=15)


class RecentOpening(PrivateStruct, frozen=True):
    """Another reader, when they last opened the concern, and how many minutes ago that was."""

    who: str
    at: datetime
    minutes: int


def list_recent_openings(
    file: OpenConcern, looks: Iterable[AccessEvent]
) -> tuple[RecentOpening, ...]:
    """Return the other readers who opened the concern in the last 15 minutes, the newest first.

    `looks`: its history, the newest first. Nothing if the log was changed: the history says so.
    """
    looks, now = tuple(looks), g.uow.clock()
    if not file.is_reader or BROKEN_LOG_NOTICE in looks:
        return ()
    newest: dict[str, RecentOpening] = {}
    for look in looks:
        if look.at is None or look.action not in OPENING_ACTIONS or now - look.at > RECENT:
            continue
        minutes = max(0, int((now - look.at).total_seconds()) // 60)
        newest.setdefault(look.member_id, RecentOpening(look.who, look.at, minutes))
    newest.pop(str(g.uow.me.id), None)
    readers = _find_reader_ids(file) if newest else frozenset()
    return tuple(found for member_id, found in newest.items() if member_id in readers)


def _find_reader_ids(file: OpenConcern) -> frozenset[str]:
    """Return the ids of leads, seniors and people by name. An author alone is not a reader."""
    named = file.record.recipients if file.record else ()
    return frozenset(named) | {str(one.id) for one in list_leads_and_seniors(g.uow)}
