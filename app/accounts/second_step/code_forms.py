"""Forms with a code of a second step: at sign-in, and to set one up."""

from wtforms import BooleanField, HiddenField, StringField

from app.access.base_form import BaseForm
from app.access.form_validators import require_text
from app.services.auth.second_step.step_codes import LONGEST_TYPED_CODE

NO_CODE = "Enter the six digits that your app shows, or a recovery code."
NOT_WRITTEN = "Write the ten codes down or print them. Then tick this box."
_DIGITS = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "spellcheck": "false",
    "class": "govuk-input--width-10",
}


class SignInCodeForm(BaseForm):
    """Six digits, or a recovery code. `waiting`: the sign-in, sealed; `carried`: a form, sealed."""

    code = StringField("Six-digit code", render_kw=_DIGITS)
    recovery = StringField(
        "Recovery code",
        description="For example, abcd-efgh-jkm. Each code works once.",
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    waiting = HiddenField()
    next = HiddenField()
    carried = HiddenField(name="carried_form")

    @property
    def typed(self) -> str:
        """The code that was typed in either box, cut where no code is as long."""
        texts = (field.data or "" for field in (self.code, self.recovery))
        return next((text[:LONGEST_TYPED_CODE] for text in texts if text.strip()), "")


class ProveCodeForm(BaseForm):
    """A code of the app that was set up just now."""

    code = StringField(
        "Six-digit code from your app",
        validators=[require_text("Enter the six digits that your app shows.")],
        render_kw=_DIGITS,
    )


class CodesKeptForm(BaseForm):
    """The box to tick once the recovery codes are on paper."""

    written_down = BooleanField("I have these ten codes on paper")
