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


class NewestRestore(PrivateStruct, frozen=True):
    """A restore: when it was, and the time of the newest line of the log that it brought.

    No line of a restored log says when its backup was made, because that line was written after it.
    """

    at: datetime
    up_to: datetime | None


class BackupStatus(PrivateStruct, frozen=True):
    """The newest backup of the records that are here: made here, or restored here, or none.

    A backup from before a restore is of other records, so `made` is then None.
    """

    made: datetime | None = None
    restored: NewestRestore | None = None


class OldBackup(PrivateStruct, frozen=True):
    """A backup that is too old, or none.

    `since`: when it was made, or else when the records were restored, or the organisation set up.
    """

    since: datetime
    is_made: bool
    restored: NewestRestore | None = None


def backup_log_id(org: Org) -> str:
    """Return the log id under which backups of an organisation are logged."""
    return f"backup/{org.id}"


def find_backup_status(session: Session, org: Org) -> BackupStatus:
    """Return the newest backup or restore, as far as its line can be read. Both have one id."""
    ours = select(Leaf.line).where(Leaf.org_id == org.id, Leaf.obj == backup_log_id(org))
    for line in session.scalars(ours.order_by(Leaf.i.desc()).limit(LINES_READ)):
        event = read_event(line)
        if event is not None and event.act is events.Action.BACKED_UP:
            return BackupStatus(made=event.t)
        if event is not None and event.act is events.Action.RESTORED:
            before = select(Leaf.line).where(Leaf.org_id == org.id, Leaf.i == event.i - 1)
            return BackupStatus(restored=NewestRestore(event.t, read_line_time(session, before)))
    return BackupStatus()


def list_recently_restored_hashes(session: Session, org_id: UUID) -> frozenset[str]:
    """Return the hashes of the backups that the newest lines of this log say were restored."""
    ours = select(Leaf.line).where(Leaf.org_id == org_id, Leaf.obj == f"backup/{org_id}")
    read = map(read_event, session.scalars(ours.order_by(Leaf.i.desc()).limit(LINES_READ)))
    restored = (one for one in read if one is not None and one.act is events.Action.RESTORED)
    return frozenset(one.h for one in restored if one.h)


def find_overdue_backup(session: Session, org: Org, now: datetime) -> OldBackup | None:
    """Return that no backup was made in the last seven days; None if one was.

    After a restore it is said at once: on another machine, no one may have set up the next backup.
    """
    status = find_backup_status(session, org)
    if status.restored is not None:
        return OldBackup(status.restored.at, is_made=False, restored=status.restored)
    first = select(Leaf.line).where(Leaf.org_id == org.id, Leaf.i == 0)
    since = status.made or read_line_time(session, first)
    if since is None or now - since <= OLDEST_BACKUP:
        return None
    return OldBackup(since, status.made is not None)


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
