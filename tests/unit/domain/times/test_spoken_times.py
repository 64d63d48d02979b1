"""Clock words and days as people say them: read where they have one meaning, never guessed."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.pages.page_model import AnswerKind, Field, Page, Step
from app.domain.record.answer_parsing import resolve_relative_times
from app.domain.times.spoken_times import (
    find_days,
    find_part_of_day,
    find_times,
    is_approximate,
)
from app.domain.times.typed_dates import (
    UnreadableError,
    find_two_possible_days,
    read_day,
    read_full_day,
    read_time,
    resolve_relative_day,
)
from content.london_time import LONDON

FRIDAY = date(2026, 11, 27)
ONE_TIME = {
    "15.30": "15:30", "3.30pm": "15:30", "3.30 p.m.": "15:30", "1530": "15:30", "15h30": "15:30",
    "noon": "12:00", "12 noon": "12:00", "midday": "12:00", "midnight": "00:00", "12am": "00:00",
    "half 3 in the afternoon": "15:30", "half past three pm": "15:30", "9 at night": "21:00",
    "2 at night": "02:00", "at 10:30": "10:30", "ten to one pm": "12:50", "0:15": "00:15",
    "quarter to 1 in the afternoon": "12:45", "3 o’clock this afternoon": "15:00",
    "half past 12 in the morning": "00:30", "12:30": "12:30", "04:15": "04:15",
}  # fmt: skip
TWO_TIMES = {
    "half 3": ("03:30", "15:30"), "half3": ("03:30", "15:30"),
    "Half past Three": ("03:30", "15:30"),
    "half two": ("02:30", "14:30"), "half 12": ("00:30", "12:30"),
    "quarter past four": ("04:15", "16:15"), "a quarter to 4": ("03:45", "15:45"),
    "10 to 4": ("03:50", "15:50"), "twenty-five to six": ("05:35", "17:35"),
    "20 mins past 4": ("04:20", "16:20"), "4:15": ("04:15", "16:15"), "9:15": ("09:15", "21:15"),
    "330": ("03:30", "15:30"), "three": ("03:00", "15:00"), "3 o'clock": ("03:00", "15:00"),
    "a quarter to 12 pm": ("11:45", "23:45"), "five to one": ("00:55", "12:55"),
}  # fmt: skip
APPROXIMATE = [
    "3ish", "about 3", "about six", "six ish", "around half 3", "sixish", "3 or 4", "3-4pm",
    "between 3 and 4", "just after 3", "about 15:30", "before school", "evening", "10 to 4 or so",
]  # fmt: skip
NO_TIME = [
    "25:00", "14", "24:00", "14:60", "13pm", "half", "half past", "half 15", "quarter", "",
    "9 in the afternoon", "15:30pm", "15:30 in the morning", "00:30am", "sometime",
]  # fmt: skip
PAST_DAYS = {
    "today": (27,), "this morning": (27,), "yesterday": (26,), "last night": (26,), "Monday": (23,),
    "day before yesterday": (25,), "on Tuesday": (24,), "last Monday": (23,), "Friday": (20, 27),
    "last Fri": (20,), "this Friday": (27,), "Thurs night": (26,), "next Friday": (),
    "tomorrow": (), "this Sunday": (), "Friday week": (), "mon day": (), "27 November": (),
}  # fmt: skip
LATER_DAYS = {
    "today": ("27/11",), "tomorrow": ("28/11",), "Monday": ("30/11",), "last Monday": ("23/11",),
    "next Friday": ("4/12", "11/12"), "next Tues": ("1/12", "8/12"), "Friday": ("27/11", "4/12"),
    "this Sunday": ("29/11",), "on Thursday": ("3/12",),
}  # fmt: skip
TODAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
PIECES = (
    "half", "quarter", "a", "past", "to", "ten", "10", "4", "15", "30", "three", ":", ".", "pm",
    "noon", "midnight", "o'clock", "ish", "about", "in the", "afternoon", "at night", "last",
    "next", "this", "on", "monday", "fri", "today", "yesterday", "27", "nov", "/",
)  # fmt: skip
WORDS = st.lists(st.sampled_from(PIECES), max_size=6).flatmap(
    lambda words: st.sampled_from([" ".join(words), "".join(words)])
)
TYPED = st.text(max_size=30) | WORDS


@pytest.mark.parametrize(("text", "time"), ONE_TIME.items())
def test_a_time_with_one_meaning_is_read(text, time):
    assert find_times(text) == (time,)
    assert read_time(text) == time


@pytest.mark.parametrize(("text", "times"), TWO_TIMES.items())
def test_a_time_with_two_meanings_is_asked(text, times):
    assert find_times(text) == times
    with pytest.raises(UnreadableError, match=f"{times[0]} or {times[1]}") as asked:
        read_time(text)
    assert asked.value.stops


@pytest.mark.parametrize("text", APPROXIMATE)
def test_an_approximate_time_is_never_made_exact_nor_asked_about(text):
    assert find_times(text) == ()
    assert is_approximate(text)
    with pytest.raises(UnreadableError) as kept:
        read_time(text)
    assert not kept.value.stops


@pytest.mark.parametrize("text", NO_TIME)
def test_no_time_is_neither_read_nor_called_approximate(text):
    assert find_times(text) == ()
    assert not is_approximate(text)


@pytest.mark.parametrize(("text", "days"), PAST_DAYS.items())
def test_a_day_that_has_been_is_the_last_such_day(text, days):
    assert find_days(text, FRIDAY) == tuple(date(2026, 11, day) for day in days)


@pytest.mark.parametrize(("text", "days"), LATER_DAYS.items())
def test_a_day_that_may_lie_ahead_is_the_next_such_day(text, days):
    found = find_days(text, FRIDAY, later=True)
    assert tuple(f"{day.day}/{day.month}" for day in found) == days


@pytest.mark.parametrize(
    ("text", "part"),
    [("last night", "night"), ("this morning", "morning"), ("Monday evening", "evening"),
     ("tonight", "night"), ("Monday", ""), ("yesterday", ""), ("a bad night", "")],
)  # fmt: skip
def test_the_part_of_a_day_is_not_lost_and_no_hour_is_invented(text, part):
    assert find_part_of_day(text) == part
    page = Page("told", "Told", Step.REACT, (Field("told_lead_at", "When?", AnswerKind.MOMENT),))
    now = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    fixed = resolve_relative_times(page, {"told_lead_at": [text]}, now)
    assert fixed.get("told_lead_at-time", [""]) == [part]
    kept = resolve_relative_times(
        page, {"told_lead_at": [text], "told_lead_at-time": ["21:10"]}, now
    )
    assert kept["told_lead_at-time"] == ["21:10"]


@pytest.mark.parametrize("text", ["tomorrow", "next Friday"])
def test_a_day_to_come_says_so_with_today_as_the_example(text):
    with pytest.raises(UnreadableError, match="not come yet. Today is 27/11/2026"):
        read_day(text, FRIDAY)


def test_a_weekday_that_its_date_is_not_is_asked_about():
    assert read_day("Fri 27 Nov", FRIDAY) == FRIDAY
    with pytest.raises(UnreadableError, match="27 November 2026 is a Friday"):
        read_day("Tuesday 27 November", FRIDAY)


@given(TYPED, TODAYS, st.booleans())
@example("next Friday", FRIDAY, True)
@example("Friday", FRIDAY, False)
def test_a_saved_day_means_the_same_on_every_later_day(text, today, later):
    fixed = resolve_relative_day(text, today, later=later)
    assert resolve_relative_day(fixed, today + timedelta(days=9), later=later) == fixed
    days = find_days(text, today, later=later)
    if len(days) == 2:
        assert find_two_possible_days(fixed) == days
        assert fixed.startswith(text)
    elif days:
        assert read_full_day(fixed) == days[0]


@given(TYPED, TODAYS, st.booleans())
def test_any_text_has_at_most_two_meanings_and_never_raises(text, today, later):
    times, days = find_times(text), find_days(text, today, later=later)
    assert all(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time) for time in times)
    assert list(times) == sorted(set(times))
    assert list(days) == sorted(set(days))
    assert max(len(times), len(days)) <= 2
    assert later or all(day <= today for day in days)
    assert not (times and is_approximate(text))
    for time in times:
        assert find_times(time) == (time,)


@given(TYPED)
def test_one_hour_is_read_only_where_the_text_says_which_half_of_the_day(text):
    if len(find_times(text)) == 1:
        assert re.search(
            r"[ap]\.? ?m|noon|midday|night|morning|afternoon|evening|[0-9]{2}\D?[0-9]{2}|^(at )?0",
            " ".join(text.casefold().split()),
        )


@given(st.integers(1, 12), st.integers(0, 59))
def test_a_clock_face_alone_never_says_which_half_of_the_day(hour, minute):
    ways = [f"{minute} past {hour}"] if 0 < minute < 30 else []
    ways += [f"{hour}:{minute:02d}"] if hour < 10 else []
    for text in (*ways, f"half {hour}", f"{hour} o'clock", f"quarter to {hour}"):
        first, second = find_times(text)
        assert int(second[:2]) - int(first[:2]) == 12


@pytest.mark.parametrize(
    ("at", "today"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_days_are_counted_by_london_clocks_when_the_clocks_change(at, today):
    page = Page("account", "A", Step.RECEIVE, (Field("told_on", "When?", AnswerKind.DATE),))
    for text, back in (("today", 0), ("yesterday", 1), ("last night", 1)):
        fixed = resolve_relative_times(page, {"told_on": [text]}, at.astimezone(LONDON))
        assert read_full_day(fixed["told_on"][0]) == today - timedelta(days=back)
    assert read_time("1:30am") == "01:30"  # there twice, or not at all: kept as it was written


@pytest.mark.parametrize(
    ("text", "time", "days"),
    [
        ("last night", "2am", "last night (26/11/2026 or 27/11/2026)"),
        ("last night", "04:59", "last night (26/11/2026 or 27/11/2026)"),
        ("last night", "05:00", "26/11/2026"),
        ("last night", "11pm", "26/11/2026"),
        ("last night", "", "26/11/2026"),
        ("yesterday", "2am", "26/11/2026"),
        ("tonight", "2am", "27/11/2026"),
    ],
)
def test_a_time_after_midnight_of_a_night_is_asked_about(text: str, time: str, days: str):
    page = Page("account", "A", Step.RECEIVE, (Field("told_on", "When?", AnswerKind.MOMENT),))
    now = datetime(2026, 11, 27, 14, 0, tzinfo=LONDON)
    fixed = resolve_relative_times(page, {"told_on": [text], "told_on-time": [time]}, now)
    assert fixed["told_on"] == [days]
    fields = Field("told_on", "Day", AnswerKind.DATE), Field("told_at_time", "T", AnswerKind.TIME)
    apart = Page("account", "A", Step.RECEIVE, fields)
    typed = {"told_on": [text], "told_at_time": [time]}
    assert resolve_relative_times(apart, typed, now)["told_on"] == [days]
