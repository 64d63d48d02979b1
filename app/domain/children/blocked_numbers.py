"""Find phone numbers that no one should call, wherever they are written in a child's file.

A number is compared by its digits, however it is spaced and with or without +44. No text is
altered: a page warns under it. Pure.
"""

import re
from collections.abc import Iterable, Mapping

from app.domain.children.fact_fields import NEVER
from app.domain.children.file_facts import FamilyFact, StandingFact, WorkerFact

SHORTEST = 5
"""Digits: a shorter number is a house, or an age."""
_NUMBER = re.compile(r"\+?\d[\d\s().\-/]*")
_BETWEEN = re.compile(r"[\s().\-/]+")


def list_blocked_numbers(facts: Iterable[StandingFact]) -> Mapping[str, str]:
    """Return each number that stands as one not to call: its digits, and how it was written."""
    return {
        digits: written.strip()
        for one in facts
        if isinstance(one.said, FamilyFact | WorkerFact) and one.said.calling == NEVER
        for written in _NUMBER.findall(one.said.phone)
        if len(digits := _fold_country(re.sub(r"\D", "", written))) >= SHORTEST
    }


def find_blocked_numbers(text: str, blocked: Mapping[str, str]) -> tuple[str, ...]:
    """Return the numbers in a text that no one should call."""
    if not blocked:
        return ()
    squeezed = _BETWEEN.sub("", text)
    return tuple(
        written
        for digits, written in blocked.items()
        if any(one in squeezed for one in _forms(digits))
    )


def _forms(digits: str) -> tuple[str, ...]:
    return (digits, f"44{digits[1:]}") if digits.startswith("0") else (digits,)


def _fold_country(digits: str) -> str:
    for code in ("0044", "44"):
        if digits.startswith(code) and len(digits) > 10:
            return "0" + digits.removeprefix(code).lstrip("0")
    return digits
