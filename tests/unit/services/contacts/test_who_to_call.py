"""Order the numbers, at each hour of a week: 999, an open lead, open children's services, 101, the
rest.

What is open is worked out here by hand, so that a fault in the opening hours shows too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from app.domain.routing.actors import Org
from app.services.contacts import call_options, phone_numbers
from content.contacts.call_panel import CallPanel
from content.contacts.lead_lines import AnsweringHours, LeadToCall, OrganisationContacts
from content.contacts.phone_lines import OWN_LINE_KINDS, PhoneLine
from content.london_time import LONDON
from tests.support.club.office import Office

LEAD, SECOND, CHAIR, BOARD = "07700 900123", "07700 900124", "07700 900125", "01632 960001"
LADO, YOU = "01724 298293", "You are the lead on duty"
COUNCIL, LINCOLN_NIGHT = "01724 296500", "01522 782333"
NIGHT, HULL_NIGHT = "01724 296555", "01482 300304"
HOLIDAYS = {date(2026, 12, 25), date(2026, 12, 28)}
WEEKS = {"a week": date(2026, 11, 23), "Christmas": date(2026, 12, 24)}
Hours = Callable[[datetime], bool]


def is_lead_open(at: datetime) -> bool:
    return at.weekday() < 5 and 9 <= at.hour < 17 and at.date() not in HOLIDAYS


def is_council_open(at: datetime) -> bool:
    return is_lead_open(at) and (at.weekday() != 4 or (at.hour, at.minute) < (16, 30))


def is_lincoln_open_at_night(at: datetime) -> bool:
    """The hours of its day line are not known, so only its team out of hours counts as open."""
    if at.date() in HOLIDAYS:
        return True
    close = (17, 0) if at.weekday() < 4 else (16, 45)
    return at.weekday() > 4 or not (8, 45) <= (at.hour, at.minute) < close


class Case(msgspec.Struct, frozen=True):
    """One row: who the organisation has, where the child is, and who is expected by 101."""

    leads: tuple[LeadToCall, ...] = (LeadToCall(name="Jo Smith, lead", phone=LEAD),)
    hours: Hours | None = is_lead_open
    area: str = ""
    danger: bool = False
    staff: bool = False
    order: Callable[[datetime], list[str]] = lambda at: []


def usual(at: datetime) -> list[str]:
    lead = [LEAD] if is_lead_open(at) else []
    return ["999", *lead, *([COUNCIL] if is_council_open(at) else []), "101"]


def without_leads(at: datetime) -> list[str]:
    return [number for number in usual(at) if number != LEAD]


def unknown_hours(at: datetime) -> list[str]:
    return [*without_leads(at)[:-1], LEAD, "101"]


def in_lincoln(at: datetime) -> list[str]:
    lead = [LEAD] if is_lead_open(at) else []
    return ["999", *lead, *([LINCOLN_NIGHT] if is_lincoln_open_at_night(at) else []), "101"]


AWAY = LeadToCall(name="Jo Smith, lead", phone=LEAD, away="Away until 30 November")
ON_DUTY = LeadToCall(name="Dele Okoro, lead", phone=SECOND, on_duty=True)
READER = LeadToCall(name="Jo Smith, lead", phone=LEAD, reader=True)
CASES = {
    "usual": Case(order=usual),
    "danger": Case(order=usual, danger=True),
    "child of another council": Case(area="lincolnshire", order=in_lincoln),
    "child of a council without numbers": Case(
        area="elsewhere", order=lambda at: [n for n in usual(at) if n != COUNCIL]
    ),
    "a lead who is closed all week": Case(hours=lambda at: False, order=without_leads),
    "a lead who is away": Case(leads=(AWAY,), order=without_leads),
    "one on duty, one away": Case(
        leads=(ON_DUTY, AWAY),
        order=lambda at: [SECOND if number == LEAD else number for number in usual(at)],
    ),
    "no lead": Case(leads=(), order=without_leads),
    "hours unknown": Case(hours=None, order=unknown_hours),
    "hours unknown, danger": Case(hours=None, danger=True, order=without_leads),
    "the reader is the only lead": Case(leads=(READER,), order=without_leads),
    "about staff": Case(staff=True, order=without_leads),
    "about staff, danger": Case(staff=True, danger=True, order=without_leads),
    "about staff, hours unknown": Case(staff=True, hours=None, order=without_leads),
}


def each_hour(first: date) -> Iterator[datetime]:
    """Each hour of a week in London, and the half hours at which the lines here open or close."""
    start = datetime(first.year, first.month, first.day, tzinfo=LONDON)
    for hour in range(7 * 24):
        for minute in (0, 30, 45):
            yield start + timedelta(hours=hour, minutes=minute)


def build_panel(case: Case, org: Org, at: datetime) -> CallPanel:
    closed = "Closed now" if case.hours is not None and not case.hours(at) else ""
    answering = AnsweringHours(
        hours="Mon to Fri 09:00 to 17:00" if case.hours else "", closed=closed, opens="later"
    )
    told = OrganisationContacts(leads=case.leads, title="lead", answering=answering)
    return phone_numbers.call_panel.arrange_call_panel(
        phone_numbers.load_pack(org.pack), case.area, at, told, danger=case.danger
    )


def list_lines(case: Case, org: Org, at: datetime) -> tuple[PhoneLine, ...]:
    panel = build_panel(case, org, at)
    if case.staff:
        chair = PhoneLine(kind="lead", who="Ash Grant, chair", number=CHAIR, tel="07700900125")
        lados = phone_numbers.find_lado_lines(org, at)
        panel = phone_numbers.replace_panel_leads(panel, (chair, *lados))
    return panel.lines


def find_faults(case: Case, lines: tuple[PhoneLine, ...], at: datetime) -> Iterator[str]:
    """Say what is wrong with these lines at this hour."""
    numbers = [line.number for line in lines]
    last = numbers.index("101") + 1
    if (first := [number for number in numbers[:last] if number]) != case.order(at):
        yield f"expected {case.order(at)}, found {first}"
    if any(line.kind == "open" for line in lines[last:]):
        yield "an open line stands below 101"
    if any("above" in line.when for line in lines):
        yield "sends the reader to a number above"
    yield from find_staff_faults(numbers[last:], lines) if case.staff else find_own_faults(lines)


def find_own_faults(lines: tuple[PhoneLine, ...]) -> Iterator[str]:
    own = [line for line in lines if line.kind in OWN_LINE_KINDS and line.who != YOU]
    for line in own:
        if line.kind == "away" and not ("opens later" in line.when or "Away until" in line.when):
            yield f"closed without when it opens: {line.when}"
    if own and "close to them? Call 999, 101 or children's" not in own[0].caution:
        yield "no caution above the lead"


def find_staff_faults(later: list[str], lines: tuple[PhoneLine, ...]) -> Iterator[str]:
    if any(line.number == LEAD or line.who == "Your lead" for line in lines):
        yield "sends the worker to a lead who may be the person"
    if later[:2] != [CHAIR, LADO]:
        yield "the head or chair and the LADO do not follow the police"


@pytest.mark.parametrize("week", WEEKS)
def test_every_hour_of_the_week_names_who_to_call_in_order(office: Office, week: str):
    faults = [
        f"{name}, {at:%a %d %H:%M}: {fault}"
        for name, case in CASES.items()
        for at in each_hour(WEEKS[week])
        for fault in find_faults(case, list_lines(case, office.org, at), at)
    ]
    assert faults == []


def at_home(at: datetime) -> list[str]:
    """The three numbers of Home: whoever answers first, and never a closed lead while the council
    has a line for this hour."""
    later = [] if is_council_open(at) else [NIGHT]
    return [*usual(at), *later][:3]


def at_home_in_hull(at: datetime) -> list[str]:
    """Return the three numbers where the hours of no line are known: its night team is first."""
    return [*(n for n in usual(at) if n != COUNCIL), HULL_NIGHT][:3]


HOMES = {
    "usual": (CASES["usual"], at_home),
    "a lead who is away": (CASES["a lead who is away"], lambda at: without(LEAD, at_home(at), at)),
    "no lead": (CASES["no lead"], lambda at: without(LEAD, at_home(at), at)),
    "child in Hull": (Case(area="hull"), at_home_in_hull),
}


def without(number: str, numbers: list[str], at: datetime) -> list[str]:
    later = [] if is_council_open(at) else [NIGHT]
    return list(dict.fromkeys([one for one in numbers if one != number] + ["101", *later]))[:3]


@pytest.mark.parametrize("week", WEEKS)
def test_home_shows_who_answers_and_no_closed_lead_before_the_night_line(office: Office, week: str):
    faults = []
    for name, (case, expected) in HOMES.items():
        for at in each_hour(WEEKS[week]):
            panel = build_panel(case, office.org, at)
            shown = [line.number for line in call_options.select_first_calls(panel).lines]
            if shown[:3] != expected(at)[: len(shown)] or len(shown) != 3:
                faults.append(f"{name}, {at:%a %d %H:%M}: expected {expected(at)}, found {shown}")
    assert faults == []


@pytest.mark.parametrize("week", WEEKS)
def test_signed_out_the_switchboard_stands_where_its_hours_put_it(office: Office, week: str):
    faults = []
    for at in each_hour(WEEKS[week]):
        panel = phone_numbers.build_panel_without_people(office.org, at.astimezone(UTC))
        numbers = [line.number for line in panel.lines]
        expected = [BOARD if number == LEAD else number for number in usual(at)]
        if numbers[: len(expected)] != expected or numbers.count(BOARD) != 1:
            faults.append(f"{at:%a %d %H:%M}: {numbers}")
    assert faults == []
