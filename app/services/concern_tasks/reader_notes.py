"""Write a note about a concern that only the people who decide about it can read.

It is a signed entry like any other, and never changes. It is not sealed to the author of the record
unless they are one of the readers: it is on no page, document, receipt or email of theirs. A note
ends nothing that is outstanding, and can be written after a concern was closed.
"""

from uuid import UUID

from app.domain.record.entry_schema import Entry, LeadsNote
from app.domain.record.entry_titles import RECORD_NUMBER
from app.domain.record.text_limits import find_text_fault
from app.errors import InvalidError
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.entry_encryption import EntrySlot
from app.services.concerns.follow_up_entries import sign_reader_entry_and_set_due
from app.services.unit_of_work import UnitOfWork

WRITE_NOTE = "Enter the note"


def add_reader_note(uow: UnitOfWork, file: OpenConcern, words: str, once: UUID) -> int:
    """Sign a note; returns its entry's number. Sent twice it is one.

    Raises InvalidError by the name of a field, NotFoundError, logged, for whoever is not a reader,
    and StaleError where others added to the concern each time that it was tried.
    """
    note = words.strip()
    if problem := find_text_fault(note) if note else WRITE_NOTE:
        raise InvalidError({"note": problem})

    def make(slot: EntrySlot) -> Entry:
        return LeadsNote(
            by=slot.by,
            signed_at=slot.now,
            once=str(once),
            of=RECORD_NUMBER,
            parts=(),
            words=note,
        )

    return sign_reader_entry_and_set_due(uow, file.id, make, once)
