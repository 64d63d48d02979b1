"""Apply what people found when they called a phone line, with one sentence beside its number.

Nobody calls 999, 101 or a textphone to see whether they work, so these say nothing. A finding is
about the digits and the hours that stood there: a line that a later pack changes has none. A
finding never takes a line away; it is newer than what the pack says, or it does not count. A
correction puts another number where the pack's digits stand, for as long as the pack has these.
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

from content.contacts.phone_parsing import costs_extra
from content.london_time import format_date
from content.pack import Pack
from content.passages import Contact, describe_outdated_passages

NEVER_CHECKED = ("emergency", "police", "access")
CHANGED_UNREAD = "No one has compared this number with its website. If it does not work, call 101"
NOT_CHECKED = "No one here has tried this number yet. If it does not work, call 101"
COSTS = "It costs extra to call, and some phones cannot call it. If it does not work, call 101"
"""The words for a correction from before such numbers were refused."""
TAKEN = "This number is from their website. No one has called it yet. If it does not work, call 101"
TAKEN_LONG_AGO = "This may be out of date. It is from their website, and no one has called it yet"
"""The words for a national line that no one has called. It is not known how old the page was that
it was read on, so no day is named, however new the pack is."""


class LineFinding(Struct, frozen=True, kw_only=True):
    """What one person found: whether number and hours are right, on which day in London.

    `by` names them in a sentence, or is empty. `number`, of a correction only: what to call instead
    of the pack's digits.
    """

    right: bool
    on: date
    by: str = ""
    number: str = ""


LineFindings = Mapping[str, LineFinding]
"""The newest finding about each line, by `hash_phone_line`, and the newest correction of each, by
`build_correction_key`."""
NO_FINDINGS: LineFindings = MappingProxyType({})


class WrongContact(Contact, frozen=True, kw_only=True):
    """A line whose number or hours somebody rang and found wrong. No pack can hold one."""

    rung: LineFinding


class CorrectedContact(Contact, frozen=True, kw_only=True):
    """A line whose number somebody corrected here: `was`, in the pack. No pack can hold one."""

    corrected: LineFinding
    was: str = ""


def build_correction_key(area: str, key: str, digits: str) -> str:
    """Return what a correction of these digits of a line goes by. `area` is "" for England."""
    return f"corrected {area}/{key}/{digits}"


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


def can_be_corrected(one: Contact) -> bool:
    """Say whether people can put another number here: never for 999, 101 and textphones."""
    return one.role not in (*NEVER_CHECKED, "board") and bool(one.number or one.role != "advice")


def _heard(line: Contact, found: LineFindings) -> Contact:
    one = _correct(line, found)
    rung = found.get(hash_phone_line(one)) if is_checked_by_phone(one) else None
    if rung is None or (one.checked_on is not None and one.checked_on > rung.on):
        return one
    if not rung.right:
        plain = {name: getattr(one, name) for name in Contact.__struct_fields__}
        return WrongContact(**plain, rung=rung)
    again = rung.on + (one.review_by - one.reviewed_on)  # as often as the pack's owner looks
    return replace(one, status="confirmed", checked_on=rung.on, review_by=again)


def _correct(one: Contact, found: LineFindings) -> Contact:
    """Return the line with the number that people here gave it, in place of the pack's."""
    said = found.get(build_correction_key(one.area, one.key, one.tel))
    if said is None or not can_be_corrected(one):
        return one
    later = one.checked_on is not None and one.checked_on > said.on
    if later or _digits(said.number) == one.tel:
        return one
    now = asdict(one) | {
        "number": said.number,
        "status": "to confirm",
        "checked_on": None,
        "reviewed_on": said.on,
        "review_by": said.on + (one.review_by - one.reviewed_on),
    }
    return CorrectedContact(**now, corrected=said, was=one.number)


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())


def is_national_number_unchecked(one: Contact) -> bool:
    """Say whether a line of all England has a number that nobody read on its publisher's page.

    A call here, or a correction, speaks for its own digits.
    """
    national = not one.area and is_checked_by_phone(one) and one.checked_on is None
    return national and not isinstance(one, CorrectedContact) and not one.is_as_published


def describe_correction(contact: Contact) -> str:
    """Return who corrected a number here on which day; empty for one that nobody has."""
    if not isinstance(contact, CorrectedContact):
        return ""
    by = f" by {contact.corrected.by}" if contact.corrected.by else ""
    return f"Corrected here on {format_date(contact.corrected.on)}{by}"


def describe_last_check(contact: Contact, today: date) -> str:
    """Return when a person last rang the line, that it is old, or that somebody found it wrong.

    Empty for 999 and 101.
    """
    if contact.role in NEVER_CHECKED:
        return ""
    if isinstance(contact, WrongContact):
        return describe_wrong_number(contact)
    if is_national_number_unchecked(contact):
        return CHANGED_UNREAD
    if corrected := describe_correction(contact):
        costly = COSTS if costs_extra(contact.number) else ""
        return f"{corrected}. {costly or _describe_call(contact, today)}"
    return _describe_call(contact, today)


def _describe_call(contact: Contact, today: date) -> str:
    sentence = describe_outdated_passages([contact], today).removesuffix(".")
    if not contact.number:
        return sentence
    national = not contact.area and not isinstance(contact, CorrectedContact)
    if contact.checked_on is None and national:  # called once, for everyone (decision 64)
        return TAKEN_LONG_AGO if sentence else TAKEN
    if contact.checked_on is None:
        return f"No one has called this number yet. {sentence}" if sentence else NOT_CHECKED
    return sentence or f"Last checked {format_date(contact.checked_on)}"


def describe_wrong_number(one: WrongContact) -> str:
    """Return who said on which day that it is wrong."""
    by = f" by {one.rung.by}" if one.rung.by else ""
    return f"Said to be wrong on {format_date(one.rung.on)}{by}"
