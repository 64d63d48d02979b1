"""Every line of a pack, its neighbours and the whole country, as those who look after them see it.

Each with where it comes from, its hours, when a person last rang it and when that is due again.
Nothing is left out, not even a line without a number. This module finds; it judges nothing.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from content import pack_loader
from content.contacts.contact_hours import ALWAYS, NOT_KNOWN
from content.contacts.number_findings import Found, SaidWrong, checked, heard, is_rung, mark
from content.contacts.on_paper import hours_of
from content.pack import Pack
from content.passages import Contact, Source

NATIONAL = "england"
"""Stands for no council where a line is named: `england/nspcc`."""


class Entry(Struct, frozen=True, kw_only=True):
    """One line. `name` finds it again: "<area>/<key>"; `mark` stands for these digits and hours.

    `checked`: a sentence, or empty where nobody rings it; `due`: the day by which to ring it
    again; `late`: that day is over; `never`: nobody has rung it; `looked_at`: when somebody last
    compared it with its source; `wrong`: somebody found it wrong; `missing`: it should have a
    number, and none is known.
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
    wrong: bool
    missing: bool


class Place(Struct, frozen=True, kw_only=True):
    """The lines of one council, or of all England."""

    key: str
    title: str
    entries: tuple[Entry, ...]


def places(pack: Pack, found: Found, today: date) -> tuple[Place, ...]:
    """Return the lines of `pack`'s own area, of all England, then of each other council it knows.

    `found`: what people found who rang them. `today` is a day in London.
    """
    near = [one for one in pack_loader.areas(pack.area.fictional) if one.pack and one != pack.area]
    own = (_place(pack, pack.area.key, pack.area.name, found, today),) if pack.area.key else ()
    return (
        *own,
        _place(pack, "", "All of England", found, today),
        *(_place(pack_loader.load(one.pack), one.key, one.name, found, today) for one in near),
    )


def _place(pack: Pack, area: str, title: str, found: Found, today: date) -> Place:
    here = [one for one in heard(pack, found).contacts.values() if one.area == area]
    key = area or NATIONAL
    return Place(key=key, title=title, entries=tuple(_entry(pack, key, one, today) for one in here))


def _entry(pack: Pack, place: str, one: Contact, today: date) -> Entry:
    return Entry(
        name=f"{place}/{one.key}",
        mark=mark(pack.contacts[one.key]),
        who=one.label,
        number=one.number,
        hours=_hours(one),
        on_holidays="" if one.hours in (NOT_KNOWN, ALWAYS) else one.bank_holidays,
        text=one.text,
        source=pack.source(one),
        checked=checked(one, today),
        due=one.review_by,
        late=one.stale(today),
        never=one.checked_on is None and not isinstance(one, SaidWrong),
        looked_at=one.looked_at,
        rung=is_rung(one),
        wrong=isinstance(one, SaidWrong),
        missing=not one.number and one.role not in ("advice", "board"),
    )


def _hours(one: Contact) -> str:
    if one.hours == ALWAYS:
        return "at any time"
    return hours_of(one) or ("not known" if is_rung(one) else "")
