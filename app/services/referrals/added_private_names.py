"""Find names that are to be kept private in what was added after signing. Pure.

Before signing, the check page asks about them. Nothing asks later, so the person who makes a
document is told. Nothing is left out here: a first name is often another person's.
"""

from collections.abc import Iterator

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Addition, Call, Details, Record
from app.domain.record.entry_titles import get_entry_title
from app.domain.record.private_mentions import (
    find_private_mentions,
    find_private_name,
    list_private_names,
    make_answer_key,
)
from app.services.concerns.entry_decryption import OpenEntry
from app.services.referrals.summary_answers import is_record_or_other_text
from referral_forms.form_definition import Form

ADDED_WORDS = "addition.words"
SOURCE_PAGES = ("others", "account")
"""Parts in which a source is named."""


class AddedPrivateName(PrivateStruct, frozen=True):
    """An entry in which a private name may be: its number and title, and the name."""

    number: int
    title: str
    name: str


def list_added_private_names(
    entries: tuple[OpenEntry, ...], form: Form
) -> tuple[AddedPrivateName, ...]:
    """Return the later entries that this form prints and in which such a name may be, in order."""
    printed = {key for section in form.sections() for key in section.keys}
    return tuple(dict.fromkeys(_list_names(entries, printed)))


def _list_names(entries: tuple[OpenEntry, ...], printed: set[str]) -> Iterator[AddedPrivateName]:
    said = [one.entry for one in entries if isinstance(one.entry, Record | Details | Call)]
    parts = [part for one in said for part in one.parts]
    names = list_private_names(parts)
    for opened in entries if names else ():
        entry = opened.entry
        if isinstance(entry, Addition):
            found = {ADDED_WORDS: find_private_name(entry.words, names)}
        elif isinstance(entry, Details | Call) and not is_record_or_other_text(entry):
            sources = [part for part in parts if part.page in SOURCE_PAGES]
            mentions = find_private_mentions([*entry.parts, *sources])
            own = {make_answer_key(part, name) for part in entry.parts for name in part.values}
            found = {one.key.partition("/")[0]: one.name for one in mentions if one.key in own}
        else:
            continue
        for key, name in found.items():
            if name and key in printed:
                yield AddedPrivateName(opened.number, get_entry_title(entry), name)
