"""Remember which steps of housekeeping fail, for checks that run elsewhere: a command, a page.

They are rows of the leases, which every machine reads and no organisation owns: the name of the
step, the class of its error, and since when. A row goes at the first round in which its step works.
Nothing here holds what somebody typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models.outbox import Lease

FAILS_FOR: Final = timedelta(minutes=5)
"""How long a step fails before anyone is told: one round that failed is mended by the next."""
_PREFIX: Final = "failing/"


class FailingStep(NamedTuple):
    """A step that failed in every round since then."""

    name: str
    error: str
    since: datetime


def have_failed_steps_changed(session: Session, failed: Mapping[str, str]) -> bool:
    """Return whether other steps failed in this round than in the one before."""
    return {row.name for row in _list_rows(session)} != {_PREFIX + name for name in failed}


def note_failed_steps(session: Session, failed: Mapping[str, str], now: datetime) -> None:
    """Write which steps failed in this round, with the class of each error."""
    known = {row.name for row in _list_rows(session)}
    names = {_PREFIX + name: error for name, error in failed.items()}
    session.execute(delete(Lease).where(Lease.name.in_(known - names.keys())))
    for name in names.keys() - known:
        session.add(Lease(name=name, holder=names[name], until=now))


def find_failing_steps(session: Session, now: datetime) -> tuple[FailingStep, ...]:
    """Return the steps that have failed for a while, the one that failed first before others.

    A time to come is from before the clock was set back: no one knows how long it has been so.
    """
    return tuple(
        FailingStep(row.name.removeprefix(_PREFIX), row.holder, row.until)
        for row in _list_rows(session)
        if abs(now - row.until) > FAILS_FOR
    )


def _list_rows(session: Session) -> list[Lease]:
    found = select(Lease).where(Lease.name.startswith(_PREFIX, autoescape=True))
    found = found.order_by(Lease.until, Lease.name).execution_options(populate_existing=True)
    return list(session.scalars(found))
