"""Ask the author of a record something by a day, and sign the answer.

The question is an entry that its author can read, and the answer is an addition to the record. So
nothing that an author adds is anywhere but in the concern. A question asks for no more than words:
nothing waits for it, and this module never says that an answer is complete.
"""

from datetime import date
from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Addition, AuthorQuestion, Entry, TaskOwner
from app.domain.record.text_limits import find_text_fault
from app.errors import InvalidError, NotFoundError
from app.services.concern_tasks.short_answers import ShortAnswer, sign_short_answer
from app.services.concern_tasks.task_entries import (
    CHOOSE_CHILDREN,
    DAY_OVER,
    open_concern_as_reader,
)
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.entry_encryption import EntrySlot
from app.services.concerns.follow_up_entries import sign_reader_entry_and_set_due
from app.services.unit_of_work import UnitOfWork

MAX_QUESTION_CHARACTERS = 1_000
SAY_QUESTION = "Enter your question"
SAY_ANSWER = "Enter the answer"
CLOSED = "This concern is closed. Reopen it to ask a question"


class NewQuestion(PrivateStruct, frozen=True):
    """A question as it was written. `children`: who it is about; none for all."""

    words: str
    due: date
    children: tuple[str, ...] = ()


class NewAnswer(PrivateStruct, frozen=True):
    """An answer as it was written. `verbatim`: it is what someone said, word for word."""

    line: ShortAnswer
    children: tuple[str, ...] = ()
    verbatim: bool = False


class ConcernQuestion(PrivateStruct, frozen=True):
    """A question of a concern, and the answers to it, oldest first."""

    number: int
    entry: AuthorQuestion
    answers: tuple[Addition, ...]


def open_concern_to_ask(uow: UnitOfWork, concern_id: UUID) -> OpenConcern:
    """Open a concern for one of its readers.

    Raises NotFoundError for anyone else, logged, and for the author of the record: no one asks
    themselves. That the author opened it is logged.
    """
    file = open_concern_as_reader(uow, concern_id)
    if _find_author(file) == uow.me.id:
        raise NotFoundError(f"author of concern {concern_id}")
    return file


def can_author_sign_in(uow: UnitOfWork, file: OpenConcern) -> bool:
    """Return whether the author of a record can read a question: not who a lead stopped."""
    return _find_author(file) not in uow.key_log.find_stopped_accounts(uow.org)


def _find_author(file: OpenConcern) -> UUID:
    """Return who signed the record: a column could say someone else."""
    if file.record is None:
        raise NotFoundError(f"record of concern {file.id}")
    return UUID(file.record.by.id)


def ask_author(uow: UnitOfWork, file: OpenConcern, new: NewQuestion, once: UUID) -> int:
    """Sign a question; returns its entry's number. Sent twice it is one.

    The author gets an email without content. Raises InvalidError, by the name of a field, and
    StaleError where the concern was closed since it was opened.
    """
    if file.record is None:
        raise NotFoundError(f"record of concern {file.id}")
    if made := _find_asked(file, once):
        return made
    if problems := find_question_problems(uow, file, new):
        raise InvalidError(problems)
    to = TaskOwner(file.record.by.id, file.record.by.name)

    def make(slot: EntrySlot) -> Entry:
        return AuthorQuestion(
            by=slot.by,
            signed_at=slot.now,
            once=str(once),
            words=new.words.strip(),
            to=to,
            due=new.due,
            children=new.children,
        )

    return sign_reader_entry_and_set_due(
        uow, file.id, make, once, is_as_seen=lambda now: not now.life.is_closed
    )


def _find_asked(file: OpenConcern, once: UUID) -> int:
    """Return the number of the question that was made of this form, or 0."""
    asked = ((number, one) for number, one in file.said if isinstance(one, AuthorQuestion))
    return next((number for number, one in asked if one.once == str(once)), 0)


def find_question_problems(uow: UnitOfWork, file: OpenConcern, new: NewQuestion) -> dict[str, str]:
    """Return what is wrong with a question, by the name of the field."""
    problems = {
        "question": _find_fault(new.words, SAY_QUESTION, MAX_QUESTION_CHARACTERS),
        "due": DAY_OVER if new.due < uow.today else "",
        "children": "" if set(new.children) <= _list_children(file) else CHOOSE_CHILDREN,
        "": CLOSED if file.life.is_closed else "",
    }
    return {name: text for name, text in problems.items() if text}


def find_question(file: OpenConcern, number: int) -> ConcernQuestion:
    """Return a question of an opened concern. Raises NotFoundError."""
    entry = next((said for place, said in file.said if place == number), None)
    if not isinstance(entry, AuthorQuestion):
        raise NotFoundError(f"question {number} of concern {file.id}")
    added = (said for _, said in file.said if isinstance(said, Addition))
    return ConcernQuestion(number, entry, tuple(one for one in added if one.answers == number))


def answer_question(uow: UnitOfWork, file: OpenConcern, number: int, new: NewAnswer) -> int:
    """Sign an answer; returns the entry's number. Anyone who can open the concern may: a reader
    writes down what its author told them. Raises as `sign_short_answer`."""
    find_question(file, number)
    if not set(new.children) <= _list_children(file):
        raise InvalidError({"children": CHOOSE_CHILDREN})

    def make(slot: EntrySlot) -> Entry:
        return Addition(
            by=slot.by,
            signed_at=slot.now,
            once=str(new.line.once),
            words=new.line.said,
            children=new.children,
            verbatim=new.verbatim,
            answers=number,
        )

    def list_lines(now: OpenConcern) -> tuple[Addition, ...]:
        return find_question(now, number).answers

    problem = _find_fault(new.line.said, SAY_ANSWER)
    return sign_short_answer(uow, file, new.line, make, list_lines, problem)


def _find_fault(text: str, missing: str, most: int | None = None) -> str:
    if not text.strip():
        return missing
    return find_text_fault(text, "Use fewer words.", most) if most else find_text_fault(text)


def _list_children(file: OpenConcern) -> set[str]:
    parts = file.record.parts if file.record else ()
    return {child for part in parts for child in part.children}
