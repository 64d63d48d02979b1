"""Suggest tasks that follow from a decision: words for a task that a lead then gives an owner and
a day. What has a clock of its own already, as a referral, is no suggestion."""

from app.domain.pages import find_field
from app.domain.record.entry_schema import Decision
from app.services.concerns.concern_reading import OpenConcern

FAMILY, AUTHOR = "family", "author"
MEANS_WORK = (
    "consult_without_names",
    "allocated_social_worker",
    "lado",
    "early_help",
)
"""Outcomes that someone has to do, and that no clock waits for. What cannot wait, as calling 999,
is never a task with a day."""


def list_task_ideas(file: OpenConcern, number: str) -> tuple[tuple[str, str], ...]:
    """Return token and words of what may follow from the decision of this number; none for
    another entry."""
    entries = (entry for place, entry in file.said if str(place) == number)
    decision = next((entry for entry in entries if isinstance(entry, Decision)), None)
    if decision is None or not file.is_reader or file.life.is_closed:
        return ()
    outcomes = [part.values.get("outcome") for part in decision.parts]
    tokens = [token for token in MEANS_WORK if token in outcomes]
    return tuple((token, word_task(file, token)) for token in (*tokens, FAMILY, AUTHOR))


def word_task(file: OpenConcern, token: str) -> str:
    """Return the words of a suggestion, or "" for a token that is none."""
    if token == FAMILY:
        return "Decide if it’s safe to speak to the family, and who does"
    if token == AUTHOR and file.record is not None:
        return f"Ask {file.record.by.name} a question"
    field = find_field("decision", "outcome")
    return field.label_of(token) if field and token in MEANS_WORK else ""
