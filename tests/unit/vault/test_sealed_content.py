"""Content is Cobblestone-256, padded; a stream that does not end as it should is no answer."""

from __future__ import annotations

import hmac
import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from app.errors import SealedError
from app.vault import sealed_entries
from app.vault.sealed_content import (
    open_content,
    open_stream,
    pad,
    seal_content,
    seal_stream,
    unpad,
)

CHUNK, KEY, HERE = 16384, bytes(range(32)), b"here"
FILE = {"org": "o", "filekind": "concern", "file": "f", "number": 2, "index": 0}


def sealed(plain: bytes) -> bytes:
    return b"".join(seal_stream([plain], KEY, HERE))


def opened(blob: bytes) -> bytes:
    return b"".join(open_stream([blob], KEY, HERE))


def opened_by_hand(blob: bytes, key: bytes, context: bytes) -> bytes:
    """C2SP chunked-encryption, Cobblestone-256, from HMAC and AES-GCM alone."""
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + blob[:24] + context
    one = hmac.digest(key, info + b"\x01", "sha512")
    both = one + hmac.digest(key, one + info + b"\x02", "sha512")
    aes, base, commitment = AESGCM(both[:32]), int.from_bytes(both[32:44]), both[44:76]
    assert blob[24:56] == commitment
    body, size = blob[56:], CHUNK + 16
    return b"".join(
        aes.decrypt((base ^ at).to_bytes(12), body[at * size : (at + 1) * size], None)
        for at in range(len(body) // size + 1)
    )


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5])
def test_a_second_reading_of_the_specification_opens_what_we_seal(size):
    plain = os.urandom(size)
    assert opened_by_hand(sealed(plain), KEY, HERE) == plain
    assert opened(sealed(plain)) == plain


@given(st.lists(st.binary(max_size=40_000), max_size=4), st.integers(1, 50_000))
def test_a_stream_opens_however_it_was_cut_into_pieces(chunks, step):
    blob = b"".join(seal_stream(chunks, KEY, HERE))
    pieces = [blob[at : at + step] for at in range(0, len(blob), step)]
    assert b"".join(open_stream(pieces, KEY, HERE)) == b"".join(chunks)


@pytest.mark.parametrize("size", [0, 100, CHUNK, 2 * CHUNK, 2 * CHUNK + 9])
def test_a_stream_cut_at_a_chunk_border_or_lengthened_is_refused(size):
    blob = sealed(bytes(size))
    borders = range(56, len(blob), CHUNK + 16)
    for wrong in [b"", *(blob[:at] for at in borders), blob + b"\0", blob + blob, blob + bytes(16)]:
        with pytest.raises(SealedError):
            opened(wrong)


def test_chunks_cannot_change_places():
    blob, size = sealed(os.urandom(2 * CHUNK + 5)), CHUNK + 16
    head, one, two, end = blob[:56], blob[56 : 56 + size], blob[56 + size : -21], blob[-21:]
    assert opened(head + one + two + end)
    for order in ([two, one, end], [one, one, end], [two, end], [one, end], [end]):
        with pytest.raises(SealedError):
            opened(head + b"".join(order))


def test_one_ciphertext_commits_to_one_key():
    blob = bytearray(sealed(b"what she said"))
    for at in range(24, 56):
        blob[at] ^= 1
        with pytest.raises(SealedError):
            opened(bytes(blob))
        blob[at] ^= 1
    assert opened(bytes(blob)) == b"what she said"


@given(st.binary(max_size=5000))
def test_padding_comes_off_exactly_and_lengths_are_whole_kibibytes(plain):
    assert unpad(pad(plain)) == plain
    assert len(pad(plain)) % 1024 == 0
    assert 0 < len(pad(plain)) - len(plain) <= 1024


@pytest.mark.parametrize("padded", [b"", bytes(1024), b"words", b"words\x80\x01"])
def test_bytes_that_were_never_padded_are_refused(padded):
    with pytest.raises(SealedError):
        unpad(padded)


def test_two_short_texts_give_ciphertexts_of_one_length():
    short, longer = seal_content(b"no", KEY, HERE), seal_content(b"x" * 1000, KEY, HERE)
    assert len(short) == len(longer)
    assert open_content(short, KEY, HERE) == b"no"


def test_a_data_key_of_another_length_is_refused():
    with pytest.raises(SealedError):
        seal_content(b"x", bytes(16), HERE)
    with pytest.raises(SealedError):
        open_content(sealed(b"x"), bytes(31), HERE)


def test_a_document_streams_under_a_key_of_its_own():
    plain = os.urandom(70_000)
    key, stream = sealed_entries.seal_document([plain[:9], plain[9:]], **FILE)
    other_key, _ = sealed_entries.seal_document([plain], **FILE)
    assert key != other_key
    assert b"".join(sealed_entries.open_document(stream, key, **FILE)) == plain
