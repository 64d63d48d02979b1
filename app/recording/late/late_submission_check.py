"""Whether a page sent for a draft that is signed by now says anything that the file does not.

A button pressed twice brings what was signed, and needs no word. What was typed in another tab is
new, however soon it comes. When in doubt it is new: a text kept for nothing is put away by its
writer, a lost one by nobody. Keeps nothing itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

import msgspec
from flask import g

from app.access.app_state import get_today
from app.domain.pages import PARTS_PER_CHILD
from app.domain.pages.addition import ADDITION, CORRECTS_NOTHING
from app.domain.pages.decision import DECISION, FOR_AUTHOR
from app.domain.pages.page_model import Page
from app.domain.pages.referral import ESCALATION, LEVEL
from app.domain.record.answer_parsing import QUESTION_BY_TEXT, find_children_of_texts, parse_answers
from app.domain.record.entry_schema import (
    Addition,
    Decision,
    Entry,
    EntryWithParts,
    Escalation,
    LeadsNote,
    Part,
)
from app.domain.record.form_data import (
    FormData,
    TooManyError,
    get_text,
    is_blank,
    list_children,
    select_page_fields,
)
from app.domain.record.rough_notes import LATER_NOTE_FIELD, NOTE_FIELD
from app.errors import NotFoundError
from app.recording.editor import pack_options
from app.recording.follow_up import closing_flow, decision_flow, follow_up_rules
from app.services.concerns import concern_reading

AnswerKeys = set[tuple[str, ...]]
"""Answers, each with its page, whose it is, the item it belongs to and the field."""
_OURS = frozenset({"csrf_token", "version", "shown", "save", "add", "remove", "use", "away"})


def strip_buttons(form: Mapping[str, list[str]]) -> FormData:
    """Return what was sent without buttons and marks: the same words, however they were saved."""
    return {name: texts for name, texts in form.items() if name not in _OURS}


def has_unsigned_words(page: Page, form: Mapping[str, list[str]], concern_id: UUID) -> bool:
    """Whether anything in this form is not among what is signed in the file already."""
    try:
        raw, file = select_page_fields(page, form), concern_reading.open_concern(g.uow, concern_id)
    except (TooManyError, NotFoundError):
        return True
    if is_blank(raw):
        return False
    if closing_flow.is_closing_page(page):
        return closing_flow.has_unsigned_text(raw, (entry for _, entry in file.said))
    page = follow_up_rules.add_entry_choices(page, file, g.uow.clock())
    said = [entry.entry for entry in file.entries]
    signed = [part for each in said for part in _list_parts(each)]
    added = {_words(each) for each in said if isinstance(each, Addition)}
    return not _sent(page, raw, signed) <= _answers(signed) | _whose(signed) | added


def _list_parts(entry: Entry | None) -> Iterator[Part]:
    """Yield the answers of an entry, with what a decision says to the author of its record."""
    if isinstance(entry, EntryWithParts | LeadsNote):
        yield from entry.parts
    if isinstance(entry, Decision) and entry.for_author is not msgspec.UNSET:
        for one in entry.for_author:
            yield Part(DECISION.name, (), {FOR_AUTHOR: one.words}, one.item)
    if isinstance(entry, Escalation) and entry.level is not msgspec.UNSET:
        yield Part(ESCALATION.name, (), {LEVEL.name: entry.level})


def _sent(page: Page, raw: FormData, signed: Iterable[Part]) -> AnswerKeys:
    """Return what a form says, in the same words; all that cannot be read is new."""
    mentioned = {name.partition(".")[0] for name in raw if page.per_child and "." in name}
    children = tuple(sorted({*list_children({page.name: raw}), *mentioned}))
    found = parse_answers(
        page, raw, children, get_today(), pack_options.load_pack_options(g.org.pack)
    )
    if found.problems:
        return {("cannot be read",)}
    if page.name == DECISION.name:
        return _answers(decision_flow.strip_task_boxes(found.parts))
    if page.name == ADDITION.name:
        return {_added(raw)}
    answers = _answers(found.parts)
    if page.name != "child" or len(children) < 2:
        return answers
    texts = {name for part in signed if part.page == "account" for name in part.values}
    about = find_children_of_texts(raw, children)
    return answers | {("whose", name, *sorted(about[name])) for name in texts & about.keys()}


def _answers(parts: Iterable[Part]) -> AnswerKeys:
    return {
        (
            part.page,
            *(part.children if part.page in PARTS_PER_CHILD else ()),
            "" if name == LATER_NOTE_FIELD else part.item,
            NOTE_FIELD if name == LATER_NOTE_FIELD else name,
            _one_way(value),
        )
        for part in parts
        for name, value in part.values.items()
    }


def _whose(parts: Iterable[Part]) -> AnswerKeys:
    """Return which children each text of the account is about."""
    return {
        ("whose", name, *sorted(part.children))
        for part in parts
        if part.page == "account"
        for name in part.values.keys() & QUESTION_BY_TEXT.keys()
    }


def _words(entry: Addition) -> tuple[str, ...]:
    corrects = CORRECTS_NOTHING if entry.corrects is None else str(entry.corrects)
    return (entry.words, entry.reason, corrects, str(entry.verbatim), *sorted(entry.children))


def _added(raw: FormData) -> tuple[str, ...]:
    words, reason, corrects = (get_text(raw, name) for name in ("words", "reason", "corrects"))
    ticked = str("verbatim" in raw)
    return (words, reason, corrects or CORRECTS_NOTHING, ticked, *sorted(raw.get("children", ())))


def _one_way(value: Any) -> str:
    """Return a value as the seal holds it: read from a form or from an entry, it is one text."""
    return msgspec.json.encode(value, order="sorted").decode()
