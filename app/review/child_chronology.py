"""A child's file in view: everything that was recorded about one child, over all its concerns.

Of another child nothing is shown but that they were there: an answer that may be about several
children, or about which nobody said whom, stays in its concern. Words are never shortened, and
nothing is weighed. This module opens nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec import UNSET, structs

from app.domain.children.child_card import list_record_children
from app.domain.deadlines.decided_time import describe_decided_time
from app.domain.deadlines.outstanding import OutstandingItem
from app.domain.pages import find_field
from app.domain.pages.core import PARTS_IN_IT
from app.domain.private_struct import PrivateStruct
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.concern_card import pick_most_cautious
from app.domain.record.entry_schema import (
    Acknowledgement,
    Addition,
    AssignedTask,
    AuthorQuestion,
    Call,
    ClosingNote,
    Closure,
    Decision,
    Details,
    Disagreement,
    Entry,
    EntryWithParts,
    Escalation,
    LeadsNote,
    Part,
    Record,
    Referral,
    Reopening,
    Reply,
    TaskOutcome,
)
from app.domain.record.entry_titles import get_entry_title
from app.domain.times.answer_times import DANGER_KEY, find_answer_times
from app.review.child_file.entry_lines import find_finished_task, list_entry_lines
from app.review.concern_summary import DANGER_WORDS, describe_recording_delay, list_calls
from app.services.child_documents.later_entries import find_closure
from app.services.children.child_files import ConcernInFile
from app.services.concerns.entry_decryption import OpenEntry
from app.services.referrals.summary_answers import build_record_labels

PART_LABELS = {option.token: option.label for option in PARTS_IN_IT}
FAMILY_FIELDS = (
    "family_knows", "family_told_by", "family_told_at", "safe_to_tell", "safe_to_tell_reason",
    "keep_from_family",
)  # fmt: skip


class Show(StrEnum):
    """A filter of the chronology. The values stand in the address."""

    EVERYTHING = "everything"
    WORDS = "words"
    CONCERNS = "concerns"
    CALLS = "calls"
    DECISIONS = "decisions"


_KINDS: dict[type, Show] = {
    Record: Show.CONCERNS,
    Call: Show.CALLS,
    Referral: Show.CALLS,
    Reply: Show.CALLS,
    Escalation: Show.CALLS,
    Decision: Show.DECISIONS,
    LeadsNote: Show.DECISIONS,
    Disagreement: Show.DECISIONS,
    Closure: Show.DECISIONS,
    ClosingNote: Show.DECISIONS,
    Reopening: Show.DECISIONS,
}


class ChronologyItem(PrivateStruct, frozen=True):
    """One entry of one concern, as far as it is about this child.

    `words`: what the child said, word for word; `lines`: the rest of it in short; `elsewhere`:
    there is more that may be about another child, and is read in the concern.
    """

    kind: Show
    concern_id: UUID
    reference: str
    number: int
    title: str
    who: str
    at: datetime
    words: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    danger: str = ""
    danger_at: datetime | None = None
    part: str = ""
    others: int = 0
    late: str = ""
    is_unread: bool = False
    elsewhere: bool = False

    @property
    def is_record(self) -> bool:
        """Whether it is the record of a concern."""
        return self.kind is Show.CONCERNS

    def is_shown(self, show: Show) -> bool:
        """Whether it belongs to what is to be shown."""
        if show is Show.WORDS:
            return bool(self.words)
        return show in {Show.EVERYTHING, self.kind}


class WaitingConcern(PrivateStruct, frozen=True):
    """One concern with all that it waits for. `step`: "read", "decide" or "" by its own entries.

    `elsewhere`: keys of what may be about another child, whose words are read in the concern.
    `has_untrusted`: an entry of it is refused, so that more may be outstanding than is listed.
    """

    id: UUID
    reference: str
    signed_at: datetime
    step: str
    items: tuple[OutstandingItem, ...]
    elsewhere: frozenset[str] = frozenset()
    has_untrusted: bool = False


class RecordedAnswer(PrivateStruct, frozen=True):
    """The answers of one entry to some questions about this child, who signed them, and where."""

    rows: tuple[tuple[str, str], ...]
    who: str
    at: datetime
    concern_id: UUID
    reference: str


def build_chronology(
    concerns: Iterable[ConcernInFile], names: Mapping[str, str], me: UUID
) -> tuple[ChronologyItem, ...]:
    """Return everything about the child, the newest first. `names`: words for ids of the pack."""
    found = [item for one in concerns for item in _list_items(one, names, me)]
    return tuple(sorted(found, key=lambda item: (item.at, item.number), reverse=True))


def list_wishes(
    concerns: Iterable[ConcernInFile], names: Mapping[str, str]
) -> tuple[RecordedAnswer, ...]:
    """Return what the child said that they want, word for word, the newest first."""
    return _list_answers(concerns, names, "wishes", ("child_wishes",))


def list_family_answers(
    concerns: Iterable[ConcernInFile], names: Mapping[str, str]
) -> tuple[RecordedAnswer, ...]:
    """Return what the concerns say of what the family knows, the newest first."""
    return _list_answers(concerns, names, "family", FAMILY_FIELDS)


def list_child_outstanding_items(
    waits: Iterable[OutstandingItem], one: ConcernInFile
) -> tuple[OutstandingItem, ...]:
    """Return what is waited for and may be about this child, or was moved to this very file."""
    child = one.link.child
    return tuple(
        item
        for item in waits
        if item.moved_to == child
        or (not item.moved_to and (not item.children or child in item.children))
    )


def find_items_about_others(waits: Iterable[OutstandingItem], one: ConcernInFile) -> frozenset[str]:
    """Return the keys of waits with words that may be about another child too.

    A lead who moved one without a child to this very file said whose it is.
    """
    record, child = one.concern.record, one.link.child
    return frozenset(
        item.key
        for item in waits
        if (item.task or item.question)
        and not (item.moved_to == child and not item.children)
        and (record is None or not _is_theirs(item.children, one, record))
    )


def find_read_or_decide_step(one: ConcernInFile) -> str:
    """Return "read" or "decide" for an open concern that waits for it; "" otherwise."""
    file = one.concern
    if file.life.is_closed or file.record is None:
        return ""
    if file.acknowledged_at is None or file.added_since:
        return "read"
    decided = any(isinstance(entry.entry, Decision) for entry in file.entries)
    return "" if decided else "decide"


def _list_answers(
    concerns: Iterable[ConcernInFile],
    names: Mapping[str, str],
    page: str,
    fields: tuple[str, ...],
) -> tuple[RecordedAnswer, ...]:
    found: list[RecordedAnswer] = []
    for one in concerns:
        record = one.concern.record
        if record is None:
            continue
        labels = build_record_labels(record, names)
        for opened in one.concern.entries:
            said = opened.entry
            for part in said.parts if isinstance(said, EntryWithParts) else ():
                if part.page != page or not _is_theirs(part.children, one, record):
                    continue
                texts = {row.key: row for row in make_answer_rows(part, labels, third=True)}
                rows = [texts[key] for name in fields if (key := f"{page}.{name}") in texts]
                if rows and said is not None:
                    pairs = tuple((row.label, row.text) for row in rows)
                    who = said.by.marked_name
                    place = (one.concern.id, one.concern.reference)
                    found.append(RecordedAnswer(pairs, who, said.signed_at, *place))
    return tuple(sorted(found, key=lambda answer: answer.at, reverse=True))


def _list_items(one: ConcernInFile, names: Mapping[str, str], me: UUID) -> Iterator[ChronologyItem]:
    record = one.concern.record
    if record is None:
        return
    labels = build_record_labels(record, names)
    for opened in one.concern.entries:
        said = opened.entry
        if said is None or isinstance(said, Acknowledgement) or not _mentions(said, one, record):
            continue
        if find_closure(said, one) is not None:
            continue  # it is told with its closure
        yield ChronologyItem(
            kind=_KINDS.get(type(said), Show.EVERYTHING),
            concern_id=one.concern.id,
            reference=one.concern.reference,
            number=opened.number,
            title=get_entry_title(said, third=said.by.id != str(me)),
            who=said.by.marked_name,
            at=said.signed_at,
            words=tuple(_list_words(said, one, record)),
            **_describe(opened, said, one, record, labels),
        )


def _describe(
    opened: OpenEntry,
    said: Entry,
    one: ConcernInFile,
    record: Record,
    labels: Mapping[str, str],
) -> dict[str, Any]:
    """Return what is shown of an entry besides the child's words."""
    if isinstance(said, Record):
        return _describe_record(said, one)
    if isinstance(said, Decision):
        return {"lines": (*_list_outcomes(said), *_word_decided_time(said))}
    alone = len(list_record_children(record)) == 1
    if isinstance(said, Call):
        mine = structs.replace(said, parts=tuple(_list_own(said.parts, one, record)))
        calls = list_calls([structs.replace(opened, entry=mine)], labels)
        return {"lines": calls, "elsewhere": len(mine.parts) < len(said.parts)}
    if isinstance(said, AssignedTask | AuthorQuestion | TaskOutcome):
        own = _is_theirs(_find_children(said, one), one, record)
        lines = tuple(list_entry_lines(said, one, labels)) if own else ()
        return {"lines": lines, "elsewhere": not own}
    if isinstance(said, Addition) and not _has_own_words(said):
        own = _is_theirs(said.children, one, record)
        text = f"“{said.words}”" if said.verbatim else said.words
        return {"lines": (text,) if own else (), "elsewhere": not own}
    return {"lines": tuple(list_entry_lines(said, one, labels)), "elsewhere": not alone}


