"""What the first version sealed of a practice opens in this one, and as nothing else."""

from __future__ import annotations

import json

import msgspec
import pytest

from app.domain.practice import debrief_schema
from app.domain.practice.debrief_schema import DebriefSummary, QuotedMoment, decode_entry
from app.domain.record import entry_schema
from app.domain.record.entry_schema import encode_canonical
from app.domain.training import exchange_schema
from app.errors import SealedError
from app.vault.sealed_entries import open_entry, verify_entry_signature
from tests.vectors.training import make_training1
from tests.vectors.training.make_practice1 import FILE, VECTORS, make, practice, talk
from tests.vectors.training.make_training1 import CONFIRMER, LEARNER

FROZEN = json.loads(VECTORS.read_text(encoding="utf-8"))
ENTRIES = (("practice", LEARNER, 1, practice), ("talk", CONFIRMER, 2, talk))
KINDS = ("concern", exchange_schema.FILEKIND)


@pytest.mark.parametrize(
    ("name", "author", "number", "said"), ENTRIES, ids=[one[0] for one in ENTRIES]
)
def test_an_entry_opens_for_both_says_the_same_and_is_of_no_other_kind(name, author, number, said):
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
        for kind in KINDS:
            elsewhere = {**place, "filekind": kind}
            with pytest.raises(SealedError):
                open_entry(sealed, wrap, recipient=reader, **elsewhere)
            with pytest.raises(SealedError):
                verify_entry_signature(sealed, signature, author=author.public, **elsewhere)


def test_a_practice_sent_with_its_first_screen_opens_the_same():
    moment = QuotedMoment(("I said.",), "", "I'm here.", False, True, (), "Because.", "Wait.")
    summary = DebriefSummary((moment,), None, False, "I said.", "She said.", True)
    sent = msgspec.structs.replace(practice(), summary=summary)
    assert decode_entry(encode_canonical(sent)) == sent
    assert sent.first_screen == summary
    assert practice().first_screen is None, "what was sent before has none"


def test_the_names_of_kinds_differ():
    assert debrief_schema.FILEKIND not in KINDS


@pytest.mark.parametrize("said", [practice, talk])
def test_no_other_reader_takes_its_shape_once_it_is_open(said):
    plain = encode_canonical(said())
    for read in (exchange_schema.decode_entry, entry_schema.decode_entry, entry_schema.decode_card):
        with pytest.raises(msgspec.MsgspecError):
            read(plain)


@pytest.mark.parametrize("said", [make_training1.answers, make_training1.discussion])
def test_no_entry_of_a_training_has_its_shape(said):
    with pytest.raises(msgspec.MsgspecError):
        decode_entry(encode_canonical(said()))


def test_the_script_that_makes_vectors_never_replaces_them():
    before = VECTORS.read_bytes()
    with pytest.raises(FileExistsError):
        make(VECTORS)
    assert VECTORS.read_bytes() == before
