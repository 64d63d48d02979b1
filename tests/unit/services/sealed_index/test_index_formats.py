"""Slips and books of each earlier version open, exactly, in this one, and in no other place."""

from __future__ import annotations

import base64
import json
from typing import Any

import msgspec
import pytest

from app.domain.values.entry_values import decode_slip, encode_slip
from app.domain.values.normalised import VERSION
from app.domain.values.packed_slips import encode_packed
from app.errors import SealedError
from app.services.sealed_index.books import BookContent, decode_book, encode_book
from app.services.sealed_index.index_formats import (
    BOOK_STEP,
    open_book,
    open_slip,
    seal_book,
    seal_slip,
)
from tests.vectors.vault.make_format1 import VECTORS
from tests.vectors.vault.specimens import LEADS, SENIORS

FROZEN = json.loads(VECTORS.with_name("index1.json").read_text(encoding="utf-8"))
SLIP, BOOK = FROZEN["slip"], FROZEN["book"]
SECOND = json.loads(VECTORS.with_name("index2.json").read_text(encoding="utf-8"))
SLIP_BLOB, BOOK_BLOB = bytes.fromhex(SLIP["blob"]), base64.b64decode(BOOK["blob"])


def list_other_places(place: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the place with each of its parts changed."""
    return [
        {**place, name: value + 1 if isinstance(value, int) else f"{value}x"}
        for name, value in place.items()
    ]


def test_what_the_first_version_sealed_opens_to_the_same_bytes():
    plain = open_slip(SLIP_BLOB, reader=LEADS, **SLIP["place"])
    assert plain.decode() == SLIP["plain"]
    assert encode_slip(decode_slip(plain)) == plain
    plain = open_book(BOOK_BLOB, holder=LEADS, **BOOK["place"])
    assert plain.decode() == BOOK["plain"]
    content = msgspec.json.decode(plain, type=BookContent)
    assert [encode_slip(one) for one in content.slips] == [SLIP["plain"].encode()]


def test_a_book_of_the_second_layout_opens_to_the_same_slips_and_columns():
    blob = base64.b64decode(SECOND["blob"])
    plain = open_book(blob, holder=LEADS, **SECOND["place"])
    layout, packed = decode_book(plain)
    assert (layout, packed.version) == (2, 1)
    assert plain[1:-1] == encode_packed(packed) == base64.b64decode(SECOND["packed"])
    assert [json.loads(encode_slip(one)) for one in packed.open_all()] == SECOND["slips"]
    columns = (packed.words, packed.codes, packed.names, packed.long_names)
    assert list(columns) == SECOND["columns"]
    slips = [decode_slip(json.dumps(one).encode()) for one in SECOND["slips"]]
    _, made = decode_book(encode_book(slips))
    same = msgspec.structs.replace(made, version=packed.version)
    assert (made.version, same) == (VERSION, packed), "a change of the columns needs a new VERSION"


def test_a_book_of_the_first_layout_is_searched_by_the_same_columns():
    slips = [decode_slip(json.dumps(one).encode()) for one in SECOND["slips"]]
    layout, packed = decode_book(msgspec.json.encode(BookContent(1, tuple(slips))))
    assert layout == 1
    assert list(packed.open_all()) == slips
    assert packed.codes == SECOND["columns"][1]


@pytest.mark.parametrize("place", list_other_places(SLIP["place"]))
def test_a_slip_opens_in_its_own_place_alone(place: dict[str, Any]):
    with pytest.raises(SealedError):
        open_slip(SLIP_BLOB, reader=LEADS, **place)


@pytest.mark.parametrize("place", list_other_places(BOOK["place"]))
def test_a_book_opens_in_its_own_place_alone(place: dict[str, Any]):
    with pytest.raises(SealedError):
        open_book(BOOK_BLOB, holder=LEADS, **place)


def test_no_one_else_opens_them_and_a_length_tells_little():
    with pytest.raises(SealedError):
        open_slip(SLIP_BLOB, reader=SENIORS, **SLIP["place"])
    with pytest.raises(SealedError):
        open_book(BOOK_BLOB, holder=SENIORS, **BOOK["place"])
    for size, steps in ((1, 1), (1_023, 1), (1_024, 2)):
        slip = seal_slip(b"x" * size, reader=LEADS.public, **SLIP["place"])
        assert len(slip) == 1_120 + 16 + steps * 1_024
    for size, steps in ((1, 1), (BOOK_STEP - 1, 1), (BOOK_STEP, 2)):
        book = seal_book(b"x" * size, holder=LEADS, **BOOK["place"])
        assert len(book) == 12 + 16 + steps * BOOK_STEP