def _describe_record(record: Record, one: ConcernInFile) -> dict[str, Any]:
    now = [part for part in record.parts if part.page == "now"]
    accounts = [part for part in record.parts if part.page == "account"]
    own = tuple(_list_own(accounts, one, record))
    texts = (part.values.get(name) for part in own for name in ("seen", "worry"))
    return {
        "lines": tuple(text for text in texts if isinstance(text, str) and text),
        "danger": DANGER_WORDS.get(pick_most_cautious(now, "danger_now"), ""),
        "danger_at": next(reversed(find_answer_times(record.answered, DANGER_KEY)), None),
        "part": PART_LABELS.get(one.link.part, ""),
        "others": len(list_record_children(record)) - 1,
        "late": describe_recording_delay(record),
        "is_unread": one.concern.acknowledged_at is None,
        "elsewhere": len(own) < len(accounts),
    }


def _list_words(said: Entry, one: ConcernInFile, record: Record) -> Iterator[str]:
    """Yield what this child said, of one entry: only where it is theirs alone."""
    if isinstance(said, Addition):
        if _has_own_words(said) and _is_theirs(said.children, one, record):
            yield said.words
    elif isinstance(said, Record | Details):
        for part in _list_own(said.parts, one, record):
            words = part.values.get("child_words")
            if isinstance(words, str) and words:
                yield words


