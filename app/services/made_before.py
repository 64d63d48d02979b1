"""Whether what a second press finds is what the first press made.

A button pressed twice finds an entry under its draft's id. Ids are columns, and whoever writes the
database can put one on another entry: then the words would be called signed, and be nowhere. So
the entry is opened, and believed only when its sealed words name the draft.
"""

from uuid import UUID

from sqlalchemy import select

from app.domain.entries import Addition, Details, Record
from app.errors import KeyChangedError, SealedError
from app.models.concern import Entry
from app.services.desk import Action, Desk
from app.services.unsealing import Opener, digest


def made_from(desk: Desk, draft_id: UUID, concern_id: UUID, number: int) -> bool:
    """Whether this entry, signed by the person at the desk, says that it was written in the draft.

    The look is logged before it is opened, and so is an entry that stands where another belongs.
    """
    row = desk.session.scalars(
        select(Entry).where(
            Entry.org_id == desk.org.id,
            Entry.concern_id == concern_id,
            Entry.number == number,
            Entry.author_id == desk.me.id,
        )
    ).one_or_none()
    place = f"{concern_id}/{number}"
    if row is not None:
        desk.look(Action.ENTRY_READ, place, h=digest(row))
        if _names(desk, row, draft_id):
            return True
    desk.refuse(Action.ENTRY_REFUSED, place)
    return False


def _names(desk: Desk, row: Entry, draft_id: UUID) -> bool:
    try:
        said, _ = Opener(desk, row.concern_id, [row]).prove(row)
    except (SealedError, KeyChangedError):
        return False
    return isinstance(said, Record | Details | Addition) and said.draft == str(draft_id)
