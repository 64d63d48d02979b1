"""What is typed after a talk about a practice: the day, how, and what to try next. What to mend.

There is nothing to pass here, and nothing to confirm.
"""

from datetime import date
from typing import Final

import msgspec

from app.domain.record.form_data import Raw, one
from app.domain.record.texts import text_fault
from app.domain.training.training_forms import HOW, HOWS, NO_HOW, NOTE, ON, day_of

TRY_NEXT: Final = "try_next"
NAMES: Final = (ON, HOW, NOTE, TRY_NEXT)
LABELS: Final = {
    ON: "The day you talked",
    HOW: "How you talked",
    NOTE: "What you talked about",
    TRY_NEXT: "What to try next",
}
NO_NOTE: Final = "Write a line about what you talked about."


class Noted(msgspec.Struct, frozen=True):
    """What the form says once it can be used."""

    on: date
    how: str
    note: str
    try_next: str

    def __repr__(self) -> str:
        return "<Noted>"


def noted(raw: Raw, today: date) -> tuple[Noted | None, dict[str, str]]:
    """What somebody's page says, or what to mend by the name of its control."""
    problems = {name: text_fault(one(raw, name)) for name in (NOTE, TRY_NEXT)}
    day, problems[ON] = day_of(one(raw, ON), today)
    how = one(raw, HOW)
    problems[HOW] = "" if how in HOWS else NO_HOW
    if not one(raw, NOTE).strip():
        problems[NOTE] = NO_NOTE
    wrong = {name: problems[name] for name in NAMES if problems[name]}
    if wrong or day is None:
        return None, wrong
    return Noted(day, how, one(raw, NOTE), one(raw, TRY_NEXT)), {}
