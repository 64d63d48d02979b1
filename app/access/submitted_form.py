"""Read a submitted form that has no WTForms form: its fields, its version, and ids."""

from uuid import UUID

from flask import request

CHANGED_ELSEWHERE = (
    "This page was changed somewhere else. Choose Save to compare the two versions. You will not "
    "lose either."
)
SubmittedForm = dict[str, list[str]]


def read_submitted_form() -> SubmittedForm:
    """Return every field of the submitted form, as it came."""
    return {name: request.form.getlist(name) for name in request.form}


def read_version(form: SubmittedForm) -> int:
    """Return the version that a form was drawn from; 0 for a page that was never saved."""
    text = (form.get("version") or ["0"])[0]
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def parse_uuid(text: str) -> UUID | None:
    """Return the id that a field or an address holds, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
