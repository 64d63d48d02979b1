"""Find one answer among the parts of an entry. Never words of it: only what a rule asks for."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.domain.record.entry_schema import Part


def find_value(parts: Iterable[Part], name: str) -> Any:
    """The first answer of this name, as it is stored; None where there is none."""
    return next((part.values[name] for part in parts if name in part.values), None)


def asks_to_protect(part: Part) -> bool:
    """Whether a part is somebody's account whose name must be protected."""
    return part.page == "others" and part.values.get("protect_identity") == "yes"


def fold_spaces(name: str) -> str:
    """Return a name to compare with what was written twice: no capitals, single spaces."""
    return " ".join(name.casefold().split())


def find_day(parts: Iterable[Part], name: str) -> date | None:
    """A day that was answered and could be read."""
    value = find_value(parts, name)
    day = value.get("date") if isinstance(value, dict) else None
    return date.fromisoformat(day) if day else None
