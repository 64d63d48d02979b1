"""What the first version sealed of training opens in this one, and nowhere else."""

from __future__ import annotations

import json

import msgspec
import pytest

from app.domain.record.entry_schema import encode_canonical
from app.domain.training.exchange_schema import decode_entry
from app.errors import SealedError
from app.services.training.private_drafts import LearningPage
from app.vault import contexts
from app.vault.boxes import unbox
from app.vault.sealed_content import unpad
from app.vault.sealed_entries import open_entry, verify_entry_signature
from tests.vectors.training.make_training1 import (
    CONFIRMER,
    FILE,
    LEARNER,
    VECTORS,
    answers,
    discussion,
    make,
)
from tests.vectors.vault.specimens import other

FROZEN = json.loads(VECTORS.read_text(encoding="utf-8"))
BOX = FROZEN["box"]
BLOB = bytes.fromhex(BOX["blob"])
ENTRIES = (("answers", LEARNER, 1, answers), ("discussion", CONFIRMER, 2, discussion))


def opened(blob: bytes, **inputs) -> bytes:
    return unpad(unbox(LEARNER.key("learning"), blob, contexts.learning(**inputs)))


def test_a_learners_box_opens_to_the_same_page():
    plain = opened(BLOB, **BOX["inputs"])
    assert plain.decode() == BOX["plain"]
    assert msgspec.convert(json.loads(plain), LearningPage).typed == {"answer": ["It is abuse.\n"]}
    assert LEARNER.key("learning").hex() == FROZEN["learning key"]


@pytest.mark.parametrize("name", sorted(BOX["inputs"]))
def test_a_box_moved_to_another_place_does_not_open(name):
    inputs = {**BOX["inputs"], name: other(BOX["inputs"][name])}
    with pytest.raises(SealedError):
        opened(BLOB, **inputs)


@pytest.mark.parametrize("at", range(0, len(BLOB), 61))
def test_a_box_with_a_byte_changed_or_cut_does_not_open(at):
    for blob in (BLOB[:at], BLOB[:at] + bytes([BLOB[at] ^ 1]) + BLOB[at + 1 :]):
        with pytest.raises(SealedError):
            opened(blob, **BOX["inputs"])


def test_no_other_key_of_the_learner_opens_a_box():
    with pytest.raises(SealedError):
        unbox(LEARNER.key("draft"), BLOB, contexts.learning(**BOX["inputs"]))


@pytest.mark.parametrize(
    ("name", "author", "number", "said"), ENTRIES, ids=[one[0] for one in ENTRIES]
)
def test_an_entry_opens_for_both_and_says_the_same(name, author, number, said):
    frozen = FROZEN[name]
    sealed, signature = (bytes.fromhex(frozen[part]) for part in ("ciphertext", "signature"))
    place = {**FILE, "number": number}
    verify_entry_signature(sealed, signature, author=author.public, **place)
    for reader in (LEARNER, CONFIRMER):
        wrap = bytes.fromhex(frozen["wraps"][reader.public.fingerprint.hex()])
        plain = open_entry(sealed, wrap, recipient=reader, **place)
        assert plain.decode() == frozen["plain"]
        assert decode_entry(plain) == said()
        assert encode_canonical(decode_entry(plain)) == plain
        with pytest.raises(SealedError):
            open_entry(sealed, wrap, recipient=reader, **{**place, "filekind": "concern"})


def test_the_script_that_makes_vectors_never_replaces_them():
    before = VECTORS.read_bytes()
    with pytest.raises(FileExistsError):
        make(VECTORS)
    assert VECTORS.read_bytes() == before
