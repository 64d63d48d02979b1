"""Say in a line or two what an entry tells about one child, for the chronology of their file.

Only what is about this child alone: an answer that may be about another child too stays in its
concern. What anyone said is shown whole, word for word. Opens nothing.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import UNSET

from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.entry_schema import (
    AssignedTask,
    AuthorQuestion,
    ClosingNote,
    Closure,
    Disagreement,
    Entry,
    Escalation,
    LeadsNote,
    Part,
    Referral,
    Reopening,
    Reply,
    TaskOutcome,
)
from app.services.child_documents.later_entries import (
    find_closure,
    list_closed_items,
    list_later_texts,
)
from app.services.children.child_files import ConcernInFile
from content.london_time import format_date

LABELS: Mapping[str, str] = {
    "decision.reason": "",
    "decision.agreed_with": "Agreed or asked: ",
    "disagreement.why": "",
    "referral.method": "",
    "referral.to_whom": "To: ",
    "referral.reference": "Reference: ",
    "reply.answer": "",
    "reply.said": "",
    "escalation.to_whom": "To: ",
    "escalation.why": "",
    "closure.reason": "",
    "closure.child_told": "What the child was told: ",
    "reopening.why": "",
}
"""Answers that are shown, by their question, with the words before each."""
_WITH_PARTS = LeadsNote | Disagreement | Referral | Reply | Escalation | Closure | Reopening


def list_entry_lines(entry: Entry, one: ConcernInFile, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of an entry that came after the record; none where it has none.

    A closure has those of its note: they are shown as one.
    """
    if isinstance(entry, AssignedTask | TaskOutcome):
        yield from _list_task_lines(entry, one)
    elif isinstance(entry, AuthorQuestion):
        yield entry.words
        yield f"{entry.to.name}, by {format_date(entry.due)}"
    elif isinstance(entry, ClosingNote):
        yield from _list_note_lines(entry, one, labels)
    elif isinstance(entry, _WITH_PARTS):
        for part in _list_own(entry.parts, one):
            rows = make_answer_rows(part, labels, third=True)
            yield from (f"{LABELS[r.key]}{r.text}" for r in rows if r.key in LABELS and r.text)
    if isinstance(entry, Closure):
        notes = [said for _, said in one.concern.said if find_closure(said, one) is entry]
        yield from (line for note in notes for line in list_entry_lines(note, one, labels))


def _list_task_lines(entry: AssignedTask | TaskOutcome, one: ConcernInFile) -> Iterator[str]:
    if isinstance(entry, AssignedTask):
        yield entry.what
        yield f"{entry.owner.name}, by {format_date(entry.due)}"
        return
    if task := find_finished_task(entry, one):
        yield f"Task: {task.what}"
    yield f"{'What was done' if entry.to is UNSET else 'Who does it now'}: {entry.said}"


def _list_note_lines(
    entry: ClosingNote, one: ConcernInFile, labels: Mapping[str, str]
) -> Iterator[str]:
    """Yield why, and what was open; where there are several children, only what is this child's."""
    if one.has_one_child:
        texts = list_later_texts(entry, one, labels)
    else:
        texts = list_closed_items(entry, one, labels, alone=True)
    yield from (f"{label}: {text}" for label, text, _ in texts)


def find_finished_task(entry: TaskOutcome, one: ConcernInFile) -> AssignedTask | None:
    """Return the task that was done; None where it cannot be trusted."""
    found = next((said for number, said in one.concern.said if number == entry.of), None)
    return found if isinstance(found, AssignedTask) else None


def _list_own(parts: Iterable[Part], one: ConcernInFile) -> Iterator[Part]:
    alone = one.has_one_child
    yield from (part for part in parts if alone or part.children == (one.link.child,))
