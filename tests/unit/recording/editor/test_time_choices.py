"""A day or time with two meanings is asked about next to its box, and chosen in the form."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.page_model import AnswerKind, Field, Page, Step
from app.domain.record.answer_parsing import parse_answers
from app.domain.record.form_data import select_page_fields
from app.domain.record.time_choices import apply_time_choices
from app.recording.editor.time_readings import describe_time_answer, list_meaning_questions

FRIDAY = date(2026, 11, 27)
TIME = Field("leaves_at", "When do they leave?", AnswerKind.TIME)
MOMENT = Field("told_lead_at", "When?", AnswerKind.MOMENT)
LATER = Field("due", "By when?", AnswerKind.DATE, later=True)
ASKED = "next Friday (4/12/2026 or 11/12/2026)"


def choose(field, raw, number, **since):
    (asked,) = list_meaning_questions(field, field.name, raw)
    form = {**raw, asked.name: [asked.choices[number][0]], **since}
    return {name: texts for name, texts in apply_time_choices(form).items() if name != asked.name}


def read(field, raw):
    page = Page("told", "Told", Step.REACT, (field,))
    found = parse_answers(page, raw, ("c1",), FRIDAY, {})
    return found.parts[0].values[field.name], found.unread


def test_each_meaning_is_offered_in_full_and_fills_its_box():
    (asked,) = list_meaning_questions(TIME, "leaves_at", {"leaves_at": ["half 3"]})
    assert [label for _, label in asked.choices] == [
        "03:30 in the morning",
        "15:30 in the afternoon",
    ]
    assert choose(TIME, {"leaves_at": ["half 3"]}, 1) == {"leaves_at": ["15:30"]}
    (asked,) = list_meaning_questions(LATER, "due", {"due": [ASKED]})
    assert [label for _, label in asked.choices] == [
        "Friday 4 December 2026", "Friday 11 December 2026",
    ]  # fmt: skip
    assert choose(LATER, {"due": [ASKED]}, 1) == {"due": ["11/12/2026"]}


def test_midnight_asks_at_which_end_of_its_day():
    raw = {"told_lead_at": ["26/11/2026"], "told_lead_at-time": ["midnight"]}
    value, unread = read(MOMENT, raw)
    assert (value["date"], value["time"], value["time_as_typed"]) == (
        "2026-11-26",
        None,
        "midnight",
    )
    assert unread["told_lead_at-time"].stops
    starts, ends = (read(MOMENT, choose(MOMENT, raw, n))[0] for n in (0, 1))
    assert (starts["date"], starts["time"]) == ("2026-11-26", "00:00")
    assert (ends["date"], ends["time"]) == ("2026-11-27", "00:00")
    assert read(TIME, {"leaves_at": ["midnight"]}) == ("00:00", {})


def test_what_was_typed_since_wins_over_a_choice():
    raw = {"leaves_at": ["half 3"]}
    assert choose(TIME, raw, 1, leaves_at=["about 4"]) == {"leaves_at": ["about 4"]}
    day = {"told_lead_at": ["26/11/2026"], "told_lead_at-time": ["midnight"]}
    moved = choose(MOMENT, day, 1, told_lead_at=["20/11/2026"])
    assert moved == {"told_lead_at": ["20/11/2026"], "told_lead_at-time": ["midnight"]}


def test_a_choice_reaches_only_its_own_boxes_and_is_not_stored():
    page = PAGES_BY_NAME["now"]
    forged = '[["where_now","The gym","Elsewhere"]]'
    form = {"where_now": ["The gym"], "leaves_at": ["half 3"], "choose-leaves_at": [forged]}
    assert select_page_fields(page, form) == {"where_now": ["The gym"], "leaves_at": ["half 3"]}
    (asked,) = list_meaning_questions(TIME, "leaves_at", {"leaves_at": ["half 3"]})
    form["choose-leaves_at"] = [asked.choices[0][0]]
    assert select_page_fields(page, form)["leaves_at"] == ["03:30"]


@given(st.text(max_size=40) | st.just('[["a","b","c"]]') | st.just("[]"))
def test_no_forged_choice_changes_a_form(value):
    form = {"leaves_at": ["half 3"], "choose-leaves_at": [value], "choose-": [value]}
    assert apply_time_choices(form) == form


def test_a_day_and_time_are_shown_back_in_full():
    def shown(day, time=""):
        return describe_time_answer(MOMENT, "at", {"at": [day], "at-time": [time]})

    assert shown("27/11/2026", "3.30pm") == "Friday 27 November 2026, 15:30"
    assert shown("27/11/2026", "about 3") == (
        "Friday 27 November 2026. The time is saved as you typed it."
    )
    assert shown("27/11/2026", "half 3") == "Friday 27 November 2026"
    assert shown("31/2/2026", "after they left") == ""
    assert describe_time_answer(TIME, "at", {"at": ["15:30"]}) == ""
    assert describe_time_answer(TIME, "at", {"at": ["3.30pm"]}) == "15:30"
