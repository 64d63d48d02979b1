"""The pages of one draft, each opened when it is read, and what a draft is made of.

Knows no table: the pages of a practice record are read through it too.

A page that somebody changed in the database does not open, and takes no other page with it: it
reads as empty, `spoiled` names it, and its writer is told before they write it again. What reads a
draft to sign it asks for `spoiled`, so that no page is left out in silence.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from app.domain.private_struct import PrivateStruct
from app.domain.record.form_data import FormData
from app.errors import SealedError


class DraftPages(Mapping[str, FormData]):
    """Boxes of pages by name."""

    def __init__(self, boxes: Mapping[str, Callable[[], FormData]]) -> None:
        self._boxes, self._open = boxes, dict[str, FormData]()
        self._spoiled = set[str]()

    def __getitem__(self, page: str) -> FormData:
        if page not in self._open:
            self._open[page] = self._opened(page)
        return self._open[page]

    def __iter__(self) -> Iterator[str]:
        return iter(self._boxes)

    def __len__(self) -> int:
        return len(self._boxes)

    def __repr__(self) -> str:
        return f"<Pages {sorted(self._boxes)}>"

    def is_spoiled(self, page: str) -> bool:
        """Whether this page was kept and cannot be opened."""
        self.get(page)
        return page in self._spoiled

    @property
    def spoiled(self) -> tuple[str, ...]:
        """Names of all pages that were kept and cannot be opened. Opens every one."""
        return tuple(page for page in self if self.is_spoiled(page))

    def _opened(self, page: str) -> FormData:
        try:
            return self._boxes[page]()
        except SealedError:
            self._spoiled.add(page)
            return {}


class ConflictingText(PrivateStruct, frozen=True):
    """A text that met a newer one, waiting beside it. `spoiled`: it does not open.

    `late`: it came after its sign-in had ended. Of a practice record alone: what comes late for a
    draft waits apart (`late_page_store.py`).
    """

    id: UUID
    raw: FormData
    at: datetime
    spoiled: bool = False
    late: bool = False


class PageConflicts(Mapping[str, Sequence[ConflictingText]]):
    """Texts that wait beside pages, by name of the page, oldest first.

    Names are found and texts opened anew each time: another tab may have added one meanwhile.
    """

    def __init__(
        self,
        find_pages: Callable[[], tuple[str, ...]] = tuple,
        load: Callable[[str], Sequence[ConflictingText]] = lambda _page: (),
    ) -> None:
        self._find_pages, self._load = find_pages, load

    def __getitem__(self, page: str) -> Sequence[ConflictingText]:
        return self._load(page)

    def __iter__(self) -> Iterator[str]:
        return iter(self._find_pages())

    def __len__(self) -> int:
        return len(self._find_pages())

    @property
    def texts(self) -> list[tuple[str, datetime, FormData]]:
        """(page, when saved, text) of every text that opens."""
        return [
            (page, one.at, one.raw)
            for page, found in self.items()
            for one in found
            # What came late is cut to the questions of its page: nothing may be left of it.
            if not one.spoiled and (one.raw or not one.late)
        ]

    @property
    def spoiled(self) -> tuple[str, ...]:
        """Names of the pages beside which a text waits that does not open."""
        return tuple(page for page, found in self.items() if any(one.spoiled for one in found))


class Draft(PrivateStruct, frozen=True):
    """One draft. `pages` opens each page when it is asked for, and remembers it."""

    id: UUID
    concern_id: UUID | None
    began_at: datetime
    touched_at: datetime
    """When any page of it was last kept: signing asks for it, so that no later word is left out."""
    pages: DraftPages
    boxes: Mapping[str, bytes]
    """The pages as they are sealed."""
    versions: dict[str, int]
    saved_at: dict[str, datetime]
    asides: int
    conflicts: PageConflicts
    kept: int


class SaveResult(msgspec.Struct, frozen=True):
    """What a save gives back to its form."""

    version: int
    at: datetime
