"""List every phone line for those who look after them: of a pack, its neighbours and England.

Each with where it comes from, its hours, when a person last rang it and when that is due again.
Nothing is left out, not even a line without a number. This module finds; it judges nothing.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from content import pack_loader
from content.contacts.contact_copies import format_contact_hours
from content.contacts.number_findings import (
    NO_FINDINGS,
    CorrectedContact,
    LineFindings,
    WrongContact,
    apply_line_findings,
    can_be_corrected,
    describe_correction,
    describe_last_check,
    hash_phone_line,
    is_checked_by_phone,
)
from content.contacts.opening_hours import ALWAYS, NOT_KNOWN
from content.pack import NATIONAL_PACK, Pack
from content.passages import Contact, Source


class DirectoryEntry(Struct, frozen=True, kw_only=True):
    """One line. `name` finds it again: "<area>/<key>"; `mark` stands for these digits and hours.

    `checked`: a sentence, or empty where nobody rings it; `due`: the day by which to ring it
    again; `late`: that day is over; `never`: nobody has rung it; `looked_at`: when somebody last
    compared it with its source; `national`: whoever publishes the pack checks it for everyone;
    `published`: its number is the one that they read on its publisher's page;
    `wrong`: somebody found it wrong; `missing`: it should have a number, and none is known;
    `also`: what else the pack says of it;
    `was`: the pack's number, where somebody corrected it here; `correctable`: somebody can.
    """

    name: str
    mark: str
    who: str
    number: str
    hours: str
    on_holidays: str
    text: str
    source: Source
    checked: str
    due: date
    late: bool
    never: bool
    looked_at: date
    rung: bool
    national: bool
    published: bool
    wrong: bool
    missing: bool
    correctable: bool = False
    also: tuple[str, ...] = ()
    corrected: str = ""
    was: str = ""


class DirectoryArea(Struct, frozen=True, kw_only=True):
    """The lines of one council, or of all England. `own`: the council of the organisation."""

    key: str
    title: str
    entries: tuple[DirectoryEntry, ...]
    own: bool = False


def list_directory_areas(pack: Pack, found: LineFindings, today: date) -> tuple[DirectoryArea, ...]:
    """Return the lines of `pack`'s own area, of all England, then of each other council it knows.

    `found`: what people found who rang them. `today` is a day in London.
    """
    near = [
        one for one in pack_loader.list_areas(pack.area.fictional) if one.pack and one != pack.area
    ]
    return (
        *_list_own_areas(pack, found, today),
        _place(pack, "", "All of England", found, today),
        *(_place(pack_loader.load_pack(one.pack), one.key, one.name, found, today) for one in near),
    )


def list_own_directory_entries(
    pack: Pack, found: LineFindings, today: date
) -> tuple[DirectoryEntry, ...]:
    """Return the lines of `pack`'s own area alone; none where it has no area."""
    return tuple(entry for area in _list_own_areas(pack, found, today) for entry in area.entries)


def _list_own_areas(pack: Pack, found: LineFindings, today: date) -> tuple[DirectoryArea, ...]:
    home = pack.area.key
    return (_place(pack, home, pack.area.name, found, today, own=True),) if home else ()


def list_pack_directory_entries(pack: Pack, today: date) -> tuple[DirectoryEntry, ...]:
    """Return the lines of a pack alone, as its files have them: no findings, no neighbours."""
    return _place(pack, pack.area.key, pack.area.name, NO_FINDINGS, today).entries


def _place(
    pack: Pack, area: str, title: str, found: LineFindings, today: date, *, own: bool = False
) -> DirectoryArea:
    here = [one for one in apply_line_findings(pack, found).contacts.values() if one.area == area]
    key = area or NATIONAL_PACK
    return DirectoryArea(
        key=key,
        title=title,
        entries=tuple(_entry(pack, key, one, today) for one in here),
        own=own,
    )


def _entry(pack: Pack, place: str, one: Contact, today: date) -> DirectoryEntry:
    return DirectoryEntry(
        name=f"{place}/{one.key}",
        mark=hash_phone_line(one),
        who=one.label,
        number=one.number,
        hours=_hours(one),
        on_holidays="" if one.hours in (NOT_KNOWN, ALWAYS) else one.bank_holidays,
        text=one.text,
        source=pack.source(one),
        checked=describe_last_check(one, today),
        due=one.review_by,
        late=one.stale(today),
        never=one.checked_on is None and not isinstance(one, WrongContact),
        looked_at=one.looked_at,
        rung=is_checked_by_phone(one),
        national=not one.area,
        published=one.is_as_published,
        wrong=isinstance(one, WrongContact),
        missing=not one.number and one.role not in ("advice", "board"),
        correctable=can_be_corrected(one),
        also=_say_more(one),
        corrected=describe_correction(one),
        was=one.was if isinstance(one, CorrectedContact) else "",
    )


def _say_more(one: Contact) -> tuple[str, ...]:
    """Return where else it can be reached, and what it is never for."""
    found = (
        "This is an answerphone." if one.answerphone else "",
        f"Email: {one.email}" if one.email else "",
        f"Address: {one.address}" if one.address else "",
        f"Website: {one.web}" if one.web else "",
        "" if one.case_data else "Never for anything about a child.",
    )
    return tuple(filter(None, found))


def _hours(one: Contact) -> str:
    if one.hours == ALWAYS:
        return "at any time"
    return format_contact_hours(one) or ("not known" if is_checked_by_phone(one) else "")
