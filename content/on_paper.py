"""Whom to ring, for a sheet that is printed today and used on any day.

Paper cannot know what is open now: each line has its hours beside it, in the order to try them by
day, then out of hours, then the line for worries about staff. Never a line without a number.
"""

from __future__ import annotations

from content.hours import ALWAYS, NOT_KNOWN
from content.pack import Pack
from content.passages import Contact
from content.ringing import Line

IN_ORDER = ("day", "freephone", "out_of_hours", "police", "lado")


def lines(pack: Pack, switchboard: str, lead_title: str, hours: str = "") -> list[Line]:
    """Return 999, the leads' line and the lines of the pack's own area; `when` holds the hours."""
    lead = Line(kind="lead", who=f"Your {lead_title}", when=hours, number=switchboard)
    here = [*_of(pack, "emergency"), lead]
    for role in IN_ORDER:
        here += _of(pack, role)
    return [line for line in here if line.number]


def _of(pack: Pack, role: str) -> list[Line]:
    known = (one for one in pack.contacts.values() if one.role == role)
    return [
        Line(
            kind="emergency" if role == "emergency" else "unknown",
            who=one.label,
            when=_when(one),
            number=one.number,
            answerphone=one.answerphone,
            key=one.key,
        )
        for one in known
        if one.area in ("", pack.area.key)
    ]


def _when(one: Contact) -> str:
    if one.role in ("emergency", "police") or one.hours == ALWAYS:
        return "" if one.role == "emergency" else "day and night"
    if one.outside:
        return "at all other times"
    if one.hours == NOT_KNOWN:
        return ""
    return ", ".join(one.hours).replace("-", " to ")
