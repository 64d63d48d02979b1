"""Say when a call or a referral was made, or a decision, where its entry was written later."""

from datetime import UTC, datetime, time, timedelta

from app.domain.pages.decision import DECIDED_AT
from app.domain.record.entry_schema import Entry, EntryWithParts, Record
from content.london_time import LONDON, ZONE, format_day, to_london

EVENT_FIELDS = {
    "told": "when",
    "referral": "referred_at",
    "reply": "answered_at",
    "escalation": "escalated_at",
    "decision": DECIDED_AT,
}
"""The answer that says when it happened, by the page of the entry."""
LATE = timedelta(hours=1)
"""An entry that is written within an hour is headed with its own time alone."""


def describe_earlier_event_time(said: Entry) -> str:
    """Return "3 November, 12:15" where it happened over an hour before it was entered; else "".

    Also "" where no day was given, where it cannot be read, or where the entry has several calls.
    """
    if not isinstance(said, EntryWithParts) or isinstance(said, Record):
        return ""
    found = [
        one for part in said.parts if (one := part.values.get(EVENT_FIELDS.get(part.page, "")))
    ]
    if len(found) != 1 or (at := _read_moment(found[0])) is None:
        return ""
    late = said.signed_at - at.replace(tzinfo=LONDON).astimezone(UTC)
    if late <= LATE:
        return ""
    has_time = at.time() != time.max
    return format_day(at.date(), to_london(said.signed_at).date()) + (
        f", {at:%H:%M}" if has_time else ""
    )


def _read_moment(value: object) -> datetime | None:
    """Return the London day and time of an event; the day's end where no time was given."""
    if not isinstance(value, dict) or value.get("zone") != ZONE or not value.get("date"):
        return None
    try:
        return datetime.fromisoformat(f"{value['date']}T{value.get('time') or time.max}")
    except ValueError:
        return None
