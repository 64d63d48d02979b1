"""Turn the entries of a file into answers for a paper about one child.

Everything signed later is printed too, oldest first, with who and when; nothing overwrites
(record.md, Detail pages). Another child's answers stay off the paper, but for their name and part
in it; a source who must be protected is left out by name. This module opens nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.entries import Addition, Details, Entry, Part, Record
from app.domain.reading import rows
from app.services.unsealing import OpenEntry
from referral_forms.clock import moment
from referral_forms.values import Answer

PROTECTED = "Protected. Ask the person who wrote this record."
OF_OTHERS = {"name", "part"}
HEADINGS = ("name", "name_or_nickname", "source", "who", "region", "indicator")


def labels_of(record: Record, names: Mapping[str, str]) -> dict[str, str]:
    """Words for child ids, on top of `names` (areas and indicators from the pack)."""
    return {**names, **{f"child:{key}": name for key, name in children_of(record).items()}}


def children_of(record: Record) -> dict[str, str]:
    """Child ids to names ("Child 2" where none is known), in the record's order."""
    found: dict[str, str] = {}
    for part in record.parts:
        if part.page == "child" and len(part.children) == 1:
            name = part.values.get("name")
            fallback = "Not known" if not found else f"Child {len(found) + 1}"
            found[part.children[0]] = name if isinstance(name, str) and name else fallback
    return found or {"c1": "Not known"}


def answers(
    entries: tuple[OpenEntry, ...], child: str, labels: Mapping[str, str]
) -> tuple[Answer, ...]:
    """Every answer about `child`, oldest first. Entries that cannot be trusted are left out."""
    counts: dict[str, int] = {}
    found: list[Answer] = []
    for opened in entries:
        said = opened.entry
        if isinstance(said, Record | Details):
            for part in said.parts:
                found += _of_part(part, child, labels, counts, _said(said))
        elif isinstance(said, Addition):
            found += _of_addition(said, child)
    return tuple(found)


def _said(entry: Entry) -> str:
    if isinstance(entry, Record):
        return ""
    return f"Added by {entry.by.name}, {moment(entry.signed_at)}"


def _of_part(
    part: Part, child: str, labels: Mapping[str, str], counts: dict[str, int], said: str
) -> Iterator[Answer]:
    mine = child in part.children or not part.children
    values = _allowed(part, mine=mine)
    item = None
    if part.item:
        item = counts[part.page] = counts.get(part.page, 0) + 1
    heading = _heading(part, values, labels)
    about = labels.get(f"child:{part.children[0]}", "") if len(part.children) == 1 else ""
    for row in rows(Part(part.page, part.children, values, part.item), labels):
        value = values[row.key.split(".", 1)[1]]
        yield Answer(
            key=row.key,
            text=row.text,
            quote=row.quote,
            item=item,
            item_label=heading,
            child=about,
            said=said,
            unknown=value["unknown"] if isinstance(value, dict) and "unknown" in value else "",
        )


def _allowed(part: Part, *, mine: bool) -> dict[str, Any]:
    values = dict(part.values)
    if not mine:
        return {k: v for k, v in values.items() if part.page == "child" and k in OF_OTHERS}
    if part.page == "others" and values.get("protect_identity") == "yes":
        for name in ("source", "source_role"):
            if name in values:
                values[name] = PROTECTED
    return values


def _heading(part: Part, values: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    if not part.item or part.page == "child":
        return ""
    for name in HEADINGS:
        value = values.get(name)
        if isinstance(value, str) and value and value != PROTECTED:
            return labels.get(f"{part.page}.{name}:{value}", value)
    return ""


def _of_addition(said: Addition, child: str) -> Iterator[Answer]:
    if said.children and child not in said.children:
        return
    corrects = f" Corrects entry {said.corrects}: {said.reason}" if said.corrects else ""
    yield Answer(
        key="addition.words",
        text=said.words,
        quote=said.verbatim,
        said=f"{_said(said)}.{corrects}",
    )
