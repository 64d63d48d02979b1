"""Say for a print what later entries tell about one child, and which are about that child.

What refers to another entry is about whom that one is about: the outcome of a task has no children
of its own. Pure.
"""

from collections.abc import Iterator, Mapping

from msgspec import UNSET

from app.domain.deadlines.item_words import name_outstanding_item_by_key
from app.domain.deadlines.outstanding import MOVED
from app.domain.pages.closure import CLOSED_ITEM_LABELS
from app.domain.pages.decision import FOR_AUTHOR_LABEL
from app.domain.pages.referral import LEVEL
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.entry_schema import (
    Acknowledgement,
    Addition,
    AssignedTask,
    AuthorQuestion,
    Call,
    ClosedItem,
    ClosingNote,
    Closure,
    Decision,
    Details,
    Entry,
    EntryWithParts,
    Escalation,
    EscalationAnswer,
    Handover,
    LeadsNote,
    Paper,
    Record,
    Reopening,
    TaskOutcome,
)
from app.domain.record.entry_titles import is_note_on_concern
from app.services.children.child_files import ConcernInFile
from content.london_time import format_date

ANSWERED = Record | Details | Call | Addition
"""Entries whose answers a referral summary has too, and that are printed as it prints them."""
WITHOUT_ROWS = Acknowledgement
"""Entries that say nothing but that they are there."""
_ABOUT_ANOTHER = LeadsNote | TaskOutcome | EscalationAnswer
_ABOUT_ALL = Record | Closure | Reopening
LaterText = tuple[str, str, bool]
"""Label, text, and whether it is someone's exact words."""


def is_about_child(entry: Entry, one: ConcernInFile) -> bool:
    """Whether an entry is about this child: not if all of it is about others.

    Nor if it is not known whom it is about, because what it refers to cannot be trusted.
    """
    if one.has_one_child:
        return True
    if isinstance(entry, _ABOUT_ANOTHER):
        of = _find_entry(entry.of, one)
        if of is None or not _names_child(of, one):
            return False
    return _names_child(entry, one)


def list_later_texts(
    entry: Entry, one: ConcernInFile, labels: Mapping[str, str]
) -> Iterator[LaterText]:
    """Yield what an entry that came after the record says about this child."""
    if isinstance(entry, EntryWithParts | LeadsNote):
        for part in entry.parts:
            if not part.children or one.link.child in part.children:
                for row in make_answer_rows(part, labels, third=True):
                    yield row.label, row.text, row.quote
                if isinstance(entry, Decision):
                    yield from _say(FOR_AUTHOR_LABEL, entry.find_words_for_author(part.item))
    if isinstance(entry, LeadsNote):
        yield from _say("Note" if is_note_on_concern(entry) else "Words", entry.words)
    elif isinstance(entry, Closure | ClosingNote):
        yield from _list_closing_texts(entry, one, labels)
    else:
        yield from _list_plain_texts(entry)


def _list_plain_texts(entry: Entry) -> Iterator[LaterText]:
    if isinstance(entry, AssignedTask):
        yield from _say("What needs to be done", entry.what)
        yield from _say("Who and when", f"{entry.owner.name}, by {format_date(entry.due)}")
    elif isinstance(entry, AuthorQuestion):
        yield from _say("Question", entry.words)
        yield from _say("Who and when", f"{entry.to.name}, by {format_date(entry.due)}")
    elif isinstance(entry, TaskOutcome):
        yield from _say("Done" if entry.to is UNSET else "Who does it now", entry.said)
    elif isinstance(entry, EscalationAnswer):
        yield from _say("What was said", entry.said)
    elif isinstance(entry, Escalation) and entry.level is not UNSET:
        yield from _say("How", LEVEL.label_of(entry.level))
    elif isinstance(entry, Handover):
        yield from _say("Who has it now", entry.to.name)
    elif isinstance(entry, Paper):
        yield from _say("Words added for this document", entry.words)


def list_closed_items(
    entry: ClosingNote, one: ConcernInFile, labels: Mapping[str, str], *, alone: bool = False
) -> Iterator[LaterText]:
    """Yield what was open at a closing and what happened to it, as far as it is about this child.

    `alone`: leave out what may be about another child too.
    """
    for item in entry.items:
        if _is_item_about(item, one, alone=alone):
            child = labels.get(f"child:{item.child}", "this child")
            how = CLOSED_ITEM_LABELS.get(item.how, item.how)
            how = f"{how} to {child}’s file" if item.how == MOVED else how
            yield from _say(_name_item(item, one), f"{how}. {item.said}".strip())


def find_closure(entry: Entry, one: ConcernInFile) -> Closure | None:
    """Return the closure that a note belongs to; None where it is no note, or cannot be trusted."""
    found = _find_entry(entry.of, one) if isinstance(entry, ClosingNote) else None
    return found if isinstance(found, Closure) else None


def _list_closing_texts(
    entry: Closure | ClosingNote, one: ConcernInFile, labels: Mapping[str, str]
) -> Iterator[LaterText]:
    if isinstance(entry, Closure):
        yield from _say(FOR_AUTHOR_LABEL, "" if entry.for_author is UNSET else entry.for_author)
        return
    yield from _say("Why it was closed", entry.reason)
    yield from list_closed_items(entry, one, labels)
    for safe in entry.not_safe:
        if safe.child == one.link.child:
            yield from _say("Why it’s not safe to tell them", safe.why)


def _is_item_about(item: ClosedItem, one: ConcernInFile, *, alone: bool) -> bool:
    """Whether what was still open was about this child. `key` is "task/5", or "fgm/1/c2"."""
    if one.has_one_child:
        return True
    _, _, child, *_ = (*item.key.split("/"), "", "")
    if {child, item.child} - {"", one.link.child}:
        return False
    of = _find_item_entry(item, one)
    if alone and isinstance(of, AssignedTask | AuthorQuestion):
        return of.children == (one.link.child,)
    return bool(child) if alone else of is not None and is_about_child(of, one)


def _name_item(item: ClosedItem, one: ConcernInFile) -> str:
    """Return what was to be done: the words of a task, where it is there and can be trusted."""
    of = _find_item_entry(item, one)
    return of.what if isinstance(of, AssignedTask) else name_outstanding_item_by_key(item.key)


def _find_item_entry(item: ClosedItem, one: ConcernInFile) -> Entry | None:
    _, number, *_ = (*item.key.split("/"), "")
    return _find_entry(int(number), one) if number.isdecimal() else None


def _say(label: str, text: str) -> Iterator[LaterText]:
    if text:
        yield label, text, False


def _find_entry(number: int, one: ConcernInFile) -> Entry | None:
    return next((said for known, said in one.concern.said if known == number), None)


def _names_child(entry: Entry, one: ConcernInFile) -> bool:
    """Whether an entry says that it is about this child, or says nothing of whom it is about."""
    if isinstance(entry, Addition | AssignedTask | AuthorQuestion):
        named = [entry.children]
    elif isinstance(entry, Paper):
        named = [(entry.child,) if entry.child else ()]
    elif isinstance(entry, EntryWithParts | LeadsNote) and not isinstance(entry, _ABOUT_ALL):
        named = [part.children for part in entry.parts]
    else:
        named = []
    return not named or any(not children or one.link.child in children for children in named)
