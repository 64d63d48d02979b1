"""Forms about a completion: a paper that was signed, a day, a check code."""

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import (  # type: ignore[attr-defined]  # stubs of WTForms 3.2
    SelectChoice,
)

from app.access.base_form import BaseForm
from app.domain.training.statement_schema import CompletionMethod, ConfirmerRole
from app.services.members.contact_details import tidy_line
from app.services.training.completion_record_pdf import ROLE_NAMES
from app.services.training.paper_completions import SignedPaper

NO_AUTOFILL = {"autocomplete": "off", "spellcheck": "false"}
DATE_HINT = "For example, 24/11/2026 or “today”."


class OnPaperForm(BaseForm):
    """A completion that was confirmed on paper. `once`: of the page, so that it counts once."""

    once = HiddenField()
    learner = SelectField("Whose training is it?")
    how = RadioField(
        "What have you got on paper?",
        choices=[
            SelectChoice(
                CompletionMethod.PAPER_WORKBOOK.value, "The paper workbook, filled in and signed"
            ),
            SelectChoice(
                CompletionMethod.PRINTED_COPY.value,
                "A printed copy of answers that were written here, signed",
            ),
        ],
    )
    workbook = StringField("Name of the workbook", filters=[tidy_line], render_kw=NO_AUTOFILL)
    edition = StringField("Edition, or year", filters=[tidy_line], render_kw=NO_AUTOFILL)
    on = StringField(
        "The date on the paper",
        description=DATE_HINT,
        filters=[tidy_line],
        render_kw={**NO_AUTOFILL, "class": "govuk-input--width-20"},
    )
    confirmer = StringField(
        "Who signed it as confirmer?",
        description="Their name: they talked with the learner about it. They need no account here.",
        filters=[tidy_line],
        render_kw=NO_AUTOFILL,
    )
    job_title = StringField(
        "Job title of the confirmer",
        description="For example, head of care.",
        filters=[tidy_line],
        render_kw=NO_AUTOFILL,
    )
    role = RadioField("What is this person?", validate_choice=False)
    talked = StringField(
        "When did they talk about it with the learner?",
        description=DATE_HINT,
        filters=[tidy_line],
        render_kw={**NO_AUTOFILL, "class": "govuk-input--width-20"},
    )
    understands = BooleanField(
        "The paper says that the learner completed the training and has a sufficient "
        "understanding of its topic"
    )
    seen = BooleanField("I have seen the signed paper")

    def offer(self, people: list[tuple[str, str]], lead_title: str) -> "OnPaperForm":
        """Let these be chosen: (id, name and email). `lead_title`: what a lead is called here."""
        self.learner.choices = [SelectChoice("", "Choose a person"), *people]
        names = {role: name.format(lead_title=lead_title) for role, name in ROLE_NAMES.items()}
        names[ConfirmerRole.COMPLETED] = "someone who has completed this training"
        self.role.choices = [
            SelectChoice(role.value, name[:1].upper() + name[1:]) for role, name in names.items()
        ]
        return self

    def to_typed(self) -> SignedPaper:
        """Return what the service takes."""
        return SignedPaper(
            learner=self.learner.data or "",
            how=self.how.data or "",
            workbook=self.workbook.data or "",
            edition=self.edition.data or "",
            on=self.on.data or "",
            confirmer=self.confirmer.data or "",
            job_title=self.job_title.data or "",
            seen=bool(self.seen.data),
            once=self.once.data or "",
            role=self.role.data or "",
            talked=self.talked.data or "",
            understands=bool(self.understands.data),
        )


class DayForm(BaseForm):
    """The day on which the board was told, or answered. One of the two is sent at a time."""

    sent = StringField(
        "Sent to the Board on", description=DATE_HINT, filters=[tidy_line],
        render_kw={**NO_AUTOFILL, "class": "govuk-input--width-20"},
    )  # fmt: skip
    received = StringField(
        "Board certificate received on", description=DATE_HINT, filters=[tidy_line],
        render_kw={**NO_AUTOFILL, "class": "govuk-input--width-20"},
    )  # fmt: skip


class CheckForm(BaseForm):
    """The code that stands on a completion record."""

    code = StringField(
        "Check code",
        description=(
            "For example, 7K3M-09QT-ABCD-EFGH. Capitals, spaces and dashes do not matter."
        ),
        render_kw={**NO_AUTOFILL, "autocapitalize": "characters", "class": "govuk-input--width-20"},
    )
