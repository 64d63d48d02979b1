"""Select what other forms take over from the summary, as far as they print it.

A quotation is a quotation on every paper, a follow-up is one on every paper, and what no page asks
is called the same. Questions that stand in a row alike are in `shared_sections`. This module holds
no answer and decides nothing.
"""

from collections.abc import Iterable

from msgspec import structs

from referral_forms.form_definition import FollowUp, FormBlock
from referral_forms.forms.summary import FORM as SUMMARY


def list_printed_keys(blocks: Iterable[FormBlock]) -> frozenset[str]:
    """Return every key that these blocks print."""
    return frozenset(key for block in blocks for key in block.keys)


def select_quoted_keys(blocks: Iterable[FormBlock]) -> frozenset[str]:
    """Return those that are somebody's own words."""
    return SUMMARY.quotes & list_printed_keys(blocks)


def select_original_language_keys(blocks: Iterable[FormBlock]) -> frozenset[str]:
    """Return those that may be in another language."""
    return SUMMARY.original_language & list_printed_keys(blocks)


def select_follow_ups(blocks: Iterable[FormBlock]) -> tuple[FollowUp, ...]:
    """Return those that are asked in some cases only."""
    here = list_printed_keys(blocks)
    kept = (
        structs.replace(one, keys=tuple(key for key in one.keys if key in here))
        for one in SUMMARY.follow_ups
        if not one.after or one.after in here
    )
    return tuple(one for one in kept if one.keys)


def select_labels(keys: Iterable[str]) -> dict[str, str]:
    """Return words for those that no page asks."""
    return {key: SUMMARY.labels[key] for key in keys if key in SUMMARY.labels}
