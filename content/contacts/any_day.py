"""The same lines with their hours, for a copy that is read on another day than it was made.

A copy cannot know what is open when somebody reads it: it says hours, never "open now". Lines of an
area stand in the order of paper, with 101 before any answerphone.
"""

from __future__ import annotations

from msgspec.structs import replace

from content.contacts.call_panel import ALWAYS_ROLES, RingNow, words_of
from content.contacts.on_paper import IN_ORDER, hours_of
from content.contacts.phone_lines import OURS, Line
from content.pack import Pack

NOT_KNOWN = "Hours not known"


def panel(pack: Pack, now: RingNow) -> RingNow:
    """Return the panel of `pack`'s own area without anything that is true only at one moment."""
    lines = sorted((line(pack, one) for one in now.lines), key=lambda one: _rank(pack, one))
    machine = any(one.answerphone for one in lines)
    warning = words_of(pack, "answerphone-risk") if machine else ""
    return replace(now, lines=tuple(lines), warning=warning)


def line(pack: Pack, now: Line) -> Line:
    """Return one line of `pack`'s own area with its hours in place of what is open now."""
    contact = pack.contacts.get(now.key)
    if contact is None or contact.role in ALWAYS_ROLES or not now.number or now.wrong:
        return now
    said = hours_of(contact) or NOT_KNOWN
    return replace(now, kind="unknown", when=said[:1].upper() + said[1:])


def _rank(pack: Pack, one: Line) -> tuple[bool, int]:
    if one.kind == "emergency" or one.kind in OURS:
        return False, -1
    contact = pack.contacts.get(one.key)
    place = IN_ORDER.index(contact.role) if contact and contact.role in IN_ORDER else len(IN_ORDER)
    return one.answerphone, place
