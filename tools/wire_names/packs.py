"""Keys of content packs: those that files are written with, and those that records hold."""

from __future__ import annotations

from content import pack_loader
from content.pack_files import OTHER_FOLDERS, SECTIONS, WHOLE_SECTIONS
from content.scenarios import scenario_files
from content.scenarios.scenario import Scenario
from content.workbook import workbook_loader


def list_pack_sections() -> dict[str, list[str]]:
    """Return the sections of a content pack; their fields are among the structs."""
    return {
        "folders": sorted(OTHER_FOLDERS),
        "once in a pack": sorted(WHOLE_SECTIONS),
        "sections": sorted(SECTIONS),
    }


def list_pack_keys() -> dict[str, list[str]]:
    """Return the keys that records, answers and practices hold, or by which links find a page."""
    found = {"area": {area.key for area in pack_loader.list_areas(fictional=True)}}
    for name in pack_loader.list_pack_names():
        pack = pack_loader.load_pack(name)
        found.setdefault("sign", set()).update(one.key for one in pack.indicators)
        if pack.kind == "authority":
            _add_workbook(name, found)
    return {"pack": list(pack_loader.list_pack_names())} | {
        kind: sorted(found[kind]) for kind in sorted(found)
    }


def _add_workbook(name: str, found: dict[str, set[str]]) -> None:
    book = workbook_loader.load_workbook(name)
    for kind in ("chapters", "roles", "questions", "glossary", "changes"):
        found.setdefault(kind, set()).update(one.key for one in getattr(book, kind))
    for one in scenario_files.load_scenarios(name):
        found.setdefault("scenario", set()).update(_of_scenario(one))


def _of_scenario(one: Scenario) -> set[str]:
    """Return the keys that a practice keeps of the way it took: turns, replies, endings."""
    turns = {f"{one.key} {turn}" for turn in (*one.turns, *one.endings)}
    replies = {f"{one.key} {turn.key} {r.key}" for turn in one.turns.values() for r in turn.replies}
    return {one.key, *turns, *replies}
