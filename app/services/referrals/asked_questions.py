"""Find which questions of a concern someone was shown: a blank is not what no one asked.

Screen and documents both ask here, so they agree. This module opens nothing and weighs no answer.
"""

from collections.abc import Iterable, Iterator
from functools import cache

import msgspec

from app.domain.journey.child_pages import WORDS_EACH
from app.domain.journey.form_questions import is_one_of_several_ticks
from app.domain.journey.journey_pages import QUESTIONS_BY_NAME, REPLACED_PAGES
from app.domain.journey.question_model import Ask, Style
from app.domain.pages import CORE_NAMES, PAGES, PAGES_BY_NAME, find_field, list_stored_fields
from app.domain.pages.page_model import Page
from app.domain.pages.referral import ASKED, list_asked_fields
from app.domain.pages.what_happened import ACCOUNT
from app.domain.record.answer_parsing import QUESTION_BY_TEXT
from app.domain.record.entry_schema import FIRST_FORM, Call, Details, Part, Record
from app.services.concerns.entry_decryption import OpenEntry
from content.question_wording import find_wording
from referral_forms.composing.gap_list import AskedQuestions

_ABOUT_STAFF = {"yes", "unsure"}
_LEAD_KEYS = ("told.told_lead", "told.told_lead_name", "told.told_lead_at", "told.told_lead_said")


def find_asked_questions(entries: tuple[OpenEntry, ...], about: str = "") -> AskedQuestions:
    """Return what someone was shown, for the document of the child `about`; "" is of no child."""
    records = [one.entry for one in entries if isinstance(one.entry, Record)]
    return AskedQuestions(
        find_asked_keys(entries),
        find_keys_about_others(entries, about) if about else frozenset(),
        frozenset(key for record in records for key in find_unopened_question_keys(record)),
    )


def find_asked_keys(entries: tuple[OpenEntry, ...]) -> frozenset[str]:
    """Return the questions that someone saw: on the record's question pages, and on added pages.

    A blank among them was left blank. Every other question was not asked yet.
    """
    found: set[str] = set()
    for opened in entries:
        said = opened.entry
        if isinstance(said, Record):
            found.update(_select_asked(_list_record_keys(said), said))
        elif isinstance(said, Details) and said.page == ASKED.name:
            found.update(f"{page}.{name}" for page, name in list_asked_fields())
        elif isinstance(said, Details) and said.page in PAGES_BY_NAME:
            found.update(_select_asked(_list_page_keys([PAGES_BY_NAME[said.page]]), said))
        elif isinstance(said, Details | Call):
            found.update(_select_asked(_list_page_keys(_list_pages(said)), said))
    return frozenset(found)


def list_later_parts(entries: Iterable[OpenEntry]) -> list[Part]:
    """Return the answers to the record's questions that came after it, or beside it."""
    said = (one.entry for one in entries)
    return [part for one in said if isinstance(one, Details | Call) for part in one.parts]


def find_keys_about_others(entries: tuple[OpenEntry, ...], about: str) -> frozenset[str]:
    """Return the questions whose answers are about other children than `about`: that is no blank.

    A question that was asked about each child alone is not among them.
    """
    said = [one.entry for one in entries if isinstance(one.entry, Record | Details)]
    parts = [part for one in said for part in one.parts if part.page == ACCOUNT.part_name]
    given = {
        f"{part.page}.{name}": [other for other in parts if name in other.values]
        for part in parts
        for name in part.values
        if name in QUESTION_BY_TEXT
    }
    others = {
        key
        for key, found in given.items()
        if all(part.children and about not in part.children for part in found)
    }
    return frozenset(others - set(_list_keys_asked_each(said)))


def _list_keys_asked_each(said: Iterable[Record | Details]) -> Iterator[str]:
    """Yield the questions of the page that asks what each child said, where it was shown."""
    each = PAGES_BY_NAME[WORDS_EACH.name]
    if any(isinstance(one, Record) and WORDS_EACH.name in (one.shown or ()) for one in said):
        yield from _list_page_keys([each])


def _select_asked(keys: Iterable[str], said: Record | Details | Call) -> Iterator[str]:
    """Yield those that there were: a question that is newer than its form was asked of no one."""
    form = max((part.form_number for part in said.parts), default=FIRST_FORM)
    return (key for key in keys if find_wording(key, form) is not None)


