"""Apply what people found when they called a phone line, with one sentence beside its number.

Nobody calls 999, 101 or a textphone to see whether they work, so these say nothing. A finding is
about the digits and the hours that stood there: a line that a later pack changes has none. A
finding never changes a digit and never takes a line away; it is newer than what the pack says, or
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

from content.london_time import format_date
from content.pack import Pack
from content.passages import Contact, describe_outdated

NEVER_CHECKED = ("emergency", "police", "access")
NOT_CHECKED = "No one here has tried this number yet. If it is wrong, call 101, or 999 in danger"


class LineFinding(Struct, frozen=True, kw_only=True):
    """What one person found: whether number and hours are right, on which day in London.

    `by` names them in a sentence, or is empty.
    """

    right: bool
    on: date
    by: str = ""


LineFindings = Mapping[str, LineFinding]
"""The newest finding about each line, by `mark`."""
NO_FINDINGS: LineFindings = MappingProxyType({})


class WrongContact(Contact, frozen=True, kw_only=True):
    """A line whose number or hours somebody rang and found wrong. No pack can hold one."""

    rung: LineFinding


@lru_cache(maxsize=512)
def hash_phone_line(one: Contact) -> str:
    """Return 64 hex digits that stand for this line with these digits and these hours.

    Frozen: what was found is kept under it.
    """
    said = (one.area, one.key, one.number, one.hours, one.bank_holidays, one.answerphone)
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def is_checked_by_phone(one: Contact) -> bool:
    """Say whether somebody should ring this line now and then, to see that it is right."""
    return bool(one.number) and one.role not in NEVER_CHECKED


def apply_line_findings(pack: Pack, found: LineFindings) -> Pack:
    """Return `pack` with what was found about its lines: when they were rung, which are wrong."""
    if not found:
        return pack
    lines = {key: _heard(one, found) for key, one in pack.contacts.items()}
    return replace(pack, contacts=MappingProxyType(lines))


def _heard(one: Contact, found: LineFindings) -> Contact:
    rung = found.get(hash_phone_line(one)) if is_checked_by_phone(one) else None
    if rung is None or (one.checked_on is not None and one.checked_on > rung.on):
        return one
    if not rung.right:
        return WrongContact(**asdict(one), rung=rung)
    again = rung.on + (one.review_by - one.reviewed_on)  # as often as the pack's owner looks
    return replace(one, status="confirmed", checked_on=rung.on, review_by=again)


def describe_last_check(contact: Contact, today: date) -> str:
    """Return when a person last rang the line, that it is old, or that somebody found it wrong.

    Empty for 999 and 101.
    """
    if contact.role in NEVER_CHECKED:
        return ""
    if isinstance(contact, WrongContact):
        return describe_wrong_number(contact)
    sentence = describe_outdated([contact], today).removesuffix(".")
    if contact.checked_on is None:
        return f"No one has called this number yet. {sentence}" if sentence else NOT_CHECKED
    return sentence or f"Last checked {format_date(contact.checked_on)}"


def describe_wrong_number(one: WrongContact) -> str:
    """Return who said on which day that it is wrong."""
    by = f" by {one.rung.by}" if one.rung.by else ""
    return f"Said to be wrong on {format_date(one.rung.on)}{by}"
