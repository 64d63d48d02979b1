"""QUESTION_PAGES: every question page in order, and where each stored answer is asked."""

from functools import cache

from app.domain.journey.question_model import QuestionPage
from app.domain.journey.record_pages import DETAILS, RECORD
from app.domain.journey.start_pages import START

QUESTION_PAGES: tuple[QuestionPage, ...] = (*START, *RECORD)
"""The way to signing, in order."""
_EVERY = (*QUESTION_PAGES, *DETAILS)
QUESTIONS_BY_NAME: dict[str, QuestionPage] = {page.name: page for page in _EVERY}
REPLACED_PAGES = frozenset(name for page in _EVERY for name in page.pages)
"""Stored pages that question pages ask: their own page stands open only where it is asked for."""
DANGER_NAME = QUESTION_PAGES[0].name
STORED_ONLY = REPLACED_PAGES - QUESTIONS_BY_NAME.keys()
"""Stored pages whose names no question page has."""


@cache
def find_question_page(stored: str, control: str = "") -> str:
    """Return the name of the question page that asks a control of a stored page.

    The first that shows anything of the page where the control is unknown; "" where none does.
    """
    field = control.rpartition("-")[0] if control.endswith(("-time", "-unknown")) else control
    field = field.rpartition(".")[2]
    field = field.rpartition("-")[2] or field
    for page in _EVERY:
        if (stored, field) in page.fields:
            return page.name
    return next((page.name for page in _EVERY if stored in page.pages), "")
