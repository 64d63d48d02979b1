"""Tell a lead, head or chair that the server itself is in trouble, in time to do something.

Nothing is opened, and nothing says which organisation it is.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import cast

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.domain.private_struct import PrivateStruct
from app.services.jobs.failing_steps import find_failing_steps
from app.services.server_checks.server_check import find_full_disk


class ServerTrouble(PrivateStruct, frozen=True):
    """`fails_since`: when something that happens automatically began to fail each time."""

    is_nearly_full: bool = False
    fails_since: datetime | None = None


def find_server_trouble(session: Session, data: Path, now: datetime) -> ServerTrouble:
    """Return what is wrong with the server that keeps its records in `data` and this database."""
    failing = find_failing_steps(session, now)
    return ServerTrouble(
        is_nearly_full=any(find_full_disk(data, cast(Engine, session.get_bind()))),
        fails_since=min((step.since for step in failing), default=None),
    )
