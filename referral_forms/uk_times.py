"""Format times as people in England read them. The moment is given, never read from a clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def format_uk_time(at: datetime) -> str:
    """ "24 November 2026, 14:20" in Europe/London.

    Raises ValueError for a datetime without a zone: an hour's doubt is too much here.
    """
    local = _local(at)
    return f"{local.day} {local:%B %Y}, {local:%H:%M}"


def format_iso_day(at: datetime) -> str:
    """ "2026-11-24" in Europe/London, for file names. Raises ValueError as `moment` does."""
    return f"{_local(at):%Y-%m-%d}"


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time on paper needs its zone")
    return at.astimezone(LONDON)
