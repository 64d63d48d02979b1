"""Read a submitted form that has no WTForms form: its fields, its version, and ids."""

import re
from collections.abc import Iterable
from uuid import UUID, uuid4

from flask import request

CHANGED_ELSEWHERE = (
    "This page was changed somewhere else. Choose Save to compare the two versions. You will not "
    "lose either."
)
SECRET_FIELDS = frozenset(
    {"passphrase", "again", "now", "card", "card_group", "sheet", "code", "words", "choice"}
    | {"first", "second", "asked", "current", "recovery", "step_up_passphrase", "carried_form"}
    | {"passkey", "new_passkey", "challenges", "prf", "older"}
)
"""Fields that hold a way in, or part of one: never shown again."""
UNCARRIED_FIELDS = frozenset({"prf"})
"""Fields that no form takes along while it waits: what a passkey's device made opens an account."""
SENT_FIELDS = frozenset(
    {"mark", "seen", "shown", "version", "about", "once", "back", "list", "called", "email_seen"}
    | {"notice", "page", "proof", "searched", "standing", "saved", "before", "at", "turn"}
    | {"meant", "written", "decided", "next", "checked", "waiting"}
)
"""Fields that a form sends of itself: numbers, ids, and what its page showed. No one typed them."""
SubmittedForm = dict[str, list[str]]
_HASH = re.compile(r"[0-9a-f]{16,}")


def read_submitted_form() -> SubmittedForm:
    """Return every field of the submitted form, as it came."""
    return {name: request.form.getlist(name) for name in request.form}


def read_text(name: str) -> str:
    """Return what was typed in a box, with the line ends that we store: a browser sends others."""
    return request.form.get(name, "").replace("\r\n", "\n")


def read_idempotency_key() -> UUID:
    """Return the id that makes a second press the same as the first; a new one without it."""
    return parse_uuid(request.form.get("once", "")) or uuid4()


def list_typed_fields_with_labels(fields: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return what someone typed with the name of its field, to show it again to them alone.

    Ids, and what a form sends of itself, are left out, and so is every way in. A form that is
    about many people sends one field for each of them: "called-" and an id.
    """
    unseen = SECRET_FIELDS | SENT_FIELDS
    return tuple(
        (name.replace("_", " ").capitalize(), text)
        for name, text in fields
        if not {name, name.partition("-")[0]} & unseen
        and parse_uuid(text) is None
        and _is_typed(text)
    )


def _is_typed(text: str) -> bool:
    return bool(text.strip()) and not _HASH.fullmatch(text)


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
