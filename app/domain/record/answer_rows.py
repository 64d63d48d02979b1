"""Turn sealed answers back into lines a person can read: label, text, whose words.

Review, papers and receipts all read a part through this one place, so they say the same.
This module never changes a text: it only names it.
"""

from collections.abc import Mapping
from typing import Any

from app.domain.pages import find_field, get_field_order
from app.domain.pages.page_model import UNKNOWN_LABELS, AnswerKind, Field, Unknown
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Part
from app.domain.record.moments import format_moment
from content.question_wording import get_current_form_version

LAST_PLACE = 1_000
OF_OTHER = "account.of_other"
"""Among labels where the record is another person's account: no worker saw or heard it."""


class AnswerRow(PrivateStruct, frozen=True):
    """One answered question. `key` is "part.field"; `quote` marks somebody's own words.

    `warning`: what to know before it is read out; mostly nothing.
    """

    key: str
    label: str
    text: str
    quote: bool = False
    warning: str = ""


def make_answer_rows(
    part: Part, labels: Mapping[str, str], *, third: bool = False
) -> tuple[AnswerRow, ...]:
    """Return the rows of one part, in page order; `third`: for a reader who did not write it.

    `labels` gives words for ids that this module cannot know: child ids, indicator ids, council
    areas, as "indicators.indicator:a1" -> words and "child:c1" -> name.
    """
    found = []
    labels = use_labels_of_form(labels, part.form_number)
    for name, value in sorted(part.values.items(), key=lambda pair: _place(part.page, pair[0])):
        field = find_field(part.page, name, part.form_number)
        label = field.said(third=third, of_other=OF_OTHER in labels) if field else name
        found.append(
            AnswerRow(
                f"{part.page}.{name}",
                label,
                format_answer(field, f"{part.page}.{name}", value, labels, third=third),
                bool(field and field.verbatim and not _unknown(value)),
            )
        )
    return tuple(found)


def use_labels_of_form(labels: Mapping[str, str], form: int) -> Mapping[str, str]:
    """Return the labels, with those that a pack had on form `form` instead of today's.

    They stand among `labels` under the form's number, as "1/indicators.indicator:a1".
    """
    if form == get_current_form_version():
        return labels
    start = f"{form}/"
    return {
        **labels,
        **{k.removeprefix(start): v for k, v in labels.items() if k.startswith(start)},
    }


def _place(part: str, name: str) -> int:
    """Return a value's place on its page; stored values are in the order of the alphabet."""
    return get_field_order(part).get(name, LAST_PLACE)


def format_answer(
    field: Field | None, key: str, value: Any, labels: Mapping[str, str], *, third: bool = False
) -> str:
    """Return one stored value as text."""
    if unknown := _unknown(value):
        return UNKNOWN_LABELS[unknown]
    if isinstance(value, list):
        return "; ".join(format_answer(field, key, one, labels, third=third) for one in value)
    if isinstance(value, dict):
        return format_moment(value)
    if field is not None and field.kind in {AnswerKind.ONE, AnswerKind.MANY, AnswerKind.CHILDREN}:
        own = labels.get(f"{key}:{value}") or labels.get(f"child:{value}")
        return own or field.label_of(value, third=third, of_other=OF_OTHER in labels)
    return str(value)


def _unknown(value: Any) -> Unknown | None:
    if isinstance(value, dict) and "unknown" in value:
        return Unknown(value["unknown"])
    return None
