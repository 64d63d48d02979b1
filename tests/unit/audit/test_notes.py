"""A note opens only as it was signed, under the very key that signed it."""

import base64
import hashlib
import struct

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from audit import notes

SEED = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
NAME = "heard.example/log"
TEXT = "A lead held this note.\n\nIt has a blank line inside.\n"
KEY = notes.format_verifier_key(NAME, PUBLIC)


def derived_id(name: str, kind: int, public: bytes) -> bytes:
    """The key id as C2SP signed-note words it, without our code."""
    digest = hashlib.sha256()
    for part in (name.encode("utf-8"), b"\x0a", kind.to_bytes(1, "big"), public):
        digest.update(part)
    return digest.digest()[:4]


def derived_line(name: str, kind: int, public: bytes, signature: bytes) -> str:
    raw = derived_id(name, kind, public) + signature
    return b"\xe2\x80\x94 ".decode() + name + " " + base64.b64encode(raw).decode() + "\n"


def cosigned(text: str, name: str, seed: bytes, seconds: int) -> str:
    """A witness's line as C2SP tlog-cosignature words it, without our code."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    message = b"cosignature/v1\ntime " + str(seconds).encode() + b"\n" + text.encode()
    signature = struct.pack(">Q", seconds) + private.sign(message)
    return derived_line(name, 4, private.public_key().public_bytes_raw(), signature)


def test_a_note_is_to_the_byte_what_the_specification_describes() -> None:
    signature = Ed25519PrivateKey.from_private_bytes(SEED).sign(TEXT.encode())
    expected = TEXT + "\n" + derived_line(NAME, 1, PUBLIC, signature)
    assert notes.sign_note(TEXT, NAME, SEED) == expected
    assert notes.sign_note(TEXT, NAME, Ed25519PrivateKey.from_private_bytes(SEED)) == expected


def test_a_verifier_key_is_name_id_and_type_with_key() -> None:
    encoded = base64.b64encode(b"\x01" + PUBLIC).decode()
    assert f"{NAME}+{derived_id(NAME, 1, PUBLIC).hex()}+{encoded}" == KEY


def test_a_signed_note_opens_with_its_text_and_names() -> None:
    assert notes.open_note(notes.sign_note(TEXT, NAME, SEED), [KEY]) == (TEXT, [NAME])


def test_a_key_named_twice_in_a_note_is_reported_once() -> None:
    note = notes.sign_note(TEXT, NAME, SEED)
    assert notes.open_note(note + note.rpartition("\n\n")[2], [KEY]) == (TEXT, [NAME])


def test_a_witness_cosignature_opens_and_its_time_is_signed() -> None:
    text = notes.format_checkpoint_text(NAME, 7, bytes(32))
    witness = bytes(reversed(range(32)))
    key = notes.format_verifier_key(
        "witness.example", notes.derive_public_key(witness), notes.WITNESS_KEY
    )
    note = notes.sign_note(text, NAME, SEED) + cosigned(
        text, "witness.example", witness, 1_795_527_663
    )
    assert notes.open_note(note, [KEY, key]) == (text, [NAME, "witness.example"])
    raw = bytearray(base64.b64decode(note.split(" ")[-1]))
    raw[11] ^= 1  # the last byte of the time
    moved = note.rpartition(" ")[0] + " " + base64.b64encode(bytes(raw)).decode() + "\n"
    with pytest.raises(notes.NoteError):
        notes.open_note(moved, [KEY, key])


def test_sixteen_signatures_are_accepted() -> None:
    note = notes.sign_note(TEXT, NAME, SEED)
    for n in range(15):
        seed = bytes([n]) * 32
        note += notes.sign_note(TEXT, f"other{n}", seed).rpartition("\n\n")[2]
    assert notes.open_note(note, [KEY]) == (TEXT, [NAME])


@pytest.mark.parametrize(
    "verifiers",
    [
        [],
        [notes.format_verifier_key(NAME, notes.derive_public_key(bytes(32)))],
        [notes.format_verifier_key("other.example", PUBLIC)],
        [notes.format_verifier_key(NAME, PUBLIC, notes.WITNESS_KEY)],
    ],
    ids=["none", "same name, other key", "same key, other name", "same key as a witness"],
)
def test_a_note_signed_by_no_known_key_is_refused(verifiers: list[str]) -> None:
    with pytest.raises(notes.NoteError, match="no known key"):
        notes.open_note(notes.sign_note(TEXT, NAME, SEED), verifiers)


def test_one_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    good = notes.sign_note(TEXT, NAME, SEED)
    stranger = bytes([9]) * 32
    key = notes.format_verifier_key("second", notes.derive_public_key(stranger))
    other = notes.sign_note("Another text.\n", "second", stranger).rpartition("\n\n")[2]
    assert notes.open_note(good + other, [KEY]) == (TEXT, [NAME])
    with pytest.raises(notes.NoteError, match="changed"):
        notes.open_note(good + other, [KEY, key])


def test_every_flipped_bit_of_a_note_is_refused() -> None:
    raw = notes.sign_note(TEXT, NAME, SEED).encode()
    opened = 0
    for at in range(len(raw)):
        for bit in range(8):
            changed = raw[:at] + bytes([raw[at] ^ 1 << bit]) + raw[at + 1 :]
            text = changed.decode("utf-8", "surrogateescape")
            with pytest.raises(notes.NoteError):
                notes.open_note(text, [KEY])
            opened += 1
    assert opened == len(raw) * 8


def test_a_note_cut_at_any_length_is_refused() -> None:
    note = notes.sign_note(TEXT, NAME, SEED)
    for length in range(len(note)):
        with pytest.raises(notes.NoteError):
            notes.open_note(note[:length], [KEY])


@given(st.text(max_size=200))
def test_no_text_from_a_stranger_ends_otherwise_than_refused(text: str) -> None:
    for note in (text, f"{text}\n\n\u2014 {text}\n", f"a\n\n\u2014 {NAME} {text}\n"):
        with pytest.raises(notes.NoteError):
            notes.open_note(note, [KEY])


def test_base64_has_one_spelling() -> None:
    text = notes.format_checkpoint_text("o", 1, bytes(31) + b"\x01")
    assert "AE=" in text
    with pytest.raises(notes.NoteError):
        notes.read_checkpoint(text.replace("AE=", "AF="))


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u2003b", "a\u00a0b", "a\x01"])
def test_a_name_that_would_break_a_note_is_refused(name: str) -> None:
    for refused in (
        lambda: notes.sign_note(TEXT, name, SEED),
        lambda: notes.format_verifier_key(name, PUBLIC),
        lambda: notes.format_checkpoint_text(name, 1, bytes(32)),
    ):
        with pytest.raises(notes.NoteError):
            refused()


@pytest.mark.parametrize("text", ["", "no end", "tab\there\n", "bell\x07\n", "\ud800\n", "cr\r\n"])
def test_a_text_that_would_not_open_again_is_never_signed(text: str) -> None:
    with pytest.raises(notes.NoteError):
        notes.sign_note(text, NAME, SEED)


def test_a_checkpoint_reads_back() -> None:
    text = notes.format_checkpoint_text(NAME, 20_852_163, bytes(range(32)))
    assert text.count("\n") == 3
    assert notes.read_checkpoint(text) == (NAME, 20_852_163, bytes(range(32)))
    assert notes.read_checkpoint(text + "an extension\n")[1] == 20_852_163


ROOT64 = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "o\n1\n",
        f"o\n1\n{ROOT64}",
        f"\n1\n{ROOT64}\n",
        f"o\n01\n{ROOT64}\n",
        f"o\n-1\n{ROOT64}\n",
        f"o\n+1\n{ROOT64}\n",
        f"o\n1 \n{ROOT64}\n",
        f"o\n\u0661\n{ROOT64}\n",
        f"o\n{1 << 63}\n{ROOT64}\n",
        f"o\n{'9' * 5000}\n{ROOT64}\n",
        "o\n1\nAAAA\n",
        f"o\n1\n{ROOT64}\n\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(notes.NoteError):
        notes.read_checkpoint(text)


def test_one_key_instead_of_a_list_is_a_mistake_in_the_program() -> None:
    with pytest.raises(TypeError):
        notes.open_note(notes.sign_note(TEXT, NAME, SEED), KEY)


@pytest.mark.parametrize(
    "key", ["", "a", NAME, KEY[:-4] + "AAA=", KEY.replace("log+", "lug+"), KEY + "=", KEY.upper()]
)
def test_a_mistyped_verifier_key_is_refused_before_anything_is_opened(key: str) -> None:
    with pytest.raises(notes.NoteError):
        notes.open_note(notes.sign_note(TEXT, NAME, SEED), [KEY, key])
