"""Find the texts of a record that are on the documents of several children.

The person who makes one of these documents reads them first: words about one child must not reach
another family's file. Nothing is left out here.
"""

from collections.abc import Iterator, Mapping

from app.domain.pages import find_field
from app.domain.private_struct import PrivateStruct
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.entry_schema import Record
from app.domain.record.part_lookup import (
    find_child_locations,
    is_account_of_other,
    is_shared_location,
    split_off_location,
)
from app.domain.record.text_limits import shorten_text

ACCOUNT_PART = "account"
TEXTS = ("child_words", "seen", "told_by_others", "worry")
WHERE_LABEL = "Where the child was"
_BEGINS = 90


class TextOnBoth(PrivateStruct, frozen=True):
    """A text, how it begins, and the other children on whose documents it is."""

    label: str
    begins: str
    others: tuple[str, ...]


def list_texts_on_several_documents(
    record: Record, about: str, names: Mapping[str, str]
) -> tuple[TextOnBoth, ...]:
    """Return what is on the document of the child `about` and on another's."""
    return tuple(_list_texts(record, about, names)) if len(names) > 1 else ()


def _list_texts(record: Record, about: str, names: Mapping[str, str]) -> Iterator[TextOnBoth]:
    unasked, of_other = not find_child_locations(record.parts), is_account_of_other(record.parts)
    for part in record.parts:
        others = tuple(names.get(child, child) for child in part.children if child != about)
        if unasked and others and about in part.children and is_shared_location(part):
            said = (
                row.text for row in make_answer_rows(split_off_location(part)[1], names, third=True)
            )
            yield TextOnBoth(WHERE_LABEL, shorten_text(", ".join(said), _BEGINS), others)
        if part.page != ACCOUNT_PART or about not in part.children or not others:
            continue
        for name in TEXTS:
            text = part.values.get(name)
            field = find_field(ACCOUNT_PART, name, part.form_number)
            if isinstance(text, str) and field:
                yield TextOnBoth(
                    field.said(third=True, of_other=of_other), shorten_text(text, _BEGINS), others
                )
