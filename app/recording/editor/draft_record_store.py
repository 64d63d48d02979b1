"""A record that is written for real: a draft of its writer's, until it is signed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import g, url_for

from app.domain.record.form_data import FormData
from app.recording.blueprint import find_late_page, list_late_pages, load_own_draft
from app.recording.editor.record_store import PracticeScene
from app.services.drafts import late_page_store
from app.services.drafts.draft_store import (
    ConflictingText,
    Draft,
    SaveResult,
    find_conflicted_pages,
    find_spoiled_conflicts,
    is_page_spoiled,
    load_all_conflicts,
    load_conflicts,
    save_page,
    swap_with_conflict,
)


class DraftRecordStore:
    """The draft in the address."""

    scene: PracticeScene | None = None
    also: frozenset[str] = frozenset()

    def __init__(self, draft_id: UUID) -> None:
        self.id = draft_id

    @property
    def now(self) -> datetime:
        """The moment that it is."""
        moment: datetime = g.desk.clock()
        return moment

    def draft(self) -> Draft:
        """As `blueprint.load_own_draft`."""
        return load_own_draft(self.id)

    def save(
        self, page: str, raw: FormData, based_on: int, settles: Sequence[UUID] = ()
    ) -> SaveResult:
        """As `draft_store.save_page`."""
        return save_page(g.desk, self.id, page, raw, based_on, settles)

    def swap(self, page: str, aside_id: UUID) -> None:
        """As `draft_store.swap_with_conflict`."""
        swap_with_conflict(g.desk, self.id, page, aside_id)

    def asides(self, draft: Draft, page: str) -> Sequence[ConflictingText]:
        """Read only where the draft says that some wait."""
        return load_conflicts(g.desk, self.id, page) if draft.asides else ()

    def in_two_places(self, draft: Draft) -> tuple[str, ...]:
        """As `draft_store.find_conflicted_pages`."""
        return find_conflicted_pages(g.desk, draft)

    def all_asides(self, draft: Draft) -> list[tuple[str, datetime, FormData]]:
        """As `draft_store.load_all_conflicts`."""
        return load_all_conflicts(g.desk, draft)

    def spoiled_asides(self, draft: Draft) -> tuple[str, ...]:
        """As `draft_store.find_spoiled_conflicts`."""
        return find_spoiled_conflicts(g.desk, draft)

    def is_spoiled(self, draft: Draft, page: str) -> bool:
        """As `draft_store.is_page_spoiled`."""
        return is_page_spoiled(g.desk, draft, page)

    def kept(self, draft: Draft, page: str) -> late_page_store.LatePage | None:
        """As `blueprint.find_late_page`."""
        return find_late_page(self.id, page) if draft.kept else None

    def late(self, draft: Draft) -> list[tuple[late_page_store.LatePage, str]]:
        """As `blueprint.list_late_pages`."""
        return list_late_pages(draft)

    def at(self, view: str, **values: Any) -> str:
        """An address under `/record`."""
        return url_for(f"recording.{view}", draft_id=self.id, **values)

    def ring(self) -> str:
        """On the first page of the record."""
        return self.at("page", page="now", _anchor="ring-now")