def _list_record_keys(record: Record) -> Iterator[str]:
    """Yield what a record's question pages asked; where it names none, what the core asks."""
    pages = _list_pages(record)
    if isinstance(record.shown, msgspec.UnsetType):
        yield from _list_page_keys([*map(PAGES_BY_NAME.__getitem__, CORE_NAMES), *pages])
        return
    yield from _list_page_keys(page for page in pages if page.name not in REPLACED_PAGES)
    answered = {f"{part.page}.{name}" for part in record.parts for name in part.values}
    for name in record.shown:
        question = QUESTIONS_BY_NAME.get(name)
        yield from _list_seen_keys(question.asks if question else (), answered)


def _list_seen_keys(asks: tuple[Ask, ...], answered: set[str]) -> Iterator[str]:
    """Yield the questions that were in sight. Those behind a line count if one of them has an
    answer: nothing else says that someone opened it.
    """
    for ask in asks:
        below = (*ask.asks, *(inner for follow in ask.follow for inner in follow.asks))
        seen = list(_list_seen_keys(below, answered))
        if ask.style is not Style.FOLD or answered.intersection(seen):
            yield from _list_own_keys(ask)
            yield from seen


def _list_own_keys(ask: Ask) -> Iterator[str]:
    """Yield what one question stores, and what stands beside it.

    A tick for one of several answers asks for that one alone.
    """
    if not (ask.page and ask.name) or ask.style is Style.UNKNOWN or is_one_of_several_ticks(ask):
        return
    part = PAGES_BY_NAME[ask.page].part_name
    stored = find_field(part, ask.name)
    beside = stored.beside if stored else ()
    yield from (f"{part}.{one}" for one in (ask.name, *(other.name for other in beside)))


def _list_pages(said: Record | Details | Call) -> list[Page]:
    names = {part.page for part in said.parts}
    return [page for page in PAGES if page.part_name in names]


def _list_page_keys(pages: Iterable[Page]) -> Iterator[str]:
    for page in pages:
        yield from (f"{page.part_name}.{field.name}" for field in list_stored_fields(page))


def find_unopened_question_keys(record: Record) -> frozenset[str]:
    """Return the follow-ups that stayed closed, since no answer that opens them was chosen, and
    that a lead was told, where the record is about someone here: then no lead is to know.

    Only of a record that knows what was shown: older pages showed every question.
    """
    if isinstance(record.shown, msgspec.UnsetType):
        return frozenset()
    about_staff = _ABOUT_STAFF.intersection(_list_tokens(record, "now.about_our_team"))
    return frozenset(_LEAD_KEYS if about_staff else ()) | frozenset(
        key
        for key, openings in _list_openings().items()
        if not any(answer in _list_tokens(record, first) for first, answer in openings)
    )


def _list_tokens(record: Record, key: str) -> set[str]:
    """Return every option that was chosen at a question, for whichever child."""
    page, _, name = key.partition(".")
    found = (part.values.get(name) for part in record.parts if part.page == page)
    return {
        token
        for value in found
        for token in (value if isinstance(value, list) else [value])
        if isinstance(token, str)
    }


@cache
def _list_openings() -> dict[str, list[tuple[str, str]]]:
    """Return, by follow-up, the questions and answers that open it. None that stands open."""
    found: dict[str, list[tuple[str, str]]] = {}
    standing: set[str] = set()
    for page in QUESTIONS_BY_NAME.values():
        for ask in page.asks:
            for key, opening in _walk_openings(ask, None):
                if opening is None:
                    standing.add(key)
                else:
                    found.setdefault(key, []).append(opening)
    return {key: openings for key, openings in found.items() if key not in standing}


def _walk_openings(
    ask: Ask, opening: tuple[str, str] | None
) -> Iterator[tuple[str, tuple[str, str] | None]]:
    """Yield each question at or under `ask`, and the answer that opens it."""
    key = f"{PAGES_BY_NAME[ask.page].part_name}.{ask.name}" if ask.page and ask.name else ""
    if key:
        yield key, opening
    for inner in ask.asks:
        yield from _walk_openings(inner, opening)
    for follow in ask.follow:
        for inner in follow.asks:
            yield from _walk_openings(inner, (key, follow.answer))
