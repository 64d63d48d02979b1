"""The code on a completion record: by chance, easy to type, and read as people write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.training import check_codes


def test_a_code_is_four_groups_of_four_without_letters_that_look_alike():
    codes = {check_codes.make_check_code() for _ in range(500)}
    assert len(codes) == 500
    assert {tuple(map(len, code.split("-"))) for code in codes} == {(4, 4, 4, 4)}
    used = set("".join(codes)) - {"-"}
    assert used == set(check_codes.CODE_ALPHABET)
    assert not used & set("ILOU")


def test_a_code_has_eighty_bits():
    assert len(check_codes.CODE_ALPHABET) ** check_codes.CODE_LENGTH == 2**80


@pytest.mark.parametrize(
    "typed",
    [
        "0123-4567-89AB-CDEF",
        "0123456789abcdef",
        " o123 4567 89ab cdef\n",
        "Oi23—4567—89AB—CDEF",
        "ol23.4567.89AB.CDEF",
        "０123-4567-89AB-CDEF",
    ],
)
def test_a_code_is_read_as_people_write_it(typed):
    assert check_codes.normalise_check_code(typed) == "0123-4567-89AB-CDEF"


@pytest.mark.parametrize("typed", ["", "0123", "0123-4567-89AB-CDEU", "0" * 17, "Ж" * 16, "0" * 99])
def test_what_cannot_be_a_code_is_none(typed):
    assert check_codes.normalise_check_code(typed) == ""


@given(st.text(max_size=200))
def test_whatever_is_typed_gives_a_code_or_nothing(typed):
    found = check_codes.normalise_check_code(typed)
    assert found == "" or check_codes.normalise_check_code(found.lower()) == found
