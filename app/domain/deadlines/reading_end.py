"""How long the author of a closed concern can read it, where they are not one of its readers."""

from datetime import date, datetime, timedelta

from content.london_time import get_london_day

READING_DAYS = 30
"""Days after a concern was closed, or after its author was let read it again."""


def find_last_reading_day(*starts: datetime) -> date:
    """Return the last day that its author reads it, whole, counted from the newest of these."""
    return get_london_day(max(starts)) + timedelta(days=READING_DAYS)
