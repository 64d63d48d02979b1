"""Load the workbook edition of one authority: its chapters, questions, law and words.

The text is England's; lines, names and links are the authority's. An edition that cannot be trusted
does not load: the error names file, key and cure. Loaded ones are kept and never change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from content import pack_loader
from content.contacts.opening_hours import NOT_KNOWN
from content.content_error import ContentError
from content.pack import Pack
from content.pack_faults.fault_lines import add_line_number_to_raised_error
from content.pack_files import PACKS, WORKBOOK_FOLDER
from content.passages import Contact, Indicator, StepPrompt
from content.workbook import reading_time, workbook_rules
from content.workbook.chapters import Chapter, ChapterPart, ListItem, WorkbookChange, WorkbookLink
from content.workbook.edition import Workbook
from content.workbook.paper_coverage import STRENGTHS_SECTION
from content.workbook.workbook_files import (
    EDITION_FILE,
    EditionFiles,
    read_edition,
    read_local_links,
)

EditionShape = TypeVar("EditionShape", bound=Struct)


def load_workbook(name: str) -> Workbook:
    """Return the checked edition for pack `name`. Raises ContentError: not to be trusted.

    Where the authority's own links are wrong, it has those of the pack beneath.
    """
    return _load_with_fault(name)[0]


def find_link_fault(name: str) -> ContentError | None:
    """Return what is wrong with the authority's own links alone, or None."""
    return _load_with_fault(name)[1]


@lru_cache(maxsize=16)
def _load_with_fault(name: str) -> tuple[Workbook, ContentError | None]:
    pack = pack_loader.load_pack(name)
    try:
        return _read(PACKS, pack), None
    except ContentError as error:
        if not pack.extends:
            raise
        return _read(PACKS, pack, own_links=False), error


def load_workbook_from(packs: Path, name: str) -> Workbook:
    """Return the edition for pack `name` of the folder `packs`, as `load` does for ours."""
    return _read(packs, pack_loader.load_pack_from(packs, name))


def fill_edition(value: EditionShape, pack: Pack, lead_title: str) -> EditionShape:
    """Return an edition, or any part of one, with all its words filled, as `fill` does."""
    return cast(EditionShape, _filled(value, pack, lead_title))


def fill_words(words: str, pack: Pack, lead_title: str) -> str:
    """Return `words` filled as `Pack.fill` does, and with the name of the board."""
    return pack.fill(words, lead_title).replace("{board}", get_board_name(pack))


def get_board_name(pack: Pack) -> str:
    """Return the name of the board that keeps training records, as the pack labels it."""
    found = (one.label for one in pack.contacts.values() if one.role == "board")
    return next(found, "safeguarding board")


def _filled(value: Any, pack: Pack, lead_title: str) -> Any:
    """Fill every text of a struct, however deep; what is no text stays."""
    if isinstance(value, str):
        return fill_words(value, pack, lead_title)
    if isinstance(value, tuple):
        return tuple(_filled(one, pack, lead_title) for one in value)
    if isinstance(value, Mapping):
        return MappingProxyType({k: _filled(one, pack, lead_title) for k, one in value.items()})
    fields = getattr(value, "__struct_fields__", None)
    if fields is None:
        return value
    return replace(value, **{f: _filled(getattr(value, f), pack, lead_title) for f in fields})


def _read(packs: Path, pack: Pack, *, own_links: bool = True) -> Workbook:
    with add_line_number_to_raised_error(packs):
        return _read_checked(packs, pack, own_links=own_links)


def _read_checked(packs: Path, pack: Pack, *, own_links: bool) -> Workbook:
    base = _home(packs, pack)
    files = read_edition(packs, base)
    local = read_local_links(packs, pack.name) if own_links and pack.name != base else {}
    links = {key: one.value for key, one in files.sections["links"].items()}
    for key, one in local.items():
        if key not in links:
            known = ", ".join(links) or "nothing"
            raise ContentError(
                one.entry.file, f"links.{key}", "no chapter has it", f"Use one of: {known}"
            )
        links[key] = one.value
    book = _joined(files, pack, links)
    workbook_rules.check_workbook(book, files, pack, local)
    return _add_minutes(book, pack)


def _home(packs: Path, pack: Pack) -> str:
    """Return the pack whose folder holds the edition: the one beneath, or `pack` itself."""
    beneath = [name for name in (pack.extends, pack.name) if name]
    for name in beneath:
        if (packs / name / WORKBOOK_FOLDER / EDITION_FILE).is_file():
            return name
    raise ContentError(
        f"{pack.name}/pack.toml", "extends", "no workbook beneath", "Extend a pack that has one"
    )


def _joined(files: EditionFiles, pack: Pack, links: dict[str, WorkbookLink]) -> Workbook:
    rest = {
        section: {key: one.value for key, one in found.items()}
        for section, found in files.sections.items()
    }
    changes = tuple(sorted(rest["changes"].values(), key=lambda one: one.number))
    book = Workbook(
        edition=files.edition,
        chapters=_pages(files, "chapter", pack, changes),
        roles=_pages(files, "role", pack, changes),
        questions=tuple(
            replace(one, changes=_notes(changes, f"questions/{one.key}"))
            for one in rest["questions"].values()
        ),
        law=MappingProxyType(rest["law"]),
        glossary=tuple(sorted(rest["glossary"].values(), key=lambda one: one.term.casefold())),
        pictures=MappingProxyType(rest["pictures"]),
        links=MappingProxyType(links),
        changes=changes,
        places=MappingProxyType({}),
    )
    return replace(book, places=MappingProxyType(dict(_places(book, pack))))


