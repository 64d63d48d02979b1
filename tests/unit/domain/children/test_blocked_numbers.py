"""A number that no one should call is found however it is written, and no other is."""

from __future__ import annotations

import pytest

from app.domain.children.blocked_numbers import (
    BlockedElsewhere,
    CallBlocks,
    find_blocked_numbers,
    list_blocked_numbers,
)
from app.domain.children.file_facts import FamilyFact, StandingFact, Topic
from app.domain.record.entry_schema import Person
from tests.support.club.child_facts import MOTHER
from tests.unit.domain.children.test_stored_facts import AT

JO = Person("1", "Jo Smith", "", "", "", ("lead",), confirmed=True)


def block(phone: str, calling: str = "never"):
    values = {**MOTHER, "phone": phone, "calling": calling}
    said = FamilyFact(by=JO, signed_at=AT, once="x", **values)
    return list_blocked_numbers([StandingFact(Topic.FAMILY, 1, 1, said)])


@pytest.mark.parametrize(
    "text",
    ["07700 900151", "07700900151", "+44 7700 900 151", "0044-7700-900151", "ring 07700.900151!"],
)
def test_it_is_found_as_it_is_written(text: str):
    assert find_blocked_numbers(text, block("07700 900151")) == ("07700 900151",)
    assert find_blocked_numbers(text, block("+44 7700 900151")) == ("+44 7700 900151",)


@pytest.mark.parametrize("text", ["07700 900152", "no number", "", "900151"])
def test_others_are_not(text: str):
    assert find_blocked_numbers(text, block("07700 900151")) == ()


@pytest.mark.parametrize("between", [" or ", " / ", " ", "/", " - ", "\n", " +44 7700 900999, "])
def test_two_numbers_of_one_person_are_both_found(between: str):
    found = block(f"07700 900151{between}01724 296500 (home, number 12)")
    assert set(found) - {"07700900999"} == {"01724296500", "07700900151"}


def test_a_number_that_is_safe_is_not_blocked():
    assert not block("07700 900151", "safe")


def test_a_number_of_another_file_is_said_with_the_name_of_that_file():
    others = {
        "07700900151": BlockedElsewhere("07700 900151", ("Theo Ellis", "Robin Archer")),
        "01724296500": BlockedElsewhere("01724 296500", ("Theo Ellis",)),
    }
    blocks = CallBlocks(block("01724 296500"), others)
    text = "Ring +44 7700 900151, or 01724 296500."
    assert blocks.list_warnings(text) == (
        "01724 296500",
        "07700 900151. The file of Theo Ellis and of Robin Archer says so",
    )
    assert blocks.list_other_files(text) == ("Theo Ellis", "Robin Archer")
    assert blocks.has_blocked("07700900151")
    assert not blocks.has_blocked("07700 900152")
