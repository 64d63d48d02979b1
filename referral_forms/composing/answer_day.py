"""Say of which day the answers about "now" are, where a document is made on another day.

A duty worker reads "In danger now?" as today's. It was true when the record was signed, which may
be days before. Nothing here judges an answer or leaves one out.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec import structs

from content.london_time import format_date_time, format_day, get_london_day, to_london
from referral_forms.filled_form import Answer, FilledBlock, PaperMeta, StripCell

RIGHT_NOW = "Right now"
"""The heading of the answers that do not fit into the frame at the top."""
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


def is_made_same_day(meta: PaperMeta) -> bool:
    """Whether a document is made on the day that its record was signed, by London clocks."""
    return get_london_day(meta.made_at) == get_london_day(meta.signed_at)


def name_signed_day(meta: PaperMeta) -> str:
    """Return the day of signing for a reader of the day it is made: "24 November"."""
    return format_day(get_london_day(meta.signed_at), get_london_day(meta.made_at))


def name_day_if_different(day: str, meta: PaperMeta) -> str:
    """Return a day as YYYY-MM-DD in words, or "" where it is the day of signing and of making."""
    on = date.fromisoformat(day)
    if is_made_same_day(meta) and on == get_london_day(meta.signed_at):
        return ""
    return format_day(on, get_london_day(meta.made_at))


def describe_when_answered(answers: Sequence[Answer], meta: PaperMeta) -> str:
    """Return when the answer in a cell was given; where that is not known, when it was signed.

    An answer of 15:44 that was signed at 17:30 says nothing of 17:30.
    """
    times = [at for one in answers[:1] for at in one.given]
    if not times:
        return f"At signing, {to_london(meta.signed_at):%H:%M}"
    last = get_london_day(times[-1])
    clocks = [f"{to_london(at):%H:%M}{_name_other_day(at, last)}" for at in times]
    return f"At {' and again at '.join(clocks)}"


def _name_other_day(at: datetime, last: date) -> str:
    day = get_london_day(at)
    return "" if day == last else f" on {format_day(day, last)}"


def _get_answer_day(answers: Sequence[Answer], meta: PaperMeta) -> date:
    """Return the day on which the answers in a cell were last given, or else signed."""
    return max((get_london_day(one.given[-1]) for one in answers if one.given), default=None) or (
        get_london_day(meta.signed_at)
    )


def add_day_to_cell(
    cell: StripCell, answers: Sequence[Answer], meta: PaperMeta, label: str, undated: str
) -> StripCell:
    """Return the cell with the day of its answers where the document is made on another.

    `answers`: those in the cell. `label` has {} for the day. `undated` is for answers of several
    days: each says its own further down. Without an answer there is nothing to date.
    """
    made = get_london_day(meta.made_at)
    day = _get_answer_day(answers, meta)
    if not answers or day == made:
        return cell
    if any(one.said for one in answers):
        return structs.replace(cell, label=undated)
    return structs.replace(cell, label=label.format(format_day(day, made)))


def describe_leaving_time(text: str, meta: PaperMeta, typed_at: datetime | None) -> str:
    """Return when the child leaves, or was to leave if that time or day has passed.

    `typed_at`: when the page was answered; None where that is not known. A time before the signing
    may then be of that day or of the next, so its reader is told to ask.
    """
    if not is_made_same_day(meta):
        verb = "Was to leave"
    elif not _CLOCK.fullmatch(text):
        verb = "Leaves"
    elif typed_at is None and text <= f"{to_london(meta.signed_at):%H:%M}":
        return f"Leaves or left at {text}: ask"
    else:
        passed = _find_next_moment(text, typed_at or meta.signed_at) <= _read_clock(meta.made_at)
        verb = "Was to leave" if passed else "Leaves"
    return f"{verb}: {text}" if text.endswith("(as typed)") else f"{verb} at {text}"


def _find_next_moment(clock: str, after: datetime) -> datetime:
    """Return when a clock in London next shows this time."""
    start = _read_clock(after)
    hour, minute = map(int, clock.split(":"))
    found = start.replace(hour=hour, minute=minute)
    return found if found >= start else found + timedelta(days=1)


def _read_clock(at: datetime) -> datetime:
    """Return the day and minute that a clock in London shows."""
    return to_london(at).replace(second=0, microsecond=0, tzinfo=None)


def add_day_to_right_now_heading(
    blocks: Sequence[FilledBlock], meta: PaperMeta
) -> tuple[FilledBlock, ...]:
    """Return the blocks of a document: "Right now" says of which day it is, if not of this one."""
    if is_made_same_day(meta):
        return tuple(blocks)
    heading = f"On {format_date_time(meta.signed_at)}"
    return tuple(
        structs.replace(one, heading=heading) if one.heading == RIGHT_NOW else one for one in blocks
    )
