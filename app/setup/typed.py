"""What was typed at a set-up whose recovery sheet waits, for the form to show again.

Only for the browser that typed it, which holds the token of its box. No code and no passphrase.
"""

from app.domain.times import opening_hours
from app.services.organisations.organisation_setup import NewOrganisation


def typed(new: NewOrganisation) -> dict[str, str]:
    """The fields of the form that hold no secret, as `SetUpForm` reads them back."""
    first, second, *_ = (*new.seniors, "", "")
    return {
        "organisation": new.name,
        "lead_title": new.lead_title,
        "pack": new.pack,
        "phone": new.phone,
        "address": new.address,
        "hours": opening_hours.format_hours(new.hours),
        "closures": "\n".join(day.strftime("%d/%m/%Y") for day in new.closures),
        "host": new.host,
        "lead_name": new.lead_name,
        "lead_job_title": new.lead_job_title,
        "lead_email": new.lead_email,
        "lead_phone": new.lead_phone,
        "senior_1": first,
        "senior_2": second,
    }
