"""The frozen shape of a whole workbook edition, as read for one authority.

Shapes only: `workbook_loader` reads and joins what stands here, `workbook_rules` proves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from content.passages import Passage
from content.workbook.chapters import (
    Chapter,
    GlossaryTerm,
    LawStatement,
    Picture,
    WorkbookChange,
    WorkbookLink,
    WorkbookQuestion,
)


class Edition(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What this text calls itself: `name` on a completion record, `version` for what changed."""

    name: str
    version: str
    summary: str


class Workbook(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole edition, as read for one authority. `places`: address to all words there.

    Addresses: "chapter", "chapter/part", "roles/key", "law/key", "glossary/key",
    "questions/key", "pictures/key", "links/key", "contacts/role-or-key", "changes/key".
    """

    edition: Edition
    chapters: tuple[Chapter, ...]
    roles: tuple[Chapter, ...]
    questions: tuple[WorkbookQuestion, ...]
    law: Mapping[str, LawStatement]
    glossary: tuple[GlossaryTerm, ...]
    pictures: Mapping[str, Picture]
    links: Mapping[str, WorkbookLink]
    changes: tuple[WorkbookChange, ...]
    places: Mapping[str, str]

    @property
    def minutes(self) -> int:
        """How long all chapters take to read, in minutes."""
        return sum(one.minutes for one in self.chapters)

    def chapter(self, key: str) -> Chapter | None:
        """Return the chapter with `key`, or None."""
        return next((one for one in self.chapters if one.key == key), None)

    def role(self, key: str) -> Chapter | None:
        """Return the page of the field of work `key`, or None."""
        return next((one for one in self.roles if one.key == key), None)

    def passages(self) -> Iterator[tuple[str, Passage]]:
        """Yield (address, passage) for everything that carries a source and a review date."""
        for page in self.chapters:
            yield from ((f"{page.key}/{one.key}", one) for one in (*page.parts, *page.checks))
        for page in self.roles:
            yield from ((f"roles/{page.key}/{one.key}", one) for one in page.parts)
        yield from ((f"questions/{one.key}", one) for one in self.questions)
        yield from ((f"law/{one.key}", one) for one in self.law.values())
        yield from ((f"glossary/{one.key}", one) for one in self.glossary)
        yield from ((f"pictures/{one.key}", one) for one in self.pictures.values())
        yield from ((f"links/{one.key}", one) for one in self.links.values())
        yield from ((f"changes/{one.key}", one) for one in self.changes)
