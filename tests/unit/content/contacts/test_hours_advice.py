"""Hours in words are shown as ranges where they are clear, and never guessed."""

import pytest

from content.contacts.hours_advice import AT_ANY_TIME, HOW_TO_WRITE, suggest_readable_hours
from content.contacts.opening_hours import parse_opening_hours


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("Mon-Fri 9am-5pm", "Mon-Fri 09:00-17:00"),
        ("Monday to Friday, 8.30am to 5pm", "Mon-Fri 08:30-17:00"),
        ("Mon-Thu 9:00-17:00", "Mon-Thu 09:00-17:00"),
        ("Mon - Fri 09:00 \u2013 17:00", "Mon-Fri 09:00-17:00"),
        ("Fri 9.00am until 4.30pm", "Fri 09:00-16:30"),
        ("sat 12pm-12am", "Sat 12:00-00:00"),
        ("Mon-Thu 17:00-8:45", "Mon-Thu 17:00-08:45"),
        ("Mon-Fri 9pm to 7am", "Mon-Fri 21:00-07:00"),
    ],
)
def test_clear_hours_are_suggested_in_the_right_form(typed: str, suggested: str) -> None:
    assert (
        suggest_readable_hours([typed]) == f'Write hours = ["{suggested}"], if those are the times'
    )
    assert parse_opening_hours((suggested,))


UNCLEAR = (
    *("9 to 5", "Mon-Fri 9-5", "Mon-Fri 9:00-5:00", "Mon-Fri 9-17", "Weekdays 09:00-17:00"),
    *("Mon, Thu 09:00-17:00", "Mon and Thu 09:00-17:00", "Mon-Fri 25:00-26:00", "Mon-Fri"),
    *("Mon-Fri 09:00-17:00 except Wed", "Mon-Thu 09:00-17:00, Fri 09:00-16:30", "Mon 13am-5pm"),
    *("Mon-Fri 9.00 to 7.00", "Mon-Fri 8:30-7:30", "Mon-Fri 9:00am-7:30", "Mon-Fri 10:00-9:00"),
    *("Mon-Fri 9:00-9:00", "Mon-Fri 5pm-9:00", "Mon-Fri 2:00-6:00"),
)


@pytest.mark.parametrize("typed", UNCLEAR)
def test_unclear_hours_are_never_guessed(typed: str) -> None:
    assert suggest_readable_hours([typed]) == HOW_TO_WRITE
    assert suggest_readable_hours(["Mon-Fri 9am-5pm", typed]) == HOW_TO_WRITE


@pytest.mark.parametrize("typed", ["24 hours", "24/7", "At any time", "always", "24hrs"])
def test_a_line_for_any_time_is_told_both_words_and_no_claim_is_made(typed: str) -> None:
    assert suggest_readable_hours(typed) == suggest_readable_hours([typed]) == AT_ANY_TIME
    assert 'hours = "not known"' in AT_ANY_TIME


@pytest.mark.parametrize("typed", [["not known"], ["?"], "unknown"])
def test_hours_that_are_not_known_have_one_word(typed: object) -> None:
    assert suggest_readable_hours(typed) == 'Write hours = "not known", without brackets'


@pytest.mark.parametrize("typed", [3, [], [3], ""])
def test_a_value_without_text_gets_the_form(typed: object) -> None:
    assert suggest_readable_hours(typed) == HOW_TO_WRITE
