"""Say in a line or two what an entry tells about one child, for the chronology of their file.

Only what is about this child alone: an answer that may be about another child too stays in its
concern. What anyone said is shown whole, to the letter. Opens nothing.
"""

from collections.abc import Iterable, Iterator, Mapping

from app.domain.children.child_card import list_record_children
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.entry_schema import (
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
)
from app.services.child_documents.later_entries import list_later_texts
from app.services.children.child_files import ConcernInFile

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
    """Yield the lines of an entry that came after the record; none where it has none."""
    if isinstance(entry, _WITH_PARTS):
        for part in _list_own(entry.parts, one):
            for row in make_answer_rows(part, labels, third=True):
                if row.key in LABELS and row.text:
                    yield f"{LABELS[row.key]}{row.text}"
    elif isinstance(entry, ClosingNote) and _has_one_child(one):
        yield from (f"{label}: {text}" for label, text, _ in list_later_texts(entry, one, labels))


def _list_own(parts: Iterable[Part], one: ConcernInFile) -> Iterator[Part]:
    alone = _has_one_child(one)
    yield from (part for part in parts if alone or part.children == (one.link.child,))


def _has_one_child(one: ConcernInFile) -> bool:
    record = one.concern.record
    return record is not None and len(list_record_children(record)) == 1
