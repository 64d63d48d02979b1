"""The forms there are. Another authority's form is another module here and a line in OF_AREA.

A form is data: this package holds no answer and decides nothing. A council without a form of its
own gets SUMMARY, so that no paper carries the name of a council that it is not for.
"""

from referral_forms.forms.north_lincolnshire import FORM as NORTH_LINCOLNSHIRE
from referral_forms.forms.summary import FORM as SUMMARY
from referral_forms.shape import Form, homes

OF_AREA: dict[str, Form] = {"north_lincolnshire": NORTH_LINCOLNSHIRE}
"""The form of a council area, by the key that content packs give it."""

FORMS: dict[str, Form] = {form.id: form for form in (SUMMARY, *OF_AREA.values())}
"""Every form by its id, as the id stands on the paper."""


def form_of(area: str) -> Form:
    """The form of the council with this area, or the summary that is for any."""
    return OF_AREA.get(area, SUMMARY)


__all__ = ["FORMS", "NORTH_LINCOLNSHIRE", "OF_AREA", "SUMMARY", "Form", "form_of", "homes"]
