"""Omissions from a referral summary: each thing left out, with its reason, for whoever makes it.

Nothing is left out in silence. Who must be protected is named here to those who can open the file,
and never on the paper.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from app.domain.private_struct import PrivateStruct
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.entry_schema import Record
from app.domain.record.part_lookup import list_replaced_locations
from app.services.concerns.entry_decryption import OpenEntry
from app.services.referrals.anonymised import (
    collect_child_name_words,
    separate_answers_naming_child,
)
from app.services.referrals.summary_answers import (
    PROTECTED_TEXT,
    SIGN_ABOVE_TEXT,
    find_protected_sources,
)
from referral_forms.filled_form import HELD_BACK_TEXT, Answer
from referral_forms.form_definition import Form, FormKind

NAMED_REASON = (
    "These include a child’s name. If police need them, write them again below without the name."
)
PROTECTED_REASON = (
    "Who gave information: they have not agreed to be named. The document says “Name kept private”."
)
HELD_BACK_REASON = (
    "Held back when the record was signed: a private name is in it. The document says “Ask the "
    "referrer”."
)
NOT_A_WORKER_REASON = "The record says these people do not work or volunteer with children."
OTHER_CHILD_REASON = (
    "These are only about another child, who has their own document. "
    "This one has their name and part."
)
EARLIER_WHERE_REASON = (
    "Answered before each child was asked about. This document has the answer about this child."
)
OTHER_CHILD_LABEL = "Everything recorded about another child and not about this one"
SOURCE_LABEL = "Name or role of a person who gave information"
KEPT_BACK = frozenset({PROTECTED_TEXT, HELD_BACK_TEXT})
_TRUST = "people.position_of_trust"


class Omission(PrivateStruct, frozen=True):
    """One thing that is not on the paper: what it is called, why, and what it says, if it may."""

    label: str
    why: str
    text: str = ""


def separate_omissions(
    form: Form, given: Sequence[Answer], entries: tuple[OpenEntry, ...], labels: Mapping[str, str]
) -> tuple[list[Answer], tuple[Omission, ...]]:
    """Return answers for this form, and what stays off it, in the order of the concern."""
    if "indicators.indicator" in form.left_out:  # no sign is named above on this paper
        given = [one for one in given if not _is_sign(one)]
    kept, no_worker = _workers(form, given)
    named: list[Answer] = []
    if not form.names_children:
        here = [one for one in kept if one.key not in form.left_out]
        off = [one for one in kept if one.key in form.left_out]
        here, named = separate_answers_naming_child(here, collect_child_name_words(entries))
        kept = [*here, *(msgspec.structs.replace(one, child="") for one in off)]
    words = {**labels, **form.labels}
    return kept, (
        *(Omission(words[one.key], NAMED_REASON, one.text) for one in named),
        *_protected(form, given, entries),
        *(
            Omission(words[one.key], HELD_BACK_REASON)
            for one in given
            if one.text == HELD_BACK_TEXT and one.key not in form.left_out
        ),
        *(Omission(words[one.key], NOT_A_WORKER_REASON, one.text) for one in no_worker),
        *_by_form(form, kept, words),
    )


def _is_sign(one: Answer) -> bool:
    return one.key == "family.keep_from_family" and one.text.startswith(SIGN_ABOVE_TEXT)


def list_earlier_locations(
    form: Form, entries: tuple[OpenEntry, ...], child: str, labels: Mapping[str, str]
) -> Iterator[Omission]:
    """Yield where the child was as it was answered first, where this child was asked about then."""
    for one in entries:
        parts = one.entry.parts if isinstance(one.entry, Record) else ()
        for part in list_replaced_locations(parts, child):
            for row in make_answer_rows(part, labels, third=True):
                if row.key not in form.left_out:
                    yield Omission(row.label, EARLIER_WHERE_REASON, row.text)


def group_omissions_by_reason(
    found: Sequence[Omission], children: int, form: Form
) -> Mapping[str, list[Omission]]:
    """Return the same by reason, in order; and that other children have more on their documents."""
    others = (
        [Omission(OTHER_CHILD_LABEL, OTHER_CHILD_REASON)]
        if children > 1 and form.names_children
        else []
    )
    reasons: dict[str, list[Omission]] = {}
    for one in (*found, *others):
        reasons.setdefault(one.why, []).append(one)
    return reasons


def _workers(form: Form, given: Sequence[Answer]) -> tuple[list[Answer], list[Answer]]:
    """Split answers for the LADO: all but people said not to work with children; then those."""
    no = {one.item for one in given if one.key == _TRUST and one.text == "No"}
    if form.kind is not FormKind.LADO:
        no = set()
    off = [one for one in given if one.key.startswith("people.") and one.item in no]
    return [one for one in given if one not in off], [one for one in off if one.key != _TRUST]


def _protected(
    form: Form, given: Sequence[Answer], entries: tuple[OpenEntry, ...]
) -> Iterator[Omission]:
    hidden = any(one.text == PROTECTED_TEXT and one.key not in form.left_out for one in given)
    for name in find_protected_sources(entries) if hidden else ():
        yield Omission(SOURCE_LABEL, PROTECTED_REASON, name)


def _by_form(form: Form, kept: Sequence[Answer], words: Mapping[str, str]) -> Iterator[Omission]:
    for one in kept:
        if one.key in form.left_out and one.text and not one.unknown and one.text not in KEPT_BACK:
            yield Omission(words[one.key], form.left_out[one.key], one.text)
