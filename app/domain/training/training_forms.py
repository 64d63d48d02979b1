"""Forms about training: one answer, or a confirmer's discussion, and what is wrong with either.

A page is stored as it was typed; only what is sent or signed is checked here. Nothing counts
answers.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from app.domain.private_struct import PrivateStruct
from app.domain.record.form_data import FormData, get_text
from app.domain.record.text_limits import find_text_fault
from app.domain.times.typed_dates import DAY_IN_FUTURE, NO_DAY, UnreadableError, read_day

ANSWER: Final = "answer"
OWN_REPLY: Final = "own"
"""What a trainee writes to say in a practice conversation."""
ON, HOW, FOLLOW_UP, NOTE = "on", "how", "follow_up", "note"
UNDERSTANDS: Final = "understands"
DISCUSSION: Final = (ON, HOW, UNDERSTANDS, FOLLOW_UP, NOTE)
TICKED: Final = "yes"
IN_WRITING: Final = "writing"
DISCUSSION_METHODS: Final = {
    "together": "Face to face",
    "video": "By video",
    "phone": "By phone",
    IN_WRITING: "In writing",
}
TRUE_FALSE_LABELS: Final = {"true": "True", "false": "False"}
TRAINING_LABELS: Final = {
    ANSWER: "Your answer",
    OWN_REPLY: "What you would say",
    ON: "The day you talked",
    HOW: "How you talked",
    UNDERSTANDS: "They have a sufficient understanding",
    FOLLOW_UP: "What to follow up",
    NOTE: "What you would like them to add",
}
CONFIRMED: Final = "confirmed"
MORE: Final = "more"
LONGEST_AGO: Final = timedelta(days=366)
LONG_AGO: Final = "This day is more than a year ago. Check the year."
NO_HOW: Final = "Choose how you talked."
NOT_STATED: Final = "Tick this to confirm. If you are not sure yet, ask for more."
NO_NOTE: Final = "Write what they should add or think about again."
SHORTER: Final = "Make it shorter."
CHOOSE_AN_ANSWER: Final = "Choose one of the answers shown."


class DiscussionInput(PrivateStruct, frozen=True):
    """What a confirmer's form says once it can be used. `outcome`: "confirmed" or "more"."""

    outcome: str
    on: date
    how: str
    note: str
    follow_up: str


def select_form_fields(names: tuple[str, ...], form: Mapping[str, list[str]]) -> FormData:
    """Return only these names of a form, without empty texts, with the line ends of a page."""
    found = {name: get_text(form, name).replace("\r\n", "\n") for name in names}
    return {name: [text] for name, text in found.items() if text}


def list_answered_fields_with_labels(
    fields: Iterable[tuple[str, str]], labels: Mapping[str, str] = TRAINING_LABELS
) -> list[tuple[str, str]]:
    """Return (label, words) of what was typed or chosen, out of all the fields of a form."""
    chosen = {
        HOW: DISCUSSION_METHODS,
        ANSWER: TRUE_FALSE_LABELS,
        UNDERSTANDS: {TICKED: "Yes"},
    }
    return [
        (labels[name], chosen.get(name, {}).get(text, text))
        for name, text in fields
        if name in labels and text.strip()
    ]


def find_answer_fault(text: str, *, chosen: bool) -> str:
    """Return why an answer cannot be sent as it is, or an empty string. `chosen`: true or false."""
    if chosen and text and text not in TRUE_FALSE_LABELS:
        return CHOOSE_AN_ANSWER
    return find_text_fault(text, SHORTER)


def parse_discussion(
    raw: FormData, outcome: str, today: date
) -> tuple[DiscussionInput | None, dict[str, str]]:
    """Return what a confirmer's page says, or what to fix by the name of its control.

    Asking for more needs no talk: with no day and no way it is asked in writing, today.
    """
    more, note = outcome == MORE, get_text(raw, NOTE)
    problems = {name: find_text_fault(get_text(raw, name), SHORTER) for name in (FOLLOW_UP, NOTE)}
    typed, how = get_text(raw, ON), get_text(raw, HOW)
    day, problems[ON] = parse_discussion_day(typed, today)
    if more and not typed.strip() and not how:
        day, how, problems[ON] = today, IN_WRITING, ""
    problems[HOW] = "" if how in DISCUSSION_METHODS else NO_HOW
    if more and not note.strip():
        problems[NOTE] = NO_NOTE
    stated = more or get_text(raw, UNDERSTANDS) == TICKED
    problems[UNDERSTANDS] = "" if stated else NOT_STATED
    wrong = {name: problems[name] for name in DISCUSSION if problems[name]}
    if wrong or day is None or outcome not in {CONFIRMED, MORE}:
        return None, wrong
    said = DiscussionInput(
        outcome, day, how, note if outcome == MORE else "", get_text(raw, FOLLOW_UP)
    )
    return said, {}


def parse_discussion_day(text: str, today: date) -> tuple[date | None, str]:
    """Return the day on which two people talked, or what to correct."""
    # It becomes the day of the completion, which is signed: a slip in the year cannot be mended.
    return parse_past_day(text, today, today - LONGEST_AGO, LONG_AGO)


def parse_past_day(
    text: str, today: date, first: date, too_early: str, missing: str = NO_DAY
) -> tuple[date | None, str]:
    """Return a day from `first` to today, or None and what is to mend. `missing`: for no text."""
    if not text.strip():
        return None, missing
    try:
        day = read_day(text, today)
    except UnreadableError as error:
        return None, str(error)
    if day > today:
        return None, DAY_IN_FUTURE
    return (None, too_early) if day < first else (day, "")
