"""How long after it was told a record was written up, in plain words."""

from datetime import date

from app.domain.record.entry_schema import Part, Record
from app.domain.times.london_time import LONDON


def late(record: Record) -> str:
    """Plain words where a record was written up more than an hour, or a day, after it was told.

    A late record is welcome: the words say when, and never that it should not have been written.
    """
    parts = [part for part in record.parts if part.page == "account"]
    told = next((part.values["told_on"] for part in parts if _is_day(part, "told_on")), None)
    if told is None:
        return ""
    signed = record.signed_at.astimezone(LONDON)
    days = (signed.date() - date.fromisoformat(told["date"])).days
    if days > 0:
        return f"Written up {'the day' if days == 1 else f'{days} days'} after it was told."
    clock = next((part.values.get("told_at_time") for part in parts), None)
    if not isinstance(clock, str):
        return ""
    hours = signed.hour + signed.minute / 60 - int(clock[:2]) - int(clock[3:]) / 60
    return f"Written up {int(hours)} hours after it was told." if hours >= 2 else ""


def _is_day(part: Part, name: str) -> bool:
    value = part.values.get(name)
    return isinstance(value, dict) and bool(value.get("date"))  # a day kept as typed is not known