def _has_own_words(said: Addition) -> bool:
    """Whether it has a child's exact words: those of an answer may be anyone's, and no one asked
    whose they are."""
    return said.verbatim and said.answers is UNSET


def _list_outcomes(said: Decision) -> Iterator[str]:
    for part in said.parts:
        token = part.values.get("outcome")
        if isinstance(token, str):
            field = find_field("decision", "outcome", part.form_number)
            yield field.label_of(token, third=True) if field else token


def _word_decided_time(said: Decision) -> Iterator[str]:
    """Yield when it was decided, where its writer gave a time."""
    if at := describe_decided_time(said):
        yield f"Decided: {at}"


def _list_own(parts: Iterable[Part], one: ConcernInFile, record: Record) -> Iterator[Part]:
    yield from (part for part in parts if _is_theirs(part.children, one, record))


def _is_theirs(children: tuple[str, ...], one: ConcernInFile, record: Record) -> bool:
    """Whether something is about this child alone."""
    if len(list_record_children(record)) == 1:
        return True
    return children == (one.link.child,)


def _find_children(
    said: AssignedTask | AuthorQuestion | TaskOutcome, one: ConcernInFile
) -> tuple[str, ...]:
    """Return whom a task is about; none for all, and where the task cannot be trusted."""
    task = find_finished_task(said, one) if isinstance(said, TaskOutcome) else said
    return task.children if task else ()


def _mentions(said: Entry, one: ConcernInFile, record: Record) -> bool:
    """Whether an entry is about this child at all: not if all of it is about others."""
    if isinstance(said, Addition):
        named = [said.children]
    elif isinstance(said, AssignedTask | AuthorQuestion | TaskOutcome):
        named = [_find_children(said, one)]
    elif isinstance(said, Details | Call):
        named = [part.children for part in said.parts]
    else:
        return True
    alone = len(list_record_children(record)) == 1
    return alone or any(not children or one.link.child in children for children in named)
