"""Whether the child may be gone soon, by the time that the worker typed. Pure.

A time with two meanings counts as the sooner, and one that nobody can read counts as soon.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from app.domain.record.form_data import FormData, get_text
from app.domain.times.spoken_times import find_times
from content.london_time import LONDON

CALL_FIRST_SPAN = timedelta(hours=1)
"""A child who leaves within it: calling comes before writing."""
URGENT_SPAN = timedelta(minutes=75)
"""A draft is spoken of after an hour, and at least 15 minutes before the child leaves."""
_GONE = timedelta(hours=1)
"""A time as long ago as this can still be today's: the child is on the way out, or just left."""
_DAY = timedelta(days=1)


def leaves_within(now_page: FormData, at: datetime, span: timedelta) -> bool:
    """Whether the child, who is with the worker, may leave within this time."""
    text = get_text(now_page, "leaves_at").strip()
    if not text or get_text(now_page, "child_is") not in {"", "with_me"}:
        return False
    found = find_times(text)
    return not found or any(left <= span for left in _list_times_left(found, at))


def _list_times_left(clocks: tuple[str, ...], at: datetime) -> Iterator[timedelta]:
    """Yield how long it is to the nearest such time: less than nothing where it is just over."""
    here = at.astimezone(LONDON)
    for clock in clocks:
        leaves = datetime.combine(here.date(), time.fromisoformat(clock), LONDON)
        left = (leaves - here) % _DAY
        yield left - _DAY if left >= _DAY - _GONE else left
