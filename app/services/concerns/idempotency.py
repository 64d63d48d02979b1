"""Check that the entry which a second press finds is the one that the first press made.

A button pressed twice finds an entry under the id it was to have. Ids are columns, and whoever
writes the database can put one on another entry: then words would be called signed, and be nowhere.
So the entry is opened, and believed only when what is sealed names its draft, or its button.
"""

from uuid import UUID

from sqlalchemy import select

from app.domain.record.entry_schema import Acknowledgement
from app.errors import KeyChangedError, SealedError
from app.models.concern import Entry
from app.services.concerns.entry_decryption import EntryOpener, hash_sealed_entry
from app.services.unit_of_work import Action, UnitOfWork


def log_and_verify_submission(uow: UnitOfWork, once: UUID, concern_id: UUID, number: int) -> bool:
    """Whether this entry, signed by the signed-in member, says that it was made under `once`.

    The look is logged before it is opened, and so is an entry that stands where another belongs.
    """
    row = uow.session.scalars(
        select(Entry).where(
            Entry.org_id == uow.org.id,
            Entry.concern_id == concern_id,
            Entry.number == number,
            Entry.author_id == uow.me.id,
        )
    ).one_or_none()
    place = f"{concern_id}/{number}"
    if row is not None:
        uow.look(Action.ENTRY_READ, place, h=hash_sealed_entry(row))
        if _names(uow, row, once):
            return True
    uow.refuse(Action.ENTRY_REFUSED, place)
    return False


def _names(uow: UnitOfWork, row: Entry, once: UUID) -> bool:
    try:
        said, _ = EntryOpener(uow, [row]).verify_and_read(row)
    except (SealedError, KeyChangedError):
        return False
    return not isinstance(said, Acknowledgement) and said.once == str(once)
