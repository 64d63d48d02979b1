"""Say when a call or a referral was made, where its entry was written later."""

from datetime import datetime, time

from app.domain.record.entry_schema import Entry, EntryWithParts, Part, Record
from content.london_time import ZONE, format_day, to_london

EVENT_FIELDS = {
    "call": "when",
    "referral": "referred_at",
    "reply": "answered_at",
    "escalation": "escalated_at",
}
"""The answer that says when it happened, by the page of the entry."""
LATE_MINUTES = 60
"""An entry that is written within an hour is headed with its own time alone."""


def describe_event_time(said: Entry) -> str:
    """Return "3 November, 12:15" where it happened over an hour before it was entered; else "".

    Also "" where no day was given, where it cannot be read, or where the entry has several calls.
    """
    if not isinstance(said, EntryWithParts) or isinstance(said, Record):
        return ""
    found = [part for part in said.parts if part.page in EVENT_FIELDS]
    if len(found) != 1 or (at := _read_moment(found[0])) is None:
        return ""
    day, clock = at.date(), at.time()
    signed = to_london(said.signed_at)
    has_time = clock != time.max
    late = (signed.replace(tzinfo=None) - at).total_seconds() / 60
    if day > signed.date() or (day == signed.date() and late <= LATE_MINUTES):
        return ""
    return format_day(day, signed.date()) + (f", {clock:%H:%M}" if has_time else "")


def _read_moment(part: Part) -> datetime | None:
    """Return the London day and time of an event; the day's end where no time was given."""
    value = part.values.get(EVENT_FIELDS[part.page])
    if not isinstance(value, dict) or value.get("zone") != ZONE or not value.get("date"):
        return None
    try:
        return datetime.fromisoformat(f"{value['date']}T{value.get('time') or time.max}")
    except ValueError:
        return None
