"""Check what must hold in a workbook edition before anyone may learn from it, and say the cure.

Each rule raises ContentError at the first breach: a dead cross-reference, an item that the paper
does not have, a drawing that could run or fetch something. What is merely old or not known loads,
and the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from content.contacts.line_rules import WHOLE_LINK, is_link
from content.content_error import ContentError
from content.pack import Pack
from content.pack_files import TomlEntry
from content.passage_rules import (
    PLACEHOLDERS,
    Requirement,
    check_item_references,
    check_passage,
    require_all_rules,
)
from content.passages import Passage
from content.workbook import paper_coverage
from content.workbook.chapters import Chapter, ChapterPart, Picture, WorkbookLink
from content.workbook.chapters import WorkbookQuestion as Asked
from content.workbook.edition import Workbook
from content.workbook.workbook_files import EditionFiles, FoundValue

FILLED_PLACEHOLDERS = PLACEHOLDERS | {"{board}"}
CORRECTION_COUNT = 26
LINE_ROLES = ("day", "freephone", "out_of_hours", "lado", "board")
_FETCHES = re.compile(
    r"<(?:script|foreignObject|image|use|a|style)\b|\b(?:on\w+|style)=|href|url\(|@import|<!", re.I
)
TITLE_PLACEHOLDER = "{lead_title}"
"""The one name that a drawing may have put in."""
_SVG = "{http://www.w3.org/2000/svg}"


def check_workbook(
    book: Workbook, files: EditionFiles, pack: Pack, local: Mapping[str, FoundValue]
) -> None:
    """Raise ContentError at the first breach of a rule in `book`, read from `files`."""
    entries = _entries(files, local)
    for address, passage in book.passages():
        check_passage_words(passage, pack, entries[address])
    for page in (*book.chapters, *book.roles):
        _check_page(page, book, entries)
    _check_numbers(book.chapters, files)
    for asked in book.questions:
        _check_question(asked, book, entries[f"questions/{asked.key}"])
    _check_corrections(book, entries)
    for picture in book.pictures.values():
        _check_drawing(picture, entries[f"pictures/{picture.key}"])
    if files.coverage is not None:
        _check_coverage(book, files.coverage)


def _check_page(page: Chapter, book: Workbook, entries: Mapping[str, TomlEntry]) -> None:
    front = page.key if page.number else f"roles/{page.key}"
    for part in page.parts:
        _check_part(part, book, entries[f"{front}/{part.key}"])
    for one in page.checks:
        entry = entries[f"{front}/{one.key}"]
        right = any(answer.right for answer in one.answers)
        _need(right, entry, "answers", "have no right one", "Mark one as right")
        _leads(one.see, "see", book, entry)


def _entries(files: EditionFiles, local: Mapping[str, FoundValue]) -> dict[str, TomlEntry]:
    found = {}
    for kind, pages in files.pages.items():
        front = "roles/" if kind == "role" else ""
        for page in pages:
            for section in ("parts", "checks"):
                for one in files.inner[f"{kind}/{page.value.key}/{section}"]:
                    address = f"{front}{page.value.key}/{one.value.key}"
                    _need(address not in found, one.entry, "key", "is used twice", "Rename one")
                    found[address] = one.entry
    for section, values in files.sections.items():
        for key, one in values.items():
            address = f"{section}/{key}"
            _need(address not in found, one.entry, "key", "is used twice", "Rename one")
            found[address] = one.entry
    links = {key: one.entry._replace(key=f"links.{key}") for key, one in local.items()}
    return found | {f"links/{key}": entry for key, entry in links.items()}


def _need(holds: bool, entry: TomlEntry, key: str, problem: str, cure: str) -> None:
    if not holds:
        raise ContentError(entry.file, f"{entry.key}.{key}", problem, cure)


def _of(entry: TomlEntry) -> Requirement:
    """Return what `passage_rules` asks of the words in this table."""

    def need(holds: bool, key: str, problem: str, cure: str) -> None:
        _need(holds, entry, key, problem, cure)

    return need


def _leads(addresses: tuple[str, ...], key: str, book: Workbook, entry: TomlEntry) -> None:
    for one in addresses:
        _need(
            one in book.places,
            entry,
            key,
            f"{one!r} leads nowhere",
            "Name a chapter, chapter/part, law/…, glossary/…, roles/… or pictures/…",
        )


def check_passage_words(one: Passage, pack: Pack, entry: TomlEntry) -> None:
    """Raise ContentError where words of the workbook or of a scenario break a rule for all words.

    `entry` is the table they were read from: names to put in are looked for in all of it.
    """
    check_passage(one, pack.sources, entry.table, FILLED_PLACEHOLDERS, _of(entry))
    words = one.status in ("in force", "not in force", "unknown, check")
    dated = (one.status == "in force") == (one.since is not None)
    require_all_rules(
        _of(entry),
        (words, "status", f"{one.status!r} is for lines", "Write 'in force' or another"),
        (
            dated,
            "since",
            "goes with status 'in force'",
            f"Give the day it came into force in this form: since = {one.reviewed_on}. With "
            "another status, leave since out",
        ),
    )
    web = one.web if isinstance(one, WorkbookLink) else ""
    _need(not web or is_link(web), entry, "web", f"'{web}' is not a link", WHOLE_LINK)


def _check_part(part: ChapterPart, book: Workbook, entry: TomlEntry) -> None:
    for made in ("contacts", "changes"):
        _need(made not in entry.table, entry, made, "is made by loading", "Take it out")
    check_item_references(part.refs, paper_coverage.ITEMS_BY_SECTION, _of(entry))
    drawn = part.draws in (*paper_coverage.ITEMS_BY_SECTION, paper_coverage.STRENGTHS_SECTION)
    figure = not part.figure or part.figure in book.pictures
    require_all_rules(
        _of(entry),
        (not part.draws or (drawn and bool(part.items)), "draws", "finds nothing", "Fix it"),
        (bool(part.text or part.figure), "body", "says nothing", "Write it"),
        (figure, "figure", "is no picture", "Name a key of [pictures]"),
    )
    _leads(part.see, "see", book, entry)
    _leads(tuple(f"law/{one}" for one in part.law), "law", book, entry)
    _leads(tuple(f"links/{one}" for one in part.links), "links", book, entry)
    for line in part.lines:
        known = f"contacts/{line}" in book.places or line in LINE_ROLES
        _need(known, entry, "lines", f"{line!r} is not a line", "Name a role or a national line")


def _check_numbers(chapters: tuple[Chapter, ...], files: EditionFiles) -> None:
    numbers = [one.number for one in chapters]
    if numbers != list(range(1, len(chapters) + 1)):
        entry = files.pages["chapter"][-1].entry
        _need(False, entry, "number", f"{numbers} do not run from 1", "Number each chapter once")


def _check_question(one: Asked, book: Workbook, entry: TomlEntry) -> None:
    told = (one.kind == "true_false") == (one.answer is not None)
    _need(told, entry, "answer", "goes with kind 'true_false'", "Give it, and only then")
    check_item_references(one.workbook, paper_coverage.ITEMS_BY_SECTION, _of(entry))
    _need("changes" not in entry.table, entry, "changes", "is made by loading", "Take it out")
    _leads(one.see, "see", book, entry)


def _check_corrections(book: Workbook, entries: Mapping[str, TomlEntry]) -> None:
    seen: set[int] = set()
    for one in book.changes:
        entry = entries[f"changes/{one.key}"]
        _leads(one.at, "at", book, entry)
        require_all_rules(
            _of(entry),
            (1 <= one.number <= CORRECTION_COUNT, "number", "is not a correction", "Fix it"),
            (one.number not in seen, "number", "is used twice", "Use each once"),
        )
        seen.add(one.number)


def _check_drawing(one: Picture, entry: TomlEntry) -> None:
    fetched = _FETCHES.search(one.svg)  # before it is parsed: no entity is ever read
    _need(fetched is None, entry, "file", "could run or fetch", "Draw with shapes and text")
    try:
        root = ElementTree.fromstring(one.svg)  # noqa: S314 # our own file, without entities
    except ElementTree.ParseError as error:
        raise ContentError(entry.file, f"{one.key}.file", str(error), "Mend it") from error
    holds = "{" in one.svg.replace(TITLE_PLACEHOLDER, "")
    require_all_rules(
        _of(entry),
        (root.tag == f"{_SVG}svg", "file", "is no SVG", "Draw one"),
        ("viewBox" in root.attrib, "file", "has no viewBox", "Give it one, and no size"),
        (root.find(f"{_SVG}title") is not None, "file", "has no title", "Give it one"),
        (not holds, "file", "has a name to fill in", "Write it out"),
        (bool(one.alt and one.long), "alt", "and long are needed", "Say it in words"),
    )


def _check_coverage(book: Workbook, entry: TomlEntry) -> None:
    for ref, row in paper_coverage.read_coverage(entry).items():
        for address in row.at:
            there = address in book.places or address.removeprefix("contacts/") in LINE_ROLES
            key = f"coverage.{ref}"
            if not there:
                raise ContentError(entry.file, key, f"{address!r} leads nowhere", "Name a place")
        if not row.at:
            raise ContentError(entry.file, f"coverage.{ref}", "lives nowhere", "Name a place")
        numbers = {one.number for one in book.changes}
        if row.replaced and row.replaced not in numbers:
            raise ContentError(
                entry.file, f"coverage.{ref}", f"no correction {row.replaced}", "Write [changes.…]"
            )
