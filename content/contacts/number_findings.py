"""What people found who rang a line, and one sentence about it beside its number.

Nobody rings 999, 101 or a textphone to see whether they work, so these say nothing. A finding is
about the digits and the hours that stood there: a line that a later pack changes has none. What is
found never changes a digit and never takes a line away; it is newer than what the pack says, or
it does not count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import asdict, replace

from content.pack import Pack
from content.passages import Contact, old

NEVER_RUNG = ("emergency", "police", "access")
NOT_CHECKED = "Not yet checked by a person"


class Rung(Struct, frozen=True, kw_only=True):
    """What one person found: whether number and hours are right, on which day in London.

    `by` names them in a sentence, or is empty.
    """

    right: bool
    on: date
    by: str = ""


Found = Mapping[str, Rung]
"""The newest finding about each line, by `mark`."""
NOTHING: Found = MappingProxyType({})


class SaidWrong(Contact, frozen=True, kw_only=True):
    """A line whose number or hours somebody rang and found wrong. No pack can hold one."""

    rung: Rung


@lru_cache(maxsize=512)
def mark(one: Contact) -> str:
    """Return 64 hex digits that stand for this line with these digits and these hours.

    Frozen: what was found is kept under it.
    """
    said = (one.area, one.key, one.number, one.hours, one.bank_holidays, one.answerphone)
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def is_rung(one: Contact) -> bool:
    """Say whether somebody should ring this line now and then, to see that it is right."""
    return bool(one.number) and one.role not in NEVER_RUNG


def heard(pack: Pack, found: Found) -> Pack:
    """Return `pack` with what was found about its lines: when they were rung, which are wrong."""
    if not found:
        return pack
    lines = {key: _heard(one, found) for key, one in pack.contacts.items()}
    return replace(pack, contacts=MappingProxyType(lines))


def _heard(one: Contact, found: Found) -> Contact:
    rung = found.get(mark(one)) if is_rung(one) else None
    if rung is None or (one.checked_on is not None and one.checked_on > rung.on):
        return one
    if not rung.right:
        return SaidWrong(**asdict(one), rung=rung)
    again = rung.on + (one.review_by - one.reviewed_on)  # as often as the pack's owner looks
    return replace(one, status="confirmed", checked_on=rung.on, review_by=again)


def checked(contact: Contact, today: date) -> str:
    """Return when a person last rang the line, that it is old, or that somebody found it wrong.

    Empty for 999 and 101.
    """
    if contact.role in NEVER_RUNG:
        return ""
    if isinstance(contact, SaidWrong):
        return said_wrong(contact)
    sentence = old([contact], today).removesuffix(".")
    if contact.checked_on is None:
        return f"Not yet rung by a person. {sentence}" if sentence else NOT_CHECKED
    return sentence or f"Last checked {_day(contact.checked_on)}"


def said_wrong(one: SaidWrong) -> str:
    """Return who said on which day that it is wrong."""
    by = f" by {one.rung.by}" if one.rung.by else ""
    return f"Said to be wrong on {_day(one.rung.on)}{by}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
