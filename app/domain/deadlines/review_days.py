"""The days on which what was decided is to be reviewed, and which of them a decision ends. Pure."""

from datetime import date

from msgspec.structs import replace

from app.domain.deadlines.decided_time import find_decided_day, may_predate_entry
from app.domain.deadlines.outstanding_item import OutstandingItem
from app.domain.record.entry_schema import Decision, Entry, Reopening
from app.domain.record.part_lookup import find_day


def list_review_days(said: Decision | Reopening) -> list[date]:
    """Return the days of review that an entry sets, in order."""
    days = {day for part in said.parts if (day := find_day((part,), "review_on")) is not None}
    return sorted(days)


def list_reviews_left(
    review: OutstandingItem, set_by: Entry, said: Decision
) -> tuple[OutstandingItem, ...]:
    """Return what is left of a review that an earlier entry set, after this decision.

    It ends each day that had come when it was decided, and all of them where it sets new ones. It
    ends none where it may have been made before the review was set.
    """
    if may_predate_entry(said, set_by):
        return (review,)
    over = date.max if list_review_days(said) else find_decided_day(said)
    days = [day for day in (review.by, *review.later_reviews) if day > over]
    return (replace(review, by=days[0], later_reviews=tuple(days[1:])),) if days else ()
