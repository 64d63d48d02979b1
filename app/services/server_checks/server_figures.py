"""Count what a monitor watches: mail, backups, housekeeping, log lines, disks. Open nothing.

No figure says whose it is: each is of all organisations of a server together.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.models.audit_log import LogHead
from app.models.columns import is_unset
from app.models.outbox import Lease, Outbox
from app.services.audit_log.database_check import find_sqlite_file
from app.services.backup.last_backup import find_backup_status
from app.services.jobs import scheduler
from app.services.organisations import organisation_lookup
from app.services.server_checks.server_check import FAILED_MAIL, build_failed_mail_count_query

FIGURES: Final = {
    "ready": "1 if pages with an account can be served, as /readyz says.",
    "organisations": "Organisations.",
    "log_lines": "Lines of all audit logs.",
    "mails_waiting": "Emails that wait to be sent.",
    "oldest_waiting_mail_seconds": "Age of the email that has waited longest; 0 if none waits.",
    "mails_failed": f"Emails given up in the last {FAILED_MAIL.days} days.",
    "housekeeping_seen_seconds": "Seconds since a housekeeper was last at work, or until then.",
    "backup_age_seconds": "Age of the newest backup, of the organisation where it is oldest.",
    "never_backed_up": "Organisations never backed up, or not since they were restored.",
    "data_disk_free_bytes": "Free room on the disk of DATA.",
    "database_disk_free_bytes": "Free room on the disk of the SQLite file.",
}
"""Each figure by its name, and what it says."""


def read_disk_figures(data: Path, engine: Engine) -> dict[str, float]:
    """Return the free room. A folder that is away is left out."""
    file = find_sqlite_file(engine.url)
    folders = {"data_disk": data, "database_disk": file.parent if file else None}
    return {
        f"{name}_free_bytes": float(shutil.disk_usage(folder).free)
        for name, folder in folders.items()
        if folder is not None and folder.exists()
    }


def read_row_figures(session: Session, now: datetime) -> dict[str, float]:
    """Return what the rows say. What has never happened is left out."""
    orgs = organisation_lookup.list_organisations(session)
    waiting = is_unset(Outbox.sent_at), is_unset(Outbox.failed_at)
    count, oldest = session.execute(
        select(func.count(), func.min(Outbox.made_at)).where(*waiting)
    ).one()
    figures = {
        "organisations": len(orgs),
        "log_lines": session.scalar(select(func.sum(LogHead.size))) or 0,
        "mails_waiting": count,
        "oldest_waiting_mail_seconds": _count_seconds(oldest, now) if oldest else 0,
        "mails_failed": session.scalar(build_failed_mail_count_query(now - FAILED_MAIL)) or 0,
    }
    made = [find_backup_status(session, org).made for org in orgs]
    figures["never_backed_up"] = made.count(None)
    if ages := [_count_seconds(one, now) for one in made if one is not None]:
        figures["backup_age_seconds"] = max(ages)
    if (lease := session.get(Lease, scheduler.TEND)) is not None:
        seen = lease.until - scheduler.LEASE_TIME
        figures["housekeeping_seen_seconds"] = abs((now - seen).total_seconds())
    return {name: float(value) for name, value in figures.items()}


def _count_seconds(since: datetime, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds())
