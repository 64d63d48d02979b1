"""Decide the order of blocks by what there is: the child's words first, unless they are long.

Long words come whole after who is feared, why it is referred and what was done, so that page 1
still has those. Without any words, what the worker noticed takes their place.
"""

from collections.abc import Sequence

from msgspec import structs

from referral_forms.composing.composed_rows import has_account_of_other
from referral_forms.filled_form import Answer
from referral_forms.form_definition import FormBlock

WORDS, SEEN, DONE = "account.child_words", "account.seen", "told.told_lead"
OTHERS = ("account.told_by_others", "others.said")
LONG_WORDS = 1_200
NOTICED = "What the worker noticed"
TELLING = "How the worker came to know"
"""The heading of the telling where the record has no words of it."""


def order_blocks(
    blocks: Sequence[FormBlock], answers: Sequence[Answer]
) -> tuple[list[FormBlock], FormBlock | None]:
    """Return the blocks in the order that suits these answers, and what replaces the words."""
    ordered = list(blocks)
    words, seen, done = (_find(ordered, key) for key in (WORDS, SEEN, DONE))
    if words is None or words is seen:
        return ordered, None
    length = sum(len(one.text) for one in answers if one.key == WORDS and not one.unknown)
    if not length:
        return _replace_words(ordered, words, answers)
    if length > LONG_WORDS and done:
        ordered.remove(words)
        ordered.insert(ordered.index(done) + 1, words)
    return ordered, None


def _replace_words(
    ordered: list[FormBlock], words: FormBlock, answers: Sequence[Answer]
) -> tuple[list[FormBlock], FormBlock | None]:
    """Put what the worker noticed, or else what others told, where the child's words would be."""
    place = ordered.index(words)
    ordered[place] = structs.replace(words, heading=TELLING)
    answered = {one.key for one in answers if one.text and not one.unknown}
    key = next((key for key in (SEEN, *OTHERS) if key in answered), "")
    instead = _find(ordered, key)
    if instead is None:
        return ordered, None
    ordered.remove(instead)
    if key == SEEN and not has_account_of_other(answers):
        instead = structs.replace(instead, heading=NOTICED)
    ordered.insert(place, instead)
    return ordered, instead


def _find(blocks: Sequence[FormBlock], key: str) -> FormBlock | None:
    return next((block for block in blocks if key in block.keys), None)
