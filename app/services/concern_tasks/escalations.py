"""Write down what came of an escalation. Anyone who can open the concern may: it waits for no lead.

This module never decides by when an answer is due.
"""

from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Entry, Escalation, EscalationAnswer
from app.domain.record.text_limits import find_text_fault
from app.errors import InvalidError, NotFoundError, StaleError
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.entry_encryption import EntrySlot
from app.services.concerns.follow_up_entries import sign_entry_and_set_due
from app.services.unit_of_work import UnitOfWork

SAY_ANSWER = "Enter what they replied"


class AnswerText(PrivateStruct, frozen=True):
    """An answer as it was written. `seen`: how many there were on the page it came from."""

    said: str
    seen: int
    once: UUID


class ConcernEscalation(PrivateStruct, frozen=True):
    """An escalation of a concern, and the answers to it, oldest first."""

    number: int
    entry: Escalation
    answers: tuple[EscalationAnswer, ...]


def find_escalation(file: OpenConcern, number: int) -> ConcernEscalation:
    """Return an escalation of an opened concern. Raises NotFoundError."""
    entry = next((said for place, said in file.said if place == number), None)
    if not isinstance(entry, Escalation):
        raise NotFoundError(f"escalation {number} of concern {file.id}")
    answers = (said for _, said in file.said if isinstance(said, EscalationAnswer))
    return ConcernEscalation(number, entry, tuple(one for one in answers if one.of == number))


def answer_escalation(uow: UnitOfWork, file: OpenConcern, number: int, answer: AnswerText) -> int:
    """Sign what was answered; returns the entry's number. Raises InvalidError, and StaleError where
    someone wrote an answer since the page was drawn: theirs is read first."""
    found, said = find_escalation(file, number), answer.said.strip()
    made = (
        n
        for n, one in file.said
        if isinstance(one, EscalationAnswer) and one.once == str(answer.once)
    )
    if before := next(made, 0):
        return before
    if problem := find_text_fault(said) if said else SAY_ANSWER:
        raise InvalidError({"said": problem})
    if len(found.answers) != answer.seen:
        raise StaleError(f"escalation {number} of concern {file.id}")

    def make(slot: EntrySlot) -> Entry:
        return EscalationAnswer(
            by=slot.by, signed_at=slot.now, once=str(answer.once), of=number, said=said
        )

    return sign_entry_and_set_due(uow, file.id, make, answer.once)
