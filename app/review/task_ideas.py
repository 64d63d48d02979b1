"""Suggest what follows from a decision: a task that a lead then gives an owner and a day, or a
question to the author of the record.

What the decision made a task of, or has a clock of its own, is no suggestion.
"""

from app.domain.pages.decision import FAMILY_TOLD
from app.domain.record.entry_schema import Decision, LeadsNote
from app.services.concerns.concern_reading import OpenConcern

FAMILY, AUTHOR = "family", "author"


def list_task_ideas(file: OpenConcern, number: str) -> tuple[tuple[str, str], ...]:
    """Return token and words of what may follow from the decision of this number; none for
    another entry."""
    entries = (entry for place, entry in file.said if str(place) == number)
    decision = next((entry for entry in entries if isinstance(entry, Decision)), None)
    if decision is None or not file.is_reader or file.life.is_closed:
        return ()
    notes = [said for _, said in file.said if isinstance(said, LeadsNote)]
    parts = [part for note in notes if str(note.of) == number for part in note.parts]
    asked = any(FAMILY_TOLD in part.values for part in parts)
    ideas = [] if asked else [(FAMILY, word_task_idea(FAMILY))]
    if file.record is not None and file.record.by.id != decision.by.id:
        ideas.append((AUTHOR, f"Ask {file.record.by.name} a question"))
    return tuple(ideas)


def word_task_idea(token: str) -> str:
    """Return the words of a suggestion, or "" for a token that is none."""
    if token == FAMILY:
        return "Decide if it’s safe to speak to the family, and who does"
    return ""
