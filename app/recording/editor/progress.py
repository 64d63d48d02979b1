"""How far a draft is, in words: never a percentage, never a judgement.

not started, in progress, done, not known, not needed: one word for each page (docs/decisions/0005).
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import msgspec

from app.domain.pages import CORE_NAMES, PAGES, list_step_pages
from app.domain.pages.page_model import Page, Step
from app.domain.record.answer_parsing import Choices
from app.domain.record.collected_record import is_not_needed, parse_draft_page
from app.domain.record.form_data import PAGE_DONE, FormData, is_blank, list_children


class Status(StrEnum):
    """What the list says of a page."""

    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    DONE = "Done"
    NOT_KNOWN = "Not known"
    NOT_NEEDED = "Not needed"


class Task(msgspec.Struct, frozen=True):
    """One line of the list."""

    page: Page
    status: Status


class StepTasks(msgspec.Struct, frozen=True):
    """One of the four steps, or the moment before them."""

    id: str
    title: str
    core: tuple[Task, ...]
    details: tuple[Task, ...]

    @property
    def done(self) -> bool:
        """Whether the list says "Done" of a page of this step."""
        return any(task.status is Status.DONE for task in (*self.core, *self.details))

    @property
    def begun(self) -> bool:
        """Whether anything of the details was written."""
        quiet = {Status.NOT_STARTED, Status.NOT_NEEDED}
        return any(task.status not in quiet for task in self.details)


def tasks(
    pages: Mapping[str, FormData],
    today: date,
    choices: Choices,
    headings: Mapping[Step, str],
    also: frozenset[str] = frozenset(),
) -> tuple[StepTasks, ...]:
    """Every page of a draft under the heading of its step, but the sign page.

    `also`: names of pages that are asked here besides.
    """
    children = list_children(pages)
    found = []
    for step in Step:
        there = [p for p in list_step_pages(step) if not p.after_signing or p.name in also]
        asked = [p for p in there if p.name != "sign"]
        lines = [Task(p, status(p, pages, children, today, choices)) for p in asked]
        found.append(
            StepTasks(
                step.value,
                headings[step],
                tuple(task for task in lines if task.page.core),
                tuple(task for task in lines if not task.page.core),
            )
        )
    return tuple(found)


def status(
    page: Page,
    pages: Mapping[str, FormData],
    children: tuple[str, ...],
    today: date,
    choices: Choices,
) -> Status:
    """The word for one page."""
    if is_not_needed(page, pages):
        return Status.NOT_NEEDED
    raw = pages.get(page.name, {})
    if is_blank(raw):
        return Status.NOT_STARTED
    if PAGE_DONE not in raw:
        return Status.IN_PROGRESS
    answers = parse_draft_page(page, pages, children, today, choices)
    if answers.problems or answers.unread:
        return Status.IN_PROGRESS
    values = [value for part in answers.parts for value in part.values.values()]
    if values and all(isinstance(value, dict) and "unknown" in value for value in values):
        return Status.NOT_KNOWN
    return Status.DONE


def after(page: Page) -> Page | None:
    """The core page that follows a core page; None after a page of the details."""
    if not page.core:
        return None
    following = CORE_NAMES[CORE_NAMES.index(page.name) + 1 :]
    return next((p for p in PAGES if p.name in following[:1]), None)


def before(page: Page) -> Page | None:
    """The core page before a core page."""
    earlier = CORE_NAMES[: CORE_NAMES.index(page.name)] if page.core else ()
    return next((p for p in PAGES if p.name in earlier[-1:]), None)
