"""The forms there are. Another authority's form is another module here and a line in FORMS.

A form is data: this package holds no answer and decides nothing.
"""

from referral_forms.forms.north_lincolnshire import FORM as NORTH_LINCOLNSHIRE
from referral_forms.shape import Form, homes

FORMS: dict[str, Form] = {form.id: form for form in (NORTH_LINCOLNSHIRE,)}
"""Every form by its id, as the id stands on the paper."""

__all__ = ["FORMS", "NORTH_LINCOLNSHIRE", "Form", "homes"]
