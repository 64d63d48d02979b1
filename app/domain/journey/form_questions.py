"""Which stored questions a record's form asks as it stands, and under which heading. Pure.

A question that the form never showed was not left blank.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cache, partial

from app.domain.journey.journey_pages import QUESTION_PAGES, REPLACED_PAGES
from app.domain.journey.question_flow import choose_page_title, list_asked_pages
from app.domain.journey.question_model import Ask, Follow, QuestionPage, Style
from app.domain.journey.record_pages import DETAILS
from app.domain.pages import PAGES, PAGES_BY_NAME, find_field, list_stored_fields
from app.domain.pages.page_model import Page
from app.domain.record.form_data import FormData

Pages = Mapping[str, FormData]
Choose = Callable[[Ask], Iterable[Follow]]
"""Returns the follow-ups of a question that are asked."""
_ENOUGH_WORDS = 4
_ONE_OR_OTHER = 2
"""Answers of a question that a single tick can stand for: ticked, or not."""


def list_form_questions(pages: Pages) -> frozenset[str]:
    """Return "part.field" of every question that the form asks, by what was answered so far.

    A follow-up is asked once its answer is chosen. Pages of details can always be opened.
    """
    return _list_keys(list_asked_pages(pages), partial(_list_followed, pages=pages))


def list_possible_questions(left_out: Container[str] = ()) -> frozenset[str]:
    """Return "part.field" of every question that a form can ask, whatever was answered.

    `left_out`: names of question pages that are not asked.
    """
    asked = [page for page in QUESTION_PAGES if page.name not in left_out]
    return _list_keys(asked, lambda ask: ask.follow)


def find_form_heading(key: str, pages: Pages) -> str:
    """Return the heading above the question "part.field" on its page; empty where it has none.

    A follow-up of such a question has its words in the form, if they say enough without it.
    """
    for page in QUESTION_PAGES:
        for ask in (one for one in page.asks if one.style is Style.HEADING):
            if _build_key(ask) == key:
                return ask.label or choose_page_title(page, pages)
            for inner in (one for follow in ask.follow for one in follow.asks):
                if _build_key(inner) == key and len(inner.label.split()) >= _ENOUGH_WORDS:
                    return inner.label
    return ""


@cache
def list_form_answers() -> Mapping[str, str]:
    """Return the words of answers under such a heading, by "part.field:token", as the form says."""
    asks = [ask for page in QUESTION_PAGES for ask in page.asks if ask.style is Style.HEADING]
    return {
        f"{_build_key(ask)}:{token}": label
        for ask in asks
        for token, label in (ask.answers if _build_key(ask) else ())
        if token and label
    }


def find_page_heading(page: Page, pages: Pages) -> str:
    """Return the heading of a stored page.

    The stored page that the first question page asks has the title of that question page.
    """
    first = QUESTION_PAGES[0]
    return choose_page_title(first, pages) if first.asks[0].page == page.name else page.title


def is_answer_offered(key: str, answer: object) -> bool:
    """Whether a form offers this answer to "part.field": a tick stands for one of several."""
    return all(
        answer in dict(ask.answers) for ask in _list_partial_ticks() if _build_key(ask) == key
    )


def is_one_of_several_ticks(ask: Ask) -> bool:
    """Whether it is a tick for one of several answers: not ticked, the question was not asked."""
    if ask.style is not Style.TICK:
        return False
    field = find_field(PAGES_BY_NAME[ask.page].part_name, ask.name)
    return field is not None and len(field.options) > _ONE_OR_OTHER


def _list_keys(asked: Iterable[QuestionPage], choose: Choose) -> frozenset[str]:
    asks = [ask for page in (*asked, *DETAILS) for ask in page.asks]
    details = [page for page in PAGES if page.name not in REPLACED_PAGES]
    return frozenset(key for ask in asks for key in _list_shown_keys(ask, choose)) | {
        f"{page.part_name}.{field.name}" for page in details for field in list_stored_fields(page)
    }


def _list_shown_keys(ask: Ask, choose: Choose) -> Iterator[str]:
    if key := _build_key(ask):
        yield key
    for inner in (*ask.asks, *(one for follow in choose(ask) for one in follow.asks)):
        yield from _list_shown_keys(inner, choose)


def _list_followed(ask: Ask, pages: Pages) -> Iterator[Follow]:
    chosen = _list_chosen(ask, pages)
    return (follow for follow in ask.follow if follow.answer in chosen)


@cache
def _list_partial_ticks() -> tuple[Ask, ...]:
    asks = [ask for page in QUESTION_PAGES for ask in page.asks]
    every = (*asks, *(inner for ask in asks for inner in ask.asks))
    return tuple(ask for ask in every if is_one_of_several_ticks(ask))


def _build_key(ask: Ask) -> str:
    return f"{PAGES_BY_NAME[ask.page].part_name}.{ask.name}" if ask.page and ask.name else ""


def _list_chosen(ask: Ask, pages: Pages) -> set[str]:
    """Return what was chosen at a question, for whichever child or item."""
    ends = (f"-{ask.name}", f".{ask.name}")
    return {
        value
        for name, values in pages.get(ask.page, {}).items()
        if name == ask.name or name.endswith(ends)
        for value in values
    }
