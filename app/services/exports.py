"""Write the log of an organisation as a zip that `python -m audit verify` reads.

Lines about files and drafts that were kept from somebody are given to them as a hash only: a lead
never learns from an export that a file was sent to seniors. The newest checkpoint
covers every leaf that is written. A line is never read to decide whether it is well formed: an
altered one leaves as it is stored, because the export is the evidence.
"""

import re
from collections.abc import Iterator
from typing import IO
from uuid import UUID

from sqlalchemy import or_, select

from app.domain.actors import Role, Team
from app.errors import LogBrokenError
from app.models.concern import Concern
from app.models.draft import Draft
from app.models.log import Checkpoint
from app.services.desk import Action, Desk
from app.services.holders import is_mine
from app.services.log import lines_after
from app.services.receipts import log_key
from audit import export

BATCH = 1_000
_OBJECT = re.compile(rb'"obj":"(?:draft/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[/"]')


def write(desk: Desk, target: IO[bytes]) -> int:
    """Write the export to a binary stream; returns how many leaves it holds. Logged first.

    A log that is broken is written out as it is, without a new checkpoint: that is the evidence.
    With nobody at the desk, only what every lead may see is written out. Raises LogBrokenError
    when a stored line is none that the format can hold.
    """
    try:
        size = _logged(desk, checkpoint=True)
    except LogBrokenError:
        size = _logged(desk, checkpoint=False)
    hidden = _hidden(desk)
    notes = desk.session.scalars(
        select(Checkpoint.note)
        .where(Checkpoint.org_id == desk.org.id, Checkpoint.size <= size)
        .order_by(Checkpoint.size)
    )
    try:
        return export.write(
            target, leaves=_leaves(desk, size, hidden), checkpoints=notes, keys=[log_key(desk)]
        )
    except export.ExportError as error:
        raise LogBrokenError(str(error)) from None


def _logged(desk: Desk, *, checkpoint: bool) -> int:
    with desk.act() as act:
        act.log(Action.EXPORTED, f"organisation/{desk.org.id}")
        if checkpoint:
            act.checkpoint()
        return act.log_size


def _hidden(desk: Desk) -> frozenset[bytes]:
    """Ids of files and drafts that this person's export must not speak of."""
    files = _kept_files(desk)
    return frozenset(str(found).encode() for found in files | _kept_drafts(desk, files))


def _kept_files(desk: Desk) -> set[UUID]:
    """Files that were routed past the leads, but those that I can open myself."""
    query = select(Concern.id).where(Concern.org_id == desk.org.id, Concern.route != "leads")
    if desk.actor is not None:
        query = query.where(~is_mine(desk))
    return set(desk.session.scalars(query))


def _kept_drafts(desk: Desk, files: set[UUID]) -> set[UUID]:
    """Drafts of such files, and those not signed yet of which others may know."""
    rows = desk.session.execute(
        select(Draft.id, Draft.user_id, Draft.told, Concern.id)
        .outerjoin(Concern, or_(Concern.draft_id == Draft.id, Concern.id == Draft.concern_id))
        .where(Draft.org_id == desk.org.id)
    )
    me = desk.actor.id if desk.actor else None
    senior = desk.actor is not None and desk.actor.is_a(Role.SENIOR)
    shown = {Team.LEADS.value, Team.SENIORS.value} if senior else {Team.LEADS.value}
    return {
        draft_id
        for draft_id, author_id, told, file_id in rows
        if author_id != me and (file_id in files if file_id else told not in shown)
    }


def _leaves(
    desk: Desk, size: int, hidden: frozenset[bytes]
) -> Iterator[tuple[bytes, bytes | None]]:
    start = 0
    while start < size:
        batch = lines_after(desk.session, desk.org.id, start, min(BATCH, size - start))
        if not batch:
            return
        for _, digest, line in batch:
            yield digest, None if line is None or is_about(line, hidden) else line
        start += len(batch)


def is_about(line: bytes, ids: frozenset[bytes]) -> bool:
    """Whether a raw line is about one of these files or drafts. Never parses it."""
    return any(found in ids for found in _OBJECT.findall(line))
