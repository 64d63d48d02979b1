"""The base of every WTForms form: bound from the request, CSRF checked elsewhere for all at once.

Forms know shape and words and hand over a frozen value. No query and no `abort` in a form.
"""

from typing import Self

from flask import request
from wtforms import Form as WTForm


class Form(WTForm):
    """A form bound to this request's fields."""

    @classmethod
    def of_request(cls) -> Self:
        """Bind to the submitted fields of a POST."""
        return cls(formdata=request.form)
