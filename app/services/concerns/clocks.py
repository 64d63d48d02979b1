"""How long a record may lie unread, by the organisation's hours and its pack's settings.

The numbers come from the pack; this module only joins them to `domain.clocks`. It never writes.
"""

from datetime import date, datetime

from app.domain.record.concern_card import is_urgent
from app.domain.record.entry_schema import Card
from app.domain.routing.actors import Org
from app.domain.times import london_time
from content import pack_loader
from content.pack_settings import Clock


def opening(org: Org) -> london_time.Opening:
    """When this organisation is open: its own hours, less bank holidays and its closures."""
    calendar = pack_loader.load(org.pack).calendar
    closures = frozenset(org.closures)

    def closed(day: date) -> bool:
        return day in closures or calendar.is_holiday(day)

    return london_time.Opening(org.hours, closed)


def unread_due(org: Org, card: Card, signed_at: datetime) -> datetime:
    """When a record signed at `signed_at` should have been acknowledged: the pack's minutes.

    Minutes on the wall when danger is yes or unsure, else minutes of open hours.
    """
    settings = pack_loader.load(org.pack).settings.clocks
    if is_urgent(card):
        return london_time.after(signed_at, settings.unread_danger.minutes[0], None)
    return london_time.after(signed_at, settings.unread.minutes[0], opening(org))


def added_due(org: Org, at: datetime) -> datetime:
    """When words added at `at` to a file that was read should have been acknowledged."""
    settings = pack_loader.load(org.pack).settings.clocks
    return london_time.after(at, settings.unread.minutes[0], opening(org))


def unsigned_since(org: Org, now: datetime, *, urgent: bool) -> datetime:
    """Drafts begun before this instant are spoken of."""
    settings = pack_loader.load(org.pack).settings.clocks
    clock: Clock = settings.unsigned_danger if urgent else settings.unsigned
    return now - (london_time.after(now, clock.minutes[0], None) - now.replace(microsecond=0))
