"""Boxes that services sealed, and keys from a secret of several parts, stay as they were."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from app.errors import SealedError
from app.vault import locks
from app.vault.server_secret import ServerSecret
from tests.vectors.vault.box_specimens import (
    BOX_SPECIMENS,
    FIRST,
    LATER_SPECIMENS,
    NEW,
    OLD,
    PASSPHRASE,
    SECOND,
    make_uow,
)
from tests.vectors.vault.make_boxes1 import BOXES, derive_all, make, write_plain
from tests.vectors.vault.make_boxes2 import LATER_BOXES, make_later_boxes

FROZEN = json.loads(BOXES.read_text(encoding="utf-8"))
LATER = json.loads(LATER_BOXES.read_text(encoding="utf-8"))
ALL_BOXES = {**FROZEN["boxes"], **LATER["boxes"]}
SPECIMENS = {**BOX_SPECIMENS, **LATER_SPECIMENS}


def has_all(new: Any, old: Any) -> bool:
    """Return whether a value says all that the older one said; it may say more."""
    if isinstance(old, dict):
        return all(key in new and has_all(new[key], value) for key, value in old.items())
    return bool(new == old)


@pytest.mark.parametrize("name", sorted(ALL_BOXES))
def test_what_an_older_version_sealed_opens_to_the_same(name: str):
    frozen = ALL_BOXES[name]
    opened = SPECIMENS[name].open(make_uow(), base64.b64decode(frozen["blob"]))
    assert has_all(write_plain(opened), frozen["plain"])


@pytest.mark.parametrize("name", sorted(ALL_BOXES))
def test_what_is_sealed_now_opens_too(name: str):
    specimen = SPECIMENS[name]
    assert specimen.open(make_uow(), specimen.seal(make_uow(), specimen.plain)) == specimen.plain


def test_every_box_has_a_frozen_vector():
    assert sorted(FROZEN["boxes"]) == sorted(BOX_SPECIMENS)
    assert sorted(LATER["boxes"]) == sorted(LATER_SPECIMENS)


def test_what_comes_from_a_secret_of_several_parts_has_not_changed():
    assert derive_all() == FROZEN["derived"]


def test_the_parts_of_a_secret_stand_for_its_generations():
    first, second = (FROZEN["derived"][f"secret, {parts}"] for parts in ("one part", "two parts"))
    assert (first["generation"], second["generation"]) == (1, 2)
    assert second["peppers"][0] == first["peppers"][0], "older locks still open"
    assert second["place"] == first["place"], "two tabs meet in one row across a change"
    assert ServerSecret(SECOND).pepper.hex() not in second["peppers"], "cut, it fits nothing"


def test_a_lock_of_generation_2_needs_the_secret_of_generation_2():
    blob = base64.b64decode(FROZEN["boxes"]["passphrase lock, generation 2"]["blob"])
    assert locks.read_pepper_generation(blob) == 2
    with pytest.raises(SealedError):
        OLD.find_pepper(2)
    for pepper in (OLD.pepper, NEW.find_pepper(1), ServerSecret(FIRST).pepper):
        with pytest.raises(SealedError):
            locks.unlock_with_passphrase(blob, PASSPHRASE, pepper=pepper, context=b"lock")


def test_the_script_that_makes_boxes_never_replaces_them():
    before = BOXES.read_bytes(), LATER_BOXES.read_bytes()
    with pytest.raises(FileExistsError):
        make(BOXES)
    with pytest.raises(FileExistsError):
        make_later_boxes(LATER_BOXES)
    assert (BOXES.read_bytes(), LATER_BOXES.read_bytes()) == before
