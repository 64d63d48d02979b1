"""Whom to ring, for a sheet that is printed today and used on any day.

Paper cannot know what is open now: each line has its hours beside it, in the order to try them by
day, then out of hours, then the line for worries about staff. Never a line without a number.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from content.contacts.call_panel import ALWAYS_ROLES, FALLBACK, words_of
from content.contacts.contact_hours import ALWAYS, NOT_KNOWN
from content.contacts.number_findings import SaidWrong, said_wrong
from content.contacts.phone_lines import Line
from content.pack import Pack
from content.passages import Contact, old

IN_ORDER = ("day", "freephone", "out_of_hours", "police", "lado")


def lines(pack: Pack, switchboard: str, lead_title: str, hours: str = "") -> list[Line]:
    """Return 999, the leads' line and the lines of the pack's own area; `when` holds the hours."""
    lead = Line(kind="lead", who=f"Your {lead_title}", when=hours, number=switchboard)
    here = [*_of(pack, "emergency"), lead]
    for role in IN_ORDER:
        here += _of(pack, role)
    return [line for line in here if line.number]


def old_of(pack: Pack, today: date) -> str:
    """Return that the form or a line on it may be out of date; empty where nothing is."""
    texts = [one for key, one in pack.texts.items() if key.startswith("blank-form")]
    return old([*texts, *pack.blank_form, *(_known(pack, IN_ORDER))], today)


def _known(pack: Pack, roles: Iterable[str]) -> list[Contact]:
    here = [one for one in pack.contacts.values() if one.area in ("", pack.area.key)]
    return [one for role in roles for one in here if one.role == role and role not in ALWAYS_ROLES]


def _of(pack: Pack, role: str) -> list[Line]:
    known = (one for one in pack.contacts.values() if one.role == role)
    return [
        Line(
            kind="emergency" if role == "emergency" else "unknown",
            who=one.label,
            when=_beside(pack, one),
            number=one.number,
            answerphone=one.answerphone,
            key=one.key,
            wrong=isinstance(one, SaidWrong),
        )
        for one in known
        if one.area in ("", pack.area.key)
    ]


def _beside(pack: Pack, one: Contact) -> str:
    if not isinstance(one, SaidWrong):
        return hours_of(one)
    said = said_wrong(one)
    instead = (words_of(pack, "number-not-confirmed") or FALLBACK).partition(";")[0]
    return f"{said[:1].lower()}{said[1:]}. {instead}"


def hours_of(one: Contact) -> str:
    """Return the hours of a line in words, for any day; empty where they are not known."""
    if one.role in ("emergency", "police") or one.hours == ALWAYS:
        return "" if one.role == "emergency" else "day and night"
    if one.outside:
        return "at all other times"
    if one.hours == NOT_KNOWN:
        return ""
    return ", ".join(one.hours).replace("-", " to ")
