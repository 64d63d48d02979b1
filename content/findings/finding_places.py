"""Give the file and the line to what is broken in a pack that loads.

It decides nothing: a finding whose place is not known stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from content.findings.pack_finding import PackFinding
from content.pack_faults.fault_lines import find_fault_line, split_key
from content.pack_files import SCENARIOS_FOLDER, WORKBOOK_FOLDER, RawSections, read_pack


def add_finding_places(found: Iterable[PackFinding], packs: Path) -> Iterator[PackFinding]:
    """Yield the findings, each that is broken with its file and line in the folder `packs`."""
    read: dict[str, RawSections] = {}
    for one in found:
        if one.line or (one.problem != "broken" and not one.file):
            yield one
            continue
        if one.pack not in read:
            read[one.pack] = read_pack(one.pack, packs)
        file, key = _find_place(one, read[one.pack])
        line = find_fault_line(packs / file, key) if file else 0
        yield replace(one, file=file, line=line)


def _find_place(one: PackFinding, raw: RawSections) -> tuple[str, str]:
    """Return the file of a finding and the key as this file has it; "" for no file."""
    if one.file:
        return one.file, one.key
    if one.key.startswith(f"{SCENARIOS_FOLDER}/"):
        _, scenario, turn = one.key.split("/", 2)
        file = f"{one.pack}/{SCENARIOS_FOLDER}/{scenario.replace('_', '-')}.toml"
        return file, f"turns.{turn}"
    if one.key.startswith("workbook.links/"):
        key = one.key.removeprefix("workbook.links/")
        return f"{one.pack}/{WORKBOOK_FOLDER}/links.toml", f"links.{key}"
    section, *rest = split_key(one.key)
    entries = raw.get(section, {})
    entry = entries.get(section) or (entries.get(rest[0]) if rest else None)
    return (entry.file if entry else ""), one.key
