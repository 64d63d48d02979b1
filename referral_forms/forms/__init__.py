"""The forms there are. Another authority's form is another module here and a line in OF_AREA.

A form is data: this package holds no answer and decides nothing. A council without a form of its
own gets SUMMARY, so that no paper carries the name of a council that it is not for. The LADO's and
the police's are for any area.
"""

from referral_forms.form_definition import Form, FormKind, find_printed_keys
from referral_forms.forms.example_authority import FORM as EXAMPLE_AUTHORITY
from referral_forms.forms.lado import FORM as LADO
from referral_forms.forms.north_lincolnshire import FORM as NORTH_LINCOLNSHIRE
from referral_forms.forms.police import FORM as POLICE
from referral_forms.forms.summary import FORM as SUMMARY

OF_AREA: dict[str, Form] = {
    "north_lincolnshire": NORTH_LINCOLNSHIRE,
    "example_authority": EXAMPLE_AUTHORITY,
}
"""The form of a council area, by the key that content packs give it."""

FORMS: dict[str, Form] = {form.id: form for form in (SUMMARY, *OF_AREA.values(), LADO, POLICE)}
"""Every form by its id, as the id stands on the paper."""


def find_form(area: str, kind: FormKind = FormKind.COUNCIL) -> Form:
    """Return the form for this area's council, LADO or police; SUMMARY for any council."""
    if kind is FormKind.COUNCIL:
        return OF_AREA.get(area, SUMMARY)
    return LADO if kind is FormKind.LADO else POLICE


__all__ = [
    "EXAMPLE_AUTHORITY", "FORMS", "LADO", "NORTH_LINCOLNSHIRE", "OF_AREA", "POLICE", "SUMMARY",
    "Form", "FormKind", "find_form", "find_printed_keys",
]  # fmt: skip
