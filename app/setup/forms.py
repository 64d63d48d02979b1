"""The setup form, with the answer most organisations give already in its place.

`prefill_setup_form` gives back what was typed at a setup whose recovery sheet waits. It is only for
the browser that typed it, which holds the token of its box. It never has a code or a passphrase.
"""

import re
from datetime import date
from typing import Any

from wtforms import (
    EmailField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # stubs of WTForms 3.2
    SelectChoice,
)
from wtforms.validators import ValidationError

from app.access.form_validators import make_validator, require_text
from app.access.new_passphrase import (
    NewPassphraseForm,
    new_passphrase_field,
    passphrase_choice_field,
    repeat_passphrase_field,
    ticket_field,
    written_down_field,
)
from app.domain.record.entry_titles import LEAD_TITLE
from app.domain.times import weekly_hours
from app.services.auth import passphrases
from app.services.members.contact_details import (
    email_problem,
    name_problem,
    normalise_account_name,
    one_line_problem,
    phone_problem,
    tidy_line,
)
from app.services.organisations.organisation_setup import NewOrganisation
from app.setup import closures
from app.setup.hours_field import convert_to_24_hour, require_readable_hours
from content import pack_loader

HOST_PATTERN = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*")
NO_AUTOCOMPLETE = {"autocomplete": "off", "spellcheck": "false"}


def require_one_line(_form: Any, field: Any) -> None:
    """A validator for what stands in mail, headings and paper; asks about the text as it came."""
    raw = (field.raw_data or [""])[0]
    if wrong := one_line_problem(raw):
        raise ValidationError(wrong)


