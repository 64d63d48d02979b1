"""Read clock words and days as people in the UK say them: "half three", "last Monday".

A closed grammar: a text has no meaning here, one, or the two that its writer could have had. No
hour is ever inferred, and nothing here reads a clock: callers pass the day.
"""

import re
from datetime import date, timedelta
from typing import Final

PARTS_OF_DAY: Final = ("morning", "afternoon", "evening", "night")
MIDNIGHT: Final = "00:00"
_HOURS_OF_PART = {
    "morning": range(12),
    "afternoon": range(12, 18),
    "evening": range(16, 24),
    "night": (*range(18, 24), *range(5)),
}
_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_COUNTS = {
    "half": 30, "quarter": 15, "a quarter": 15, "five": 5, "ten": 10, "twenty": 20,
    "twenty five": 25, "twenty-five": 25,
}  # fmt: skip
_NOON = frozenset({"noon", "midday", "12 noon"})
_MIDNIGHT_WORDS = frozenset({"midnight", "12 midnight"})
_PART = "|".join(PARTS_OF_DAY)
_END = rf"(?: ?(?P<half>[ap])\.? ?m\.?| (?:in the|at|this) (?P<part>{_PART}))?"
_HOUR = rf"(?P<hour>[1-9]|1[0-2]|{'|'.join(_NUMBERS)})"
_COUNT = rf"(?P<count>{'|'.join(_COUNTS)}|[1-9]|[12][0-9])(?: min(?:ute)?s?)?"
_DIGITS = re.compile(rf"(?P<hour>[0-9]{{1,2}})(?:[:.h ]?(?P<minute>[0-9]{{2}}))?{_END}")
_WHOLE_HOUR = re.compile(rf"{_HOUR}(?: ?o ?'? ?clock)?{_END}")
_CLOCK_FACE = re.compile(rf"{_COUNT} (?P<way>past|to) {_HOUR}{_END}")
_ABOUT = re.compile(
    r"(?:at )?(?:about|around|approximately|approx\.?|roughly|circa|nearly|almost|before|after|by"
    r"|just before|just after|some ?time (?:before|after|around)|~) ?"
)
_ROUGHLY = re.compile(r"(?: ?-? ?ish| or so)(?= |$)")
_BETWEEN = re.compile(r"(?:between )?(.+?) ?(?:-|–|and|or|to) ?(.+)")
_ROUGH_TIMES = frozenset(
    {*PARTS_OF_DAY, "lunchtime", "lunch", "teatime", "tea", "bedtime", "dinner time", "break time",
     "school", "home time"}
)  # fmt: skip

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_DAYS = {day[:3]: day for day in _DAYS} | {
    "tues": "tuesday", "weds": "wednesday", "thur": "thursday", "thurs": "thursday",
}  # fmt: skip
_WEEKDAY = re.compile(
    rf"(?:on )?(?:(last|this|next) )?({'|'.join((*_DAYS, *_SHORT_DAYS))})(?: (?:{_PART}))?"
)
_DAYS_AHEAD = {
    "today": 0, "earlier today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0,
    "this evening": 0, "yesterday": -1, "last night": -1, "yesterday morning": -1,
    "yesterday afternoon": -1, "yesterday evening": -1, "yesterday night": -1,
    "day before yesterday": -2, "the day before yesterday": -2, "tomorrow": 1,
    "tomorrow morning": 1, "tomorrow afternoon": 1, "tomorrow evening": 1, "tomorrow night": 1,
}  # fmt: skip


def find_times(text: str) -> tuple[str, ...]:
    """Return the times of day that a text can mean, like "14:05": none, one or two."""
    typed = re.sub(r"^half(?:[ -]?past)?[ -]?(?!past|min)", "half past ", _tidy(text))
    typed = typed.removeprefix("at ")
    if typed in _NOON:
        return ("12:00",)
    if typed in _MIDNIGHT_WORDS:
        return (MIDNIGHT,)
    if found := _DIGITS.fullmatch(typed):
        return _read_digits(found)
    if found := _WHOLE_HOUR.fullmatch(typed):
        return _choose_half(_read_hour(found["hour"]), 0, found)
    if found := _CLOCK_FACE.fullmatch(typed):
        return _read_clock_face(found)
    return ()


def is_impossible_time(text: str) -> bool:
    """Whether a text is written like a time that no clock shows: "25:70", "7.75pm"."""
    found = _DIGITS.fullmatch(_tidy(text).removeprefix("at "))
    if found is None or found["minute"] is None:
        return False
    return int(found["minute"]) > 59 or int(found["hour"]) > 24


