"""The phone script of a file or a draft: what is written, under the headings that will be asked.

A file is opened by its one door before, so each look is logged first; this module opens nothing
and keeps nothing. Words added later, and corrections, stand beside it whole.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from app.domain.call_script import NAME_IN_IT, CallScript, ScriptPart, build_call_script
from app.domain.private_struct import PrivateStruct
from app.domain.record.answer_rows import OF_OTHER
from app.domain.record.entry_schema import Addition, Call, Details, Part, Record
from app.domain.record.entry_titles import get_entry_title
from app.domain.record.part_lookup import is_account_of_other
from app.domain.record.private_mentions import find_private_name, list_private_names
from app.domain.times.shown_times import format_instant
from app.services.concerns.concern_reading import OpenConcern
from app.services.referrals.summary_answers import (
    build_record_labels,
    describe_children_concerned,
    find_child_names,
    is_record_or_other_text,
)


class AddedWords(msgspec.Struct, frozen=True):
    """More words, or a correction: whose, and when, in `title` and `note`."""

    title: str
    note: str
    words: str
    quote: bool
    warning: str = ""


class ConcernCallScript(PrivateStruct, frozen=True):
    """The script of a concern.

    `refused`: numbers of entries that cannot be trusted, and are left out. `has_later_words`:
    something of it was added after signing, and says when.
    """

    script: CallScript
    added: tuple[AddedWords, ...]
    refused: tuple[str, ...]
    has_later_words: bool = False


def build_concern_script(
    file: OpenConcern, record: Record, names: Mapping[str, str], now: datetime, *, third: bool
) -> ConcernCallScript:
    """Build the script of an opened concern.

    `names`: words for areas and signs; `third`: I am not its author.
    """
    labels = build_record_labels(record, names)
    given: list[ScriptPart] = []
    for one in file.entries:
        if isinstance(said := one.entry, Record | Details | Call):
            held = record.held_keys if is_record_or_other_text(said) else frozenset()
            given += [ScriptPart(part, _note(said, now), held) for part in said.parts]
    private = list_private_names(one.part for one in given)
    added = [
        _add_words(said, labels, private, now)
        for one in file.entries
        if isinstance(said := one.entry, Addition)
    ]
    return ConcernCallScript(
        build_call_script(given, labels, find_child_names(record), third=third),
        tuple(added),
        tuple(one.numbers for one in file.entries if one.refused),
        bool(added) or any(one.note for one in given),
    )


def _add_words(
    said: Addition, labels: Mapping[str, str], private: Mapping[str, frozenset[str]], now: datetime
) -> AddedWords:
    about = ". ".join(filter(None, (_by(said, now), describe_children_concerned(said, labels))))
    warning = NAME_IN_IT if find_private_name(said.words, private) else ""
    return AddedWords(_title(said), about, said.words, said.verbatim, warning)


def build_draft_script(
    parts: tuple[Part, ...], names: Mapping[str, str], children: Mapping[str, str]
) -> CallScript:
    """Build the script of a draft that I am writing. `children`: id to what the pages call them."""
    labels = {**names, **{f"child:{key}": name for key, name in children.items()}}
    if is_account_of_other(parts):
        labels[OF_OTHER] = ""
    return build_call_script([ScriptPart(part) for part in parts], labels, children, third=False)


def _title(said: Addition) -> str:
    title = get_entry_title(said)
    return f"{title} of entry {said.corrects}" if said.corrects else title


def _note(said: Record | Details | Call, now: datetime) -> str:
    if isinstance(said, Record):
        return ""
    if isinstance(said, Details) and said.other_text_of:
        return f"Another text of the same page, saved {format_instant(said.other_text_of, now)}"
    return f"Added by {_by(said, now)}"


def _by(said: Details | Call | Addition, now: datetime) -> str:
    return f"{said.by.marked_name}, {format_instant(said.signed_at, now)}"
