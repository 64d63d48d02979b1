"""A record that is written for real: a draft of its writer's, until it is signed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import g, url_for

from app.domain.record.form_data import Raw
from app.recording.blueprint import kept_of, late_pages, my_draft
from app.recording.editor.record_store import Scene
from app.services.drafts import drafts, late_page_store, spoiled_drafts


class DraftPlace:
    """The draft in the address."""

    scene: Scene | None = None
    also: frozenset[str] = frozenset()

    def __init__(self, draft_id: UUID) -> None:
        self.id = draft_id

    @property
    def now(self) -> datetime:
        """The moment that it is."""
        moment: datetime = g.desk.clock()
        return moment

    def draft(self) -> drafts.Draft:
        """As `blueprint.my_draft`."""
        return my_draft(self.id)

    def save(
        self, page: str, raw: Raw, based_on: int, settles: Sequence[UUID] = ()
    ) -> drafts.Saved:
        """As `drafts.save`."""
        return drafts.save(g.desk, self.id, page, raw, based_on, settles)

    def swap(self, page: str, aside_id: UUID) -> None:
        """As `drafts.swap`."""
        drafts.swap(g.desk, self.id, page, aside_id)

    def asides(self, draft: drafts.Draft, page: str) -> Sequence[drafts.Aside]:
        """Read only where the draft says that some wait."""
        return drafts.asides(g.desk, self.id, page) if draft.asides else ()

    def in_two_places(self, draft: drafts.Draft) -> tuple[str, ...]:
        """As `drafts.in_two_places`."""
        return drafts.in_two_places(g.desk, draft)

    def all_asides(self, draft: drafts.Draft) -> list[tuple[str, datetime, Raw]]:
        """As `drafts.all_asides`."""
        return drafts.all_asides(g.desk, draft)

    def spoiled_asides(self, draft: drafts.Draft) -> tuple[str, ...]:
        """As `spoiled_drafts.spoiled_asides`."""
        return spoiled_drafts.spoiled_asides(g.desk, draft)

    def is_spoiled(self, draft: drafts.Draft, page: str) -> bool:
        """As `spoiled_drafts.is_spoiled`."""
        return spoiled_drafts.is_spoiled(g.desk, draft, page)

    def kept(self, draft: drafts.Draft, page: str) -> late_page_store.Kept | None:
        """As `blueprint.kept_of`."""
        return kept_of(self.id, page) if draft.kept else None

    def late(self, draft: drafts.Draft) -> list[tuple[late_page_store.Kept, str]]:
        """As `blueprint.late_pages`."""
        return late_pages(draft)

    def at(self, view: str, **values: Any) -> str:
        """An address under `/record`."""
        return url_for(f"recording.{view}", draft_id=self.id, **values)

    def ring(self) -> str:
        """On the first page of the record."""
        return self.at("page", page="now", _anchor="ring-now")
