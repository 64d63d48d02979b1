from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import pack_loader
from content.contacts.opening_hours import (
    ALWAYS,
    NOT_KNOWN,
    describe_opening,
    find_next_closing,
    find_next_opening,
    invert_opening_hours,
    is_open,
    parse_opening_hours,
)
from content.london_time import LONDON
from content.passages import Contact

NORTH = pack_loader.load_pack("north_lincolnshire")
SPOC = NORTH.contacts["spoc"]
MACHINE = NORTH.contacts["out_of_hours"]
NIGHT = pack_loader.load_pack("lincolnshire").contacts["out_of_hours"]
MINUTE = timedelta(minutes=1)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("at", "open_now", "said"),
    [
        ("2026-11-26 08:59", False, "Opens today at 09:00"),  # Thursday
        ("2026-11-26 09:00", True, "Open now, until 17:00"),
        ("2026-11-26 16:59", True, "Open now, until 17:00"),
        ("2026-11-26 17:00", False, "Opens tomorrow at 09:00"),
        ("2026-11-27 16:29", True, "Open now, until 16:30"),  # Friday
        ("2026-11-27 16:30", False, "Opens Monday at 09:00"),
        ("2026-11-28 11:00", False, "Opens Monday at 09:00"),  # Saturday
        ("2026-11-29 23:59", False, "Opens tomorrow at 09:00"),
        ("2027-05-03 11:00", False, "Opens tomorrow at 09:00"),  # a bank holiday Monday
        ("2027-04-30 16:30", False, "Opens Tuesday at 09:00"),  # the Friday before it
        ("2026-12-24 16:59", True, "Open now, until 17:00"),
        ("2026-12-24 17:00", False, "Opens Tuesday at 09:00"),
        ("2026-12-25 11:00", False, "Opens Tuesday at 09:00"),  # Christmas Day
        ("2026-12-28 11:00", False, "Opens tomorrow at 09:00"),  # Boxing Day's substitute
        ("2027-12-27 11:00", False, "Opens Wednesday at 09:00"),  # Christmas Day's substitute
        ("2027-12-28 11:00", False, "Opens tomorrow at 09:00"),
        ("2027-12-29 09:00", True, "Open now, until 17:00"),
        ("2027-01-01 11:00", False, "Opens Monday at 09:00"),
    ],
)
def test_the_day_line_at_each_boundary_minute(at: str, open_now: bool, said: str) -> None:
    moment = london(at)
    assert is_open(SPOC, moment, NORTH.calendar) is open_now
    assert describe_opening(SPOC, moment, NORTH.calendar) == said


@pytest.mark.parametrize(
    ("at", "open_now", "said"),
    [
        ("2026-11-26 16:59", False, "Opens today at 17:00"),
        ("2026-11-26 17:00", True, "Open now, until tomorrow at 08:45"),
        ("2026-11-27 08:44", True, "Open now, until 08:45"),
        ("2026-11-27 08:45", False, "Opens today at 16:45"),
        ("2026-11-27 16:45", True, "Open now, until Monday at 08:45"),
        ("2026-11-30 08:44", True, "Open now, until 08:45"),
        ("2026-11-30 08:45", False, "Opens today at 17:00"),
        ("2027-05-03 12:00", True, "Open now, until tomorrow at 08:45"),  # bank holiday Monday
        ("2026-12-25 12:00", True, "Open now, until Tuesday at 08:45"),
    ],
)
def test_a_night_team_over_midnight_weekends_and_holidays(
    at: str, open_now: bool, said: str
) -> None:
    assert is_open(NIGHT, london(at)) is open_now
    assert describe_opening(NIGHT, london(at)) == said


def test_hours_that_are_not_known_never_count_as_open() -> None:
    freephone = NORTH.contacts["freephone"]
    week = (london("2026-11-23 00:00") + timedelta(minutes=15 * step) for step in range(4 * 24 * 7))
    assert not any(is_open(freephone, at) for at in week)
    assert find_next_opening(freephone, london("2026-11-23 10:00")) is None
    assert describe_opening(freephone, london("2026-11-23 10:00")) == "Hours not known"


