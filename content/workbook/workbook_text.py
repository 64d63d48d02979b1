"""Fill the workbook for one organisation and day: names put in, old parts marked.

Kept once for a pack, a lead's title and a day. What is past its review date is shown with a
sentence that says so, never left out. Nothing here counts what somebody answered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from html import escape
from types import MappingProxyType
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from content import pack_loader
from content.pack import Pack
from content.passages import Passage, describe_outdated_passages
from content.workbook import workbook_loader
from content.workbook.chapters import Chapter, ListItem
from content.workbook.edition import Workbook
from content.workbook.workbook_rules import TITLE_PLACEHOLDER

USUAL_TITLE = "safeguarding lead"
MAX_TITLE_LENGTH = 28
"""Characters of a title that fit the line of a drawing that they stand on."""
PageKind = Literal["chapter", "role", "law", "glossary", "changes", "questions", "picture"]
_FRONTS: Mapping[str, PageKind] = {
    "law": "law",
    "glossary": "glossary",
    "changes": "changes",
    "questions": "questions",
    "links": "changes",
}


class WorkbookPlace(Struct, frozen=True, kw_only=True):
    """Where an address of the workbook is read: the page, its key where it has one, the anchor."""

    page: PageKind
    key: str = ""
    anchor: str = ""
    title: str = ""


class LineChange(Struct, frozen=True, kw_only=True):
    """One line of a list that differs from the paper, and the address of the part it is in."""

    address: str
    item: ListItem


class WorkbookText(Struct, frozen=True, kw_only=True):
    """The edition with all its words filled in. `pack`: whose lines, sources and links it has.

    `mark`: sixteen hex digits that change when a word, a source or a line of it does. A copy that
    somebody keeps has the same mark while it is the same text.
    """

    edition: Workbook
    pack: Pack
    day: date
    mark: str = ""

    def place(self, address: str) -> WorkbookPlace:
        """Return where "chapter/part", "law/key", "roles/key" … is read. Raises KeyError."""
        front, _, rest = address.partition("/")
        if front == "roles":
            key, _, part = rest.partition("/")
            role = self._found(self.edition.role(key), address)
            return WorkbookPlace(page="role", key=key, anchor=_anchor(key, part), title=role.title)
        if front == "pictures":
            title = self.edition.pictures[rest].title
            return WorkbookPlace(page="picture", key=rest, title=title)
        part_too = front == "questions" and not self._asks(rest)  # the last chapter's key as well
        if front in _FRONTS and not part_too:
            anchor = _anchor(front, rest)
            return WorkbookPlace(page=_FRONTS[front], anchor=anchor, title=self._title(front, rest))
        chapter = self._found(self.edition.chapter(front), address)
        here = chapter.part(rest)
        title = here.heading if here and here.heading else chapter.title
        return WorkbookPlace(page="chapter", key=front, anchor=_anchor(front, rest), title=title)

    def old(self, passages: Iterable[Passage]) -> str:
        """Return the one sentence for a page that shows all of these; empty where none is old."""
        return describe_outdated_passages(passages, self.day)

    def old_of(self, page: Chapter) -> str:
        """Return that sentence for a chapter or a role's page."""
        return self.old((*page.parts, *page.checks))

    def line_changes(self) -> tuple[LineChange, ...]:
        """Return every line of a list that differs from the paper, each once."""
        found: dict[str, LineChange] = {}
        for page in (*self.edition.chapters, *self.edition.roles):
            front = page.key if page.number else f"roles/{page.key}"
            for part in page.parts:
                for one in part.items:
                    if one.changed:
                        address = f"{front}/{part.key}"
                        found.setdefault(one.text, LineChange(address=address, item=one))
        return tuple(found.values())

    def next_to(self, page: Chapter) -> tuple[Chapter | None, Chapter | None]:
        """Return the chapters before and after this one; None at either end, and for a role."""
        known = self.edition.chapters
        at = next((place for place, one in enumerate(known) if one.key == page.key), None)
        if at is None or page.number == 0:
            return None, None
        return (known[at - 1] if at else None), (known[at + 1] if at + 1 < len(known) else None)

    def _asks(self, key: str) -> bool:
        return any(one.key == key for one in self.edition.questions)

    def _title(self, front: str, key: str) -> str:
        if front == "law":
            return self.edition.law[key].heading
        if front == "glossary":
            return next(one.term for one in self.edition.glossary if one.key == key)
        if front == "changes":
            return next(one.heading for one in self.edition.changes if one.key == key)
        if front == "questions":
            return next(one.text for one in self.edition.questions if one.key == key)
        return self.edition.links[key].label

    @staticmethod
    def _found(page: Chapter | None, address: str) -> Chapter:
        if page is None:
            raise KeyError(address)
        return page


@lru_cache(maxsize=32)
def load_workbook_text(pack_name: str, lead_title: str, day: date) -> WorkbookText:
    """Return the edition for a pack on `day`, a day in London. Raises ContentError as `load`."""
    pack, plain = pack_loader.load_pack(pack_name), workbook_loader.load_workbook(pack_name)
    edition = workbook_loader.fill_edition(plain, pack, lead_title)
    pictures = {
        key: replace(one, svg=fill_drawing_title(plain.pictures[key].svg, lead_title))
        for key, one in edition.pictures.items()
    }
    edition = replace(edition, pictures=MappingProxyType(pictures))
    return WorkbookText(edition=edition, pack=pack, day=day, mark=_mark(edition, pack))


def _mark(edition: Workbook, pack: Pack) -> str:
    said = (
        *(edition.edition, edition.chapters, edition.roles, edition.questions, edition.glossary),
        *(edition.changes, *edition.law.values(), *edition.pictures.values()),
        *(*edition.links.values(), *pack.sources.values(), *pack.contacts.values()),
    )
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:16]


def fill_drawing_title(svg: str, lead_title: str) -> str:
    """Return a drawing with the title that the organisation gives its leads, or ours.

    Theirs is typed by people: it is escaped, and one that is too long for its line is not drawn.
    The words beside the drawing have it in full.
    """
    title = lead_title if len(lead_title) <= MAX_TITLE_LENGTH else USUAL_TITLE
    return svg.replace(TITLE_PLACEHOLDER, escape(title))


def _anchor(front: str, key: str) -> str:
    return f"{front}-{key}" if key else ""