def is_midnight_word(text: str) -> bool:
    """Whether midnight was written as a word, which does not say at which end of a day."""
    return _tidy(text).removeprefix("at ") in _MIDNIGHT_WORDS


def is_approximate(text: str) -> bool:
    """Whether a text is a time that its writer did not mean to the minute: "about 3", "3ish"."""
    typed = _tidy(text)
    rest = _ROUGHLY.sub("", _ABOUT.sub("", typed, count=1)).strip()
    if rest in _ROUGH_TIMES:
        return True
    if rest != typed and find_times(rest):
        return True
    ends = _BETWEEN.fullmatch(typed)
    return bool(ends and not find_times(typed) and find_times(ends[1]) and find_times(ends[2]))


def find_days(text: str, today: date, *, later: bool = False) -> tuple[date, ...]:
    """Return the days that words can mean on the day they are typed: none, one or two, in order.

    `later`: the day may lie ahead, otherwise every day meant has been.
    """
    typed = _tidy(text)
    ahead = _DAYS_AHEAD.get(typed)
    if ahead is not None:
        return (today + timedelta(days=ahead),) if later or ahead <= 0 else ()
    found = _WEEKDAY.fullmatch(typed)
    return _find_weekdays(found[1], _number_day(found[2]), today, later) if found else ()


def is_day_to_come(text: str) -> bool:
    """Whether a text names a day to come: "tomorrow", "next Friday"."""
    typed = _tidy(text)
    found = _WEEKDAY.fullmatch(typed)
    return _DAYS_AHEAD.get(typed, 0) > 0 or bool(found and found[1] == "next")


def find_part_of_day(text: str) -> str:
    """Return the part of the day that words for a day name, "night" in "last night", or ""."""
    typed = _tidy(text)
    last = "night" if typed == "tonight" else typed.rpartition(" ")[2]
    is_day = typed in _DAYS_AHEAD or _WEEKDAY.fullmatch(typed)
    return last if is_day and last in PARTS_OF_DAY else ""


def _tidy(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split()).rstrip(".,")


def _read_hour(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.index(word) + 1


def _read_digits(found: re.Match[str]) -> tuple[str, ...]:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    ended = found["half"] or found["part"]
    if found["minute"] is None and not 1 <= hour <= 12:
        return ()
    if found["minute"] and not ended and (hour == 0 or len(found["hour"]) == 2):
        return _write(hour, minute)  # the 24-hour clock, as Heard asks for it
    if hour > 12 or hour == 0:
        same = found["part"] and hour in _HOURS_OF_PART[found["part"]]
        return _write(hour, minute) if same else ()
    return _choose_half(hour, minute, found)


def _read_clock_face(found: re.Match[str]) -> tuple[str, ...]:
    named, count = _read_hour(found["hour"]), found["count"]
    minutes = _COUNTS[count] if count in _COUNTS else int(count)
    if found["way"] == "past":
        return _choose_half(named, minutes, found)
    crosses = named == 12 and found["half"]  # "ten to 12 pm": of which twelve is it the half?
    hour = (named - 2) % 12 + 1
    return _both(hour, 60 - minutes) if crosses else _choose_half(hour, 60 - minutes, found)


def _choose_half(hour: int, minute: int, found: re.Match[str]) -> tuple[str, ...]:
    both = (hour % 12, hour % 12 + 12)
    if found["half"]:
        return _write(both[found["half"] == "p"], minute)
    if found["part"]:
        return sum((_write(h, minute) for h in both if h in _HOURS_OF_PART[found["part"]]), ())
    return _both(hour, minute)


def _both(hour: int, minute: int) -> tuple[str, ...]:
    return _write(hour % 12, minute) + _write(hour % 12 + 12, minute)


def _write(hour: int, minute: int) -> tuple[str, ...]:
    return (f"{hour:02d}:{minute:02d}",) if hour < 24 and minute < 60 else ()


def _number_day(word: str) -> int:
    return _DAYS.index(_SHORT_DAYS.get(word, word))


def _find_weekdays(which: str | None, number: int, today: date, later: bool) -> tuple[date, ...]:
    since = (today.weekday() - number) % 7
    last, coming = today - timedelta(days=since or 7), today + timedelta(days=7 - since)
    if which == "last":
        return (last,)
    if which == "next":
        return (coming, coming + timedelta(days=7)) if later else ()
    if which == "this":
        day = today + timedelta(days=number - today.weekday())
        return (day,) if later or day <= today else ()
    if since:
        return (coming,) if later else (last,)
    return (today, coming) if later else (last, today)
