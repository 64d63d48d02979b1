"""The organisation's own lines of the call panel: its leads by name, or one switchboard.

In its hours they come first after 999. Outside of them, and for a lead who is away, the line says
when they can be called again and stands below 101. Hours that are not known claim nothing: the
line stands below a line that is known to be open, and above 101. No line says "the number above":
each one is read alone, and what stands above it changes with the hour.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from content.contacts import phone_parsing
from content.contacts.phone_lines import LineKind, PhoneLine

OWN_NUMBER = "Use the number you have for them"
YOU = "You are"
NOBODY_ELSE = "No one else is on duty. Call children's services or 101"
CALL_COUNCIL = "Call children’s services or 101"
"""In place of a number that may not be theirs: first what to call, then why."""
ASK_FOR_THEM = "This is the main number. Ask for them"


class LeadToCall(Struct, frozen=True, kw_only=True):
    """A lead who may be called: the words shown ("Jo Smith, welfare officer") and the number.

    `reader`: it is the person who reads the panel, and no one else is there to be called.
    `on_duty`: by the rota, today; `away`: "Away until 30 November", by the rota too. `phone_note`:
    what is wrong with their own number ("was changed outside Heard"), which then is not in `phone`.
    """

    name: str
    phone: str = ""
    phone_note: str = ""
    reader: bool = False
    on_duty: bool = False
    away: str = ""


class AnsweringHours(Struct, frozen=True, kw_only=True):
    """When an organisation answers: `hours` in words, empty where they are not known.

    `closed` is "Closed now" or "Closed today", and empty in its hours; `opens` is when it does
    next ("today at 18:30"), where that is known.
    """

    hours: str = ""
    closed: str = ""
    opens: str = ""


class OwnLines(Struct, frozen=True):
    """Lines by what is known of their hours, each group in the order to call them."""

    open: tuple[PhoneLine, ...] = ()
    unknown: tuple[PhoneLine, ...] = ()
    closed: tuple[PhoneLine, ...] = ()


class OrganisationContacts(Struct, frozen=True, kw_only=True):
    """The contacts of an organisation: its leads if they may be named, and how it answers.

    `switchboard_note`: what is wrong with its number, which then is not in `switchboard`.
    """

    leads: Sequence[LeadToCall] = ()
    switchboard: str = ""
    switchboard_note: str = ""
    title: str = "safeguarding lead"
    answering: AnsweringHours = AnsweringHours()


NO_ORGANISATION_CONTACTS = OrganisationContacts()


def arrange_own_lines(told: OrganisationContacts, no_answer: str, caution: str) -> OwnLines:
    """Return the lines by what is known of their hours.

    `no_answer`: not to wait; `caution`: to stand above them, for the worry may be about one of
    them.
    """
    if not told.leads:
        return _group(told, _board(told, no_answer), caution)
    away = [lead for lead in told.leads if lead.away]
    here = [lead for lead in told.leads if not lead.away]
    found = _group(told, [_named(told, lead, no_answer) for lead in here], caution)
    absent = [_named(told, lead, no_answer) for lead in away]
    return replace(found, closed=(*found.closed, *_with_caution(absent, caution)))


def _group(told: OrganisationContacts, lines: Sequence[PhoneLine], caution: str) -> OwnLines:
    shown = _with_caution(lines, caution)
    if told.answering.closed:
        return OwnLines(closed=shown)
    return OwnLines(open=shown) if told.answering.hours else OwnLines(unknown=shown)


def _with_caution(lines: Sequence[PhoneLine], caution: str) -> tuple[PhoneLine, ...]:
    """Return the lines with the caution above the first that somebody else can be called on."""
    first = next((line for line in lines if not line.who.startswith(YOU)), None)
    return tuple(replace(line, caution=caution) if line is first else line for line in lines)


def _named(told: OrganisationContacts, lead: LeadToCall, no_answer: str) -> PhoneLine:
    kind: LineKind = "away" if told.answering.closed or lead.away else "lead"
    if lead.reader:
        return PhoneLine(kind=kind, who=f"{YOU} the {told.title} on duty", when=NOBODY_ELSE)
    number, instead = lead.phone, ""
    if lead.phone_note:
        number, instead = told.switchboard, _explain_missing(told, lead)
    tel = phone_parsing.find_dialable_number(number)
    who = f"{lead.name}, on duty today" if lead.on_duty else lead.name
    when = f"{_closed(told.answering)}. They might not answer" if told.answering.closed else ""
    when = ". ".join(filter(None, (instead, lead.away, when))) or no_answer
    note = lead.phone_note
    return PhoneLine(kind=kind, who=who, when=when, number=number, tel=tel, own_note=note)


def _explain_missing(told: OrganisationContacts, lead: LeadToCall) -> str:
    """Return what to call instead of a lead's own number, and why."""
    if told.switchboard:
        return f"{ASK_FOR_THEM}. Their own number {lead.phone_note}"
    return advise_calling_council(lead.phone_note)


def advise_calling_council(note: str) -> str:
    """Return what stands where a number is not one to call. `note`: what is wrong with it."""
    return f"{CALL_COUNCIL}. This number {note}"


def _board(told: OrganisationContacts, no_answer: str) -> list[PhoneLine]:
    """Return the one line for all leads, for people who are not told who they are."""
    number, tel = told.switchboard, phone_parsing.find_dialable_number(told.switchboard)
    closed, hours = told.answering.closed, told.answering.hours
    kind: LineKind = "away" if closed else "lead"
    how = "" if number else OWN_NUMBER
    if told.switchboard_note:
        number, tel, how = "", "", advise_calling_council(told.switchboard_note)
    answered = f"Answered {hours}" if hours and number and not closed else ""
    after = _closed(told.answering) if closed else no_answer
    when = ". ".join(filter(None, (how, answered, after)))
    return [PhoneLine(kind=kind, who=f"Your {told.title}", when=when, number=number, tel=tel)]


def _closed(answering: AnsweringHours) -> str:
    if answering.opens:
        return f"{answering.closed}, opens {answering.opens}"
    return f"{answering.closed}. Answered {answering.hours}"
