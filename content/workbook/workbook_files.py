"""Read the files of a workbook edition: TOML tables to typed values, drawings to text.

A pack's folder `workbook/` is its edition. What an extending pack may lay over it is `[links]`
alone: the law and the lists are the same for all of England. Nothing here joins or judges;
`workbook_loader` and `workbook_rules` do.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from content.content_error import ContentError
from content.pack_files import (
    WORKBOOK_FOLDER,
    TomlEntry,
    TomlTable,
    convert_entry,
    iter_section_tables,
    list_toml_files,
    read_toml_sections,
    refuse_duplicate_key,
)
from content.workbook.chapters import (
    Chapter,
    ChapterPart,
    GlossaryTerm,
    LawStatement,
    Picture,
    SelfCheck,
    WorkbookChange,
    WorkbookLink,
    WorkbookQuestion,
)
from content.workbook.edition import Edition

SECTIONS: dict[str, type[msgspec.Struct]] = {
    "changes": WorkbookChange,
    "questions": WorkbookQuestion,
    "law": LawStatement,
    "glossary": GlossaryTerm,
    "pictures": Picture,
    "links": WorkbookLink,
}
PAGES = ("chapter", "role")
PAGE_SECTIONS: dict[str, type[msgspec.Struct]] = {"parts": ChapterPart, "checks": SelfCheck}
KNOWN_SECTIONS = ("provenance", "edition", "coverage", *PAGES, *PAGE_SECTIONS, *SECTIONS)
LOCAL_SECTIONS = ("provenance", "links")
EDITION_FILE = "edition.toml"
FileShape = TypeVar("FileShape", bound=msgspec.Struct)


class FoundValue(NamedTuple):
    """One typed value and the table that it was read from, for errors."""

    value: Any
    entry: TomlEntry


class EditionFiles(NamedTuple):
    """What an edition's files hold: pages by kind, the rest by section and key.

    `coverage`: the table from item of the paper to where it lives, with its file; None for none.
    """

    edition: Edition
    pages: dict[str, list[FoundValue]]
    inner: dict[str, list[FoundValue]]
    sections: dict[str, dict[str, FoundValue]]
    coverage: TomlEntry | None


@lru_cache(maxsize=4)
def read_edition(packs: Path, name: str) -> EditionFiles:
    """Return what the edition of pack `name` holds. Raises ContentError naming file and key."""
    files = EditionFiles(
        edition=Edition(name="", version="", summary=""),
        pages={kind: [] for kind in PAGES},
        inner={},
        sections={section: {} for section in SECTIONS},
        coverage=None,
    )
    for path in list_toml_files(packs / name / WORKBOOK_FOLDER):
        files = _add(files, packs, path)
    if not files.edition.name:
        raise ContentError(
            f"{name}/{WORKBOOK_FOLDER}/{EDITION_FILE}",
            "edition",
            "there is none",
            "Write [edition]",
        )
    return files


def read_local_links(packs: Path, name: str) -> dict[str, FoundValue]:
    """Return the links that pack `name` lays over its edition; often none. Raises as `read`."""
    found: dict[str, FoundValue] = {}
    for path in list_toml_files(packs / name / WORKBOOK_FOLDER):
        file = path.relative_to(packs).as_posix()
        for entry in _entries(file, "links", read_toml_sections(path, file, LOCAL_SECTIONS)):
            refuse_duplicate_key(entry, "links", _known(found, entry.key))
            found[entry.key] = FoundValue(convert_entry(entry, "links", WorkbookLink), entry)
    return found


def _add(files: EditionFiles, packs: Path, path: Path) -> EditionFiles:
    file = path.relative_to(packs).as_posix()
    tables = read_toml_sections(path, file, KNOWN_SECTIONS)
    page = _page(files, file, tables, path)
    for section, shape in SECTIONS.items():
        found = files.sections[section]
        for entry in _entries(file, section, tables):
            if section == "pictures":
                entry.table["svg"] = _drawing(file, entry.key, entry.table, path.parent)
            refuse_duplicate_key(entry, section, _known(found, entry.key))
            found[entry.key] = FoundValue(convert_entry(entry, section, shape), entry)
    for section in PAGE_SECTIONS:
        if section in tables and not page:
            raise ContentError(file, section, "belongs to no page", "Begin with [chapter]")
    if "edition" in tables:
        told = TomlEntry(file, "edition", tables["edition"])
        files = files._replace(edition=convert_entry(told, "edition", Edition))
    if "coverage" in tables:
        files = files._replace(coverage=TomlEntry(file, "coverage", tables["coverage"]))
    return files


def _page(files: EditionFiles, file: str, tables: dict[str, TomlTable], path: Path) -> str:
    """Add the chapter or role page of this file, and return its address, or an empty string."""
    for kind in PAGES:
        if kind not in tables:
            continue
        key = path.stem.lstrip("0123456789-").replace("-", "_")
        entry = TomlEntry(file, key, {**tables[kind], "key": key})
        for made in ("parts", "checks"):
            if made in entry.table:
                raise ContentError(file, kind, f"holds {made}", f"Write [{made}.<key>] beside it")
        files.pages[kind].append(FoundValue(convert_entry(entry, kind, Chapter), entry))
        address = f"{kind}/{key}"
        for section, shape in PAGE_SECTIONS.items():
            files.inner[f"{address}/{section}"] = [
                FoundValue(convert_entry(one, section, shape), one)
                for one in _entries(file, section, tables)
            ]
        return address
    return ""


def _entries(file: str, section: str, tables: dict[str, TomlTable]) -> Iterator[TomlEntry]:
    for key, table in iter_section_tables(file, section, tables.get(section, {})):
        given = dict(tables.get("provenance", {}))
        if "status" in table:
            given.pop("since", None)  # a date belongs to the status that it was given with
        yield TomlEntry(file, key, {**given, **table, "key": key})


def _known(found: dict[str, FoundValue], key: str) -> TomlEntry | None:
    return found[key].entry if key in found else None


def _drawing(file: str, key: str, table: TomlTable, folder: Path) -> str:
    name = str(table.get("file", ""))
    path = folder / name
    if not name or "/" in name or not path.is_file():
        raise ContentError(
            file, f"pictures.{key}.file", f"{name!r} is not there", "Put the SVG beside this file"
        )
    return path.read_text(encoding="utf-8")
