"""The forms of set-up: the code, one for each step, and the first lead's passphrase.

A step's form is bound to what was just typed, or shows what was saved before. Only the passphrase
is never saved and never sent back to a page.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import EmailField, SelectField, StringField, TelField, TextAreaField
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # stubs of WTForms 3.2
    SelectChoice,
)
from wtforms.validators import ValidationError

from app.access.base_form import BaseForm
from app.access.form_validators import make_validator, require_text
from app.access.new_passphrase import (
    NewPassphraseForm,
    new_passphrase_field,
    passphrase_choice_field,
    passphrase_ticket_field,
    repeat_passphrase_field,
    written_down_field,
)
from app.domain.record.entry_titles import LEAD_TITLE
from app.services.auth import passphrases
from app.services.members.contact_details import (
    find_email_problem,
    find_name_problem,
    find_one_line_problem,
    find_phone_problem,
    normalise_account_name,
    tidy_line,
)
from app.setup import closures
from app.setup.hours_field import require_readable_hours
from content import pack_loader

HOST_PATTERN = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*")
NO_AUTOCOMPLETE = {"autocomplete": "off", "spellcheck": "false"}


def require_one_line(_form: Any, field: Any) -> None:
    """Refuse a line break in an answer that emails, headings and PDFs show, as it was typed."""
    raw = (field.raw_data or [""])[0]
    if problem := find_one_line_problem(raw):
        raise ValidationError(problem)


def list_pack_options(missing_pack: str = "") -> list[SelectChoice]:
    """Return the council areas to choose from, with nothing chosen first.

    `missing_pack`: one that was chosen and cannot be used now. It can stay chosen.
    """
    packs = [SelectChoice(name, title) for name, title in pack_loader.list_pack_choices()]
    if missing_pack:
        packs.append(SelectChoice(missing_pack, f"{missing_pack} (cannot be used now)"))
    return [SelectChoice("", "Choose an area"), *packs]


class SetupCodeForm(BaseForm):
    """The set-up code, before anything else is asked."""

    code = StringField(
        "Set-up code",
        description="For example, ABCD-EFGH-JKMN.",
        filters=[tidy_line],
        validators=[require_text("Enter the set-up code.")],
        render_kw={**NO_AUTOCOMPLETE, "autocapitalize": "characters"},
    )


class StepForm(BaseForm):
    """One step. `answers`: those saved so far; `today`: from which a closed day is counted."""

    def __init__(
        self, formdata: Any = None, *, answers: Mapping[str, str], today: date, **more: Any
    ) -> None:
        super().__init__(formdata, data=dict(answers), **more)
        self.answers, self.today = answers, today

    def to_answers(self) -> dict[str, str]:
        """Return what was typed, by the name of the field."""
        return {field.name: field.data or "" for field in self}


class OrganisationNameForm(StepForm):
    """The step about what the organisation is called, and what it calls its lead."""

    organisation = StringField(
        "Name of your organisation",
        filters=[tidy_line],
        validators=[
            make_validator(find_name_problem, "Enter the name of your organisation."),
            require_one_line,
        ],
        render_kw={"autocomplete": "organization"},
    )
    lead_title = StringField(
        "What do you call the person who leads on safeguarding?",
        description="Clubs often say welfare officer.",
        default=LEAD_TITLE,
        filters=[tidy_line],
        validators=[
            make_validator(find_name_problem, "Enter what you call that person."),
            require_one_line,
        ],
        render_kw=NO_AUTOCOMPLETE,
    )


class PlaceForm(StepForm):
    """The step about where the organisation is and how to reach it."""

    pack = SelectField(
        "Which council area are you in?",
        description="Heard then shows that council’s phone numbers and referral form.",
        validators=[require_text("Choose your council area.")],
    )
    address = StringField(
        "Your organisation’s address",
        description="It’s printed on referrals.",
        filters=[tidy_line],
        validators=[require_text("Enter the address."), require_one_line],
        render_kw={**NO_AUTOCOMPLETE, "maxlength": "300"},
    )
    phone = TelField(
        "Your organisation’s main phone number",
        description="A mobile number is fine.",
        filters=[tidy_line],
        validators=[
            require_one_line,
            make_validator(find_phone_problem, "Enter the main phone number."),
        ],
        render_kw={"autocomplete": "tel"},
    )
    host = StringField(
        "Web address of this site",
        description="Change it only if people will use a different address from today’s.",
        filters=[normalise_account_name],
        validators=[
            make_validator(
                lambda text: (
                    ""
                    if HOST_PATTERN.fullmatch(text)
                    else "Enter the name only. For example, heard.example.org."
                )
            )
        ],
        render_kw=NO_AUTOCOMPLETE,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.pack.choices = list_pack_options()


class HoursForm(StepForm):
    """The hours when someone is there. Both answers can be left for later."""

    hours = StringField(
        "When are you open? (optional)",
        description="For example, Mon-Fri 16:00-21:00, Sat 10:00-13:00.",
        filters=[tidy_line],
        validators=[require_readable_hours],
        render_kw=NO_AUTOCOMPLETE,
    )
    closures = TextAreaField(
        "Days you’re closed (optional)",
        description="Heard knows bank holidays already. " + closures.HELP,
        render_kw={**NO_AUTOCOMPLETE, "rows": 3},
    )

    def validate_closures(self, field: Any) -> None:
        """Refuse days that cannot be read."""
        try:
            closures.parse_closed_days(field.data or "", self.today)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class FirstLeadForm(StepForm):
    """The person who sets Heard up: its first lead."""

    lead_name = StringField(
        "Your name",
        filters=[tidy_line],
        validators=[make_validator(find_name_problem, "Enter your name."), require_one_line],
        render_kw={"autocomplete": "name"},
    )
    lead_job_title = StringField(
        "Your job title",
        description="For example, club manager or head of year.",
        filters=[tidy_line],
        validators=[require_text("Enter your job title."), require_one_line],
        render_kw={"autocomplete": "organization-title"},
    )
    lead_email = EmailField(
        "Your email address",
        description="You’ll sign in with it.",
        filters=[normalise_account_name],
        validators=[make_validator(find_email_problem, "Enter your email address.")],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    lead_phone = TelField(
        "Your work phone number",
        description="Your team sees it next to your name. It’s also on referrals that you make.",
        filters=[tidy_line],
        validators=[
            require_one_line,
            make_validator(find_phone_problem, "Enter your work phone number."),
        ],
        render_kw={"autocomplete": "off"},
    )

    def validate_lead_email(self, field: Any) -> None:
        """Refuse the address of a head or chair: a concern about the lead goes to them."""
        if field.data and field.data in {
            self.answers.get("senior_1"),
            self.answers.get("senior_2"),
        }:
            raise ValidationError("You named this person as head or chair. Enter your own address.")


class SeniorsForm(StepForm):
    """The step about who hears of a concern about the lead. Both answers can be left for later."""

    senior_1 = EmailField(
        "Email address of the head or chair (optional)",
        filters=[normalise_account_name],
        render_kw=NO_AUTOCOMPLETE,
    )
    senior_2 = EmailField(
        "Email address of a second person (optional)",
        filters=[normalise_account_name],
        render_kw=NO_AUTOCOMPLETE,
    )

    def validate_senior_1(self, field: Any) -> None:
        """Refuse what is no address, and the lead's own."""
        self._refuse_lead(field.data or "")

    def validate_senior_2(self, field: Any) -> None:
        """Refuse the first person again."""
        self._refuse_lead(field.data or "")
        if field.data and field.data == self.senior_1.data:
            raise ValidationError("Enter a different address from the first, or leave this empty.")

    def _refuse_lead(self, email: str) -> None:
        if email and email == self.answers.get("lead_email"):
            raise ValidationError("Enter someone else’s address. This one is yours.")
        if email and (problem := find_email_problem(email)):
            raise ValidationError(problem)


class FirstPassphraseForm(NewPassphraseForm):
    """The last step. Whether a passphrase is easy to guess is asked apart: that costs time."""

    passphrase_choice = passphrase_choice_field()
    ticket = passphrase_ticket_field()
    written_down = written_down_field()
    passphrase = new_passphrase_field(make_validator(passphrases.find_passphrase_length_problem))
    again = repeat_passphrase_field()
