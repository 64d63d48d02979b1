"""Whom somebody rang is read from the panel of this moment, and never claims too much."""

from __future__ import annotations

import pytest

from app.services.contacts.call_options import (
    list_call_options,
    prefill_call_answers,
    split_off_first_calls,
)
from content.contacts.call_panel import CallPanel
from content.contacts.phone_lines import PhoneLine

LINES = (
    PhoneLine(kind="emergency", who="Police, ambulance", number="999", tel="999", key="emergency"),
    PhoneLine(kind="lead", who="Jo Smith, welfare officer", number="07700 900123"),
    PhoneLine(kind="lead", who="You are the lead on duty"),
    PhoneLine(kind="open", who="Front door", number="01632 960111", key="spoc"),
    PhoneLine(kind="open", who="Police", number="101", key="police"),
    PhoneLine(kind="closed", who="LADO", number="01632 960112", key="lado"),
    PhoneLine(kind="closed", who="Front door", number="01632 960111", key="spoc"),
)


def test_each_line_with_a_number_can_be_chosen_once():
    assert [one.number for one in list_call_options(LINES)] == [
        "999", "07700 900123", "01632 960111", "101", "01632 960112",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "whom"),
    [
        ("999", ""),
        ("07700 900123", "lead"),
        ("01632 960111", "children_services"),
        ("101", "police"),
        ("01632 960112", "lado"),
    ],
)
def test_what_kind_of_place_it_is_follows_from_the_line(number: str, whom: str):
    found = list_call_options(LINES)
    mark = next(one.mark for one in found if one.number == number)
    known = prefill_call_answers(found, mark)
    assert (known["whom"], known["number"]) == (whom, number)


def test_past_the_leads_nobody_is_put_down_as_a_lead():
    found = list_call_options(LINES, leads=False)
    assert {one.known["whom"] for one in found if one.number.startswith("07700")} == {
        "somebody_else"
    }


def test_a_line_that_is_not_there_is_nobody():
    assert prefill_call_answers(list_call_options(LINES), "else") == {}
    assert prefill_call_answers(list_call_options(LINES), "") == {}


def test_in_front_stand_999_one_of_ours_and_the_first_line_of_the_council():
    panel = CallPanel(lines=LINES, area="Here", warning="W", access="A")
    first, rest = split_off_first_calls(panel)
    assert [line.number for line in first.lines] == ["999", "07700 900123", "01632 960111"]
    assert not set(first.lines) & set(rest.lines)
    assert set(first.lines) | set(rest.lines) == set(LINES)
    assert (first.warning, rest.warning, rest.area) == ("W", "", "Here")


def test_closed_with_nothing_but_an_answerphone_101_comes_before_it():
    line = PhoneLine(kind="closed", who="Out of hours", number="01632 960113", answerphone=True)
    first, rest = split_off_first_calls(CallPanel(lines=(LINES[0], LINES[4], line), area="Here"))
    assert [one.number for one in first.lines] == ["999", "101", "01632 960113"]
    assert rest.lines == ()


def test_where_the_council_answers_101_is_not_put_before_its_next_line():
    first, rest = split_off_first_calls(
        CallPanel(lines=(LINES[0], LINES[3], LINES[4], LINES[5]), area="Here")
    )
    assert [one.number for one in first.lines] == ["999", "01632 960111"]
    assert rest.lines == LINES[4:6]


def test_unknown_council_hours_are_shown_first_and_not_folded():
    line = PhoneLine(
        kind="unknown", who="Front door", number="01632 960114", when="Hours not known"
    )
    more = PhoneLine(kind="unknown", who="Another", number="01632 960115", when="Hours not known")
    first, rest = split_off_first_calls(
        CallPanel(lines=(*LINES[:3], LINES[4], line, more), area="Here")
    )
    assert [one.number for one in first.lines] == ["999", "07700 900123", "101", "01632 960114"]
    assert more in rest.lines
