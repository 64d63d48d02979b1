"""The fields with which somebody chooses a passphrase: four words that are offered, or their own.

A form that has these fields is a `NewPassphraseForm`. Once it validated, `passphrase` holds what
was chosen, whichever way. What is typed is never sent back to the page.
"""

from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField, RadioField
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # stubs of WTForms 3.2
    SelectChoice,
)

from app.access.app_state import get_app_state
from app.access.base_form import BaseForm
from app.access.csrf import get_csrf_token
from app.access.form_validators import require_same_twice, require_text
from app.services.passphrase_rules import offered_words

WORDS, OWN = "words", "own"
BOTH_CHOSEN = (
    "You typed your own passphrase, but chose the four words. To use your own, choose it and type "
    "it again. To use the four words, press the button again."
)
NOT_WRITTEN_DOWN = "Write the four words down, then tick the box."
NEW_WORDS = "The page was open for more than an hour. Write the new words down, then tick the box."


def passphrase_choice_field() -> RadioField:
    """Return the question whether to use the words that are offered."""
    return RadioField(
        "Choose a passphrase",
        description="You'll need it each time you sign in. No one can look it up.",
        choices=[
            SelectChoice(WORDS, "Use these four words"),
            SelectChoice(OWN, "Choose my own passphrase"),
        ],
        default=WORDS,
        validate_choice=False,
    )


def passphrase_ticket_field() -> HiddenField:
    """Return the hidden field that the offered words follow from."""
    return HiddenField()


def written_down_field() -> BooleanField:
    """Return the box to tick: no one is locked out by words they did not write down."""
    return BooleanField("I've written these four words down")


def new_passphrase_field(*validators: Any) -> PasswordField:
    """Return the field for a passphrase of one's own."""
    return PasswordField(
        "New passphrase",
        description="At least 12 characters. Four or five unrelated words work well.",
        validators=validators or (require_text("Enter a passphrase."),),
        render_kw={"autocomplete": "new-password"},
    )


def repeat_passphrase_field() -> PasswordField:
    """Return the field for the same again."""
    return PasswordField(
        "The same passphrase again",
        validators=[require_same_twice],
        render_kw={"autocomplete": "new-password"},
    )


class NewPassphraseForm(BaseForm):
    """A form with the five fields, under the names used here.

    What is sent without a choice has its own passphrase.
    """

    def __init__(self, formdata: Any = None, *args: Any, **more: Any) -> None:
        super().__init__(formdata, *args, **more)
        state, browser = get_app_state(), get_csrf_token()
        sent, now = self["ticket"].data or "", state.clock()
        known = offered_words.find_word_offer(state.server, browser, sent, now)
        self.is_same_offer = known is not None
        self.offer = known or offered_words.make_word_offer(state.server, browser, now)
        self["ticket"].data = self.offer.ticket
        if formdata is not None and not self["passphrase_choice"].raw_data:
            self["passphrase_choice"].data = OWN

    @property
    def uses_offer(self) -> bool:
        """Whether the words that are offered are chosen."""
        return bool(self["passphrase_choice"].data == WORDS)

    def validate(self, extra_validators: Any = None) -> bool:
        """Put the offered words in both fields if they are chosen, then validate as usual."""
        problem = self._find_offer_problem() if self.uses_offer else {}
        if self.uses_offer:
            for name in ("passphrase", "again"):
                self[name].data = self.offer.words
        fine = super().validate(extra_validators)
        for name, words in problem.items():
            self[name].errors = [words]
        return fine and not problem

    def _find_offer_problem(self) -> dict[str, str]:
        typed = {self[name].data for name in ("passphrase", "again")} - {None, "", self.offer.words}
        if typed:
            return {"passphrase_choice": BOTH_CHOSEN}
        if not self.is_same_offer:
            self["written_down"].data = False
            return {"written_down": NEW_WORDS}
        return {} if self["written_down"].data else {"written_down": NOT_WRITTEN_DOWN}
