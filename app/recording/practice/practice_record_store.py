"""A practice record: the pages of one run of a scenario, kept for its trainee alone.

Nothing that opens, keeps or signs a real record is named in this module or those beside it
(tests/policy/code/test_practice_record_imports.py).
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from flask import g, url_for

from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.page_model import AnswerKind
from app.domain.record.form_data import FormData, list_children
from app.recording.editor.page_layout import LayoutInput, lay_out_page
from app.recording.editor.record_store import PracticeScene, RealNamePrompt
from app.services.drafts.draft_types import ConflictingText, Draft, SaveResult
from app.services.practice import practice_record, practice_runs, real_name_check
from app.services.practice.practice_runs import PracticeRun

_TYPED = frozenset({AnswerKind.WORDS, AnswerKind.TEXT, AnswerKind.LINE})


class PracticeRecordStore:
    """A run of mine. Raises NotFoundError where there is none.

    `about`: names of the pages whose names of people are looked at, for the page to speak of.
    """

    also = practice_record.EXTRA_PAGES

    def __init__(self, run_id: UUID, about: Sequence[str] = ()) -> None:
        self.run: PracticeRun = practice_runs.load_run(g.desk, run_id)
        self._about = about

    @cached_property
    def now(self) -> datetime:
        """When the conversation is over, in its own time."""
        return practice_record.find_scenario_end(self.run.scenario)

    @cached_property
    def scene(self) -> PracticeScene:
        """What its pages say of themselves."""
        found = (self._prompt(name) for name in self._about)
        prompts = tuple(one for one in found if one)
        leave = url_for("learning.practice_leave", run_id=self.run.id)
        return PracticeScene(
            self.now, practice_record.format_scenario_time(self.now), leave, prompts
        )

    @cached_property
    def _asides(self) -> dict[str, tuple[ConflictingText, ...]]:
        return practice_record.list_all_asides(g.desk, self.run.id)

    @cached_property
    def _draft(self) -> Draft:
        return practice_record.load_practice_record(g.desk, self.run)

    def draft(self) -> Draft:
        """As it was when this request first read it."""
        return self._draft

    def save(
        self, page: str, raw: FormData, based_on: int, settles: Sequence[UUID] = ()
    ) -> SaveResult:
        """As `practice_record.save_record_page`."""
        return practice_record.save_record_page(
            g.desk, self.run.id, page, raw, based_on, tuple(settles)
        )

    def swap(self, page: str, aside_id: UUID) -> None:
        """As `practice_record.swap_record_page`."""
        practice_record.swap_record_page(g.desk, self.run.id, page, aside_id)

    def asides(self, draft: Draft, page: str) -> Sequence[ConflictingText]:
        """Read only where the draft says that some wait."""
        return practice_record.list_page_asides(g.desk, self.run.id, page) if draft.asides else ()

    def in_two_places(self, draft: Draft) -> tuple[str, ...]:
        """Names of the pages beside which a text waits."""
        return tuple(self._asides) if draft.asides else ()

    def all_asides(self, draft: Draft) -> list[tuple[str, datetime, FormData]]:
        """Every one of them that opens."""
        waiting = self._asides.items() if draft.asides else ()
        return [(name, one.at, one.raw) for name, found in waiting for one in found if one.raw]

    def spoiled_asides(self, draft: Draft) -> tuple[str, ...]:
        """Names of the pages beside which one waits that does not open."""
        waiting = self._asides.items() if draft.asides else ()
        return tuple(name for name, found in waiting if any(one.spoiled for one in found))

    def is_spoiled(self, draft: Draft, page: str) -> bool:
        """Logged as a refusal when it was read."""
        return draft.pages.is_spoiled(page)

    def kept(self, _draft: Draft, _page: str) -> None:
        """Nothing: what came late waits beside its page."""

    def late(self, _draft: Draft) -> list[Any]:
        """Nothing, for the same reason."""
        return []

    def at(self, view: str, **values: Any) -> str:
        """An address under that of the run."""
        name = f"do_practice_{view[3:]}" if view.startswith("do_") else f"practice_{view}"
        return url_for(f"recording.{name}", run_id=self.run.id, **values)

    def ring(self) -> str:
        """The real numbers, open to everybody: none of a practice is to be rung."""
        return ""

    def _prompt(self, name: str) -> RealNamePrompt | None:
        pages = self._draft.pages
        if name not in pages or name == "sign":
            return None
        page, child = PAGES_BY_NAME[name], pages.get("child", {})
        given = LayoutInput(pages[name], {}, list_children(pages), child, g.org.pack)
        drawn = (one for section in lay_out_page(page, given) for one in section.controls)
        texts = [one.text for one in drawn if one.field.kind in _TYPED and one.text]
        found = real_name_check.find_real_names(self.run.scenario, texts, g.org)
        words = tuple(dict.fromkeys(one.text for one in found))
        return RealNamePrompt(page.title, self.at("page", page=name), words) if words else None
