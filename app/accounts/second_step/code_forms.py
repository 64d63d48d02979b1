"""Forms with a code or passkey of a second step: at sign-in, to set one up, and to change it."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from wtforms import BooleanField, HiddenField, StringField

from app.access.app_state import get_app_state
from app.access.base_form import BaseForm
from app.access.form_validators import attach_problems, make_validator, require_text
from app.access.request_auth import get_host
from app.services.auth.second_step.passkey_checks import PasskeySite
from app.services.auth.second_step.passkey_setup import find_passkey_name_problem
from app.services.auth.second_step.passkey_use import PasskeyAnswer
from app.services.auth.second_step.step_codes import LONGEST_TYPED_CODE
from app.services.auth.second_step.step_proofs import StepProof
from app.services.members.contact_details import tidy_line

_USUAL_PORTS = {"http": 80, "https": 443}
NOT_WRITTEN = "Write the ten codes down or print them. Then tick this box."
_DIGIT_ATTRIBUTES = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "spellcheck": "false",
    "class": "govuk-input--width-10",
}
_CODE_ATTRIBUTES = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


def find_passkey_site() -> PasskeySite:
    """Return the address that the browser of this request sees. Raises NoSuchHostError.

    The host is one that this server trusts: an organisation was found by it.
    """
    return make_passkey_site(get_host().lower(), get_app_state().config.base_url)


def make_passkey_site(host: str, base_url: str) -> PasskeySite:
    """Return the address of a host. Scheme and port are those of BASE_URL.

    A proxy may leave the port out of what it passes on.
    """
    base = urlsplit(base_url)
    port = "" if base.port in {None, _USUAL_PORTS.get(base.scheme)} else f":{base.port}"
    return PasskeySite(host, f"{base.scheme}://{host}{port}")


def read_passkey_answer(field: HiddenField, output: str = "") -> PasskeyAnswer | None:
    """Return what the browser answered about a passkey, or None where none was used.

    `output`: the secret that the device made as well.
    """
    return PasskeyAnswer(field.data, find_passkey_site(), output) if field.data else None


class SignInStepForm(BaseForm):
    """Six digits, a recovery code, or a passkey's answer.

    `waiting`: the sign-in, sealed; `carried`: a form, sealed.
    """

    code = StringField("Six-digit code", render_kw=_DIGIT_ATTRIBUTES)
    recovery = StringField(
        "Recovery code",
        description="For example, abcd-efgh-jkm. Each code works once.",
        render_kw=_CODE_ATTRIBUTES,
    )
    passkey = HiddenField()
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

    def show_problems(self, problems: Mapping[str, str], *, has_app: bool) -> None:
        """Put what is wrong at the box that was used, and empty the digits and the answer.

        `has_app`: there is a box for digits. A passkey has no box: it is said above all.
        """
        used = "recovery" if (self.recovery.data or "").strip() or not has_app else "code"
        used = "" if self.passkey.data else used
        attach_problems(self, {used if at == "code" else at: text for at, text in problems.items()})
        self.code.data = self.passkey.data = ""


class PasskeyAloneForm(BaseForm):
    """The answer of a passkey that opens the account alone, or is to.

    `prf`: the secret that its device made. `challenges`: what the page asked, sealed. `unlocks`: it
    comes from the page that Hide leaves.
    """

    passkey = HiddenField()
    prf = HiddenField()
    challenges = HiddenField()
    next = HiddenField()
    unlocks = HiddenField()

    @property
    def answer(self) -> PasskeyAnswer | None:
        """What the browser answered, or None where it did not."""
        return read_passkey_answer(self.passkey, self.prf.data or "")


class ProofForm(BaseForm):
    """One more code or passkey of what is on. `challenges`: those of this page, sealed."""

    current = StringField(
        "A code of your second step",
        description="Six digits from your app, or a recovery code.",
        render_kw=_CODE_ATTRIBUTES,
    )
    passkey = HiddenField()
    challenges = HiddenField()

    @property
    def proof(self) -> StepProof:
        """The code that was typed, or the passkey that was used instead."""
        typed = (self.current.data or "")[:LONGEST_TYPED_CODE]
        return StepProof(typed, read_passkey_answer(self.passkey), self.challenges.data or "")


class ProveCodeForm(ProofForm):
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


class TurnOffForm(ProofForm):
    """One more code or passkey, to turn a second step off."""

    current = StringField(
        "A code, to turn it off",
        description="Six digits from your app, or a recovery code.",
        render_kw=_CODE_ATTRIBUTES,
    )


class AddPasskeyForm(ProofForm):
    """A new passkey. `new_passkey`: the browser's answer."""

    name = StringField(
        "Name of this passkey",
        filters=[tidy_line],
        description="So that you know which one it is. For example, my work phone.",
        validators=[make_validator(find_passkey_name_problem)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    new_passkey = HiddenField()


class RemovePasskeyForm(ProofForm):
    """One more code or passkey, to remove a passkey."""

    current = StringField(
        "A code, to remove it",
        description="Six digits from your app, or a recovery code.",
        render_kw=_CODE_ATTRIBUTES,
    )


class CodesKeptForm(BaseForm):
    """The box to tick once the recovery codes are on paper."""

    written_down = BooleanField("I have these ten codes on paper")
