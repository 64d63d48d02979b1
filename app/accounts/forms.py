"""What people type about themselves and others: shapes, words and plain errors. No query here."""

from collections.abc import Callable
from typing import Any

from wtforms import (
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from app.access.forms import Form
from app.domain.actors import Role
from app.services.contact_details import (
    account_name,
    email_problem,
    name_problem,
    phone_problem,
    tidy,
)
from app.services.joining import Joining

WORDS = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


def blame(form: Form, problems: dict[str, str]) -> None:
    """Put a service's problems beside the fields they are about."""
    for name, text in problems.items():
        if name in form:
            form[name].errors = [text]
        else:
            form.form_errors.append(text)


def said(problem: Callable[[str], str]) -> Callable[[Any, Any], None]:
    """A validator that asks a service's judge, whose answer is the error."""

    def judge(_form: Any, field: Any) -> None:
        if wrong := problem(field.data or ""):
            raise ValidationError(wrong)

    return judge


def typed(words: str) -> Callable[[Any, Any], None]:
    """A validator that wants something typed, and says these words when nothing is."""
    return said(lambda text: "" if text.strip() else words)


def same_twice(form: Any, field: Any) -> None:
    """The second passphrase must be the first again."""
    if field.data != form.passphrase.data:
        raise ValidationError("The two are not the same. Type the passphrase again in both.")


class SignInForm(Form):
    """E-mail and passphrase."""

    email = EmailField(
        "E-mail address",
        filters=[tidy],
        validators=[typed("Write the e-mail address you joined with.")],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    passphrase = PasswordField(
        "Passphrase",
        validators=[typed("Write your passphrase.")],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class UnlockForm(Form):
    """Only the passphrase: the cookie says who locked the page."""

    passphrase = PasswordField(
        "Passphrase",
        validators=[typed("Write your passphrase.")],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class _NewPassphrase(Form):
    passphrase = PasswordField(
        "New passphrase",
        description="At least 12 characters. Four or five unrelated words work well.",
        validators=[typed("Choose a passphrase.")],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "The same passphrase again",
        validators=[same_twice],
        render_kw={"autocomplete": "new-password"},
    )


class CardForm(_NewPassphrase):
    """Sign in with the recovery card, and choose a new passphrase."""

    email = EmailField(
        "E-mail address",
        filters=[tidy],
        validators=[typed("Write the e-mail address you joined with.")],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    card = StringField(
        "The letters and numbers on your recovery card",
        description="26 characters. Spaces and capitals do not matter.",
        validators=[typed("Type what is on your card.")],
        render_kw=WORDS,
    )


class PassphraseForm(_NewPassphrase):
    """Change the passphrase: the present one first."""

    now = PasswordField(
        "Your passphrase now",
        validators=[typed("Write the passphrase you use now.")],
        render_kw={"autocomplete": "current-password"},
    )


class DetailsForm(Form):
    """What others see of somebody."""

    name = StringField(
        "Your name",
        filters=[tidy],
        validators=[said(name_problem)],
        render_kw={"autocomplete": "name"},
    )
    job_title = StringField(
        "Your job title",
        filters=[tidy],
        validators=[typed("Write what you do here, like youth worker.")],
        render_kw={"autocomplete": "organization-title", "maxlength": "120"},
    )
    phone = TelField(
        "Your work phone",
        description="So that whoever reads your record can ring you back.",
        filters=[tidy],
        validators=[said(phone_problem)],
        render_kw={"autocomplete": "tel"},
    )


class JoinForm(DetailsForm, _NewPassphrase):
    """Join with a code."""

    code = StringField(
        "Your invite code",
        description="Like abcd-efgh-jkm. It is good once, for seven days.",
        filters=[tidy],
        validators=[typed("Type the code you were given.")],
        render_kw=WORDS,
    )

    def to_joining(self) -> Joining:
        """What the service takes."""
        return Joining(
            code=self.code.data or "",
            name=self.name.data or "",
            job_title=self.job_title.data or "",
            phone=self.phone.data or "",
            passphrase=self.passphrase.data or "",
        )


class InviteForm(Form):
    """Whom to invite, and as what."""

    name = StringField("Their name", filters=[tidy], validators=[said(name_problem)])
    email = EmailField(
        "Their e-mail address",
        description="They sign in with it. No mail is sent now.",
        filters=[account_name],
        validators=[said(email_problem)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    role = RadioField(
        "What will they do in Heard?",
        choices=[
            ("practitioner", "Record concerns"),
            ("trainee", "Learn and practise"),
            ("lead", "Read and act on concerns"),
            ("senior", "Take concerns about staff or leads"),
        ],
        validators=[typed("Choose one.")],
    )

    def roles(self) -> tuple[Role, ...]:
        """The roles to invite for."""
        return (Role(self.role.data),)


class SheetForm(Form):
    """The whole recovery sheet, to confirm a senior."""

    sheet = TextAreaField(
        "Everything on the recovery sheet",
        description="All fourteen groups. Spaces, lines and capitals do not matter.",
        validators=[typed("Type the recovery sheet.")],
        render_kw={**WORDS, "rows": 4},
    )
