"""Say by the log when an organisation was last backed up, on a lead's Home and in `doctor`.

This module reads lines of the log and opens nothing.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Org
from app.models.audit_log import Leaf
from audit import events

OLDEST_BACKUP: Final = timedelta(days=7)
LINES_READ: Final = 20


class OldBackup(PrivateStruct, frozen=True):
    """A backup that is too old, or none: `since` is then when the organisation was set up."""

    since: datetime
    is_made: bool


def backup_log_id(org: Org) -> str:
    """Return the log id under which backups of an organisation are logged."""
    return f"backup/{org.id}"


def find_newest_backup(session: Session, org: Org) -> datetime | None:
    """Return when the newest backup was made; None where there is none that can be read.

    A restore is under the same id, and is none.
    """
    ours = select(Leaf.line).where(Leaf.org_id == org.id, Leaf.obj == backup_log_id(org))
    for line in session.scalars(ours.order_by(Leaf.i.desc()).limit(LINES_READ)):
        event = read_event(line)
        if event is not None and event.act is events.Action.BACKED_UP:
            return event.t
    return None


def list_restored_hashes(session: Session, org_id: UUID) -> frozenset[str]:
    """Return the hashes of the backups that the newest lines of this log say were restored."""
    ours = select(Leaf.line).where(Leaf.org_id == org_id, Leaf.obj == f"backup/{org_id}")
    read = map(read_event, session.scalars(ours.order_by(Leaf.i.desc()).limit(LINES_READ)))
    restored = (one for one in read if one is not None and one.act is events.Action.RESTORED)
    return frozenset(one.h for one in restored if one.h)


def find_old_backup(session: Session, org: Org, now: datetime) -> OldBackup | None:
    """Return that no backup was made in the last seven days; None if one was."""
    made = find_newest_backup(session, org)
    first = select(Leaf.line).where(Leaf.org_id == org.id, Leaf.i == 0)
    since = made or read_line_time(session, first)
    if since is None or now - since <= OLDEST_BACKUP:
        return None
    return OldBackup(since, made is not None)


def read_line_time(session: Session, lines: Select[bytes | None]) -> datetime | None:
    """Return when the first of these lines was written, or None."""
    event = read_event(session.scalar(lines.limit(1)))
    return None if event is None else event.t


def read_event(line: bytes | None) -> events.Event | None:
    """Return the event in a line of the log; None without a line, and for one that is spoiled."""
    try:
        return None if line is None else events.parse_event(line)
    except events.EventError:
        return None
