"""Sign what answers an entry of a concern: a task that is done, an escalation, a question.

Two people may write one at the same moment. What a page showed is compared once more with what is
there, under the lock in which the line is written: the second reads the first before theirs counts.
"""

from collections.abc import Callable
from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Addition, EscalationAnswer, TaskOutcome
from app.errors import InvalidError, StaleError
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.entry_append import MakeEntry
from app.services.concerns.follow_up_entries import sign_entry_and_set_due
from app.services.unit_of_work import UnitOfWork

ListLines = Callable[[OpenConcern], tuple[TaskOutcome | EscalationAnswer | Addition, ...]]


class ShortAnswer(PrivateStruct, frozen=True):
    """A line as it was written. `seen`: how many there were on the page it came from."""

    said: str
    seen: int
    once: UUID


def sign_short_answer(
    uow: UnitOfWork,
    file: OpenConcern,
    answer: ShortAnswer,
    make: MakeEntry,
    list_lines: ListLines,
    problem: str,
) -> int:
    """Sign a line; returns its entry's number. Sent twice it is one.

    `list_lines`: those that are there; `problem`: what is wrong with the words, "" where nothing
    is. Raises InvalidError, and StaleError where someone wrote one since the page was drawn.
    """
    if number := _find_made(file, list_lines, answer.once):
        return number
    if problem:
        raise InvalidError({"said": problem})

    def is_as_seen(now: OpenConcern) -> bool:
        others = (one for one in list_lines(now) if one.once != str(answer.once))
        return sum(1 for _ in others) == answer.seen

    if not is_as_seen(file):
        raise StaleError(f"lines of concern {file.id}")
    return sign_entry_and_set_due(uow, file.id, make, answer.once, is_as_seen=is_as_seen)


def _find_made(file: OpenConcern, list_lines: ListLines, once: UUID) -> int:
    """Return the number of the entry that was made of this form, or 0."""
    mine = next((one for one in list_lines(file) if one.once == str(once)), None)
    return next((number for number, entry in file.said if entry is mine), 0) if mine else 0
