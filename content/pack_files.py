"""Read the TOML files of one pack, and of the pack it extends, into plain tables.

All `*.toml` files under a pack's folder are one pack, without hidden ones and those of its workbook
and its scenarios: a file's name is for people. A key given twice in one pack is an error; a key of
the extending pack replaces the base's, except that no line to call can be replaced. Nothing here
decides whether a value is true; `pack_rules` does.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from content.allowed_values import explain_wrong_value
from content.contacts.holiday_calendar import HolidayChange
from content.content_error import ContentError
from content.council_forms import CouncilForm
from content.pack_faults.toml_faults import explain_toml_error
from content.pack_faults.value_faults import suggest_key
from content.passages import (
    BlankFormPart,
    ChildReaction,
    Contact,
    GuidanceStep,
    HelpfulReply,
    HintPhrase,
    Indicator,
    IndicatorGroup,
    LeadingQuestion,
    OwnPromise,
    PageText,
    Passage,
    Source,
    StepPrompt,
    UnhelpfulReply,
)

PACKS = Path(__file__).parent / "packs"
WORKBOOK_FOLDER = "workbook"
"""Within a pack: the text of its workbook edition, which `workbook_files` reads."""
SCENARIOS_FOLDER = "scenarios"
"""Within a pack: conversations to practise, which `scenario_files` reads."""
OTHER_FOLDERS = frozenset((WORKBOOK_FOLDER, SCENARIOS_FOLDER))
READ_FILES = frozenset((".toml", ".pdf", ".svg"))
PackShape = TypeVar("PackShape", bound=msgspec.Struct)
TomlTable = dict[str, Any]

SECTIONS: Mapping[str, type[msgspec.Struct]] = {
    "sources": Source,
    "contacts": Contact,
    "texts": PageText,
    "companion": PageText,
    "steps": GuidanceStep,
    "prompts": StepPrompt,
    "blank_form": BlankFormPart,
    "groups": IndicatorGroup,
    "indicators": Indicator,
    "phrases": HintPhrase,
    "questions": LeadingQuestion,
    "replies": UnhelpfulReply,
    "helps": HelpfulReply,
    "promises": OwnPromise,
    "reactions": ChildReaction,
    "holidays": HolidayChange,
    "council_forms": CouncilForm,
}
FORM_SECTION = "council_forms"
"""A form that is wrong takes nothing else of its pack away: see pack_loader."""
WHOLE_SECTIONS = ("pack", "settings", "words", "provenance")


class TomlEntry(NamedTuple):
    """One table of one file: `file` relative to the packs, for errors.

    `fault`: of a council's form alone, why it cannot be read. It takes no line away. `own`: of what
    is laid over the pack beneath, value by value, those values alone.
    """

    file: str
    key: str
    table: TomlTable
    fault: ContentError | None = None
    own: TomlTable | None = None


RawSections = dict[str, dict[str, TomlEntry]]


def read_pack(name: str, packs: Path = PACKS) -> RawSections:
    """Return sections of pack `name` laid over the pack it extends, keys in file order.

    Raises ContentError for a missing pack, broken TOML, an unknown section, a key given
    twice, a line of the pack beneath that is replaced, and a chain of packs that comes back to
    itself.
    """
    chain: list[RawSections] = []
    seen: list[str] = []
    while name:
        if name in seen:
            raise ContentError(
                f"{name}/pack.toml", "pack.extends", "the chain returns to it", "Break the chain"
            )
        if seen and not _is_pack(packs, name):
            file, cure = f"{seen[-1]}/pack.toml", 'Write extends = "england"'
            raise ContentError(file, "pack.extends", f"there is no pack '{name}'", cure)
        seen.append(name)
        chain.append(_read_folder(packs, name))
        name = str(chain[-1]["pack"]["pack"].table.get("extends", ""))
    raw = chain.pop()
    while chain:
        raw = _lay_over(raw, chain.pop())
    return raw


def convert_entry(
    entry: TomlEntry, section: str, shape: type[PackShape], **more: object
) -> PackShape:
    """Return the entry as `shape`. Raises ContentError naming file, key and cure."""
    try:
        return msgspec.convert({**entry.table, **more}, shape)
    except msgspec.ValidationError as error:
        where, problem, cure = explain_wrong_value(error, shape, entry.table)
        place = section if entry.key == section else f"{section}.{entry.key}"
        raise ContentError(entry.file, f"{place}{where}", problem, cure) from error


def _is_pack(packs: Path, name: str) -> bool:
    return os.path.isfile(packs / name / "pack.toml")  # Path.is_file raises without access


def _read_folder(packs: Path, name: str) -> RawSections:
    folder = packs / name
    if not _is_pack(packs, name):
        raise ContentError(
            f"{name}/pack.toml",
            "pack",
            "there is no such pack",
            "Check the name, or start the pack with content new-pack",
        )
    raw: RawSections = {section: {} for section in (*SECTIONS, "words", "settings")}
    for path in list_toml_files(folder):
        if OTHER_FOLDERS.isdisjoint(path.relative_to(folder).parts[:-1]):
            _add_file(raw, path, str(path.relative_to(packs)))
    if "pack" not in raw:
        raise ContentError(
            f"{name}/pack.toml", "pack", "there is none", "Write [pack] with title and kind"
        )
    return raw


def list_toml_files(folder: Path, pattern: str = "**/*.toml") -> list[Path]:
    """Return the TOML files of a folder in order, without hidden ones: an editor's own files."""
    found = sorted(folder.glob(pattern))
    return [one for one in found if not is_hidden(one.relative_to(folder))]


