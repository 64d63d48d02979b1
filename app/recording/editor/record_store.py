"""The store that a record is written in: its draft, or a practice. Both share pages and code.

A page is given its store, and never asks which of the two it is.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from flask import g, url_for

from app.domain.journey.journey_pages import find_question_page
from app.domain.journey.question_data import PageChange
from app.domain.record.form_data import FormData
from app.services.drafts.draft_types import Draft, SaveResult
from content.london_time import get_london_day

CALL_FIRST = "call-first"
"""In an address: the page of numbers before the questions."""


class RealNamePrompt(msgspec.Struct, frozen=True):
    """What to use in place of what was typed on one page: its title and address, what was found."""

    title: str
    href: str
    found: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Prompt {self.href}>"


class PracticeScene(msgspec.Struct, frozen=True):
    """What a page of a practice is judged by and says. `at`: the moment in its scenario.

    `said`: that moment in words; `leave`: the address of the way out; `prompts`: names on its pages
    that are not the scenario's; `labels`: of questions by "part.field" that it words otherwise.
    """

    at: datetime
    said: str
    leave: str
    prompts: tuple[RealNamePrompt, ...] = ()
    labels: Mapping[str, str] = {}

    def __repr__(self) -> str:
        return f"<Scene {self.said}>"


class RecordStore(msgspec.Struct, frozen=True):
    """Four operations on one record, and where it differs from another.

    `load` raises NotFoundError, and AlreadySignedError once a draft is a record. `save` takes the
    page, its text, the version that it is based on and the conflicts that are dealt with; it raises
    StaleError when a newer text is there: this one then waits beside it. `swap` puts a text that
    waits into its page, the page's own text aside. `is_spoiled`: a page was kept and does not open.

    `save_question` takes what the form of a question page changes, and raises StaleError likewise.

    `ids` and `prefix`: of the addresses of its views; `extra_pages`: pages asked here that a draft
    does not ask; `scene`: what a page of a practice says, None in a record.
    """

    load: Callable[[], Draft]
    save: Callable[[str, FormData, int, Sequence[UUID]], SaveResult]
    swap: Callable[[str, UUID], None]
    is_spoiled: Callable[[Draft, str], bool]
    save_question: Callable[[Sequence[PageChange]], datetime]
    ids: Mapping[str, Any]
    prefix: str = ""
    extra_pages: frozenset[str] = frozenset()
    scene: PracticeScene | None = None

    def __repr__(self) -> str:
        return f"<Store {self.prefix}{self.ids}>"

    def url(self, view: str, **values: Any) -> str:
        """Return the address of one of its views: tasks, page, submit, autosave, sign."""
        return url_for(f"recording.{self.prefix}{view}", **self.ids, **values)

    def question_url(self, page: str, control: str = "") -> str:
        """Return where a control of a stored page is asked: its question page, or the page."""
        name = find_question_page(page, control) or page
        return self.url("page", page=name, **({"_anchor": control} if control else {}))

    @property
    def numbers_url(self) -> str:
        """The address of the numbers; "" for those that are open to everybody."""
        return "" if self.scene else self.url("page", page=CALL_FIRST)

    @property
    def now(self) -> datetime:
        """The moment that days and hours are judged by: in a practice, that of its scenario."""
        moment: datetime = self.scene.at if self.scene else g.uow.clock()
        return moment

    @property
    def today(self) -> date:
        """The day in London that its dates are judged by."""
        return get_london_day(self.now)
