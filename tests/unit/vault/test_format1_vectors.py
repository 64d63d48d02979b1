"""What was sealed by the first version of format 1 opens, exactly, in this one."""

from __future__ import annotations

import json

import pytest

from tests.vectors.vault.make_format1 import VECTORS, derived, from_json, make
from tests.vectors.vault.specimens import SPECIMENS

FROZEN = json.loads(VECTORS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(FROZEN["sealed"]))
def test_what_format_1_sealed_opens_to_the_same_bytes(name):
    frozen = FROZEN["sealed"][name]
    inputs = {key: from_json(value) for key, value in frozen["inputs"].items()}
    opened = SPECIMENS[name].open(bytes.fromhex(frozen["blob"]), **inputs)
    assert opened.hex() == frozen["plain"]


def test_every_kind_of_sealed_thing_has_a_frozen_vector():
    assert sorted(FROZEN["sealed"]) == sorted(SPECIMENS)
    assert len(SPECIMENS) == 14


def test_keys_names_and_words_that_come_from_seeds_have_not_changed():
    assert derived() == FROZEN["derived"]


def test_the_script_that_makes_vectors_never_replaces_them():
    before = VECTORS.read_bytes()
    with pytest.raises(FileExistsError):
        make(VECTORS)
    assert VECTORS.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "length"),
    [
        ("passphrase lock", 25 + 12 + 96 + 16),
        ("card lock", 3 + 12 + 96 + 16),
        ("grant", 1120 + 32 + 16),
        ("wrap", 1120 + 32 + 16),
        ("entry", 24 + 32 + 1024 + 16),
        ("signature", 64),
        ("first card", 1120 + 1024 + 16),
        ("card", 12 + 1024 + 16),
        ("draft", 12 + 1024 + 16),
        ("late page", 1120 + 1024 + 16),
    ],
)
def test_each_format_has_the_length_its_layout_gives(name, length):
    assert len(FROZEN["sealed"][name]["blob"]) == 2 * length