def list_unread_files(packs: Path, name: str) -> tuple[str, ...]:
    """Return files in the folder of a pack that nothing reads: an editor's, or one misnamed."""
    found = sorted(path for path in (packs / name).rglob("*") if path.is_file())
    shown = [path.relative_to(packs / name) for path in found if path.suffix not in READ_FILES]
    return tuple(str(path) for path in shown if not is_hidden(path))


def is_hidden(path: Path) -> bool:
    """Say whether a part of the path begins with a dot, as an editor's lock file does."""
    return any(part.startswith(".") for part in path.parts)


def read_toml_sections(path: Path, file: str, known: tuple[str, ...]) -> dict[str, TomlTable]:
    """Return the sections of one TOML file. Raises ContentError: broken, or not one of `known`."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise ContentError(file, "the file", "is not UTF-8", "Save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        fault = explain_toml_error(text, error)
        raise ContentError(file, "this line", fault.problem, fault.cure, line=fault.line) from error
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
        cure = "Remove it, or make it a file that the server can read"
        raise ContentError(file, "the file", problem, cure) from error
    for section, body in tables.items():
        if section not in known:
            allowed = f"{suggest_key(section, known)}Use one of {', '.join(known)}"
            raise ContentError(file, section, "no such section", allowed)
        if not isinstance(body, dict):
            raise ContentError(file, section, "is not a table", f"Write it as [{section}]")
    return tables


def iter_section_tables(
    file: str, section: str, body: TomlTable
) -> Iterator[tuple[str, TomlTable]]:
    """Yield each key of a section with its table. Raises ContentError for what is no table."""
    for key, table in body.items():
        if not isinstance(table, dict):
            raise _build_no_table_error(file, section, key)
        yield key, table


def _build_no_table_error(file: str, section: str, key: str) -> ContentError:
    cure = f"Write [{section}.{key}] and its keys"
    return ContentError(file, f"{section}.{key}", "is not a table", cure)


def refuse_duplicate_key(entry: TomlEntry, section: str, known: TomlEntry | None) -> None:
    """Raise ContentError where `known` has the key of `entry` already."""
    if fault := _find_duplicate_fault(entry, section, known):
        raise fault


def _find_duplicate_fault(
    entry: TomlEntry, section: str, known: TomlEntry | None
) -> ContentError | None:
    if known is None:
        return None
    if entry.key == section:
        cure = f"Put all of [{section}] and its tables into one file"
        return ContentError(entry.file, section, f"also in {known.file}", cure)
    return ContentError(entry.file, f"{section}.{entry.key}", f"also in {known.file}", "Keep one")


def _add_file(raw: RawSections, path: Path, file: str) -> None:
    tables = read_toml_sections(path, file, (*SECTIONS, *WHOLE_SECTIONS))
    defaults = tables.pop("provenance", {})
    for section, body in tables.items():
        entries = raw.setdefault(section, {})
        for entry in _entries(file, section, body, defaults):
            known = entries.get(entry.key)
            if section == FORM_SECTION:
                fault = entry.fault or _find_duplicate_fault(entry, section, known)
                entries[entry.key] = entry._replace(fault=fault)
                continue
            refuse_duplicate_key(entry, section, known)
            entries[entry.key] = entry


def _entries(file: str, section: str, body: TomlTable, defaults: TomlTable) -> Iterator[TomlEntry]:
    if section in WHOLE_SECTIONS:
        yield TomlEntry(file, section, body)
        return
    base = defaults if issubclass(SECTIONS[section], Passage) else {}
    if section == FORM_SECTION:
        for key in [key for key, table in body.items() if not isinstance(table, dict)]:
            fault = _build_no_table_error(file, section, key)
            yield TomlEntry(file, key, {}, fault)
        body = {key: table for key, table in body.items() if isinstance(table, dict)}
    for key, table in iter_section_tables(file, section, body):
        named = {} if section == "holidays" else {"key": key}
        yield TomlEntry(file, key, {**base, **table, **named})


def _lay_over(base: RawSections, top: RawSections) -> RawSections:
    for key, entry in top["contacts"].items():
        if key in base["contacts"]:
            problem = f"is a line of {base['contacts'][key].file}, which no other pack can replace"
            raise ContentError(
                entry.file, f"contacts.{key}", problem, "Remove it, or give your line another key"
            )
    whole = {
        section: {section: _merged(base[section].get(section), entry)}
        for section in ("settings", "words")
        for entry in top[section].values()
    }
    sections = {section: {**base.get(section, {}), **entries} for section, entries in top.items()}
    return {**sections, **whole}


def _merged(base: TomlEntry | None, top: TomlEntry) -> TomlEntry:
    if base is None:
        return top
    return TomlEntry(top.file, top.key, _deep(base.table, top.table), own=top.table)


def _deep(base: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in top.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _deep(merged[key], value) if both else value
    return merged
