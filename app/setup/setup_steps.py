"""The steps of set-up in their order, and the organisation that follows from their answers."""

from collections.abc import Mapping
from datetime import date

import msgspec
from werkzeug.datastructures import MultiDict

from app.domain.times import weekly_hours
from app.domain.times.typed_dates import format_day_for_input
from app.services.organisations.organisation_setup import NewOrganisation
from app.setup import closures
from app.setup.forms import (
    FirstLeadForm,
    HoursForm,
    OrganisationNameForm,
    PlaceForm,
    SeniorsForm,
    StepForm,
)
from app.setup.hours_field import convert_to_24_hour, format_hours_as_typed


class SetupStep(msgspec.Struct, frozen=True):
    """One page of set-up. `key`: its address; `title`: its heading."""

    key: str
    title: str
    form: type[StepForm]

    def bind(self, typed: Mapping[str, str], answers: Mapping[str, str], today: date) -> StepForm:
        """Return the form with what was typed."""
        return self.form(MultiDict(typed), answers=answers, today=today)


STEPS = (
    SetupStep("your-organisation", "Your organisation", OrganisationNameForm),
    SetupStep("where-you-are", "Where you are", PlaceForm),
    SetupStep("opening-hours", "When you’re open", HoursForm),
    SetupStep("about-you", "About you", FirstLeadForm),
    SetupStep("head-or-chair", "Your head or chair", SeniorsForm),
)
STEP_COUNT = len(STEPS) + 1
"""With the passphrase, which is the last."""


def find_step(key: str) -> SetupStep | None:
    """Return the step with this address, or None."""
    return next((step for step in STEPS if step.key == key), None)


def find_previous_step(step: SetupStep) -> SetupStep | None:
    """Return the step before this one, or None for the first."""
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


def find_unanswered_step(answers: Mapping[str, str], today: date) -> SetupStep | None:
    """Return the first step that was not saved, or whose answers do not go with others since."""
    for step in STEPS:
        form = step.bind(answers, answers, today)
        if not {field.name for field in form} <= set(answers) or not form.validate():
            return step
    return None


def select_step_answers(typed: Mapping[str, str], today: date) -> dict[str, str]:
    """Return what belongs to the steps among the fields of a request."""
    names = {field.name for step in STEPS for field in step.bind({}, {}, today)}
    return {name: text for name, text in typed.items() if name in names}


def list_guessable_texts(answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return what someone who guesses the first lead's passphrase tries first."""
    names = ("lead_name", "lead_email", "lead_job_title", "organisation", "lead_title")
    return tuple(answers[name] for name in names)


def build_new_organisation(
    answers: Mapping[str, str], passphrase: str, today: date, *, demo: bool
) -> NewOrganisation:
    """Return what the service takes. Only for answers without an unanswered step."""
    return NewOrganisation(
        name=answers["organisation"],
        host=answers["host"],
        lead_title=answers["lead_title"],
        phone=answers["phone"],
        address=answers["address"],
        pack=answers["pack"],
        hours=weekly_hours.parse_hours(convert_to_24_hour(answers["hours"])),
        closures=closures.parse_closed_days(answers["closures"], today),
        lead_name=answers["lead_name"],
        lead_email=answers["lead_email"],
        lead_phone=answers["lead_phone"],
        lead_job_title=answers["lead_job_title"],
        passphrase=passphrase,
        seniors=tuple(filter(None, (answers["senior_1"], answers["senior_2"]))),
        demo=demo,
    )


def restore_answers(new: NewOrganisation) -> dict[str, str]:
    """Return the answers that an organisation about to be made came from, without its secret."""
    first, second, *_ = (*new.seniors, "", "")
    return {
        "organisation": new.name,
        "lead_title": new.lead_title,
        "pack": new.pack,
        "phone": new.phone,
        "address": new.address,
        "hours": format_hours_as_typed(new.hours),
        "closures": "\n".join(format_day_for_input(day) for day in new.closures),
        "host": new.host,
        "lead_name": new.lead_name,
        "lead_job_title": new.lead_job_title,
        "lead_email": new.lead_email,
        "lead_phone": new.lead_phone,
        "senior_1": first,
        "senior_2": second,
    }
