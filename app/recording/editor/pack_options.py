"""Options of the content pack on these pages: council areas and signs to choose from, and passages.

Computed once a pack. Nothing here is about one record.
"""

from functools import lru_cache

import msgspec

from app.services.contacts import phone_numbers
from app.services.content.pack_content import load_option_labels as load_option_labels
from app.services.content.pack_content import load_pack_options as load_pack_options
from content.passages import IndicatorGroup


class PackSign(msgspec.Struct, frozen=True):
    """A sign to pick: its token, its words, and what stands small under it, its rule last."""

    token: str
    label: str
    hint: str
    keep_from_family: bool


@lru_cache(maxsize=64)
def list_signs(pack_name: str, letter: str) -> tuple[PackSign, ...]:
    """List the signs of one of the five groups, in the order of the pack."""
    return tuple(
        PackSign(
            token=one.key,
            label=one.label,
            hint=". ".join(_sentence(t) for t in (one.example, one.ordinary, one.guard) if t),
            keep_from_family=one.keep_from_family,
        )
        for one in phone_numbers.load_pack(pack_name).indicators
        if one.group == letter
    )


def find_sign_group(pack_name: str, letter: str) -> IndicatorGroup:
    """Return what the pack says of one of the five groups."""
    return next(g for g in phone_numbers.load_pack(pack_name).groups if g.group == letter)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".")
