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
from content.pack_faults.fault_lines import add_line_number_to_raised_error
from content.pack_files import (
    PACKS,
    SCENARIOS_FOLDER,
    TomlEntry,
    TomlTable,
    convert_entry,
    iter_section_tables,
    list_toml_files,
    read_toml_sections,
)
from content.scenarios import path_rules, scenario_rules
from content.scenarios.reply_claims import (
    ALWAYS_TRUE,
    LOOKS_BACK,
    read_reply_claims,
    read_shown_claims,
)
from content.scenarios.scenario import (
    ExampleRecord,
    NoticedSign,
    ReplyClaim,
    Scenario,
    ScenarioDecision,
    ScenarioEnding,
    ScenarioFact,
    ScenarioPromise,
    ScenarioReply,
    ScenarioSetting,
    ScenarioTurn,
    ShownClaim,
)
from content.workbook import workbook_loader
from content.workbook.edition import Workbook

KEYED_SECTIONS: Mapping[str, type[msgspec.Struct]] = {
    "facts": ScenarioFact,
    "promises": ScenarioPromise,
    "turns": ScenarioTurn,
    "endings": ScenarioEnding,
    "noticed": NoticedSign,
    "decisions": ScenarioDecision,
}
HOME = "england"
WHOLE_SECTIONS = ("scenario", "setting", "model")
KNOWN_SECTIONS = ("provenance", *WHOLE_SECTIONS, *KEYED_SECTIONS, LOOKS_BACK, ALWAYS_TRUE)


def load_scenarios(name: str) -> tuple[Scenario, ...]:
    """Return the checked scenarios for pack `name`, by title. Raises ContentError.

    Where what the pack adds spoils them, these are the scenarios of the pack beneath.
    """
    return _load_with_fault(name)[0]


def load_reply_claims() -> dict[str, tuple[ReplyClaim, ...]]:
    """Return what the feedback on replies says of before, by scenario. For the tests that prove it.

    Kept apart from a scenario: nothing that is shown or stored depends on it.
    """
    return {one.key: read_reply_claims(entry) for one, entry in _read_all_files(PACKS, HOME)}


def load_shown_claims() -> dict[str, tuple[ShownClaim, ...]]:
    """Return what is said of facts, promises and endings, by scenario. The tests ask."""
    return {one.key: read_shown_claims(entry) for one, entry in _read_all_files(PACKS, HOME)}


def find_scenario_fault(name: str) -> ContentError | None:
    """Return why the scenarios cannot be practised with an authority's pack, or None."""
    return _load_with_fault(name)[1]


@lru_cache(maxsize=16)
def _load_with_fault(name: str) -> tuple[tuple[Scenario, ...], ContentError | None]:
    pack = pack_loader.load_pack(name)
    try:
        return read_scenarios(PACKS, pack, workbook_loader.load_workbook(name)), None
    except ContentError as error:
        if not pack.extends:
            raise
        return load_scenarios(pack.extends), error


def find_scenario(name: str, key: str) -> Scenario | None:
    """Return the scenario with `key` for pack `name`, or None."""
    return next((one for one in load_scenarios(name) if one.key == key), None)


def read_scenarios(packs: Path, pack: Pack, book: Workbook) -> tuple[Scenario, ...]:
    """Return the scenarios in the folder `packs` that lie beneath `pack`. Raises ContentError."""
    with add_line_number_to_raised_error(packs):
        return _read_checked(packs, pack, book)


def _read_checked(packs: Path, pack: Pack, book: Workbook) -> tuple[Scenario, ...]:
    own = list_toml_files(packs / pack.name / SCENARIOS_FOLDER, "*.toml")
    if pack.extends and own:
        file = own[0].relative_to(packs).as_posix()
        beneath = f"Put it into {pack.extends}/{SCENARIOS_FOLDER}"
        raise ContentError(file, "scenario", "an authority has none of its own", beneath)
    written = _read_all_files(packs, pack.extends or pack.name)
    for scenario, entry in written:
        rules = scenario_rules.ScenarioToCheck(scenario, entry, book, pack)
        scenario_rules.check_scenario(rules)
        path_rules.check_scenario_paths(rules)
    return tuple(sorted((one for one, _ in written), key=lambda one: one.title))


@lru_cache(maxsize=4)
def _read_all_files(packs: Path, home: str) -> tuple[tuple[Scenario, TomlEntry], ...]:
    """Read each file once, for however many authorities lie over `home`."""
    found = []
    for path in list_toml_files(packs / home / SCENARIOS_FOLDER, "*.toml"):
        file = path.relative_to(packs).as_posix()
        tables = read_toml_sections(path, file, KNOWN_SECTIONS)
        scenario = _convert_scenario(file, path.stem.replace("-", "_"), tables)
        found.append((scenario, TomlEntry(file, scenario.key, tables)))
    return tuple(found)


def _convert_scenario(file: str, key: str, tables: Mapping[str, TomlTable]) -> Scenario:
    for section in WHOLE_SECTIONS:
        if section not in tables:
            raise ContentError(file, section, "there is none", f"Write [{section}]")
    given = tables.get("provenance", {})
    made: dict[str, Any] = {
        section: MappingProxyType(dict(_convert_section(file, section, shape, tables)))
        for section, shape in KEYED_SECTIONS.items()
    }
    made["setting"] = convert_entry(
        TomlEntry(file, "setting", tables["setting"]), "scenario", ScenarioSetting
    )
    made["model"] = convert_entry(
        TomlEntry(file, "model", tables["model"]), "scenario", ExampleRecord
    )
    head = {**given, **tables["scenario"], "key": key}
    for section in made:
        if section in tables["scenario"]:
            raise ContentError(file, "scenario", f"holds {section}", f"Write [{section}]")
    return convert_entry(TomlEntry(file, key, head), "scenario", Scenario, **made)


def _convert_section(
    file: str, section: str, shape: type[msgspec.Struct], tables: Mapping[str, TomlTable]
) -> Iterator[tuple[str, msgspec.Struct]]:
    given = tables.get("provenance", {}) if shape is ScenarioDecision else {}
    for key, table in iter_section_tables(file, section, tables.get(section, {})):
        entry = TomlEntry(file, key, {**given, **table, "key": key})
        if shape is ScenarioTurn:
            entry.table["replies"] = tuple(_convert_replies(file, key, table))
        yield key, convert_entry(entry, section, shape)


def _convert_replies(file: str, turn: str, table: TomlTable) -> Iterator[ScenarioReply]:
    for number, reply in enumerate(table.get("replies", ()), 1):
        key = str(reply.get("key", number))
        yield convert_entry(TomlEntry(file, f"{turn}.replies.{key}", reply), "turns", ScenarioReply)
