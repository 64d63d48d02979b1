"""Whether the child may be gone soon, by the time that the worker typed. Pure.

A time with two meanings counts as the sooner, and one that nobody can read counts as soon.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta

from app.domain.pages.core import NOW
from app.domain.pages.details_record import WHERE_EACH
from app.domain.record.form_data import FormData, get_text
from app.domain.times.spoken_times import find_times
from content.london_time import LONDON

WHERE_PAGE = WHERE_EACH.name
CALL_FIRST_SPAN = timedelta(hours=1)
"""A child who leaves within it: calling comes before writing."""
URGENT_SPAN = timedelta(minutes=75)
"""A draft is spoken of after an hour, and at least 15 minutes before the child leaves."""
_GONE = timedelta(hours=1)
"""A time as long ago as this can still be today's: the child is on the way out, or just left."""
_DAY = timedelta(days=1)


def may_child_leave_within(now_page: FormData, at: datetime, span: timedelta) -> bool:
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


def list_location_answers(pages: Mapping[str, FormData]) -> tuple[FormData, ...]:
    """Return each answer of a draft about where a child is, under the names of the first page."""
    return (pages.get(NOW.name, {}), *split_page_by_child(pages.get(WHERE_PAGE, {})))


def split_page_by_child(raw: FormData) -> tuple[FormData, ...]:
    """Return a page that is asked of each child as one page for each."""
    found: dict[str, FormData] = {}
    for name, texts in raw.items():
        child, dot, field = name.partition(".")
        if dot:
            found.setdefault(child, {})[field] = texts
    return tuple(found.values())
