"""Read the scenarios of a pack: one TOML file each, `scenarios/<key>.toml`, typed and proved.

The text is England's, as the workbook's is; names and lines are the authority's. A scenario that
cannot be trusted does not load: the error names file, key and cure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from content import pack_loader
from content.content_error import ContentError
from content.pack import Pack
from content.pack_files import PACKS, SCENARIOS_FOLDER, Entry, Table, sections_of, tables_of, typed
from content.scenarios import path_rules, scenario_rules
from content.scenarios.scenario import (
    Decision,
    Ending,
    Fact,
    Model,
    Noticed,
    Promise,
    Reply,
    Scenario,
    Setting,
    Turn,
)
from content.workbook import workbook_loader
from content.workbook.edition import Workbook

KEYED: Mapping[str, type[msgspec.Struct]] = {
    "facts": Fact,
    "promises": Promise,
    "turns": Turn,
    "endings": Ending,
    "noticed": Noticed,
    "decisions": Decision,
}
WHOLE = ("scenario", "setting", "model")
KNOWN = ("provenance", *WHOLE, *KEYED)


@lru_cache(maxsize=16)
def load(name: str) -> tuple[Scenario, ...]:
    """Return the checked scenarios for pack `name`, by title. Raises ContentError."""
    return read(PACKS, pack_loader.load(name), workbook_loader.load(name))


def load_from(packs: Path, name: str) -> tuple[Scenario, ...]:
    """Return the scenarios for pack `name` of the folder `packs`, as `load` does for ours."""
    return read(packs, pack_loader.load_from(packs, name), workbook_loader.load_from(packs, name))


def prove() -> None:
    """Load the scenarios of each authority that can be chosen. Raises ContentError."""
    for name, _ in pack_loader.choices():
        load(name)


def find(name: str, key: str) -> Scenario | None:
    """Return the scenario with `key` for pack `name`, or None."""
    return next((one for one in load(name) if one.key == key), None)


def read(packs: Path, pack: Pack, book: Workbook) -> tuple[Scenario, ...]:
    """Return the scenarios in the folder `packs` that lie beneath `pack`. Raises ContentError."""
    own = sorted((packs / pack.name / SCENARIOS_FOLDER).glob("*.toml"))
    if pack.extends and own:
        file = own[0].relative_to(packs).as_posix()
        beneath = f"Put it into {pack.extends}/{SCENARIOS_FOLDER}"
        raise ContentError(file, "scenario", "an authority has none of its own", beneath)
    written = _written(packs, pack.extends or pack.name)
    for scenario, entry in written:
        rules = scenario_rules.Rules(scenario, entry, book, pack)
        scenario_rules.check(rules)
        path_rules.check(rules)
    return tuple(sorted((one for one, _ in written), key=lambda one: one.title))


@lru_cache(maxsize=4)
def _written(packs: Path, home: str) -> tuple[tuple[Scenario, Entry], ...]:
    """Read each file once, for however many authorities lie over `home`."""
    found = []
    for path in sorted((packs / home / SCENARIOS_FOLDER).glob("*.toml")):
        file = path.relative_to(packs).as_posix()
        tables = sections_of(path, file, KNOWN)
        scenario = _scenario(file, path.stem.replace("-", "_"), tables)
        found.append((scenario, Entry(file, scenario.key, tables)))
    return tuple(found)


def _scenario(file: str, key: str, tables: Mapping[str, Table]) -> Scenario:
    for section in WHOLE:
        if section not in tables:
            raise ContentError(file, section, "there is none", f"Write [{section}]")
    given = tables.get("provenance", {})
    made: dict[str, Any] = {
        section: MappingProxyType(dict(_keyed(file, section, shape, tables)))
        for section, shape in KEYED.items()
    }
    made["setting"] = typed(Entry(file, "setting", tables["setting"]), "scenario", Setting)
    made["model"] = typed(Entry(file, "model", tables["model"]), "scenario", Model)
    head = {**given, **tables["scenario"], "key": key}
    for section in made:
        if section in tables["scenario"]:
            raise ContentError(file, "scenario", f"holds {section}", f"Write [{section}]")
    return typed(Entry(file, key, head), "scenario", Scenario, **made)


def _keyed(
    file: str, section: str, shape: type[msgspec.Struct], tables: Mapping[str, Table]
) -> Iterator[tuple[str, msgspec.Struct]]:
    given = tables.get("provenance", {}) if shape is Decision else {}
    for key, table in tables_of(file, section, tables.get(section, {})):
        entry = Entry(file, key, {**given, **table, "key": key})
        if shape is Turn:
            entry.table["replies"] = tuple(_replies(file, key, table))
        yield key, typed(entry, section, shape)


def _replies(file: str, turn: str, table: Table) -> Iterator[Reply]:
    for number, reply in enumerate(table.get("replies", ()), 1):
        key = str(reply.get("key", number))
        yield typed(Entry(file, f"{turn}.replies.{key}", reply), "turns", Reply)
