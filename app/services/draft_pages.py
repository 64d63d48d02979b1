"""The pages of one draft, each opened when it is read.

A page that somebody changed in the database does not open, and takes no other page with it: it
reads as empty, `spoiled` names it, and its writer is told before they write it again. What reads a
draft to sign it asks for `spoiled`, so that no page is left out in silence.
"""

from collections.abc import Callable, Iterator, Mapping

from app.domain.raws import Raw
from app.errors import SealedError


class Pages(Mapping[str, Raw]):
    """Boxes of pages by name."""

    def __init__(self, boxes: Mapping[str, Callable[[], Raw]]) -> None:
        self._boxes, self._open = boxes, dict[str, Raw]()
        self._spoiled = set[str]()

    def __getitem__(self, page: str) -> Raw:
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

    def _opened(self, page: str) -> Raw:
        try:
            return self._boxes[page]()
        except SealedError:
            self._spoiled.add(page)
            return {}
