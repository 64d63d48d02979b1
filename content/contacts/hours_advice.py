"""Say how to write opening hours, for people who wrote them in words.

A suggestion says the same times in another form. What is not clear is never guessed: "9-5" could be
the morning or the evening, and a line that seems open when it is not costs a child time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from content.contacts.opening_hours import NOT_KNOWN, parse_opening_hours

AT_ANY_TIME = (
    'If someone answers at any time, write hours = "always", without brackets. '
    'If you are not sure, write hours = "not known"'
)
HOW_TO_WRITE = (
    "Write days and 24-hour times in this form: "
    'hours = ["Mon-Thu 09:00-17:00", "Fri 09:00-16:30"]. '
    'If you do not know them, write hours = "not known"'
)
EARLIEST_CLEAR = 7
"""From this hour on "9:00" is a time by the 24-hour clock. "5:00" could be in the afternoon."""
AFTERNOON = 13
"""From this hour on a number is by the 24-hour clock, and so are both ends of its range."""
_ANY_TIME = re.compile(
    r"24 ?(?:-? ?hours?|h|hrs|/ ?7)\b|any ?time|always|all day|round the clock|day and night", re.I
)
_UNKNOWN = re.compile(r"(?:not|un) ?known|\?+|none|n/?a", re.I)
_DAY = r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?"
_TO = "\\s*(?:\\bto\\b|\\buntil\\b|[\u2010-\u2015-])\\s*"
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)?"
_RANGE = re.compile(rf"{_DAY}(?:{_TO}{_DAY})?[ ,:]+(?:from )?{_CLOCK}{_TO}{_CLOCK}", re.I)


def suggest_readable_hours(typed: object) -> str:
    """Return how to write hours that cannot be read: as a sentence without its full stop."""
    texts = [one for one in ([typed] if isinstance(typed, str) else _list_texts(typed)) if one]
    if any(_ANY_TIME.search(one) for one in texts):
        return AT_ANY_TIME
    if texts and all(_UNKNOWN.fullmatch(one.strip()) for one in texts):
        return f'Write hours = "{NOT_KNOWN}", without brackets'
    suggested = [_suggest_range(one) for one in texts]
    if texts and all(suggested):
        shown = ", ".join(f'"{one}"' for one in suggested)
        return f"Write hours = [{shown}], if those are the times"
    return HOW_TO_WRITE


def _list_texts(typed: object) -> list[str]:
    found: Iterable[object] = typed if isinstance(typed, list | tuple) else ()
    return [one for one in found if isinstance(one, str)]


def _suggest_range(text: str) -> str:
    """Return the same days and times as a range, or "" where they are not clear."""
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        return ""
    days = "-".join(day.capitalize() for day in found.group(1, 2) if day)
    opens, closes = _read_clock(*found.group(3, 4, 5)), _read_clock(*found.group(6, 7, 8))
    made = f"{days} {opens}-{closes}"
    if not (opens and closes) or (closes <= opens and not _is_overnight(found)):
        return ""
    return made if _is_range(made) else ""


def _is_overnight(found: re.Match[str]) -> bool:
    """Whether a range that ends at or before its start says so: "9:00 to 7:00" is likely a day."""
    hours = (int(hour) for hour in found.group(3, 6))
    return all(found.group(5, 8)) or any(hour >= AFTERNOON for hour in hours)


def _read_clock(hour: str, minute: str | None, half: str | None) -> str:
    """Return 17:00 for "5pm" and 09:30 for "9.30am"; "" for a bare number such as 9."""
    number, after = int(hour), (half or "").casefold()
    if after:
        clear = 1 <= number <= 12
        return f"{number % 12 + 12 * (after == 'pm'):02}:{minute or '00'}" if clear else ""
    return f"{number:02}:{minute}" if minute and number >= EARLIEST_CLEAR else ""


def _is_range(text: str) -> bool:
    try:
        return bool(parse_opening_hours((text,)))
    except ValueError:
        return False
