"""Calls on a page: whose each call is, and adding one more.

A call is stored about the children that are ticked for it, or all of them where none is. One more
is put into the page as it was saved, never over what is written there.
"""

from collections.abc import Mapping

import msgspec

from app.domain.journey.journey_pages import QUESTIONS_BY_NAME
from app.domain.journey.question_data import select_texts_of_any_sign
from app.domain.pages.later_calls import CALL_CHILDREN
from app.domain.pages.page_model import Page
from app.domain.record.answer_parsing import CHOOSE_AN_ANSWER, PageAnswers
from app.domain.record.form_data import FormData, add_item, get_text, is_blank, list_items
from app.domain.record.rough_notes import FORM_MARK

POLICE_NUMBERS = frozenset({"999", "101", "112"})
KNOWN_CALL_FIELDS = ("whom", "who", "number")
"""What can be known of a call before it is written up."""
ADDED_CALL = "call"
"""Stands in a mark where a form has its id, which is never this word."""


def assign_children_to_calls(
    page: Page, raw: FormData, children: tuple[str, ...], found: PageAnswers
) -> PageAnswers:
    """Return the answers, each call about those of `children` who are ticked for it."""
    if page.group is None:
        return found
    at = {item.id: item.at for item in list_items(raw, page.group)}
    parts, problems = [], dict(found.problems)
    for part in found.parts:
        ticked = raw.get(f"{at.get(part.item, '')}{CALL_CHILDREN}", [])
        if not set(ticked) <= set(children):
            problems[f"{at[part.item]}{CALL_CHILDREN}"] = CHOOSE_AN_ANSWER
        mine = tuple(child for child in children if child in ticked)
        parts.append(msgspec.structs.replace(part, children=mine or part.children))
    return msgspec.structs.replace(found, parts=tuple(parts), problems=problems)


def lacks_police_log_number(raw: FormData, start: str) -> bool:
    """Whether the police were rung in this call and nothing is said of their log number."""
    number = "".join(get_text(raw, f"{start}number").split())
    rung = get_text(raw, f"{start}whom") == "police" or number in POLICE_NUMBERS
    return rung and not (
        get_text(raw, f"{start}reference") or get_text(raw, f"{start}reference-unknown")
    )


def add_call(page: Page, raw: FormData, given: Mapping[str, str]) -> tuple[FormData, str]:
    """Return the page with one more call that holds what is `given`, and where that call starts.

    A call in which nothing is written is used. One that holds just this, from a button that was
    pressed before, stays the only one. A full list stays as it is, and so does a page without
    calls: then "" comes back.
    """
    if (group := page.group) is None:
        return raw, ""
    held = raw
    known = {name: text for name, text in given.items() if name in KNOWN_CALL_FIELDS and text}
    last = list_items(raw, group)[-1]
    if not is_blank(raw, last.at) and not _just(raw, last.at, known):
        fuller = add_item(raw, group)
        if fuller is raw:
            return raw, ""
        raw, last = fuller, list_items(fuller, group)[-1]
    more = {f"{last.at}id": [last.id], f"{group.name}-last": raw.get(f"{group.name}-last", ["1"])}
    fuller = raw | more | {f"{last.at}{name}": [text] for name, text in known.items()}
    return (_outdate_forms(page, held, fuller) if known else fuller), last.at


def _outdate_forms(page: Page, held: FormData, fuller: FormData) -> FormData:
    """Return the page with the mark of no form where a question page shows what was added.

    The form that wrote last counts as the newest. In a tab that is still open it has not seen this
    call, and would write over it.
    """
    marks = []
    for mark in held.get(FORM_MARK, []):
        name = mark.partition("~")[0]
        is_seen = _shows_same(name, page, held, fuller)
        marks.append(mark if is_seen else f"{name}~{ADDED_CALL}~0")
    return fuller | {FORM_MARK: marks} if marks else fuller


def _shows_same(name: str, page: Page, one: FormData, other: FormData) -> bool:
    """Whether a question page shows the same of two texts of a stored page."""
    question = QUESTIONS_BY_NAME.get(name)
    return question is None or select_texts_of_any_sign(
        question, page.name, one
    ) == select_texts_of_any_sign(question, page.name, other)


def _just(raw: FormData, at: str, known: Mapping[str, str]) -> bool:
    """Whether a call says this and nothing else."""
    said = {name.removeprefix(at): get_text(raw, name) for name in raw if name.startswith(at)}
    return {name: text for name, text in said.items() if name != "id"} == dict(known)