def _add_minutes(book: Workbook, pack: Pack) -> Workbook:
    """Return the edition with the time that each chapter takes. Every address in it is there."""
    timed = (
        replace(one, minutes=reading_time.estimate_minutes(one, book, pack))
        for one in book.chapters
    )
    return replace(book, chapters=tuple(timed))


def _pages(
    files: EditionFiles, kind: str, pack: Pack, changes: tuple[WorkbookChange, ...]
) -> tuple[Chapter, ...]:
    pages = []
    for found in files.pages[kind]:
        own = f"{kind}/{found.value.key}"
        front = f"roles/{found.value.key}" if kind == "role" else found.value.key
        parts = tuple(
            _part(one.value, f"{front}/{one.value.key}", pack, changes)
            for one in files.inner[f"{own}/parts"]
        )
        checks = tuple(one.value for one in files.inner[f"{own}/checks"])
        pages.append(replace(found.value, parts=parts, checks=checks))
    return tuple(sorted(pages, key=lambda page: page.number))


def _part(
    part: ChapterPart, address: str, pack: Pack, changes: tuple[WorkbookChange, ...]
) -> ChapterPart:
    drawn = _drawn(part, pack) if part.draws else ()
    return replace(
        part,
        items=(*part.items, *drawn),
        contacts=tuple(key for line in part.lines for key in find_contact_keys(pack, line)),
        changes=_notes(changes, address),
    )


def _notes(changes: tuple[WorkbookChange, ...], address: str) -> tuple[WorkbookChange, ...]:
    return tuple(one for one in changes if address in one.at)


def find_contact_keys(pack: Pack, line: str) -> tuple[str, ...]:
    """Return the keys of the contacts meant by `line`: a key, or a role in the pack's own area."""
    if line in pack.contacts and pack.contacts[line].area == "":
        return (line,)
    own = pack.area.key
    return tuple(
        key for key, one in pack.contacts.items() if own and one.role == line and one.area == own
    )


def _drawn(part: ChapterPart, pack: Pack) -> tuple[ListItem, ...]:
    """Return the signs, or prompts, of the pack that stand for a section of the paper, in order."""
    if part.draws == STRENGTHS_SECTION:
        return tuple(_of_sign(one) for one in pack.indicators if one.group == "E")
    prompts = [one for step in pack.steps for one in step.prompts]
    signs = [one for one in pack.indicators if not part.groups or one.group in part.groups]
    found: list[tuple[int, ListItem]] = []
    for sign in signs:
        found.extend((number, _of_sign(sign)) for number in _first(sign, part.draws))
    for prompt in prompts:
        found.extend((number, _of_prompt(prompt)) for number in _first(prompt, part.draws))
    return tuple(item for _, item in sorted(found, key=lambda pair: pair[0]))


def _first(source: StepPrompt | Indicator, section: str) -> list[int]:
    """Return the first number that `source` has in `section` of the paper, or nothing."""
    refs = (ref.partition("/") for ref in source.workbook)
    return sorted(int(number) for name, _, number in refs if name == section)[:1]


def _of_sign(one: Indicator) -> ListItem:
    """Return a sign as a line to read. What its guard says after its rule is about picking it."""
    rule, stop, _ = one.guard.partition(". ")
    return ListItem(
        text=one.label,
        more=f"For example: {one.example}" if one.example else "",
        workbook=one.workbook,
        ordinary=one.ordinary,
        guard=f"{rule}." if stop else rule,
        changed=one.changed,
        changed_source=one.changed_source,
    )


def _of_prompt(one: StepPrompt) -> ListItem:
    return ListItem(
        text=one.label,
        more=one.more,
        workbook=one.workbook,
        changed=one.changed,
        changed_source=one.changed_source,
    )


def _places(book: Workbook, pack: Pack) -> Iterator[tuple[str, str]]:
    for page in book.chapters:
        yield page.key, page.text
        yield from ((f"{page.key}/{one.key}", one.text) for one in page.parts)
    for page in book.roles:
        yield f"roles/{page.key}", page.text
        yield from ((f"roles/{page.key}/{one.key}", one.text) for one in page.parts)
    for address, one in book.passages():
        if address.startswith(("questions/", "law/", "glossary/", "pictures/", "links/", "change")):
            yield address, _words(one)
    for key, contact in pack.contacts.items():
        for name in {key, contact.role}:
            yield f"contacts/{name}", _said(contact)


def _words(value: Any) -> str:
    not_read = ("svg", "file", "key", "source", "owner", "status")
    fields = [getattr(value, name) for name in value.__struct_fields__ if name not in not_read]
    return "\n".join(
        words
        for one in fields
        for words in (one if isinstance(one, tuple) else (one,))
        if isinstance(words, str)
    )


def _said(one: Contact) -> str:
    hours = one.hours if one.hours == NOT_KNOWN else " ".join(one.hours)
    machine = "answerphone" if one.answerphone else ""
    return "\n".join((one.label, one.number, hours, machine, one.email, one.web, one.address))
