"""Check a form's definition against itself and against the questions that are asked.

A form that forgets a question would lose an answer on paper without anybody noticing, so each
fault names the form, the key and the cure. Nothing here looks at an answer.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from referral_forms.form_definition import Form, find_printed_keys


class FormError(ValueError):
    """A form or the answers for it do not fit together. Holds keys only, never an answer."""


def find_form_faults(form: Form, catalogue: Mapping[str, str]) -> list[str]:
    """Return every fault of `form` as a sentence; empty when it is sound.

    `catalogue` maps each key that a page asks to its label.
    """
    printed = Counter(key for section in form.sections() for key in section.keys)
    home, left = find_printed_keys(form), set(form.left_out)
    asked = set(catalogue)
    followed = {k for one in form.follow_ups for k in (*one.keys, one.after) if k}
    groups = (
        ((k for k, n in printed.items() if n > 1), "is printed twice: keep one"),
        (set(form.labels) - set(printed) - left, "has a label but is not printed: print it"),
        (home & left, "is printed and left out: choose one"),
        ((k for k, why in form.left_out.items() if not why.strip()), "is left out: say why"),
        (asked - home - left, "is asked but has no home: add it to a section or to left_out"),
        (
            (home | left) - asked - set(form.labels),
            "is on the form but never asked: correct the name or remove it",
        ),
        (form.quotes - home, "is a quotation but is not printed: correct the name"),
        (followed - set(printed), "is on no section: correct the name"),
        (
            (k for one in form.follow_ups if not one.why.strip() for k in one.keys),
            "follows up without a reason: say why its blank would be wrong",
        ),
        (form.original_language - home, "is marked as original but not printed: correct the name"),
    )
    found = [f"{form.id}: {key} {cure}" for keys, cure in groups for key in sorted(keys)]
    return found + _order(form) + _under_no_heading(form)


def _order(form: Form) -> list[str]:
    numbers = [block.number for block in form.blocks]
    if numbers == list(range(len(numbers))):
        return []
    return [f"{form.id}: blocks are numbered {numbers}: count from 0 without a gap"]


def _under_no_heading(form: Form) -> list[str]:
    """Return sections that would read as part of the heading before them."""
    return [
        f"{form.id}: {after.keys[0]} follows a heading that is not its own: give it one"
        for block in form.blocks
        for before, after in pairwise(block.sections)
        if not after.heading and (before.heading or before.per_child)
    ]


def check_form(form: Form, catalogue: Mapping[str, str]) -> None:
    """Raise FormError with the first fault of `form`, if it has one."""
    for fault in find_form_faults(form, catalogue):
        raise FormError(fault)
