"""Read the files of a workbook edition: TOML tables to typed values, drawings to text.

A pack's folder `workbook/` is its edition. What an extending pack may lay over it is `[links]`
alone: the law and the lists are the same for all of England. Nothing here joins or judges;
`workbook` and `workbook_rules` do.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from content.content_error import ContentError
from content.pack_files import WORKBOOK_FOLDER, Entry, Table, once, sections_of, tables_of, typed
from content.workbook.chapters import (
    Change,
    Chapter,
    Link,
    Part,
    Picture,
    Question,
    SelfCheck,
    Statement,
    Term,
)
from content.workbook.edition import Edition

SECTIONS: dict[str, type[msgspec.Struct]] = {
    "changes": Change,
    "questions": Question,
    "law": Statement,
    "glossary": Term,
    "pictures": Picture,
    "links": Link,
}
PAGES = ("chapter", "role")
IN_PAGES: dict[str, type[msgspec.Struct]] = {"parts": Part, "checks": SelfCheck}
KNOWN = ("provenance", "edition", "coverage", *PAGES, *IN_PAGES, *SECTIONS)
LOCAL = ("provenance", "links")
EDITION = "edition.toml"
Shape = TypeVar("Shape", bound=msgspec.Struct)


class Found(NamedTuple):
    """One typed value and the table that it was read from, for errors."""

    value: Any
    entry: Entry


class Files(NamedTuple):
    """What an edition's files hold: pages by kind, the rest by section and key.

    `coverage`: the table from item of the paper to where it lives, with its file; None for none.
    """

    edition: Edition
    pages: dict[str, list[Found]]
    inner: dict[str, list[Found]]
    sections: dict[str, dict[str, Found]]
    coverage: Entry | None


@lru_cache(maxsize=4)
def read(packs: Path, name: str) -> Files:
    """Return what the edition of pack `name` holds. Raises ContentError naming file and key."""
    files = Files(
        edition=Edition(name="", version="", summary=""),
        pages={kind: [] for kind in PAGES},
        inner={},
        sections={section: {} for section in SECTIONS},
        coverage=None,
    )
    for path in sorted((packs / name / WORKBOOK_FOLDER).rglob("*.toml")):
        files = _add(files, packs, path)
    if not files.edition.name:
        raise ContentError(
            f"{name}/{WORKBOOK_FOLDER}/{EDITION}", "edition", "there is none", "Write [edition]"
        )
    return files


@lru_cache(maxsize=32)
def read_links(packs: Path, name: str) -> dict[str, Found]:
    """Return the links that pack `name` lays over its edition; often none. Raises as `read`."""
    found: dict[str, Found] = {}
    for path in sorted((packs / name / WORKBOOK_FOLDER).rglob("*.toml")):
        file = path.relative_to(packs).as_posix()
        for entry in _entries(file, "links", sections_of(path, file, LOCAL)):
            once(entry, "links", _known(found, entry.key))
            found[entry.key] = Found(typed(entry, "links", Link), entry)
    return found


def _add(files: Files, packs: Path, path: Path) -> Files:
    file = path.relative_to(packs).as_posix()
    tables = sections_of(path, file, KNOWN)
    page = _page(files, file, tables, path)
    for section, shape in SECTIONS.items():
        found = files.sections[section]
        for entry in _entries(file, section, tables):
            if section == "pictures":
                entry.table["svg"] = _drawing(file, entry.key, entry.table, path.parent)
            once(entry, section, _known(found, entry.key))
            found[entry.key] = Found(typed(entry, section, shape), entry)
    for section in IN_PAGES:
        if section in tables and not page:
            raise ContentError(file, section, "belongs to no page", "Begin with [chapter]")
    if "edition" in tables:
        told = Entry(file, "edition", tables["edition"])
        files = files._replace(edition=typed(told, "edition", Edition))
    if "coverage" in tables:
        files = files._replace(coverage=Entry(file, "coverage", tables["coverage"]))
    return files


def _page(files: Files, file: str, tables: dict[str, Table], path: Path) -> str:
    """Add the chapter or role page of this file, and return its address, or an empty string."""
    for kind in PAGES:
        if kind not in tables:
            continue
        key = path.stem.lstrip("0123456789-").replace("-", "_")
        entry = Entry(file, key, {**tables[kind], "key": key})
        for made in ("parts", "checks"):
            if made in entry.table:
                raise ContentError(file, kind, f"holds {made}", f"Write [{made}.<key>] beside it")
        files.pages[kind].append(Found(typed(entry, kind, Chapter), entry))
        address = f"{kind}/{key}"
        for section, shape in IN_PAGES.items():
            files.inner[f"{address}/{section}"] = [
                Found(typed(one, section, shape), one) for one in _entries(file, section, tables)
            ]
        return address
    return ""


def _entries(file: str, section: str, tables: dict[str, Table]) -> Iterator[Entry]:
    for key, table in tables_of(file, section, tables.get(section, {})):
        given = dict(tables.get("provenance", {}))
        if "status" in table:
            given.pop("since", None)  # a date belongs to the status that it was given with
        yield Entry(file, key, {**given, **table, "key": key})


def _known(found: dict[str, Found], key: str) -> Entry | None:
    return found[key].entry if key in found else None


def _drawing(file: str, key: str, table: Table, folder: Path) -> str:
    name = str(table.get("file", ""))
    path = folder / name
    if not name or "/" in name or not path.is_file():
        raise ContentError(
            file, f"pictures.{key}.file", f"{name!r} is not there", "Put the SVG beside this file"
        )
    return path.read_text(encoding="utf-8")
