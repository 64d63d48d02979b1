from datetime import date, timedelta

import holidays as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import pack_loader
from content.contacts.holiday_calendar import (
    ENGLAND,
    HolidayCalendar,
    add_working_days,
    is_working_day,
    list_bank_holidays,
)

YEARS = range(2020, 2041)
ENGLISH = pack_loader.load_pack("england").calendar


@pytest.mark.parametrize("year", YEARS)
def test_each_bank_holiday_is_the_one_that_another_library_knows(year: int) -> None:
    known = oracle.country_holidays("GB", subdiv="ENG", years=year)
    assert list_bank_holidays(year, ENGLISH.changes) == {day for day in known if day.year == year}


def test_without_the_pack_a_proclaimed_year_would_be_wrong() -> None:
    assert date(2022, 6, 3) not in list_bank_holidays(2022)
    assert date(2022, 5, 30) in list_bank_holidays(2022)


@pytest.mark.parametrize(
    ("christmas", "substitutes"),
    [
        (2027, [date(2027, 12, 27), date(2027, 12, 28)]),  # Saturday and Sunday
        (2026, [date(2026, 12, 28)]),  # Boxing Day on a Saturday
        (2033, [date(2033, 12, 27)]),  # Christmas Day on a Sunday
    ],
)
def test_a_weekend_christmas_gives_the_next_free_weekdays(
    christmas: int, substitutes: list[date]
) -> None:
    days = sorted(day for day in list_bank_holidays(christmas) if day > date(christmas, 12, 26))
    assert days == substitutes


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 26), 1, date(2026, 11, 27)),  # Thursday to Friday
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday to Monday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # Saturday to Monday
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # over Christmas and its substitute
        (date(2026, 12, 24), 2, date(2026, 12, 30)),
        (date(2027, 3, 25), 1, date(2027, 3, 30)),  # over Easter
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
    ],
)
def test_working_days_step_over_weekends_and_holidays(start: date, count: int, end: date) -> None:
    assert add_working_days(start, count) == end


def test_an_organisations_closures_are_not_working_days() -> None:
    term = ENGLAND.closed_on([date(2026, 11, 30), date(2026, 12, 1)])
    assert add_working_days(date(2026, 11, 27), 1, term) == date(2026, 12, 2)
    assert is_working_day(date(2026, 11, 30))
    assert not is_working_day(date(2026, 11, 30), term)


def test_working_days_do_not_run_backwards_or_for_ever() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2026, 11, 24), -1)
    first = date(2026, 1, 1)
    closed = HolidayCalendar().closed_on(first + timedelta(days=step) for step in range(500))
    with pytest.raises(ValueError, match="no working day"):
        add_working_days(first, 1, closed)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 30))
def test_the_nth_working_day_has_n_working_days_behind_it(start: date, count: int) -> None:
    end = add_working_days(start, count, ENGLISH)
    between = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
    assert sum(map(ENGLISH.is_working_day, between)) == count
    assert ENGLISH.is_working_day(end)
