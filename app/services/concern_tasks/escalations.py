"""Write down what came of an escalation. Anyone who can open the concern may: it waits for no lead.

This module never decides by when an answer is due.
"""

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Entry, Escalation, EscalationAnswer
from app.domain.record.text_limits import find_text_fault
from app.errors import NotFoundError
from app.services.concern_tasks.short_answers import ShortAnswer, sign_short_answer
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.entry_encryption import EntrySlot
from app.services.unit_of_work import UnitOfWork

SAY_ANSWER = "Enter what they replied"


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


def answer_escalation(uow: UnitOfWork, file: OpenConcern, number: int, answer: ShortAnswer) -> int:
    """Sign what was answered; returns the entry's number. Raises as `sign_short_answer`."""
    find_escalation(file, number)
    said = answer.said.strip()

    def make(slot: EntrySlot) -> Entry:
        return EscalationAnswer(
            by=slot.by, signed_at=slot.now, once=str(answer.once), of=number, said=said
        )

    def list_lines(now: OpenConcern) -> tuple[EscalationAnswer, ...]:
        return find_escalation(now, number).answers

    problem = find_text_fault(said) if said else SAY_ANSWER
    return sign_short_answer(uow, file, answer, make, list_lines, problem)
