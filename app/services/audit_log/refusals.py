"""Log what was refused: the first tries of a window each in a line, all of them in a number.

Made-up ids cost a member nothing, and the log is kept for ever: without a bound, one of them
writes hundreds of permanent lines a second. So a window has so many lines; the tries after them are
counted, and the count is a line when the window is over. Absent and forbidden are counted alike.
This module never lets anything through, and nothing refused is ever in no line and no number.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.member import Throttle
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork

WINDOW = timedelta(minutes=15)
LINES_PER_WINDOW = 20
"""So many refusals of one kind and one member are lines of their own in a window."""
PAGE, FILE, CODE, CHECK, STEP_UP = "page", "file", "code", "check", "step_up"
"""Kinds: a page of another role, a file that is absent or not theirs, a stranger's invite code,
the code of a completion record, or what waits until its sender types their passphrase."""
_STARTS = "refused:"


def log_or_count_refusal(
    uow: UnitOfWork, kind: str, obj: str, action: Action = Action.REFUSED
) -> None:
    """Undo whatever was under way, then log or count this refusal of the person signed in."""
    tag = f"{_STARTS}{uow.org.id}:{uow.who}:{kind}"
    if _counted(uow, tag):
        return
    with uow.act() as act:
        row = _row(act.session, tag)
        if row is not None and act.now - row.since >= WINDOW:
            _close(act, row)
            act.session.flush()
            row = None
        if row is None:
            act.session.add(Throttle(tag=tag, since=act.now, tries=1))
        else:
            row.tries += 1
        act.log(action, obj)


def close_ended_windows(uow: UnitOfWork) -> None:
    """End the windows of this organisation that are over, each counted one with its line."""
    over = uow.session.scalars(_select_over(uow)).all()
    if any(row.tries > LINES_PER_WINDOW for row in over):
        with uow.act() as act:
            for row in _over(act.session, uow):
                _close(act, row)
    elif over:
        with uow.keep() as session:
            for row in _over(session, uow):
                if row.tries <= LINES_PER_WINDOW:
                    session.delete(row)


def find_organisations_with_ended_windows(session: Session, now: datetime) -> set[UUID]:
    """Return every organisation that has a window which is over. A damaged tag names none."""
    late = Throttle.tag.startswith(_STARTS) & (Throttle.since <= now - WINDOW)
    found: set[UUID] = set()
    for tag in session.scalars(select(Throttle.tag).where(late)):
        with suppress(ValueError):
            found.add(UUID(tag.split(":")[1]))
    return found


def _counted(uow: UnitOfWork, tag: str) -> bool:
    uow.session.rollback()
    if not _full(uow.session.get(Throttle, tag), uow.clock()):
        return False
    with uow.keep() as session:
        row = _row(session, tag)
        full = _full(row, uow.clock())
        if full and row is not None:
            row.tries += 1
    return full


def _full(row: Throttle | None, now: datetime) -> bool:
    return row is not None and row.tries >= LINES_PER_WINDOW and now - row.since < WINDOW


def _row(session: Session, tag: str) -> Throttle | None:
    # Under the lock, as it is now: what was read before may have grown meanwhile.
    return session.get(Throttle, tag, with_for_update=True, populate_existing=True)


def _over(session: Session, uow: UnitOfWork) -> list[Throttle]:
    # Under the lock, as they are now.
    query = _select_over(uow).with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(query))


def _select_over(uow: UnitOfWork) -> Select[Throttle]:
    ours = Throttle.tag.startswith(f"{_STARTS}{uow.org.id}:")
    late = Throttle.since <= uow.clock() - WINDOW
    return select(Throttle).where(ours, late)


def _close(act: LoggedTransaction, row: Throttle) -> None:
    """Log one line with how many tries of the window were refused, own lines included."""
    if row.tries > LINES_PER_WINDOW:
        who, kind = row.tag.split(":")[2:]
        act.log(Action.REFUSED, f"refused/{who}/{kind}/{row.tries}")
    act.session.delete(row)
