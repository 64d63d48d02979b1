"""Forms to confirm someone by two typed words: shapes, words and plain errors. No query here."""

from typing import Self

from wtforms import EmailField, HiddenField, StringField, TextAreaField

from app.access.base_form import BaseForm
from app.access.form_validators import make_validator, require_text
from app.accounts.forms import PLAIN_INPUT
from app.services.members.contact_details import email_problem, normalise_account_name
from app.services.members.word_checks import ORDINALS, WORD_COUNT, Places

MISSING_WORD = "Type the word that they read out."


def sheet_field() -> TextAreaField:
    """The field for the whole recovery sheet."""
    return TextAreaField(
        "Everything on the recovery sheet",
        description="All 14 groups. Spaces, lines and capitals do not matter.",
        validators=[require_text("Type the recovery sheet.")],
        render_kw={**PLAIN_INPUT, "rows": 4},
    )


def word_field() -> StringField:
    """The field for one word; the page says which."""
    return StringField("Word", validators=[require_text(MISSING_WORD)], render_kw=PLAIN_INPUT)


class WordsForm(BaseForm):
    """Two of their six words. `asked`: which two; `called`: the name on the page."""

    asked = HiddenField()
    called = HiddenField()
    first = word_field()
    second = word_field()

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


class SeniorWordsForm(WordsForm):
    """The same, with the recovery sheet: nobody else holds the key of heads and chairs."""

    sheet = sheet_field()


class ActingLeadForm(WordsForm):
    """Who becomes a lead at once, with the recovery sheet."""

    email = EmailField(
        "Their email address in Heard",
        filters=[normalise_account_name],
        validators=[make_validator(email_problem, "Enter their email address.")],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    sheet = sheet_field()
