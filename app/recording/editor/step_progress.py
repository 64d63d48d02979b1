"""How far a draft is, in words: never a percentage, never a judgement.

not started, in progress, done, not known, not needed: one word for each page (docs/decisions/0005).
For the line of steps above each page, whether a page is settled is worked out once for each version
of it. Only that word is stored, under a hash of the sealed page: never an answer. A page whose word
is known is not opened again.
"""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from datetime import date
from enum import StrEnum
from hashlib import sha256
from threading import Lock

import msgspec

from app.domain.journey import question_data, question_flow
from app.domain.journey.journey_pages import REPLACED_PAGES
from app.domain.journey.question_model import QuestionPage
from app.domain.journey.record_pages import DETAILS
from app.domain.pages import PAGES, PAGES_BY_NAME, list_step_pages
from app.domain.pages.page_model import Page, Step
from app.domain.record.answer_parsing import Choices
from app.domain.record.collected_record import lacks_child_who_told, parse_draft_page
from app.domain.record.form_data import PAGE_DONE, FormData, is_blank, list_children
from app.recording.editor import pack_options
from app.services.drafts.draft_store import Draft


class PageStatus(StrEnum):
    """What the list says of a page."""

    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    DONE = "Done"
    NOT_KNOWN = "Not known"
    NOT_NEEDED = "Not needed"


class PageTask(msgspec.Struct, frozen=True):
    """One line of the list."""

    page: Page | QuestionPage
    status: PageStatus


class StepTasks(msgspec.Struct, frozen=True):
    """One of the four steps, or the moment before them."""

    id: str
    title: str
    core: tuple[PageTask, ...]
    details: tuple[PageTask, ...]

    @property
    def done(self) -> bool:
        """Whether the list says "Done" of a page of this step."""
        return any(task.status is PageStatus.DONE for task in (*self.core, *self.details))

    @property
    def begun(self) -> bool:
        """Whether anything of the details was written."""
        quiet = {PageStatus.NOT_STARTED, PageStatus.NOT_NEEDED}
        return any(task.status not in quiet for task in self.details)


def list_step_tasks(
    pages: Mapping[str, FormData],
    today: date,
    choices: Choices,
    headings: Mapping[Step, str],
    also: frozenset[str] = frozenset(),
) -> tuple[StepTasks, ...]:
    """Return the question pages of a draft under their steps, then the details of each step.

    `also`: names of pages that are asked here besides.
    """
    children = list_children(pages)
    given = (pages, children, today, choices)
    found = []
    for step in Step:
        asked = [page for page in question_flow.list_asked_pages(pages) if page.step is step]
        own = [page for page in DETAILS if page.step is step]
        there = [p for p in list_step_pages(step) if not p.after_signing or p.name in also]
        others = [p for p in there if not p.core and p.name not in REPLACED_PAGES]
        details = [PageTask(p, find_page_status(p, *given)) for p in others]
        details += [PageTask(p, find_question_status(p, *given)) for p in own]
        core = tuple(PageTask(page, find_question_status(page, *given)) for page in asked)
        found.append(StepTasks(step.value, headings[step], core, tuple(details)))
    return tuple(found)


def find_page_status(
    page: Page,
    pages: Mapping[str, FormData],
    children: tuple[str, ...],
    today: date,
    choices: Choices,
) -> PageStatus:
    """Return the word for one page."""
    if lacks_child_who_told(page, pages):
        return PageStatus.NOT_NEEDED
    raw = pages.get(page.name, {})
    if is_blank(raw):
        return PageStatus.NOT_STARTED
    if PAGE_DONE not in raw:
        return PageStatus.IN_PROGRESS
    answers = parse_draft_page(page, pages, children, today, choices)
    if answers.problems or answers.unread:
        return PageStatus.IN_PROGRESS
    values = [value for part in answers.parts for value in part.values.values()]
    if values and all(isinstance(value, dict) and "unknown" in value for value in values):
        return PageStatus.NOT_KNOWN
    return PageStatus.DONE


def find_question_status(
    question: QuestionPage,
    pages: Mapping[str, FormData],
    children: tuple[str, ...],
    today: date,
    choices: Choices,
) -> PageStatus:
    """Return the word for one question page, by the answers that it shows."""
    if question.detail and lacks_child_who_told(PAGES_BY_NAME[question.name], pages):
        return PageStatus.NOT_NEEDED
    if not question_data.has_answers(question, pages):
        return PageStatus.NOT_STARTED
    if any(PAGE_DONE not in pages.get(name, {}) for name in question.ends):
        return PageStatus.IN_PROGRESS
    values: list[object] = []
    for name in question.pages:
        shown = question_data.select_texts_of_any_sign(question, name, pages.get(name, {}))
        answers = parse_draft_page(
            PAGES_BY_NAME[name], {**pages, name: shown}, children, today, choices
        )
        if answers.problems or answers.unread:
            return PageStatus.IN_PROGRESS
        values += [value for part in answers.parts for value in part.values.values()]
    if values and all(isinstance(value, dict) and "unknown" in value for value in values):
        return PageStatus.NOT_KNOWN
    return PageStatus.DONE


MAX_REMEMBERED = 4096
_SETTLED = frozenset({PageStatus.DONE, PageStatus.NOT_KNOWN, PageStatus.NOT_NEEDED})
_ASKED = tuple(page for page in PAGES if page.core and page.name != "sign")
_KNOWN = OrderedDict[Hashable, bool]()
_ONE_AT_A_TIME = Lock()


def find_done_steps(draft: Draft, today: date, pack: str) -> tuple[str, ...]:
    """Return the steps whose core pages were all left with Continue and can be read."""
    children = list_children(draft.pages)
    open_steps = {page.step for page in _ASKED if not _settled(page, draft, children, today, pack)}
    return tuple(dict.fromkeys(p.step.value for p in _ASKED if p.step not in open_steps))


def _settled(page: Page, draft: Draft, children: tuple[str, ...], today: date, pack: str) -> bool:
    # No core page's word depends on another page, but for the children (whole.not_needed).
    version = sha256(draft.boxes.get(page.name, b"")).digest()
    key = (draft.id, page.name, version, children, today, pack)
    with _ONE_AT_A_TIME:
        known = _KNOWN.get(key)
    if known is None:
        choices = pack_options.load_pack_options(pack)
        known = find_page_status(page, draft.pages, children, today, choices) in _SETTLED
        with _ONE_AT_A_TIME:
            _KNOWN[key] = known
            while len(_KNOWN) > MAX_REMEMBERED:
                _KNOWN.popitem(last=False)
    return known
