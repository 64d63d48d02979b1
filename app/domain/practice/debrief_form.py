"""The form after a talk about a practice: the day, how, what to try next, and its problems.

There is nothing to pass here, and nothing to confirm.
"""

from datetime import date
from typing import Final

from app.domain.private_struct import PrivateStruct
from app.domain.record.form_data import FormData, get_text
from app.domain.record.text_limits import find_text_fault
from app.domain.training.training_forms import (
    DISCUSSION_METHODS,
    HOW,
    NO_HOW,
    NOTE,
    ON,
    parse_discussion_day,
)

TRY_NEXT: Final = "try_next"
NAMES: Final = (ON, HOW, NOTE, TRY_NEXT)
LABELS: Final = {
    ON: "The day you talked",
    HOW: "How you talked",
    NOTE: "What you talked about",
    TRY_NEXT: "What to try next",
}
NO_NOTE: Final = "Write a line about what you talked about."


class DebriefInput(PrivateStruct, frozen=True):
    """What the form says once it can be used."""

    on: date
    how: str
    note: str
    try_next: str


def parse_debrief(raw: FormData, today: date) -> tuple[DebriefInput | None, dict[str, str]]:
    """Return what somebody's page says, or what to correct by the name of its control."""
    problems = {name: find_text_fault(get_text(raw, name)) for name in (NOTE, TRY_NEXT)}
    day, problems[ON] = parse_discussion_day(get_text(raw, ON), today)
    how = get_text(raw, HOW)
    problems[HOW] = "" if how in DISCUSSION_METHODS else NO_HOW
    if not get_text(raw, NOTE).strip():
        problems[NOTE] = NO_NOTE
    wrong = {name: problems[name] for name in NAMES if problems[name]}
    if wrong or day is None:
        return None, wrong
    return DebriefInput(day, how, get_text(raw, NOTE), get_text(raw, TRY_NEXT)), {}
