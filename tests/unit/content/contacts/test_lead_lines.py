"""The organisation's own lines: first in its hours, below a line that answers outside of them."""

from __future__ import annotations

from datetime import datetime

import pytest
from msgspec.structs import replace

from content import pack_loader
from content.contacts.call_panel import CallPanel, arrange_call_panel
from content.contacts.lead_lines import AnsweringHours, LeadToCall, OrganisationContacts
from content.london_time import LONDON

NORTH = pack_loader.load_pack("north_lincolnshire")
WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=LONDON)
NIGHT = datetime(2026, 11, 25, 23, 55, tzinfo=LONDON)
JO = LeadToCall(name="Jo Smith, welfare officer", phone="07700 900123")
BY_NAME = OrganisationContacts(leads=[JO], title="welfare officer")
BOARD = OrganisationContacts(switchboard="01632 960000", title="welfare officer")
EVENINGS = AnsweringHours(hours="Wed 18:30 to 20:00", closed="Closed now", opens="today 18:30")
NO_ANSWER = "No answer in ten minutes? Do not wait"
COUNCIL = "01724 296500"


def at_hours(
    told: OrganisationContacts, answering: AnsweringHours, at: datetime = WEDNESDAY
) -> CallPanel:
    return arrange_call_panel(NORTH, "", at, replace(told, answering=answering))


def numbers(panel: CallPanel) -> list[str]:
    return [line.number for line in panel.lines]


def test_in_hours_the_lead_is_first_after_999_and_is_not_waited_for() -> None:
    line = at_hours(BY_NAME, AnsweringHours(hours="Mon to Fri 09:00 to 17:00")).lines[1]
    assert (line.kind, line.who) == ("lead", "Jo Smith, welfare officer")
    assert (line.when, line.tel) == (NO_ANSWER, "07700900123")


def test_signed_out_there_is_a_title_and_a_switchboard_and_when_it_is_answered() -> None:
    line = at_hours(BOARD, AnsweringHours()).lines[1]
    assert (line.who, line.number) == ("Your welfare officer", "01632 960000")
    assert line.when == NO_ANSWER
    known = at_hours(BOARD, AnsweringHours(hours="Mon to Fri 09:00 to 17:00")).lines[1]
    assert known.when == f"Answered Mon to Fri 09:00 to 17:00. {NO_ANSWER}"


def test_a_lead_without_a_switchboard_is_no_number_and_says_which_to_use() -> None:
    line = at_hours(replace(BOARD, switchboard=""), AnsweringHours()).lines[1]
    assert (line.number, line.tel) == ("", "")
    assert line.when.startswith("On the number that you have for them. ")


def test_a_closed_switchboard_stands_below_every_line_that_answers() -> None:
    panel = at_hours(BOARD, EVENINGS)
    assert numbers(panel)[:4] == ["999", COUNCIL, "101", "01632 960000"]
    assert panel.lines[3].kind == "away"
    assert panel.lines[3].when == "Closed now, opens today 18:30. Ring a number above"
    night = at_hours(BOARD, EVENINGS, NIGHT)
    assert numbers(night)[:3] == ["999", "101", "01632 960000"]


@pytest.mark.parametrize(
    ("at", "order", "go_on"),
    [
        (WEDNESDAY, ["999", COUNCIL, "07700 900123", "101"], "ring a number above that is open"),
        (NIGHT, ["999", "07700 900123", "101"], "ring the next number"),
    ],
)
def test_a_lead_outside_of_hours_may_not_answer_and_the_line_that_does_is_named(
    at: datetime, order: list[str], go_on: str
) -> None:
    panel = at_hours(BY_NAME, EVENINGS, at)
    assert numbers(panel)[: len(order)] == order
    line = next(line for line in panel.lines if line.kind == "away")
    assert line.when == (
        f"May not answer now. Closed now, opens today 18:30. If nobody answers, {go_on}"
    )
    assert "ten minutes" not in repr(panel)


def test_where_nobody_knows_when_it_opens_next_the_hours_are_said() -> None:
    panel = at_hours(BOARD, replace(EVENINGS, closed="Closed today", opens=""))
    assert panel.lines[3].when == "Closed today. Answered Wed 18:30 to 20:00. Ring a number above"


def test_a_lead_whose_own_number_is_all_there_is_may_not_answer_either() -> None:
    line = at_hours(replace(BOARD, switchboard=""), EVENINGS).lines[2]
    assert line.when.startswith("On the number that you have for them. May not answer now. ")


def test_the_only_lead_is_told_that_it_is_them_and_where_to_go_on() -> None:
    told = replace(BY_NAME, leads=[replace(JO, reader=True)])
    line = at_hours(told, AnsweringHours()).lines[1]
    assert (line.who, line.number) == ("You are the welfare officer on duty", "")
    assert line.when == "Nobody else is: ring the next number"
    line = at_hours(told, EVENINGS).lines[2]
    assert line.when == "Nobody else is: ring a number above that is open"


SUNDAY_OFF = AnsweringHours(hours="Mon to Fri 09:00 to 17:00", closed="Closed now")


@pytest.mark.parametrize("answering", [AnsweringHours(), SUNDAY_OFF])
@pytest.mark.parametrize("told", [BY_NAME, BOARD])
def test_out_of_hours_with_danger_101_comes_straight_after_999(
    told: OrganisationContacts, answering: AnsweringHours
) -> None:
    for at in (NIGHT, WEDNESDAY) if answering.closed else (NIGHT,):
        panel = arrange_call_panel(NORTH, "", at, replace(told, answering=answering), danger=True)
        assert numbers(panel)[:2] == ["999", "101"]
        assert numbers(panel).count("101") == 1
        assert "ring the next number" not in repr(panel)


def test_in_hours_danger_changes_no_order() -> None:
    told = replace(BY_NAME, answering=AnsweringHours(hours="Mon to Fri 09:00 to 17:00"))
    usual = arrange_call_panel(NORTH, "", WEDNESDAY, told)
    assert arrange_call_panel(NORTH, "", WEDNESDAY, told, danger=True) == usual