def test_an_answerphone_answers_just_when_the_day_line_does_not() -> None:
    for step in range(24 * 60 * 14 // 5):  # two weeks over Christmas, every five minutes
        at = london("2026-12-20 00:00") + timedelta(minutes=5 * step)
        assert is_open(MACHINE, at) is not is_open(SPOC, at)


def test_an_answerphone_is_always_called_one() -> None:
    assert describe_opening(MACHINE, london("2026-11-28 12:00")) == "Answerphone now"
    assert (
        describe_opening(MACHINE, london("2026-11-26 12:00")) == "Answerphone from today at 17:00"
    )


def test_a_line_that_is_always_open_says_so() -> None:
    police = NORTH.contacts["police"]
    assert describe_opening(police, london("2026-12-25 03:00")) == "Open at any time"
    assert find_next_closing(police, london("2026-12-25 03:00")) is None


def test_midnight_is_named_by_the_day_that_ends() -> None:
    weekend = pack_loader.load_pack("east_riding").contacts["out_of_hours"]
    assert (
        describe_opening(weekend, london("2026-11-28 12:00")) == "Open now, until the end of Sunday"
    )
    assert describe_opening(weekend, london("2026-11-29 12:00")) == "Open now, until midnight"


def test_a_far_opening_has_a_date() -> None:
    once = line(("Mon 09:00-10:00",), "closed")
    assert describe_opening(once, london("2026-12-21 10:00")) == "Opens Monday 4 January at 09:00"


def test_two_ranges_a_day_have_a_closed_middle() -> None:
    door = pack_loader.load_pack("example_authority").contacts["spoc"]
    assert describe_opening(door, london("2026-11-24 12:29")) == "Open now, until 12:30"
    assert describe_opening(door, london("2026-11-24 12:30")) == "Opens today at 13:15"
    assert describe_opening(door, london("2026-11-24 13:15")) == "Open now, until 18:00"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        is_open(SPOC, datetime(2026, 11, 24, 10, 0))  # noqa: DTZ001 - the fault under test


def test_an_instant_of_another_zone_is_read_in_london() -> None:
    assert is_open(SPOC, datetime(2027, 7, 1, 8, 0, tzinfo=UTC))
    assert not is_open(SPOC, datetime(2027, 7, 1, 7, 59, tzinfo=UTC))


def line(hours: tuple[str, ...], holidays: str = "as usual") -> Contact:
    return Contact(
        key="line",
        source="s",
        reviewed_on=SPOC.reviewed_on,
        review_by=SPOC.review_by,
        owner="o",
        status="to confirm",
        label="Line",
        role="day",
        number="01632 960100",
        hours=hours,
        bank_holidays=holidays,
    )


def test_in_october_the_hour_that_comes_twice_keeps_the_printed_times() -> None:
    early = line(("Sun 01:30-03:00",))
    first = datetime(2027, 10, 31, 0, 29, tzinfo=UTC)  # 01:29 the first time
    assert not is_open(early, first)
    assert is_open(early, first + MINUTE)
    assert not is_open(early, datetime(2027, 10, 31, 1, 0, tzinfo=UTC))  # 01:00 again
    assert is_open(early, datetime(2027, 10, 31, 1, 30, tzinfo=UTC))  # 01:30 again
    once = find_next_opening(early, first)
    again = find_next_opening(early, datetime(2027, 10, 31, 1, 0, tzinfo=UTC))
    closes = find_next_closing(early, datetime(2027, 10, 31, 1, 45, tzinfo=UTC))
    # Python calls a repeated time unequal to any other zone's, so these are compared in UTC.
    assert [at.astimezone(UTC) for at in (once, again, closes) if at] == [
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 3, 0, tzinfo=UTC),
    ]


def test_in_march_a_range_that_begins_in_the_missing_hour_begins_after_it() -> None:
    early = line(("Sun 01:30-03:00",))
    before = datetime(2027, 3, 28, 0, 59, tzinfo=UTC)  # 00:59, then 02:00
    assert not is_open(early, before)
    assert is_open(early, before + MINUTE)
    assert find_next_opening(early, before) == before + MINUTE
    assert describe_opening(early, before) == "Opens today at 02:00"


def test_both_clock_changes_leave_the_day_line_alone() -> None:
    for monday in ("2027-03-29", "2027-11-01"):
        opens = london(f"{monday} 09:00")
        if monday == "2027-03-29":  # also Easter Monday
            opens += timedelta(days=1)
        assert find_next_opening(SPOC, london(f"{monday} 00:30"), NORTH.calendar) == opens


@pytest.mark.parametrize(
    "text", ["Mon 9:00-17:00", "Mon 09:00", "Mon-Thu 09:00 to 17:00", "Mon 25:00-26:00", "Mo 1-2"]
)
def test_hours_that_are_misspelt_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a range"):
        parse_opening_hours((text,))


def test_outside_nothing_known_is_nothing_known() -> None:
    assert invert_opening_hours(NOT_KNOWN) == NOT_KNOWN
    assert invert_opening_hours(ALWAYS) == ()


@given(st.integers(0, 4 * 365 * 24 * 60))
def test_the_next_opening_is_the_first_open_minute(minute: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + minute * MINUTE
    for contact in (SPOC, NIGHT, MACHINE):
        opens = find_next_opening(contact, at, NORTH.calendar)
        assert opens is not None
        assert opens > at
        assert is_open(contact, opens, NORTH.calendar)
        assert not is_open(contact, opens.astimezone(UTC) - MINUTE, NORTH.calendar)
