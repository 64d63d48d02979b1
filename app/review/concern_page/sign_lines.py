"""Signs on a concern's page: each one the worker's observation, as every document prints it.

Never puts the words of our list over answers as if they were a finding.
"""

from collections.abc import Mapping

import msgspec

from app.domain.pages.indicators import PART
from app.domain.record.entry_schema import Part
from app.services.content.pack_content import SIGN_GROUP
from app.services.referrals.summary_answers import list_part_answers
from referral_forms.composing.composed_rows import SignPart, list_sign_parts

SIGNS_NOTICED = "Signs noticed"
LIST_OF_SIGNS = "The list of signs"
"""Heading over the answer of someone who looked at the list and ticked none."""


class SignLine(msgspec.Struct, frozen=True):
    """One sign as its reader sees it, in the order that documents have."""

    parts: tuple[SignPart, ...]

    def __repr__(self) -> str:
        return f"<Sign of {len(self.parts)} parts>"


def is_sign_part(part: Part) -> bool:
    """Whether a part is one sign that was ticked."""
    return part.page == PART and "indicator" in part.values


def make_sign_line(part: Part, labels: Mapping[str, str], *, third: bool) -> SignLine:
    """Return one sign as its reader sees it; `third`: they are not the worker who ticked it."""
    return SignLine(tuple(list_sign_parts(list_part_answers(part, labels), third=third)))


def find_sign_heading(part: Part, labels: Mapping[str, str]) -> str:
    """Return the heading over a sign: its group in the content pack, where it is in one."""
    return labels.get(f"{SIGN_GROUP}{part.values.get('indicator')}", "") or SIGNS_NOTICED
