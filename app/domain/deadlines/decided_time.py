"""Read the time of a decision that was made before it was written down. Pure.

Deadlines count from the signature of a decision. The time it was made only says which call or
review it was about, and which of two decisions came later.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from app.domain.pages.decision import DECIDED_AT
from app.domain.record.entry_schema import Decision, Entry, Values
from app.domain.record.moments import TIME_SUFFIX, format_moment
from app.domain.record.part_lookup import find_day, find_value
from app.domain.times.shown_times import format_full_time
from content.london_time import LONDON, get_london_day, to_london

NOT_YET = "Enter a time that has passed. It’s {now:%H:%M} now."
TOO_EARLY = "This concern was signed on {signed}. Enter that time or a later one."


def find_decided_day(said: Decision) -> date:
    """Return the day of the decision in London: that of the signature where none is given.

    Never a day after the signature, whatever an entry says.
    """
    written = get_london_day(said.signed_at)
    return min(find_day(said.parts, DECIDED_AT) or written, written)


def find_decided_time(said: Decision) -> datetime:
    """Return the earliest time that the answer can mean: the start of a bare day.

    That of the signature where no day is given that can be read. In whole minutes, as people write.
    """
    return _find_first_and_last(said)[0]


def may_predate_entry(said: Decision, earlier: Entry) -> bool:
    """Whether a decision may have been made before something written down before it.

    Where it cannot be known it may, so that what a child waits for stays. Two bare days that are
    the same are taken as they were written.
    """
    given = find_value(said.parts, DECIDED_AT)
    if not given:
        return False
    if not isinstance(given, dict) or not given.get("date"):
        return True
    (first, _), (other, last) = _find_first_and_last(said), _find_first_and_last(earlier)
    return first < last and (first != other or bool(given.get("time")))


def follows_decisions(said: Decision, outcome: str, before: Iterable[Entry]) -> bool:
    """Whether it surely came after each decision with this outcome that was written before it."""
    return not any(
        isinstance(one, Decision)
        and any(part.values.get("outcome") == outcome for part in one.parts)
        and may_predate_entry(said, one)
        for one in before
    )


def _find_first_and_last(said: Entry) -> tuple[datetime, datetime]:
    """Return the earliest and the last minute that an entry can mean, in UTC."""
    written = said.signed_at.astimezone(UTC).replace(second=0, microsecond=0)
    value = find_value(said.parts, DECIDED_AT) if isinstance(said, Decision) else None
    if not isinstance(value, dict) or not value.get("date"):
        return written, written
    day, clock = date.fromisoformat(value["date"]), value.get("time")
    ends = (time.fromisoformat(clock or "00:00"), time.fromisoformat(clock or "23:59"))
    first, last = (  # in an hour that clocks repeat: the first pass, and the second
        datetime.combine(day, end, LONDON).replace(fold=fold).astimezone(UTC)
        for fold, end in enumerate(ends)
    )
    return min(first, written), min(last, written)


def describe_decided_time(said: Decision) -> str:
    """Return when it was decided, as its writer gave it: "24 November 2026, 14:05"; "" for none."""
    value = find_value(said.parts, DECIDED_AT)
    return format_moment(value) if isinstance(value, dict) and value.get("date") else ""


def find_decided_time_problem(
    value: Values, signed_at: datetime, now: datetime
) -> tuple[str, str] | None:
    """Return which box is wrong, by the end of its field's name, and how to fix it.

    None for one from the signature of the record until now, and for one that cannot be read, which
    is asked about elsewhere. Both ends are whole minutes, as people write them.
    """
    if not value.get("date"):
        return None
    day = date.fromisoformat(value["date"])
    clock = time.fromisoformat(value["time"]) if value.get("time") else None
    first, last = (to_london(at).replace(tzinfo=None) for at in (signed_at, now))
    if clock is not None and datetime.combine(day, clock) > last:
        return TIME_SUFFIX, NOT_YET.format(now=last)
    latest = datetime.combine(day, clock or time.max)
    if latest < first.replace(second=0, microsecond=0):
        end = TIME_SUFFIX if day == first.date() else ""
        return end, TOO_EARLY.format(signed=format_full_time(signed_at))
    return None
