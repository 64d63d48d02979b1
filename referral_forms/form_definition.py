"""Define a referral form: blocks of keys in the order that the receiving council asks.

A form holds keys and headings, never an answer. Definitions live in `referral_forms.forms`, one
module a form.
"""

from collections.abc import Iterator
from enum import StrEnum

import msgspec


class SectionKind(StrEnum):
    """How the answers of a section are printed where the form leaves room for it."""

    ROWS = "rows"
    WORDS = "words"  # with one line that says to whom, when and where
    CALLS = "calls"  # a row a call, by time
    SIGNS = "signs"  # a sentence a sign, by group


class FormSection(msgspec.Struct, frozen=True, kw_only=True):
    """Keys that stand together in a block, "part.field" in the order printed.

    `repeats`: one sub-block an item, headed by the item's own label or "`item_name` 2"; where
    nothing is folded and there is no item, nothing is printed.
    `per_child`: one sub-block a child, headed by the name when there is more than one.
    `fold`: label of the one row that stands for all when not one key is answered; "" never folds.
    `instead`: a key whose answer says why there is nothing to print: then nothing is a gap here.
    `blank`: what an unanswered question prints; "" says in which way it is a gap.
    `gap` False: unanswered questions of it are not listed as gaps.
    """

    keys: tuple[str, ...]
    heading: str = ""
    repeats: bool = False
    per_child: bool = False
    item_name: str = ""
    fold: str = ""
    instead: str = ""
    blank: str = ""
    kind: SectionKind = SectionKind.ROWS
    gap: bool = True


class FormBlock(msgspec.Struct, frozen=True):
    """A numbered block of the form. `required`: the authority asks that nothing in it stays blank.

    That never holds a paper back: whoever makes it is told which of its questions are not known.
    """

    number: int
    heading: str
    sections: tuple[FormSection, ...]
    required: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key of the block, in the order printed."""
        return tuple(key for section in self.sections for key in section.keys)


class FollowUp(msgspec.Struct, frozen=True):
    """Keys that are asked in some cases only; `why` a blank would be wrong in the others.

    The case is there, and each blank prints as a gap, as soon as one of `keys` is answered, or
    `after` is: with `says` among its printed words, where `says` is given, and in other words than
    `unless`; with `or_unanswered` also while `after` has no answer. Within an item that repeats,
    only its own answers make the case. A key of several follow-ups needs each of their cases.
    """

    keys: tuple[str, ...]
    why: str
    after: str = ""
    says: str = ""
    unless: str = ""
    or_unanswered: bool = False


class FormKind(StrEnum):
    """For whom a form is."""

    COUNCIL = "council"
    LADO = "lado"
    POLICE = "police"


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A form: id and version go on the paper; `source` says where the order of blocks is from.

    `quotes` are keys that always print as quotations. `left_out` maps each key that never prints
    to the reason. `labels` words the keys that no page asks: "meta." keys are filled from Meta,
    "no_question." keys by nobody, the others from calls and later entries of the file.

    `names_children` False: no child's name is printed, and there is one paper for all of a file;
    otherwise there is one for each child. `never_blank`: nothing is folded or passed over, and a
    follow-up whose case is not there prints as not applicable. `plain`: a row for each answer, each
    gap where it is asked, and nothing composed. `recipient`: for whom the paper is.
    """

    id: str
    version: str
    title: str
    source: str
    notice: str
    blocks: tuple[FormBlock, ...]
    quotes: frozenset[str]
    original_language: frozenset[str]
    follow_ups: tuple[FollowUp, ...]
    labels: dict[str, str]
    left_out: dict[str, str]
    kind: FormKind = FormKind.COUNCIL
    names_children: bool = True
    never_blank: bool = False
    plain: bool = False
    recipient: str = ""

    @property
    def keeps_gaps_in_place(self) -> bool:
        """Whether a gap prints where the form asks, instead of in a list at the end."""
        return self.never_blank or self.plain

    def list_follow_ups(self, key: str) -> tuple[FollowUp, ...]:
        """Return the follow-ups that `key` belongs to; none where it is always asked."""
        return tuple(one for one in self.follow_ups if key in one.keys)

    def sections(self) -> Iterator[FormSection]:
        """Yield every section of every block, in order."""
        for block in self.blocks:
            yield from block.sections


def leave_out_keys(why: str, *keys: str) -> dict[str, str]:
    """Map keys that a form never prints to one reason for all of them."""
    return dict.fromkeys(keys, why)


def list_part_keys(part: str, *fields: str) -> tuple[str, ...]:
    """Return keys of one part of the record: "part.field" for each field."""
    return tuple(f"{part}.{field}" for field in fields)


def find_printed_keys(form: Form) -> set[str]:
    """Return keys of the record that print on `form`. Its own labels' keys are not among them.

    Together with `form.left_out` this must be every field that a page asks.
    """
    return {key for section in form.sections() for key in section.keys} - set(form.labels)
