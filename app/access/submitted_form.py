"""What a form sends that no WTForms form stands for: its fields, its version, ids among them."""

from uuid import UUID

from flask import request

CHANGED = (
    "This page was also changed in another place. Press Save to see both texts; neither is lost."
)
Form = dict[str, list[str]]


def submitted() -> Form:
    """Every field of the submitted form, as it came."""
    return {name: request.form.getlist(name) for name in request.form}


def version_of(form: Form) -> int:
    """The version that a form was drawn from; 0 for a page never kept."""
    text = (form.get("version") or ["0"])[0]
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def uuid_of(text: str) -> UUID | None:
    """The id that a field or an address holds, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
