"""Forms to confirm someone by two typed words: shapes, words and plain errors. No query here."""

from typing import Self

from wtforms import BooleanField, EmailField, HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from app.access.base_form import BaseForm
from app.access.form_validators import make_validator, require_text
from app.accounts.forms import PLAIN_INPUT
from app.services.confirmation.word_checks import ORDINALS, WORD_COUNT, Places
from app.services.members.contact_details import find_email_problem, normalise_account_name


def recovery_sheet_field(label: str = "Everything on the recovery sheet") -> TextAreaField:
    """Return the field for the whole recovery sheet."""
    return TextAreaField(
        label,
        description="All 14 groups. Spaces, lines and capitals do not matter.",
        validators=[require_text("Enter everything on the recovery sheet.")],
        render_kw={**PLAIN_INPUT, "rows": 4},
    )


class SheetForm(BaseForm):
    """The recovery sheet alone: a head or chair is removed, and their team's key changes."""

    sheet = recovery_sheet_field()


class SeniorAccessForm(SheetForm):
    """The recovery sheet, which opens the key of heads and chairs. `seen`: the wait shown."""

    seen = HiddenField()


class OlderSheetForm(BaseForm):
    """The sheet that was replaced, where it alone opens the key of heads and chairs."""

    older = recovery_sheet_field("Everything on the old recovery sheet")


def require_word(_form: BaseForm, field: StringField) -> None:
    """Refuse an empty field, and say which word goes in."""
    if not (field.data or "").strip():
        raise ValidationError(f"Enter {field.label.text[:1].lower()}{field.label.text[1:]}.")


def confirmation_word_field() -> StringField:
    """Return the field for one word; its label says which."""
    return StringField("Their word", validators=[require_word], render_kw=PLAIN_INPUT)


class WordsForm(BaseForm):
    """Two of their six words. `asked`: which two; `called`: the name on the page."""

    asked = HiddenField()
    called = HiddenField()
    first = confirmation_word_field()
    second = confirmation_word_field()

    def ask(self, places: Places) -> Self:
        """Ask for the words at these places, with both fields empty."""
        self.asked.data = f"{places[0]}-{places[1]}"
        self.first.data = self.second.data = ""
        return self.label_words()

    def label_words(self) -> Self:
        """Put into the labels which words are asked for."""
        low, _, high = (self.asked.data or "").partition("-")
        for field, place in ((self.first, low), (self.second, high)):
            if place.isdecimal() and 1 <= int(place) <= WORD_COUNT:
                field.label.text = f"Their {ORDINALS[int(place) - 1]} word"
        return self


class ConfirmationForm(WordsForm):
    """Two words of someone on the team page. `same_name`: asked where a colleague's looks alike."""

    same_name = BooleanField("They are different people")


class ActingLeadForm(WordsForm):
    """An acting lead: two words, their address and the recovery sheet, then who that is.

    `called`: empty until the page has shown whom this makes a lead. `same_name`: see above.
    `checked`: the rest, sealed, once it was right: the page has no word of the sheet.
    """

    checked = HiddenField()
    email = EmailField(
        "Their email address in Heard",
        filters=[normalise_account_name],
        validators=[make_validator(find_email_problem, "Enter their email address.")],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    first = confirmation_word_field()  # again: errors are listed in the order of the page
    second = confirmation_word_field()
    sheet = recovery_sheet_field()
    same_name = BooleanField("They are different people")
