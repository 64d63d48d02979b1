"""Fields that Heard stores next to an answer: no page asks for them, every document prints them."""

from app.domain.pages.page_model import AnswerKind, Field

ROUGH_NOTE_FIELDS = (
    Field("first_note_at", "Rough notes: when they were saved", AnswerKind.MOMENT, unknowns=()),
    Field("first_note_later", "Rough notes, as changed later", AnswerKind.WORDS, unknowns=()),
    Field(
        "first_note_later_at", "Rough notes: when they were changed", AnswerKind.MOMENT, unknowns=()
    ),
)
"""See app/domain/record/rough_notes.py."""
