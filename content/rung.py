"""Whether a person has rung a line, and when: one sentence beside its number.

Nobody rings 999, 101 or a textphone to see whether they work, so these say nothing.
"""

from __future__ import annotations

from datetime import date

from content.passages import Contact, old

NEVER_RUNG = ("emergency", "police", "access")
NOT_CHECKED = "Not yet checked by a person"


def checked(contact: Contact, today: date) -> str:
    """Return when a person last rang the line, and that it is old; empty for 999 and 101."""
    if contact.role in NEVER_RUNG:
        return ""
    sentence = old([contact], today).removesuffix(".")
    if contact.checked_on is None:
        return f"Not yet rung by a person. {sentence}" if sentence else NOT_CHECKED
    return sentence or f"Last checked {contact.checked_on.day} {contact.checked_on:%B %Y}"
