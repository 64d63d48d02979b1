"""Say in fixed words what keeps a server from its work, for `/readyz`, which anyone can read.

The words are always the same: no name, number, time or address is among them, and they do not say
which organisation it is. `doctor` says more, on the console. Nothing is changed or opened.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, exists, func, select
from sqlalchemy.orm import Session

from app.models.columns import has_passed, is_unset
from app.models.organisation import Organisation
from app.models.outbox import Lease, Outbox
from app.services.jobs import scheduler
from app.services.jobs.failing_steps import find_failing_steps
from app.services.server_checks.server_check import (
    FAILED_MAIL,
    LATE_MAIL,
    SILENT_HOUSEKEEPER,
    build_failed_mail_count_query,
    find_full_disk,
)

HOUSEKEEPING: Final = "housekeeping"
"""No one has renewed the lease for minutes: its holder died, hangs, or has never been started."""
EMAIL: Final = "email"
"""Emails have waited for more than an hour, or were given up in the last days."""
STEP: Final = "housekeeping step"
"""One step of housekeeping fails in each round, and the others work."""
DISK: Final = "disk"
"""A disk has less room than `doctor` asks for. Pages are served, and soon nothing can be saved."""
READ_AGAIN_SECONDS: Final = 30.0
"""A monitor can ask as often as it likes, and needs no account: the rows are not read each time."""


def list_trouble_words(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the words for what does not work; none where all does, or nothing is set up."""
    began = session.scalar(select(func.min(Organisation.created_at)))
    if began is None:
        return ()
    troubles = {
        HOUSEKEEPING: _is_lease_overdue(session, began, now),
        EMAIL: _is_mail_in_trouble(session, now),
        STEP: bool(find_failing_steps(session, now)),
    }
    return tuple(word for word, is_there in troubles.items() if is_there)


def list_disk_trouble_words(data: Path, engine: Engine) -> tuple[str, ...]:
    """Return the word for a disk that is nearly full, of DATA or of a SQLite file."""
    return (DISK,) if any(find_full_disk(data, engine)) else ()


def _is_lease_overdue(session: Session, began: datetime, now: datetime) -> bool:
    """Whether the lease was last renewed too long ago, or by a clock that was set back since.

    Housekeeping that has never run has its first minutes, from the first set-up on.
    """
    lease = session.get(Lease, scheduler.TEND, populate_existing=True)
    seen = began if lease is None else lease.until - scheduler.LEASE_TIME
    return abs(now - seen) > SILENT_HOUSEKEEPER


def _is_mail_in_trouble(session: Session, now: datetime) -> bool:
    waits = is_unset(Outbox.sent_at), is_unset(Outbox.failed_at)
    late = exists().where(*waits, has_passed(Outbox.made_at, now - LATE_MAIL))
    return bool(
        session.scalar(select(late))
        or session.scalar(build_failed_mail_count_query(now - FAILED_MAIL))
    )


class TroubleLook:
    """The words for what does not work, as last read. Shared by all threads of a process."""

    def __init__(self, read: Callable[[], tuple[str, ...]]) -> None:
        """`read` asks the database."""
        self._read = read
        self._lock = threading.Lock()
        self._words: tuple[str, ...] = ()
        self._read_at: float | None = None

    def look(self) -> tuple[str, ...]:
        """Return the words, read within the last half minute."""
        with self._lock:
            at = self._read_at
            if at is None or time.monotonic() - at > READ_AGAIN_SECONDS:
                self._words = self._read()
                self._read_at = time.monotonic()
            return self._words
