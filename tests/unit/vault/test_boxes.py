"""Boxes: the same words never look the same twice, and open in their own place alone."""

from __future__ import annotations

import pytest

from app.errors import SealedError
from app.vault.boxes import box, unbox

KEY, OTHER, PLACE = bytes(range(32)), bytes(32), b"a page of a draft"
WORDS = b"he said dont tell anyone"


def test_the_same_words_boxed_twice_look_different():
    boxes = [box(KEY, WORDS, PLACE) for _ in range(50)]
    assert len(set(boxes)) == 50
    # Two texts under one key and nonce give away their difference: no nonce comes twice.
    assert len({blob[:12] for blob in boxes}) == 50
    assert {unbox(KEY, blob, PLACE) for blob in boxes} == {WORDS}


@pytest.mark.parametrize(("key", "place"), [(OTHER, PLACE), (KEY, b"another page")])
def test_a_box_opens_with_its_own_key_in_its_own_place_alone(key, place):
    with pytest.raises(SealedError):
        unbox(key, box(KEY, WORDS, PLACE), place)
