"""Write the log of an organisation as a zip that `python -m audit verify` reads.

Lines about files routed to seniors are given to everybody else as a hash only (audit.md). The
newest checkpoint covers every leaf that is written.
"""

from collections.abc import Iterator
from typing import IO

from sqlalchemy import select

from app.domain.actors import Team
from app.models.concern import Concern
from app.models.log import Checkpoint
from app.services.desk import Action, Desk
from app.services.log import lines_after
from app.services.receipts import log_key
from audit import events, export

BATCH = 1_000


def write(desk: Desk, target: IO[bytes]) -> int:
    """Write the export to a binary stream; returns how many leaves it holds. Logged first."""
    with desk.act() as act:
        act.log(Action.EXPORTED, f"organisation/{desk.org.id}")
        act.checkpoint()
        size = act.log_size
    hidden = _hidden(desk)
    notes = desk.session.scalars(
        select(Checkpoint.note)
        .where(Checkpoint.org_id == desk.org.id, Checkpoint.size <= size)
        .order_by(Checkpoint.size)
    )
    return export.write(
        target, leaves=_leaves(desk, size, hidden), checkpoints=notes, keys=[log_key(desk)]
    )


def _hidden(desk: Desk) -> frozenset[str]:
    """Ids of files that this person's export must not speak of."""
    mine = desk.actor.team if desk.actor else None
    if mine is Team.SENIORS:
        return frozenset()
    kept = select(Concern.id).where(Concern.org_id == desk.org.id, Concern.route != "leads")
    return frozenset(str(found) for found in desk.session.scalars(kept))


def _leaves(desk: Desk, size: int, hidden: frozenset[str]) -> Iterator[tuple[bytes, bytes | None]]:
    start = 0
    while start < size:
        batch = lines_after(desk.session, desk.org.id, start, min(BATCH, size - start))
        if not batch:
            return
        for _, digest, line in batch:
            yield digest, None if line is None or _is_hidden(line, hidden) else line
        start += len(batch)


def _is_hidden(line: bytes, hidden: frozenset[str]) -> bool:
    return events.parse(line).obj.split("/", 1)[0] in hidden if hidden else False
