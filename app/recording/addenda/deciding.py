"""What the page of a decision needs before it can be signed: each decision with its reason.

A day of review has to be one that Heard can read, because it is going to remind somebody on it.
"""

from collections.abc import Iterator
from datetime import date

from app.domain.pages.decision import REVIEWED
from app.domain.pages.page_model import Group
from app.domain.record.answer_parsing import PageAnswers
from app.domain.record.entry_schema import Values
from app.domain.record.form_data import FormData, list_items

WHAT = "Choose what happens now."
WHY = "Say why."
WHEN = "Say on which day somebody will look at this again, like 24/11/2026."
PAST = "This day is over. Choose today or a day to come."
NOTHING = "Write what you disagree with."


def needs(
    group: Group, raw: FormData, found: PageAnswers, today: date
) -> Iterator[tuple[str, str]]:
    """What is missing, by the control where it is to be written."""
    written = {part.item: part.values for part in found.parts if part.item}
    shown = list_items(raw, group)
    if not written:
        yield f"{shown[0].at}outcome", WHAT
    for item in shown:
        if item.id in written:
            yield from ((item.at + name, text) for name, text in _of(written[item.id], today))


def _of(values: Values, today: date) -> Iterator[tuple[str, str]]:
    if "outcome" not in values:
        yield "outcome", WHAT
    if "reason" not in values:
        yield "reason", WHY
    day = values.get("review_on", {})
    if values.get("outcome") in REVIEWED or day:
        if not day.get("date"):
            yield "review_on", WHEN
        elif date.fromisoformat(day["date"]) < today:
            yield "review_on", PAST
