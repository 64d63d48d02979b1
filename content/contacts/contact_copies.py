"""Choose and word the phone lines for a copy read on another day: a printed sheet or a saved page.

A copy cannot know what is open when somebody reads it: each line has its hours, never "open now".
Lines of an area stand in the order to try them by day, then out of hours, then the line for
concerns about staff, with 101 before any answerphone. A printed sheet never has a line without a
number.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from content.contacts.call_panel import (
    ALWAYS_ROLES,
    CallPanel,
    get_pack_sentence,
    make_lead_caution,
)
from content.contacts.lead_lines import advise_calling_council
from content.contacts.number_findings import (
    WrongContact,
    describe_correction,
    describe_wrong_number,
)
from content.contacts.opening_hours import ALWAYS, NOT_KNOWN
from content.contacts.phone_lines import OWN_LINE_KINDS, PhoneLine
from content.pack import Pack
from content.passages import Contact, describe_outdated_passages

CALL_INSTEAD = "Call 101, or 999 in an emergency"
PRINT_ORDER = ("day", "freephone", "out_of_hours", "police", "lado")


def arrange_printed_lines(
    pack: Pack, switchboard: str, lead_title: str, hours: str = "", note: str = ""
) -> list[PhoneLine]:
    """Return 999, the leads' line and the lines of the pack's own area; `when` holds the hours.

    `note`: what is wrong with the switchboard, which then is not one to call.
    """
    lead = PhoneLine(
        kind="lead",
        who=f"Your {lead_title}",
        when=advise_calling_council(note) if note else hours,
        number="" if note else switchboard,
        caution=make_lead_caution(pack, lead_title),
    )
    here = [*_of(pack, "emergency"), lead]
    for role in PRINT_ORDER:
        here += _of(pack, role)
    return [line for line in here if line.number or (note and line is lead)]


def describe_outdated_blank_form(pack: Pack, today: date) -> str:
    """Return that the form or a line on it may be out of date; empty where nothing is."""
    texts = [one for key, one in pack.texts.items() if key.startswith("blank-form")]
    return describe_outdated_passages(
        [*texts, *pack.blank_form, *(_known(pack, PRINT_ORDER))], today
    )


def _known(pack: Pack, roles: Iterable[str]) -> list[Contact]:
    here = [one for one in pack.contacts.values() if one.area in ("", pack.area.key)]
    return [one for role in roles for one in here if one.role == role and role not in ALWAYS_ROLES]


def _of(pack: Pack, role: str) -> list[PhoneLine]:
    known = (one for one in pack.contacts.values() if one.role == role)
    return [
        PhoneLine(
            kind="emergency" if role == "emergency" else "unknown",
            who=one.label,
            when=_beside(one),
            number=one.number,
            answerphone=one.answerphone,
            key=one.key,
            wrong=isinstance(one, WrongContact),
        )
        for one in known
        if one.area in ("", pack.area.key)
    ]


def _beside(one: Contact) -> str:
    if not isinstance(one, WrongContact):
        return ". ".join(filter(None, (format_contact_hours(one), describe_correction(one))))
    said = describe_wrong_number(one)
    return f"{said[:1].lower()}{said[1:]}. {CALL_INSTEAD}"


def format_contact_hours(one: Contact) -> str:
    """Return the hours of a line in words, for any day; empty where they are not known."""
    if one.role in ("emergency", "police") or one.hours == ALWAYS:
        return "" if one.role == "emergency" else "day and night"
    if one.outside:
        return "at all other times"
    if one.hours == NOT_KNOWN:
        return ""
    return ", ".join(one.hours).replace("-", " to ")


HOURS_NOT_KNOWN = "Hours not known"


def replace_open_now_on_panel(pack: Pack, now: CallPanel) -> CallPanel:
    """Return the panel of `pack`'s own area without anything that is true only at one moment."""
    lines = sorted(
        (replace_open_now_on_line(pack, one) for one in now.lines), key=lambda one: _rank(pack, one)
    )
    machine = any(one.answerphone for one in lines)
    warning = get_pack_sentence(pack, "answerphone-risk") if machine else ""
    return replace(now, lines=tuple(lines), warning=warning)


def replace_open_now_on_line(pack: Pack, now: PhoneLine) -> PhoneLine:
    """Return one line of `pack`'s own area with its hours in place of what is open now."""
    contact = pack.contacts.get(now.key)
    if contact is None or contact.role in ALWAYS_ROLES or not now.number or now.wrong:
        return now
    said = format_contact_hours(contact) or HOURS_NOT_KNOWN
    return replace(now, kind="unknown", when=said[:1].upper() + said[1:])


def _rank(pack: Pack, one: PhoneLine) -> tuple[bool, int]:
    if one.kind == "emergency" or one.kind in OWN_LINE_KINDS:
        return False, -1
    contact = pack.contacts.get(one.key)
    place = (
        PRINT_ORDER.index(contact.role)
        if contact and contact.role in PRINT_ORDER
        else len(PRINT_ORDER)
    )
    return one.answerphone, place
