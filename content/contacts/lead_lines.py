"""The organisation's own lines of the call panel: its leads by name, or one switchboard.

In its hours they come first after 999. Outside of them nobody is asked to wait for them: the line
says that it may not, or does not, answer, and stands below one that does. Hours that are not known
claim nothing either way.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from content.contacts import phone_parsing
from content.contacts.phone_lines import LineKind, PhoneLine

OWN_NUMBER = "On the number that you have for them"
CALL_ABOVE, CALL_NEXT = "ring a number above that is open", "ring the next number"


class LeadToCall(Struct, frozen=True, kw_only=True):
    """A lead who may be rung: the words shown ("Jo Smith, welfare officer") and the number.

    `reader`: it is the person who reads the panel, and nobody else is there to be rung. `on_duty`:
    by the rota, today; `away`: "Away until 30 November", by the rota too.
    """

    name: str
    phone: str = ""
    reader: bool = False
    on_duty: bool = False
    away: str = ""


class AnsweringHours(Struct, frozen=True, kw_only=True):
    """When an organisation answers: `hours` in words, empty where they are not known.

    `closed` is "Closed now" or "Closed today", and empty in its hours; `opens` is when it does
    next ("today 18:30"), where that is known.
    """

    hours: str = ""
    closed: str = ""
    opens: str = ""


class OwnLines(Struct, frozen=True):
    """Lines by where they stand: right after 999, after the area's open lines, after the police."""

    first: tuple[PhoneLine, ...] = ()
    after_open: tuple[PhoneLine, ...] = ()
    last: tuple[PhoneLine, ...] = ()


class OrganisationContacts(Struct, frozen=True, kw_only=True):
    """What is known of an organisation: its leads if they may be named, and how it answers."""

    leads: Sequence[LeadToCall] = ()
    switchboard: str = ""
    title: str = "safeguarding lead"
    answering: AnsweringHours = AnsweringHours()


NO_ORGANISATION_CONTACTS = OrganisationContacts()


def arrange_own_lines(told: OrganisationContacts, no_answer: str, *, above: bool) -> OwnLines:
    """Return the lines and where they stand. `no_answer`: not to wait; `above`: a line that
    answers now stands above those who may not.
    """
    if not told.answering.closed:
        return OwnLines(first=_in_hours(told, no_answer))
    go_on = CALL_ABOVE if above else CALL_NEXT
    if told.leads:
        return OwnLines(after_open=tuple(_away(told, lead, go_on) for lead in told.leads))
    if told.switchboard:
        return OwnLines(
            last=(_board(told, f"{_closed(told.answering)}. Ring a number above", "away"),)
        )
    may_not = f"{OWN_NUMBER}. {_may_not(told.answering, go_on)}"
    return OwnLines(after_open=(_board(told, may_not, "away"),))


def _in_hours(told: OrganisationContacts, no_answer: str) -> tuple[PhoneLine, ...]:
    if told.leads:
        return tuple(_named(lead, told, no_answer, CALL_NEXT, "lead") for lead in told.leads)
    hours = f"Answered {told.answering.hours}" if told.answering.hours else ""
    first = hours if told.switchboard else OWN_NUMBER
    return (_board(told, f"{first}. {no_answer}" if first else no_answer, "lead"),)


def _away(told: OrganisationContacts, lead: LeadToCall, go_on: str) -> PhoneLine:
    return _named(lead, told, _may_not(told.answering, go_on), go_on, "away")


def _named(
    lead: LeadToCall, told: OrganisationContacts, when: str, go_on: str, kind: LineKind
) -> PhoneLine:
    if lead.reader:
        who, when = f"You are the {told.title} on duty", f"Nobody else is: {go_on}"
        return PhoneLine(kind=kind, who=who, when=when)
    tel = phone_parsing.find_dialable_number(lead.phone)
    who = f"{lead.name}, on duty today" if lead.on_duty else lead.name
    when = f"{lead.away}. {when}" if lead.away else when
    return PhoneLine(kind=kind, who=who, when=when, number=lead.phone, tel=tel)


def _board(told: OrganisationContacts, when: str, kind: LineKind) -> PhoneLine:
    """The one line for all leads, for people who are not told who they are."""
    number, tel = told.switchboard, phone_parsing.find_dialable_number(told.switchboard)
    return PhoneLine(kind=kind, who=f"Your {told.title}", when=when, number=number, tel=tel)


def _may_not(answering: AnsweringHours, go_on: str) -> str:
    return f"May not answer now. {_closed(answering)}. If nobody answers, {go_on}"


def _closed(answering: AnsweringHours) -> str:
    if answering.opens:
        return f"{answering.closed}, opens {answering.opens}"
    return f"{answering.closed}. Answered {answering.hours}"
