"""Forms with a code of a second step: at sign-in, and to set one up."""

from collections.abc import Mapping

from wtforms import BooleanField, HiddenField, StringField

from app.access.base_form import BaseForm
from app.access.form_validators import attach_problems, require_text
from app.services.auth.second_step.step_codes import LONGEST_TYPED_CODE

NOT_WRITTEN = "Write the ten codes down or print them. Then tick this box."
_DIGIT_ATTRIBUTES = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "spellcheck": "false",
    "class": "govuk-input--width-10",
}
_CODE_ATTRIBUTES = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class SignInCodeForm(BaseForm):
    """Six digits, or a recovery code. `waiting`: the sign-in, sealed; `carried`: a form, sealed."""

    code = StringField("Six-digit code", render_kw=_DIGIT_ATTRIBUTES)
    recovery = StringField(
        "Recovery code",
        description="For example, abcd-efgh-jkm. Each code works once.",
        render_kw=_CODE_ATTRIBUTES,
    )
    waiting = HiddenField()
    next = HiddenField()
    carried = HiddenField(name="carried_form")

    @property
    def typed(self) -> str:
        """The code that was typed, cut where no code is as long: a recovery code, or the digits.

        Who types a recovery code may have tried their app first.
        """
        texts = (field.data or "" for field in (self.recovery, self.code))
        return next((text[:LONGEST_TYPED_CODE] for text in texts if text.strip()), "")

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Put what is wrong with the code at the box that was used, and empty the digits."""
        used = "recovery" if (self.recovery.data or "").strip() else "code"
        attach_problems(self, {used if at == "code" else at: text for at, text in problems.items()})
        self.code.data = ""


class ProveCodeForm(BaseForm):
    """A code of the app that was set up just now."""

    code = StringField(
        "Six-digit code from your app",
        validators=[require_text("Enter the six digits that your app shows.")],
        render_kw=_DIGIT_ATTRIBUTES,
    )
    current = StringField(
        "A code of your second step as it is now",
        description="Six digits from your old app, or one of your old recovery codes.",
        render_kw=_CODE_ATTRIBUTES,
    )


class TurnOffForm(BaseForm):
    """One more code of a second step, to turn it off."""

    current = StringField(
        "A code, to turn it off",
        description="Six digits from your app, or a recovery code.",
        render_kw=_CODE_ATTRIBUTES,
    )


class CodesKeptForm(BaseForm):
    """The box to tick once the recovery codes are on paper."""

    written_down = BooleanField("I have these ten codes on paper")