class SetupForm(NewPassphraseForm):
    """One page: the code, the organisation, its first lead, its seniors."""

    code = StringField(
        "Set-up code",
        description="The server printed it when it started, like ABCD-EFGH-JKMN.",
        filters=[tidy_line],
        validators=[require_text("Type the code that the server printed.")],
        render_kw={**NO_AUTOCOMPLETE, "autocapitalize": "characters"},
    )
    organisation = StringField(
        "Name of your organisation",
        filters=[tidy_line],
        validators=[
            make_validator(name_problem, "Enter the name of your organisation."),
            require_one_line,
        ],
        render_kw={"autocomplete": "organization"},
    )
    lead_title = StringField(
        "What do you call the person who leads on safeguarding?",
        description="Schools say designated safeguarding lead, clubs say welfare officer.",
        default=LEAD_TITLE,
        filters=[tidy_line],
        validators=[
            make_validator(name_problem, "Enter what you call that person."),
            require_one_line,
        ],
        render_kw=NO_AUTOCOMPLETE,
    )
    pack = SelectField(
        "Which council area are you in?",
        description="It decides the numbers to ring and the referral form.",
        validators=[require_text("Choose your area.")],
    )
    phone = TelField(
        "Your organisation's main phone number",
        filters=[tidy_line],
        validators=[
            require_one_line,
            make_validator(phone_problem, "Enter the main phone number."),
        ],
        render_kw={"autocomplete": "tel"},
    )
    address = StringField(
        "Your organisation's address",
        filters=[tidy_line],
        validators=[require_text("Enter the address, as on a referral form."), require_one_line],
        render_kw={**NO_AUTOCOMPLETE, "maxlength": "300"},
    )
    hours = StringField(
        "When are you open?",
        description="Like Mon-Fri 09:00-17:00, Sat 10:00-13:00.",
        default="Mon-Fri 09:00-17:00",
        filters=[tidy_line],
        validators=[require_readable_hours],
        render_kw=NO_AUTOCOMPLETE,
    )
    closures = TextAreaField(
        "Days you are closed (optional)",
        description="Bank holidays are known already. " + closures.HELP,
        render_kw={**NO_AUTOCOMPLETE, "rows": 3},
    )
    host = StringField(
        "The name this site is reached by",
        filters=[normalise_account_name],
        validators=[
            make_validator(
                lambda text: "" if HOST_PATTERN.fullmatch(text) else "Write a host name only."
            )
        ],
        render_kw=NO_AUTOCOMPLETE,
    )
    lead_name = StringField(
        "Your name",
        filters=[tidy_line],
        validators=[make_validator(name_problem, "Enter your name."), require_one_line],
        render_kw={"autocomplete": "name"},
    )
    lead_job_title = StringField(
        "Your job title",
        filters=[tidy_line],
        validators=[
            require_text("Enter your job title, like head of year."),
            require_one_line,
        ],
        render_kw={"autocomplete": "organization-title"},
    )
    lead_email = EmailField(
        "Your email address",
        description="You sign in with it.",
        filters=[normalise_account_name],
        validators=[make_validator(email_problem, "Enter your email address.")],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    lead_phone = TelField(
        "Your work phone",
        description="Members see it under “ring now”, and it stands on summaries that you make.",
        filters=[tidy_line],
        validators=[
            require_one_line,
            make_validator(phone_problem, "Enter your work phone number."),
        ],
        render_kw={"autocomplete": "off"},
    )
    passphrase_choice = passphrase_choice_field()
    ticket = ticket_field()
    written_down = written_down_field()
    # Long. Whether it is easy to guess is asked once the code is right: that costs time.
    passphrase = new_passphrase_field(make_validator(passphrases.length_problem))
    again = repeat_passphrase_field()
    senior_1 = EmailField(
        "Email of a senior (optional)", filters=[normalise_account_name], render_kw=NO_AUTOCOMPLETE
    )
    senior_2 = EmailField(
        "Email of a second senior (optional)",
        filters=[normalise_account_name],
        render_kw=NO_AUTOCOMPLETE,
    )

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        """`today`: the day from which a closure without a year is the next one."""
        super().__init__(*args, **more)
        self.today = today
        packs = (SelectChoice(name, title) for name, title in pack_loader.list_pack_choices())
        self.pack.choices = [SelectChoice("", "Choose"), *packs]

    def validate_closures(self, field: Any) -> None:
        """Days that can be read."""
        try:
            self.closed_days()
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def validate_senior_1(self, field: Any) -> None:
        """A real address, and not the lead's."""
        self._senior(field.data or "")

    def validate_senior_2(self, field: Any) -> None:
        """Somebody else again."""
        self._senior(field.data or "")
        if field.data and field.data == self.senior_1.data:
            raise ValidationError("This is the first senior again. Leave it empty for now.")

    def _senior(self, email: str) -> None:
        if email and email == self.lead_email.data:
            words = f"A senior cannot also be the {self.lead_title.data}: name somebody else."
            raise ValidationError(words)
        if email and (wrong := email_problem(email)):
            raise ValidationError(wrong)

    def about_the_lead(self) -> tuple[str, ...]:
        """What a guesser of the passphrase tries first."""
        lead = (self.lead_name, self.lead_email, self.lead_job_title)
        return tuple(field.data or "" for field in (*lead, self.organisation, self.lead_title))

    def closed_days(self) -> tuple[date, ...]:
        """The days typed under closures. Raises UnreadableError, a ValueError."""
        return closures.parse_closed_days(self.closures.data or "", self.today)

    def to_organisation(self, *, demo: bool) -> NewOrganisation:
        """What the service takes. Only for a form that validated."""
        return NewOrganisation(
            name=self.organisation.data or "",
            host=self.host.data or "",
            lead_title=self.lead_title.data or "",
            phone=self.phone.data or "",
            address=self.address.data or "",
            pack=self.pack.data or "",
            hours=weekly_hours.parse_hours(convert_to_24_hour(self.hours.data or "")),
            closures=self.closed_days(),
            lead_name=self.lead_name.data or "",
            lead_email=self.lead_email.data or "",
            lead_phone=self.lead_phone.data or "",
            lead_job_title=self.lead_job_title.data or "",
            passphrase=self.passphrase.data or "",
            seniors=tuple(filter(None, (self.senior_1.data, self.senior_2.data))),
            demo=demo,
        )


def prefill_setup_form(new: NewOrganisation) -> dict[str, str]:
    """The fields of the form that hold no secret, as `SetupForm` reads them back."""
    first, second, *_ = (*new.seniors, "", "")
    return {
        "organisation": new.name,
        "lead_title": new.lead_title,
        "pack": new.pack,
        "phone": new.phone,
        "address": new.address,
        "hours": weekly_hours.format_hours(new.hours),
        "closures": "\n".join(day.strftime("%d/%m/%Y") for day in new.closures),
        "host": new.host,
        "lead_name": new.lead_name,
        "lead_job_title": new.lead_job_title,
        "lead_email": new.lead_email,
        "lead_phone": new.lead_phone,
        "senior_1": first,
        "senior_2": second,
    }
