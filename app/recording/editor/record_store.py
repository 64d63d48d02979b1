"""The store that a record is written in: its draft, or a practice. Both share pages and code.

A page asks its store for what is saved and where its buttons lead, and never which one it is.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec

from app.domain.record.form_data import FormData
from app.services.drafts.draft_types import ConflictingText, Draft, SaveResult
from app.services.drafts.late_page_store import LatePage
from content.london_time import LONDON


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
    that are not the scenario's.
    """

    at: datetime
    said: str
    leave: str
    prompts: tuple[RealNamePrompt, ...] = ()

    def __repr__(self) -> str:
        return f"<Scene {self.said}>"


class RecordStore(Protocol):
    """What the guided pages do with the record that they are pages of."""

    @property
    def scene(self) -> PracticeScene | None:
        """What a page of a practice says; None in a record."""
        ...

    @property
    def also(self) -> frozenset[str]:
        """Names of pages asked here that a draft does not ask."""
        ...

    @property
    def now(self) -> datetime:
        """The moment that days and hours are judged by."""
        ...

    def draft(self) -> Draft:
        """Everything kept. Raises NotFoundError; AlreadySignedError once a draft is a record."""
        ...

    def save(
        self, page: str, raw: FormData, based_on: int, settles: Sequence[UUID] = ()
    ) -> SaveResult:
        """Keep a page. Raises StaleError: a newer one is there, and this text waits beside it."""
        ...

    def swap(self, page: str, aside_id: UUID) -> None:
        """Put a text that waits into its page, the page's own text aside. Raises NotFoundError."""
        ...

    def asides(self, draft: Draft, page: str) -> Sequence[ConflictingText]:
        """Texts that wait beside a page, oldest first."""
        ...

    def in_two_places(self, draft: Draft) -> tuple[str, ...]:
        """Names of the pages beside which one waits."""
        ...

    def all_asides(self, draft: Draft) -> list[tuple[str, datetime, FormData]]:
        """(page, when saved, text) of every one of them that opens."""
        ...

    def spoiled_asides(self, draft: Draft) -> tuple[str, ...]:
        """Names of the pages beside which one waits that does not open."""
        ...

    def is_spoiled(self, draft: Draft, page: str) -> bool:
        """Whether what was kept of a page does not open."""
        ...

    def kept(self, draft: Draft, page: str) -> LatePage | None:
        """What came too late for this page and waits apart."""
        ...

    def late(self, draft: Draft) -> list[tuple[LatePage, str]]:
        """The same for every page, each with the title of its page."""
        ...

    def at(self, view: str, **values: Any) -> str:
        """The address of one of its views: tasks, page, submit, autosave, sign, do_sign."""
        ...

    def ring(self) -> str:
        """Where the numbers are; "" for those that are open to everybody."""
        ...


def get_record_day(place: RecordStore) -> date:
    """The day in London that its dates are judged by."""
    return place.now.astimezone(LONDON).date()
