"""Freeze a record that answers the questions which no frozen record answers yet.

It is a file of its own, tests/vectors/record/schema-1-added-<n>.json: what older versions wrote is
never written again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from msgspec import structs

from app.domain.pages import PAGES, list_fields
from app.domain.pages.page_model import AnswerKind, Field, Page
from app.domain.record.entry_schema import Part, Record, decode_entry, encode_canonical
from content.london_time import ZONE

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "vectors" / "record"
FIRST = ("schema-1", "schema-1-something-else", "schema-1-calls")
DAY = {"date": "2026-11-24", "time": None, "zone": ZONE}


def list_frozen_records() -> list[Path]:
    """Return the frozen records, in the order in which they were made."""
    added = sorted(FOLDER.glob("schema-1-added-*.json"), key=lambda one: int(one.stem[15:]))
    return [*(FOLDER / f"{name}.json" for name in FIRST), *added]


def write_missing_answers() -> tuple[list[str], list[str]]:
    """Freeze one more record if a question needs it. Return what was added; nothing can fail."""
    parts = tuple(_missing())
    if not parts:
        return [], []
    first = cast(Record, decode_entry((FOLDER / "schema-1.json").read_bytes()))
    path = FOLDER / f"schema-1-added-{len(list_frozen_records()) - len(FIRST) + 1}.json"
    with path.open("xb") as file:  # never over one that is there
        file.write(encode_canonical(structs.replace(first, parts=parts)))
    keys = ", ".join(f"{part.page}.{name}" for part in parts for name in part.values)
    return [f"tests/vectors/record/{path.name}: a record that answers {keys}"], []


def find_held_answers() -> set[tuple[str, str]]:
    """Return (part, field) of every answer in the frozen records."""
    records = [decode_entry(path.read_bytes()) for path in list_frozen_records()]
    return {
        (part.page, name)
        for record in records
        if isinstance(record, Record)
        for part in record.parts
        for name in part.values
    }


def list_recorded_questions() -> Iterator[tuple[Page, Field]]:
    """Yield every question whose answer a record holds."""
    for page in PAGES:
        if page.name != "sign" and not page.after_signing:
            yield from (
                (page, one) for one in list_fields(page) if one.kind is not AnswerKind.CHILDREN
            )


def _missing() -> Iterator[Part]:
    known = find_held_answers()
    by_item: dict[tuple[str, str], dict[str, Any]] = {}
    for page, field in list_recorded_questions():
        if (page.part_name, field.name) not in known:
            item = "" if field in page.fields else "c1" if page.part_name == "child" else "1"
            by_item.setdefault((page.part_name, item), {})[field.name] = _answer(page, field)
    for (page_name, item), values in by_item.items():
        yield Part(page=page_name, children=("c1",), values=values, item=item)


def _answer(page: Page, field: Field) -> Any:
    if field.kind in {AnswerKind.ONE, AnswerKind.MANY}:
        tokens = [option.token for option in field.options] or ["from_the_content_pack"]
        return tokens[0] if field.kind is AnswerKind.ONE else tokens
    if field.kind in {AnswerKind.DATE, AnswerKind.MOMENT}:
        return DAY if field.kind is AnswerKind.DATE else {**DAY, "time": "14:05"}
    if field.kind is AnswerKind.TIME:
        return "14:05"
    return f"An answer to {page.part_name}.{field.name}: zażółć \U0001f600"
