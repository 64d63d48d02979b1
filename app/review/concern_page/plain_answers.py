"""Say in rows what an entry of a concern has that answers no question of a form.

Words are shown whole and never changed. Opens nothing.
"""

from collections.abc import Iterator, Mapping

from msgspec import UNSET

from app.domain.deadlines.item_words import name_outstanding_item_by_key
from app.domain.deadlines.outstanding import MOVED
from app.domain.pages.closure import CLOSED_ITEM_LABELS, CLOSURE
from app.domain.pages.decision import FOR_AUTHOR_LABEL
from app.domain.pages.referral import LEVEL
from app.domain.record.answer_rows import AnswerRow
from app.domain.record.entry_schema import (
    Addition,
    AssignedTask,
    AuthorQuestion,
    ClosingNote,
    Closure,
    Entry,
    Escalation,
    EscalationAnswer,
    Handover,
    LeadsNote,
    TaskOutcome,
)
from app.domain.record.entry_titles import is_note_on_concern
from content.london_time import format_date

Pair = tuple[str, str]


def describe_plain_entry(
    said: Entry, labels: Mapping[str, str], *, third: bool
) -> Iterator[AnswerRow]:
    """Yield label and text of what an entry says. `labels`: of children, tasks and questions."""
    for label, text in _list_pairs(said, labels, third=third):
        if text:
            yield AnswerRow(f"task.{label}", label, text)


def _list_pairs(said: Entry, labels: Mapping[str, str], *, third: bool) -> Iterator[Pair]:
    if isinstance(said, AssignedTask | AuthorQuestion | TaskOutcome | Addition):
        yield from _describe_request(said, labels)
    elif isinstance(said, Handover):
        yield "Who has it now", said.to.name
    elif isinstance(said, Escalation):
        yield "How", LEVEL.label_of(said.level) if said.level is not UNSET else ""
    elif isinstance(said, EscalationAnswer):
        yield "What they answered", said.said
    elif isinstance(said, LeadsNote):
        yield "Note" if is_note_on_concern(said) else "Why?", said.words
    else:
        yield from _describe_closing(said, labels, third=third)


def _describe_request(
    said: AssignedTask | AuthorQuestion | TaskOutcome | Addition, labels: Mapping[str, str]
) -> Iterator[Pair]:
    """Yield a task or a question, or what was done or answered, with what it was."""
    if isinstance(said, TaskOutcome):
        yield "Task", labels.get(f"task:{said.of}", "")
        yield "What was done" if said.to is UNSET else "Who does it now", said.said
        return
    if isinstance(said, Addition):
        answered = said.answers is not UNSET
        yield "Question", labels.get(f"question:{said.answers}", "") if answered else ""
        return
    if isinstance(said, AssignedTask):
        yield "What", said.what
        yield "Who", said.owner.name
        yield "Due", format_date(said.due)
    else:
        yield "Question", said.words
        yield "Answer by", format_date(said.due)
    yield "About", ", ".join(labels.get(f"child:{child}", child) for child in said.children)


def _describe_closing(said: Entry, labels: Mapping[str, str], *, third: bool) -> Iterator[Pair]:
    """Yield what a closing says besides answers: to its author, or why and what was open."""
    if isinstance(said, Closure):
        yield FOR_AUTHOR_LABEL, "" if said.for_author is UNSET else said.for_author
    if not isinstance(said, ClosingNote):
        return
    yield CLOSURE.fields[0].said(third=third), said.reason
    for one in said.items:
        child = labels.get(f"child:{one.child}", one.child)
        how = f"Moved to {child}’s file" if one.how == MOVED else CLOSED_ITEM_LABELS[one.how]
        name = labels.get(one.key.replace("/", ":")) or name_outstanding_item_by_key(one.key)
        yield name, f"{how}. {one.said}".strip()
    for safe in said.not_safe:
        yield f"Why it’s not safe to tell {labels.get(f'child:{safe.child}', 'them')}", safe.why
