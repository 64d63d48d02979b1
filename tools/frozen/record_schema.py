"""Write the rows of docs/record-schema.md from the questions. Words around the tables stay.

A question that the page lacks gets a row behind the question before it; new tokens are added to
their row. Nothing is taken out: a question that is gone, or has another shape, is schema 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.domain.pages import PAGES, list_stored_fields
from app.domain.pages.closure import CLOSURE, REOPENING
from app.domain.pages.decision import DECISION, DISAGREEMENT
from app.domain.pages.page_model import Field, Page
from app.domain.pages.referral import ESCALATION, REFERRAL, REPLY

TARGET = Path(__file__).resolve().parents[2] / "docs" / "record-schema.md"
OF_FILES = (DECISION, DISAGREEMENT, REFERRAL, REPLY, ESCALATION, CLOSURE, REOPENING)
HEAD = "| Field | Shape | Tokens | Instead of an answer |\n|---|---|---|---|\n"
NO_SECTION = "{page}: no section. Write one by hand (heading, step, empty table) and run this again"
ANOTHER = "{key}: the page says {old}, the code {new}. That is schema 2: put the question back"


def write_schema_rows() -> tuple[list[str], list[str]]:
    """Write what is missing. Return what was added, and what a person must do."""
    text = TARGET.read_text(encoding="utf-8")
    added: list[str] = []
    faults: list[str] = []
    for page in (*PAGES, *OF_FILES):
        text = _with_page(text, page, added, faults)
    if added:
        TARGET.write_text(text, encoding="utf-8")
    return added, faults


def _with_page(text: str, page: Page, added: list[str], faults: list[str]) -> str:
    begin = text.find(f"## `{page.part_name}`\n")
    if begin < 0:
        faults += [NO_SECTION.format(page=page.part_name)] if page in PAGES else []
        return text
    end = text.find("\n## ", begin)
    end = len(text) if end < 0 else end
    section = text[begin:end]
    before = ""
    for field in list_stored_fields(page):
        section = _with_field(section, page, field, before, added, faults)
        before = field.name
    return text[:begin] + section + text[end:]


def _with_field(
    section: str, page: Page, field: Field, before: str, added: list[str], faults: list[str]
) -> str:
    key, row = f"{page.part_name}.{field.name}", _row(field)
    found = re.search(rf"^\| `{field.name}` \|.*\|$", section, re.M)
    if found is None:
        added.append(f"docs/record-schema.md: a row for {key}")
        return _behind(section, page, field, before, row)
    if found[0] == row or not field.options:
        return section
    old, new = _tokens(found[0]), _tokens(row)
    if not old <= new:
        faults.append(ANOTHER.format(key=key, old=sorted(old - new), new=sorted(new - old)))
        return section
    if old < new:
        added.append(f"docs/record-schema.md: {', '.join(sorted(new - old))} of {key}")
    return section.replace(found[0], row) if old < new else section


def _behind(section: str, page: Page, field: Field, before: str, row: str) -> str:
    """Return a section with a row behind that of the question before; first where there is none."""
    own = {one.name for one in page.fields}
    last = re.search(rf"^\| `{before}` \|.*\|\n", section, re.M) if before else None
    if last is None or (page.group and before in own and field.name not in own):
        at = section.rfind(HEAD) if page.group else section.find(HEAD)
        place = at + len(HEAD)
    else:
        place = last.end()
    return f"{section[:place]}{row}\n{section[place:]}"


def _row(field: Field) -> str:
    tokens = " ".join(f"`{option.token}`" for option in field.options)
    instead = " ".join(f"`{one.value}`" for one in field.unknowns)
    return f"| `{field.name}` | {field.kind.value} | {tokens} | {instead} |"


def _tokens(row: str) -> frozenset[str]:
    return frozenset(_of_cells(row))


def _of_cells(row: str) -> Iterator[str]:
    for cell in row.split("|")[3:5]:
        yield from re.findall(r"`(\w+)`", cell)
