"""Opening hours are read as people write them, or refused with an example to copy."""

import pytest

from app.domain.times.weekly_hours import (
    format_hours,
    list_day_ranges,
    parse_hours,
    summarise_hours,
)
from app.errors import InvalidError
from content.contacts.opening_hours import parse_opening_hours


def test_days_and_times_as_people_write_them():
    hours = parse_hours("Mon-Thu 9-17:00, Friday 9.00 to 16:30; Sat 10:00\u201313:00")
    assert hours["0"] == hours["3"] == ["09:00-17:00"]
    assert hours["4"] == ["09:00-16:30"]
    assert hours["5"] == ["10:00-13:00"]
    assert "6" not in hours


def test_words_read_back():
    hours = parse_hours("Mon 09:00-12:00, Mon 13:00-17:00, Sun 10:00-11:00")
    assert parse_hours(format_hours(hours)) == hours


def test_each_range_is_handed_on_with_its_day():
    hours = parse_hours("Sat 10-13, Mon 9-12, Mon 13-24")
    ranges = ("Mon 09:00-12:00", "Mon 13:00-24:00", "Sat 10:00-13:00")
    assert list_day_ranges(hours) == ranges
    assert len(parse_opening_hours(ranges)) == len(ranges)


def test_blank_is_never_open():
    assert parse_hours("  ") == {}


@pytest.mark.parametrize(
    "text", ["9-5", "Mon 17:00-09:00", "Fri-Mon 9-17", "Mon 9-25", "Mon 09:75-10"]
)
def test_what_cannot_be_read_says_how(text):
    with pytest.raises(InvalidError) as caught:
        parse_hours(text)
    assert "Mon-Fri 09:00-17:00" in caught.value.problems["hours"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mon-Fri 09:00-17:00", "Mon to Fri 09:00 to 17:00"),
        ("Mon-Thu 08:30-16:30, Fri 08:30-16:00", "Mon to Thu 08:30 to 16:30, Fri 08:30 to 16:00"),
        (
            "Mon 9-12, Mon 13-17, Wed 9-12",
            "Mon 09:00 to 12:00 and 13:00 to 17:00, Wed 09:00 to 12:00",
        ),
        ("Sat 10-13", "Sat 10:00 to 13:00"),
        ("", ""),
    ],
)
def test_hours_are_said_shortly_with_like_days_together(text: str, said: str):
    assert summarise_hours(parse_hours(text)) == said
