"""Referral summaries that can be made of a concern.

The council's always and first, the others by what the concern holds. No summary stands in the way
of another or of a call. This module opens nothing.
"""

from collections.abc import Iterable, Iterator

from app.domain.deadlines import position_of_trust
from app.domain.record.entry_schema import Details, Part, Record
from app.services.concerns.entry_decryption import OpenEntry
from referral_forms.forms import FormKind, find_form

POLICE_FIELDS = (
    "name_or_nickname", "description", "usernames", "platforms", "phones", "vehicles", "places",
)  # fmt: skip
ABOUT_TEAM_ANSWERS = frozenset({"yes", "unsure"})


def find_available_kinds(entries: Iterable[OpenEntry]) -> tuple[FormKind, ...]:
    """Return the documents that this concern offers, in the order shown."""
    parts = tuple(_parts(entries))
    found = [FormKind.COUNCIL]
    if _about_team(parts) or position_of_trust.has_position_of_trust(parts):
        found.append(FormKind.LADO)
    if any(part.page == "people" and _describes(part) for part in parts):
        found.append(FormKind.POLICE)
    return tuple(found)


def list_titled_forms(entries: Iterable[OpenEntry], area: str) -> tuple[tuple[FormKind, str], ...]:
    """Return each kind that this file offers, with the title of its form in this area."""
    return tuple((kind, find_form(area, kind).title) for kind in find_available_kinds(entries))


def _parts(entries: Iterable[OpenEntry]) -> Iterator[Part]:
    for one in entries:
        if isinstance(one.entry, Record | Details):
            yield from one.entry.parts


def _about_team(parts: Iterable[Part]) -> bool:
    said = {part.values.get("about_our_team") for part in parts if part.page == "now"}
    return bool({one for one in said if isinstance(one, str)} & ABOUT_TEAM_ANSWERS)


def _describes(part: Part) -> bool:
    return any(isinstance(part.values.get(name), str) for name in POLICE_FIELDS)
