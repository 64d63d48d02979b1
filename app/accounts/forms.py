"""What people type about themselves and others: shapes, words and plain errors. No query here."""

from wtforms import (
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    StringField,
    TelField,
)
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # stubs of WTForms 3.2
    SelectChoice,
)

from app.access.base_form import BaseForm
from app.access.form_validators import make_validator, require_choice, require_text
from app.access.new_passphrase import (
    NewPassphraseForm,
    new_passphrase_field,
    passphrase_choice_field,
    passphrase_ticket_field,
    repeat_passphrase_field,
    written_down_field,
)
from app.domain.routing.actors import Role
from app.services.members.contact_details import (
    find_email_problem,
    find_name_problem,
    find_phone_problem,
    normalise_account_name,
    tidy_line,
)
from app.services.members.joining import NewMember

PLAIN_INPUT = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class SignInForm(BaseForm):
    """Email and passphrase."""

    email = EmailField(
        "Email address",
        filters=[tidy_line],
        validators=[require_text("Enter the email address you joined with.")],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    passphrase = PasswordField(
        "Passphrase",
        validators=[require_text("Enter your passphrase.")],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class CardForm(NewPassphraseForm):
    """Sign in with the recovery card, and choose a new passphrase."""

    email = EmailField(
        "Email address",
        filters=[tidy_line],
        validators=[require_text("Enter the email address you joined with.")],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    card = StringField(
        "The letters and numbers on your recovery card",
        description="26 characters. Spaces and capitals do not matter.",
        validators=[require_text("Enter the 26 letters and numbers on your card.")],
        render_kw=PLAIN_INPUT,
    )
    passphrase_choice = passphrase_choice_field()
    ticket = passphrase_ticket_field()
    written_down = written_down_field()
    passphrase = new_passphrase_field()
    again = repeat_passphrase_field()


class PassphraseForm(NewPassphraseForm):
    """Change the passphrase: the present one first."""

    now = PasswordField(
        "Your current passphrase",
        validators=[require_text("Enter your current passphrase.")],
        render_kw={"autocomplete": "current-password"},
    )
    passphrase_choice = passphrase_choice_field()
    ticket = passphrase_ticket_field()
    written_down = written_down_field()
    passphrase = new_passphrase_field()
    again = repeat_passphrase_field()
    card_group = StringField(
        "First 4 characters of your recovery card",
        description="Leave this empty if the card is lost, or someone else saw it. It then ends.",
        render_kw=PLAIN_INPUT,
    )


def name_field() -> StringField:
    """Return the field for one's own name."""
    return StringField(
        "Your name",
        filters=[tidy_line],
        validators=[make_validator(find_name_problem, "Enter your name.")],
        render_kw={"autocomplete": "name"},
    )


def job_field() -> StringField:
    """Return the field for one's job title."""
    return StringField(
        "Your job title",
        filters=[tidy_line],
        validators=[
            make_validator(find_name_problem, "Enter your job title. For example, youth worker.")
        ],
        render_kw={"autocomplete": "organization-title"},
    )


def phone_field() -> TelField:
    """Return the field for one's work phone."""
    return TelField(
        "Your work phone",
        description="So that people who read your record can call you back.",
        filters=[tidy_line],
        validators=[make_validator(find_phone_problem, "Enter your work phone number.")],
        render_kw={"autocomplete": "tel"},
    )


class DetailsForm(BaseForm):
    """What others see of somebody."""

    name = name_field()
    job_title = job_field()
    phone = phone_field()
    email_seen = HiddenField()


def invite_code_field() -> StringField:
    """Return the field for an invite code."""
    return StringField(
        "Your invite code",
        description="For example, abcd-efgh-jkm. It works once, for seven days.",
        filters=[tidy_line],
        validators=[require_text("Enter the code you were given.")],
        render_kw=PLAIN_INPUT,
    )


class CodeForm(BaseForm):
    """The code alone: the first step of joining."""

    code = invite_code_field()


class JoinForm(NewPassphraseForm):
    """Join with a code."""

    code = invite_code_field()
    name = name_field()
    job_title = job_field()
    phone = phone_field()
    passphrase_choice = passphrase_choice_field()
    ticket = passphrase_ticket_field()
    written_down = written_down_field()
    passphrase = new_passphrase_field()
    again = repeat_passphrase_field()

    def to_joining(self) -> NewMember:
        """Return what was typed, as the service takes it."""
        return NewMember(
            code=self.code.data or "",
            name=self.name.data or "",
            job_title=self.job_title.data or "",
            phone=self.phone.data or "",
            passphrase=self.passphrase.data or "",
        )


ROLE_CHOICES = (
    ("practitioner", "Record concerns"),
    ("trainee", "Record concerns, in training"),
    ("lead", "Read and act on concerns"),
    ("senior", "Take concerns about staff"),
    ("administrator", "Administer accounts"),
    ("auditor", "Audit how Heard is used"),
)


class InviteForm(BaseForm):
    """An invite: to whom, and with which role."""

    name = StringField(
        "Their name",
        filters=[tidy_line],
        validators=[make_validator(find_name_problem, "Enter their name.")],
    )
    email = EmailField(
        "Their email address",
        description="They sign in with it. No email is sent now.",
        filters=[normalise_account_name],
        validators=[make_validator(find_email_problem, "Enter their email address.")],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    role = RadioField(
        "What will they do in Heard?",
        choices=[SelectChoice(value, words) for value, words in ROLE_CHOICES],
        validators=[require_choice("Choose what they will do.", *dict(ROLE_CHOICES))],
    )

    def roles(self) -> tuple[Role, ...]:
        """Return the roles to invite for."""
        return (Role(self.role.data),)
