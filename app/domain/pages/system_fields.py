"""What is stored beside an answer by Heard itself: no page asks for it, every paper prints it."""

from app.domain.pages.page_model import Field, Kind

OF_NOTES = (
    Field("first_note_at", "Rough notes: when they were kept", Kind.MOMENT, unknowns=()),
    Field("first_note_later", "Rough notes, as changed later", Kind.WORDS, unknowns=()),
    Field("first_note_later_at", "Rough notes: when they were changed", Kind.MOMENT, unknowns=()),
)
"""See app/domain/record/rough_notes.py."""
