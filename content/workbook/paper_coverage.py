"""Every item of the paper workbook, by section and number, and where each one lives now.

The table `[coverage]` of an edition says it; this module reads the table and knows how many items
each section of the paper has. An item that was replaced names the correction that says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from content.content_error import ContentError
from content.pack_files import TomlEntry, convert_entry
from content.passage_rules import WORKBOOK_ITEMS, is_workbook_item

STRENGTHS_SECTION = "strengths"
"""Drawn as a list like a section of the paper, which has none of these."""

ITEMS_BY_SECTION: Mapping[str, int] = {
    "purpose": 1,
    "details": 5,
    "aims": 7,
    "how_to_use": 2,
    "definition": 6,
    "involves": 3,
    "internet": 2,
    "networks": 3,
    "partner": 4,
    "power": 3,
    "who": 1,
    "high_risk_groups": WORKBOOK_ITEMS["high_risk_groups"],
    "noticing": 2,
    "signs": WORKBOOK_ITEMS["signs"],
    "grooming": 5,
    "grooming_facts": 5,
    "grooming_signs_intro": 1,
    "signs_of_grooming": WORKBOOK_ITEMS["signs_of_grooming"],
    "vulnerabilities": WORKBOOK_ITEMS["vulnerabilities"],
    "law": 9,
    "police": 4,
    "prosecuting": 7,
    "referral": 9,
    "disclosure": 1,
    "receive": WORKBOOK_ITEMS["receive"],
    "react": WORKBOOK_ITEMS["react"],
    "record": WORKBOOK_ITEMS["record"],
    "support": WORKBOOK_ITEMS["support"],
    "parents": 6,
    "supporting": 8,
    "language": 4,
    "questions": 6,
    "completion": 13,
}
"""Counted in the paper: its headings in order, and how many statements or lines each has."""


class CoverageRow(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where one item lives. `replaced`: number of the correction that changed it, 0 for none."""

    at: tuple[str, ...]
    replaced: int = 0


def is_paper_item(ref: str) -> bool:
    """Say whether `ref`, as "signs/7", is an item of the paper."""
    return is_workbook_item(ref, ITEMS_BY_SECTION)


def iter_paper_items() -> Iterator[str]:
    """Yield each item of the paper, in its order."""
    for section, count in ITEMS_BY_SECTION.items():
        yield from (f"{section}/{number}" for number in range(1, count + 1))


def read_coverage(entry: TomlEntry) -> Mapping[str, CoverageRow]:
    """Return the table of `entry`, by item. Raises ContentError for a gap or an unknown item."""
    rows = {}
    for section, items in entry.table.items():
        found = items if isinstance(items, dict) else {}
        for number, row in found.items():
            ref = f"{section}/{number}"
            if not is_paper_item(ref):
                raise ContentError(
                    entry.file, f"coverage.{ref}", "is no item of the workbook", "Take it out"
                )
            told = TomlEntry(entry.file, ref, row if isinstance(row, dict) else {"at": row})
            rows[ref] = convert_entry(told, "coverage", CoverageRow)
    for ref in iter_paper_items():
        if ref not in rows:
            raise ContentError(entry.file, f"coverage.{ref}", "is missing", "Say where it lives")
    return rows
