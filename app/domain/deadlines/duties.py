"""What only people can do, and a file waits for: a call to the LADO, a report to police about FGM.

A worry about somebody who works or helps here waits for anybody's call to the LADO. Female genital
mutilation waits for the very person who was told or saw signs: no lead, and no closing of the file,
does it for them. Both count from the day on which the worker was told, where that is known.
"""

import re
from collections.abc import Iterable
from datetime import date

from app.domain.deadlines.call_outcome import LADO, POLICE, rung
from app.domain.deadlines.concern_status import Numbered
from app.domain.deadlines.follow_up import Kind, Limits, Wait
from app.domain.record.entry_schema import Details, Entry, Part, Person, Record, Values
from app.domain.record.part_lookup import day_in
from app.domain.times.london_time import LONDON

TOLD_OR_SAW = frozenset({"girl_told_me", "saw_signs"})
DIGIT = re.compile(r"\d")


def lado(entries: tuple[Numbered, ...], limits: Limits) -> tuple[Wait, ...]:
    """One wait, while the writer says that it is about their team and no call reached a LADO."""
    about = next((number for number, said in entries if _about_team(said)), 0)
    if not about or any(LADO in rung(said) for _, said in entries):
        return ()
    since = _told(entries)
    return (Wait(Kind.LADO, limits.lado(since), about, since),) if since else ()


def fgm(entries: tuple[Numbered, ...], limits: Limits) -> tuple[Wait, ...]:
    """One wait for each person and child. Only that person's own report or later call ends it."""
    found: dict[tuple[str, str], Wait] = {}
    told = _told(entries)
    for number, said in entries:
        if POLICE in rung(said):
            found = {key: one for key, one in found.items() if key[0] != said.by.id}
        for part in _duties(said):
            for child in part.children or ("",):
                key = (said.by.id, child)
                if part.values.get("fgm") == "no" or _reported(part.values):
                    found.pop(key, None)
                elif part.values.get("fgm") in TOLD_OR_SAW and key not in found:
                    since = min(told or _day(said), _day(said))
                    found[key] = _own(number, said.by, child, since, limits)
    return tuple(found.values())


def _own(number: int, who: Person, child: str, since: date, limits: Limits) -> Wait:
    children = (child,) if child else ()
    return Wait(Kind.FGM, limits.fgm(since), number, since, whose=who, children=children)


def _duties(said: Entry) -> Iterable[Part]:
    parts = said.parts if isinstance(said, Details) else ()
    return (part for part in parts if part.page == "duties")


def _reported(values: Values) -> bool:
    """Whether it says when, in a day or time that can be read, or a reference that has a digit."""
    at, reference = values.get("fgm_reported_at"), values.get("police_ref")
    known = isinstance(at, dict) and bool(at.get("date") or at.get("time"))
    return known or (isinstance(reference, str) and DIGIT.search(reference) is not None)


def _about_team(said: Entry) -> bool:
    parts = said.parts if isinstance(said, Record | Details) else ()
    return any(p.page == "now" and p.values.get("about_our_team") == "yes" for p in parts)


def _told(entries: tuple[Numbered, ...]) -> date | None:
    """The day on which the worker was told, or the record signed where that is not known."""
    for _, said in entries:
        if isinstance(said, Record):
            account = tuple(part for part in said.parts if part.page == "account")
            return min(day_in(account, "told_on") or _day(said), _day(said))
    return None


def _day(said: Entry) -> date:
    return said.signed_at.astimezone(LONDON).date()
