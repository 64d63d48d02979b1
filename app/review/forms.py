"""What is typed to add to a file: shapes and plain errors. No query here."""

import re
from uuid import UUID

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # stubs of WTForms 3.2
    SelectChoice,
)
from wtforms.validators import ValidationError

from app.access.forms import Form
from app.domain.answers import text_fault
from app.services.additions import NewWords

CHILD_ID = re.compile(r"c[0-9]{1,2}")
NOT_A_CORRECTION = "No, I am adding something new"


class AddForm(Form):
    """More words, or a correction of one entry with its reason."""

    words = TextAreaField("What would you like to add?")
    verbatim = BooleanField("These are somebody's exact words")
    children = SelectMultipleField("Which child is this about?", choices=[], validate_choice=False)
    corrects = SelectField(
        "Does it correct an entry that is wrong?",
        choices=[],
        validate_choice=False,
        description="The entry stays as it was signed. Your correction stands beside it.",
    )
    reason = TextAreaField(
        "If so: what was wrong, and why?",
        description="Leave this blank when you add something new.",
    )
    once = HiddenField()

    def validate_words(self, field: TextAreaField) -> None:
        """Something must be written, to the letter."""
        if not (field.data or "").strip():
            raise ValidationError("Write what you want to add")
        _to_the_letter(field)

    def validate_children(self, field: SelectMultipleField) -> None:
        """Ids of children in the record, as the page gave them."""
        if not all(CHILD_ID.fullmatch(child) for child in field.data or ()):
            raise ValidationError("Choose from the children shown")

    def validate_corrects(self, field: SelectField) -> None:
        """A reason needs the entry it is about."""
        chosen = str(field.data or "")
        if (chosen and not chosen.isdecimal()) or len(chosen) > 6:
            raise ValidationError("Choose from the entries shown")
        if not chosen and (self.reason.data or "").strip():
            raise ValidationError("Choose the entry that is wrong, or leave the reason blank")

    def validate_reason(self, field: TextAreaField) -> None:
        """A correction says why."""
        if self.corrects.data and not (field.data or "").strip():
            raise ValidationError("Say what was wrong, and why")
        _to_the_letter(field)

    def validate_once(self, field: HiddenField) -> None:
        """The form's own id, made with the page."""
        try:
            UUID(str(field.data))
        except ValueError:
            raise ValidationError("This page was damaged. Open it again.") from None

    def offer(self, entries: list[tuple[str, str]], children: list[tuple[str, str]]) -> None:
        """What can be chosen: entries of the file, and its children when there are several."""
        chosen = [("", NOT_A_CORRECTION), *entries]
        self.corrects.choices = [SelectChoice(value, label) for value, label in chosen]
        self.children.choices = [SelectChoice(value, label) for value, label in children]

    def to_words(self) -> NewWords:
        """The frozen value."""
        return NewWords(
            once=UUID(str(self.once.data)),
            words=_kept(self.words.data),
            children=tuple(self.children.data or ()),
            verbatim=bool(self.verbatim.data),
            corrects=int(self.corrects.data) if self.corrects.data else None,
            reason=_kept(self.reason.data),
        )


def _kept(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n")


def _to_the_letter(field: TextAreaField) -> None:
    if fault := text_fault(_kept(field.data)):
        raise ValidationError(fault)
