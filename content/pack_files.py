"""Read the TOML files of one pack, and of the pack it extends, into plain tables.

All `*.toml` files under a pack's folder are one pack, without those of its workbook and its
scenarios: a file's name is for people. A key given twice in one pack is an error; a key of the
extending pack replaces the base's.
Nothing here decides whether a value is true; `rules` does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from content.contacts.holidays import Change
from content.content_error import ContentError
from content.council_forms import CouncilForm
from content.passages import (
    Contact,
    FormPart,
    Indicator,
    IndicatorGroup,
    Passage,
    Phrase,
    Prompt,
    Question,
    SaidReply,
    Source,
    Step,
    Text,
)

PACKS = Path(__file__).parent / "packs"
WORKBOOK_FOLDER = "workbook"
"""Within a pack: the text of its workbook edition, which `workbook_files` reads."""
SCENARIOS_FOLDER = "scenarios"
"""Within a pack: conversations to practise, which `scenario_files` reads."""
OTHERS = frozenset((WORKBOOK_FOLDER, SCENARIOS_FOLDER))
Shape = TypeVar("Shape", bound=msgspec.Struct)
Table = dict[str, Any]

SECTIONS: Mapping[str, type[msgspec.Struct]] = {
    "sources": Source,
    "contacts": Contact,
    "texts": Text,
    "companion": Text,
    "steps": Step,
    "prompts": Prompt,
    "blank_form": FormPart,
    "groups": IndicatorGroup,
    "indicators": Indicator,
    "phrases": Phrase,
    "questions": Question,
    "replies": SaidReply,
    "holidays": Change,
    "council_forms": CouncilForm,
}
WHOLE = ("pack", "settings", "words", "provenance")


class Entry(NamedTuple):
    """One table of one file: `file` relative to the packs, for errors."""

    file: str
    key: str
    table: Table


Raw = dict[str, dict[str, Entry]]


def read(name: str, packs: Path = PACKS) -> Raw:
    """Return sections of pack `name` laid over the pack it extends, keys in file order.

    Raises ContentError for a missing pack, broken TOML, an unknown section, a key given
    twice, and a chain of packs that comes back to itself.
    """
    chain: list[Raw] = []
    seen: list[str] = []
    while name:
        if name in seen:
            raise ContentError(
                f"{name}/pack.toml", "pack.extends", "the chain returns to it", "Break the chain"
            )
        seen.append(name)
        chain.append(_read_folder(packs, name))
        name = str(chain[-1]["pack"]["pack"].table.get("extends", ""))
    raw = chain.pop()
    while chain:
        raw = _lay_over(raw, chain.pop())
    return raw


def typed(entry: Entry, section: str, shape: type[Shape], **more: object) -> Shape:
    """Return the entry as `shape`. Raises ContentError naming file, key and cure."""
    try:
        return msgspec.convert({**entry.table, **more}, shape)
    except msgspec.ValidationError as error:
        raise ContentError(
            entry.file,
            f"{section}.{entry.key}",
            str(error),
            f"Give it the keys that {shape.__name__} has, in their types",
        ) from error


def _read_folder(packs: Path, name: str) -> Raw:
    folder = packs / name
    if not (folder / "pack.toml").is_file():
        raise ContentError(
            f"{name}/pack.toml", "pack", "there is no such pack", "Name a folder that has one"
        )
    raw: Raw = {section: {} for section in (*SECTIONS, "words", "settings")}
    for path in sorted(folder.rglob("*.toml")):
        if OTHERS.isdisjoint(path.relative_to(folder).parts[:-1]):
            _add_file(raw, path, str(path.relative_to(packs)))
    return raw


def sections_of(path: Path, file: str, known: tuple[str, ...]) -> dict[str, Table]:
    """Return the sections of one TOML file. Raises ContentError: broken, or not one of `known`."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(file, "the file", str(error), "Mend the TOML there") from error
    for section, body in tables.items():
        if section not in known:
            raise ContentError(file, section, "no such section", f"Use one of {', '.join(known)}")
        if not isinstance(body, dict):
            raise ContentError(file, section, "not a table", f"Write it as [{section}]")
    return tables


def tables_of(file: str, section: str, body: Table) -> Iterator[tuple[str, Table]]:
    """Yield each key of a section with its table. Raises ContentError for what is no table."""
    for key, table in body.items():
        if not isinstance(table, dict):
            raise ContentError(
                file, f"{section}.{key}", "not a table", f"Write [{section}.{key}] and its keys"
            )
        yield key, table


def once(entry: Entry, section: str, known: Entry | None) -> None:
    """Raise ContentError where `known` has the key of `entry` already."""
    if known is not None:
        place = f"{section}.{entry.key}"
        raise ContentError(entry.file, place, f"also in {known.file}", "Keep one")


def _add_file(raw: Raw, path: Path, file: str) -> None:
    tables = sections_of(path, file, (*SECTIONS, *WHOLE))
    defaults = tables.pop("provenance", {})
    for section, body in tables.items():
        entries = raw.setdefault(section, {})
        for entry in _entries(file, section, body, defaults):
            once(entry, section, entries.get(entry.key))
            entries[entry.key] = entry


def _entries(file: str, section: str, body: Table, defaults: Table) -> Iterator[Entry]:
    if section in WHOLE:
        yield Entry(file, section, body)
        return
    base = defaults if issubclass(SECTIONS[section], Passage) else {}
    for key, table in tables_of(file, section, body):
        named = {} if section == "holidays" else {"key": key}
        yield Entry(file, key, {**base, **table, **named})


def _lay_over(base: Raw, top: Raw) -> Raw:
    whole = {
        section: {section: _merged(base[section].get(section), entry)}
        for section in ("settings", "words")
        for entry in top[section].values()
    }
    sections = {section: {**base.get(section, {}), **entries} for section, entries in top.items()}
    return {**sections, **whole}


def _merged(base: Entry | None, top: Entry) -> Entry:
    return top if base is None else Entry(top.file, top.key, _deep(base.table, top.table))


def _deep(base: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in top.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _deep(merged[key], value) if both else value
    return merged
