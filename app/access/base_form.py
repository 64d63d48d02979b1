"""The base of every WTForms form: bound from the request, CSRF checked elsewhere for all at once.

Forms know shape and words and hand over a frozen value. No query and no `abort` in a form.
"""

from collections.abc import Mapping, Sequence
from typing import Self

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Form as WTForm


class BaseForm(WTForm):
    """A form bound to this request's fields."""

    @classmethod
    def of_request(cls) -> Self:
        """Bind to the submitted fields of a POST."""
        return cls(formdata=request.form)

    @classmethod
    def of_kept(cls, typed: Mapping[str, Sequence[str]]) -> Self:
        """Bind to the fields of a form that was kept, as they were typed."""
        return cls(formdata=MultiDict({name: list(texts) for name, texts in typed.items()}))
