"""The newest decision of a file in one line: who, when, and what happens now."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from app.domain.pages import find_field
from app.domain.record.entry_schema import Decision
from app.services.concerns.entry_decryption import OpenEntry


class Decided(msgspec.Struct, frozen=True):
    """A decision: its entry's number, by whom, when, and its outcomes in words."""

    number: int
    who: str
    at: datetime
    outcomes: str


def newest(entries: Iterable[OpenEntry], me: UUID) -> Decided | None:
    """The last decision of these entries, in words for `me`; None while nobody has decided."""
    found = [(one.number, one.entry) for one in entries if isinstance(one.entry, Decision)]
    if not found:
        return None
    number, said = found[-1]
    return Decided(
        number,
        said.by.name,
        said.signed_at,
        "; ".join(_outcomes(said, third=said.by.id != str(me))),
    )


def _outcomes(said: Decision, *, third: bool) -> list[str]:
    field = find_field("decision", "outcome")
    tokens = [part.values["outcome"] for part in said.parts if "outcome" in part.values]
    return [field.label_of(token, third=third) if field else token for token in tokens]
