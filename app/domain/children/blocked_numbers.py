"""Find phone numbers that no one should call, wherever they are written in children's files.

A number is compared by its digits, however it is spaced and with or without +44. One that a brother
must not be called on is marked in his sister's file too. No text is altered: a page warns under it.
Pure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from app.domain.children.fact_fields import NEVER
from app.domain.children.file_facts import FamilyFact, StandingFact, WorkerFact
from app.domain.private_struct import PrivateStruct
from app.domain.values.normalised import find_phones

SHORTEST = 5
"""Digits: a shorter number is a house, or an age."""
_NUMBER = re.compile(r"\+?\d[\d\s().\-/]*")
_BETWEEN = re.compile(r"[\s().\-/]+")


class BlockedElsewhere(PrivateStruct, frozen=True):
    """A number that other files say not to call: how it was written, and the names of the files."""

    written: str
    names: tuple[str, ...]


class CallBlocks(PrivateStruct, frozen=True):
    """The numbers that no one should call, by their digits: of one file, and of all others.

    `is_complete`: whether each other file could be asked.
    """

    own: Mapping[str, str]
    others: Mapping[str, BlockedElsewhere] = msgspec.field(default_factory=dict)
    is_complete: bool = True

    def list_warnings(self, text: str) -> tuple[str, ...]:
        """Return what to say of each number in a text that no one should call."""
        elsewhere = (
            f"{one.written}. The file of {' and of '.join(one.names)} says so"
            for one in self._find_elsewhere(text)
        )
        return (*find_blocked_numbers(text, self.own), *elsewhere)

    def has_blocked(self, text: str) -> bool:
        """Return whether a number in a text is one that no one should call."""
        return bool(self.list_warnings(text))

    def list_other_files(self, text: str) -> tuple[str, ...]:
        """Return the names of the files that say so of a number, where this file does not."""
        names = (name for one in self._find_elsewhere(text) for name in one.names)
        return tuple(dict.fromkeys(names))

    def _find_elsewhere(self, text: str) -> tuple[BlockedElsewhere, ...]:
        found = _find_digits(text, self.others) if self.others else ()
        return tuple(self.others[digits] for digits in found if digits not in self.own)


def list_blocked_numbers(facts: Iterable[StandingFact]) -> Mapping[str, str]:
    """Return each number that stands as one not to call: its digits, and how it was written."""
    return {
        digits: written
        for one in facts
        if isinstance(one.said, FamilyFact | WorkerFact) and one.said.calling == NEVER
        for run in _NUMBER.findall(one.said.phone)
        for digits, written in _split_run(run)
        if len(digits) >= SHORTEST
    }


def _split_run(run: str) -> Iterator[tuple[str, str]]:
    """Yield each number of a run of digits and signs: its digits, and how it is written."""
    numbers = tuple(find_phones(run))
    if len(numbers) > 1:
        yield from zip(numbers, numbers, strict=True)
    else:
        yield _fold_country(re.sub(r"\D", "", run)), run.strip()


def find_blocked_numbers(text: str, blocked: Mapping[str, str]) -> tuple[str, ...]:
    """Return the numbers in a text that no one should call."""
    return tuple(blocked[digits] for digits in _find_digits(text, blocked)) if blocked else ()


def _find_digits(text: str, numbers: Iterable[str]) -> tuple[str, ...]:
    """Return those of the numbers, by their digits, that are written in a text."""
    squeezed = _BETWEEN.sub("", text)
    return tuple(one for one in numbers if any(form in squeezed for form in _forms(one)))


def _forms(digits: str) -> tuple[str, ...]:
    return (digits, f"44{digits[1:]}") if digits.startswith("0") else (digits,)


def _fold_country(digits: str) -> str:
    for code in ("0044", "44"):
        if digits.startswith(code) and len(digits) > 10:
            return "0" + digits.removeprefix(code).lstrip("0")
    return digits
