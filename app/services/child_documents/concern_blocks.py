"""One concern of a child's file on paper: the record as it was signed, then what came after it.

What is only about another child is left out. A quotation that may be another child's is held back
whole, and so is a text in which a source stands who did not agree to be named. Opens nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import structs

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Entry, Record
from app.domain.record.entry_titles import get_entry_title, label_questions
from app.services.child_documents.later_entries import (
    ANSWERED,
    WITHOUT_ROWS,
    find_closure,
    is_about_child,
    list_later_texts,
)
from app.services.child_documents.masked_names import HELD_QUOTE, HELD_TEXT, NameMask
from app.services.child_documents.private_sources import PrivateNames, has_private_name
from app.services.children.child_files import ConcernInFile
from app.services.referrals.summary_answers import (
    build_record_labels,
    collect_answers_about_child,
    find_child_names,
)
from content.london_time import format_date, format_date_time
from referral_forms.composing.composed_rows import build_sign_row, find_sign_item
from referral_forms.filled_form import (
    HELD_BACK_TEXT,
    Answer,
    FilledPart,
    FilledRow,
    PrintedAnswer,
    RowStyle,
)

MAYBE_OTHERS = "These may be another child’s words, so they are left out. They are in the record."
WISHES = "wishes.child_wishes"
_HELD = frozenset({HELD_TEXT, HELD_QUOTE})
_LABELS = {
    "addition.words": "Information added",
    "addition.reason": "Why it was corrected",
    "calls.to_999": "Was 999 called?",
}


class ConcernReading(PrivateStruct, frozen=True):
    """How concerns are put on paper. `named`: other children who are named in full.

    `private`: sources of the whole file who did not agree to be named.
    """

    mask: NameMask
    private: PrivateNames
    named: frozenset[str]
    labels: Mapping[str, str]
    lead_title: str


def list_concern_parts(one: ConcernInFile, reading: ConcernReading) -> Iterator[FilledPart]:
    """Yield the record and each later entry of a concern, under its heading."""
    record = one.concern.record
    if record is None:
        yield FilledPart("", (_make_refused_row(one),))
        return
    heading = f"Recorded by {record.by.marked_name}, {format_date_time(record.signed_at)}"
    answers = _list_answers(one, record, reading)
    for said, group in groupby(answers, key=lambda answer: answer.said):
        yield FilledPart(said or heading, tuple(_list_rows(group, record, reading)))
    for opened in one.concern.entries:
        entry = opened.entry
        if entry is None or isinstance(entry, WITHOUT_ROWS | ANSWERED):
            continue
        if is_about_child(entry, one):
            rows = list(_list_later_rows(entry, one, record, reading))
            yield FilledPart(_write_heading(entry), tuple(rows))


def list_wishes_rows(
    concerns: Iterable[ConcernInFile], reading: ConcernReading
) -> tuple[FilledRow, ...]:
    """Return what the child said that they want, newest first, with the day and who heard it.

    A concern whose record cannot be trusted has a row that says so.
    """
    found = []
    for one in concerns:
        record = one.concern.record
        if record is None:
            found.append(_make_refused_row(one))
        for answer in _list_answers(one, record, reading) if record else ():
            if record and answer.key == WISHES and not answer.unknown:
                said = answer.said or f"{record.by.marked_name}, {format_date(record.signed_at)}"
                row = _make_row(structs.replace(answer, said=said), record, reading)
                found.append(row)
    return tuple(found)


def list_chronology_rows(concerns: Sequence[ConcernInFile]) -> tuple[FilledRow, ...]:
    """Return what was done about this child and when, newest first, in a line each.

    A closing is one line, with its note. A concern whose record cannot be trusted comes first.
    """
    found = []
    for one in concerns:
        record = one.concern.record
        for opened in one.concern.entries if record else ():
            entry = opened.entry
            if entry is None or find_closure(entry, one):
                continue
            if is_about_child(entry, one):
                found.append((entry.signed_at, opened.number, one.concern.reference, entry))
    found.sort(key=lambda item: item[:2], reverse=True)
    refused = (_make_refused_row(one) for one in concerns if one.concern.record is None)
    return *refused, *(
        FilledRow(
            "chronology",
            reference,
            (PrintedAnswer(f"{format_date_time(at)}: {_write_line(entry)}. Concern {reference}"),),
            style=RowStyle.BULLET,
        )
        for at, _, reference, entry in found
    )


def _make_refused_row(one: ConcernInFile) -> FilledRow:
    """Return a row that says why nothing of a concern is printed."""
    text = (
        f"The record of concern {one.concern.reference} cannot be trusted. It is left out, and so "
        "is everything that was added to it."
    )
    return FilledRow("refused", "Left out", (PrintedAnswer(text),))


def _list_answers(one: ConcernInFile, record: Record, reading: ConcernReading) -> Iterator[Answer]:
    """Yield the answers about this child, without sources who did not agree to be named."""
    labels = build_record_labels(record, reading.labels)
    for answer in collect_answers_about_child(
        one.concern.entries, one.link.child, labels, reasons_apart=True
    ):
        yield _hold_private(answer, reading.private)


def _hold_private(answer: Answer, private: PrivateNames) -> Answer:
    """Return an answer that has no private name: in its text, and in the heading of its item."""
    key = answer.key
    if has_private_name(answer.item_label, private, key):
        answer = structs.replace(answer, item_label="")
    if has_private_name(answer.text, private, key):
        return structs.replace(answer, text=HELD_BACK_TEXT, quote=False)
    return answer


def _list_rows(
    answers: Iterable[Answer], record: Record, reading: ConcernReading
) -> Iterator[FilledRow]:
    """Yield a row an answer, and one row for all that the worker said about a sign.

    A note that has initials for another child is no longer the worker's exact words, so it
    has no quotation marks.
    """
    for sign, group in groupby(answers, key=find_sign_item):
        if sign is None:
            yield from (_make_row(answer, record, reading) for answer in group)
            continue
        own = tuple(group)
        said = [structs.replace(a, text=_write_text(a, record, reading)[0], said="") for a in own]
        changed = {new.text for old, new in zip(own, said, strict=True) if new.text != old.text}
        yield build_sign_row(said, held=_HELD | changed)


def _make_row(answer: Answer, record: Record, reading: ConcernReading) -> FilledRow:
    questions = label_questions(reading.lead_title, record)
    label = questions.get(answer.key) or _LABELS.get(answer.key, answer.key)
    heading = reading.mask.mask_text(answer.item_label)
    text, is_quote = _write_text(answer, record, reading)
    whole = f"{label} ({heading})" if heading and heading != text else label
    return FilledRow(answer.key, whole, (PrintedAnswer(text, quote=is_quote),))


def _write_text(answer: Answer, record: Record, reading: ConcernReading) -> tuple[str, bool]:
    """Return a text for this document, and whether it is someone's exact words."""
    if not answer.quote:
        return reading.mask.mask_text(answer.text), False
    names = find_child_names(record)
    others = {name for name in names.values() if name != answer.child}
    if len(names) > 1 and not answer.child and not others <= reading.named:
        return MAYBE_OTHERS, False
    text = reading.mask.mask_quote(answer.text)
    return text, text == answer.text


def _list_later_rows(
    entry: Entry, one: ConcernInFile, record: Record, reading: ConcernReading
) -> Iterator[FilledRow]:
    labels = build_record_labels(record, reading.labels)
    for label, text, is_quote in list_later_texts(entry, one, labels):
        if has_private_name(text, reading.private):
            yield FilledRow(label, label, (PrintedAnswer(HELD_BACK_TEXT),))
            continue
        shown = reading.mask.mask_quote(text) if is_quote else reading.mask.mask_text(text)
        answer = PrintedAnswer(shown, quote=is_quote and shown == text)
        yield FilledRow(label, label, (answer,))


def _write_title(entry: Entry) -> str:
    return "Concern recorded" if isinstance(entry, Record) else get_entry_title(entry, third=True)


def _write_line(entry: Entry) -> str:
    return f"{_write_title(entry)}, {entry.by.marked_name}"


def _write_heading(entry: Entry) -> str:
    at = format_date_time(entry.signed_at)
    return f"{_write_line(entry)}, {at}"
