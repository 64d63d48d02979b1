"""Find one answer among the parts of an entry. Never words of it: only what a rule asks for."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.domain.record.entry_schema import Part


def find_value(parts: Iterable[Part], name: str) -> Any:
    """The first answer of this name, as it is stored; None where there is none."""
    return next((part.values[name] for part in parts if name in part.values), None)


NOT_NAMED_TEXT = "Not named"
SOURCE_NAME_FIELDS = ("source", "told_by_others_source")


def agrees_to_be_named(part: Part) -> bool:
    """Whether a part is the account of somebody whose name need not be private, as was said."""
    return part.page == "others" and part.values.get("protect_identity") == "no"


def find_private_sources(parts: Iterable[Part]) -> dict[str, str]:
    """Return who gave information and did not agree to be named, by name as it is compared.

    Who was not asked counts as one who did not agree: a name that went out cannot be taken back.
    The older question asked nobody, so its name is private unless the same name agreed elsewhere.
    """
    known = tuple(parts)
    agreed = {fold_spaces(_name(one, "source")) for one in known if agrees_to_be_named(one)}
    found: dict[str, str] = {}
    for part in known:
        older = _name(part, "told_by_others_source")
        if older and fold_spaces(older) not in agreed:
            found.setdefault(fold_spaces(older), older)
        told = {"source", "source_role"} & part.values.keys()
        if part.page == "others" and told and not agrees_to_be_named(part):
            name = _name(part, "source") or NOT_NAMED_TEXT
            found[fold_spaces(name)] = name
    return found


def _name(part: Part, field: str) -> str:
    name = part.values.get(field)
    return name if isinstance(name, str) else ""


def fold_spaces(name: str) -> str:
    """Return a name to compare with what was written twice: no capitals, single spaces."""
    return " ".join(name.casefold().split())


def find_day(parts: Iterable[Part], name: str) -> date | None:
    """A day that was answered and could be read."""
    value = find_value(parts, name)
    day = value.get("date") if isinstance(value, dict) else None
    return date.fromisoformat(day) if day else None
