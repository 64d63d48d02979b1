"""Signed notes and checkpoints: a few lines of text that anyone can hold and later check.

C2SP signed-note, tlog-checkpoint and tlog-cosignature. We sign with Ed25519 (type 0x01) only; we
also read witnesses' cosignatures (type 0x04). Nothing in a note means anything until `open` has
named who signed it. This module never logs and keeps no key longer than a call.
"""

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

LOG_KEY = 0x01
WITNESS_KEY = 0x04
MAX_NOTE = 65_536
MAX_SIZE = 1 << 63
_DASH = "\u2014 "
_SIGNATURE = {LOG_KEY: 4 + 64, WITNESS_KEY: 4 + 8 + 64}


class NoteError(ValueError):
    """The note is malformed, or not signed as it must be. Messages repeat no text of the note."""


def _check_name(name: str) -> None:
    if not name or "+" in name or any(c.isspace() or c < " " for c in name):
        raise NoteError("a key name has no spaces and no plus sign, and is not empty")


def _check_characters(text: str) -> None:
    if any(c < " " and c != "\n" for c in text):
        raise NoteError("a note holds no control characters but new lines")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise NoteError("a note is text that UTF-8 can hold") from None


def _unbase64(text: str) -> bytes:
    """Decode strictly: only the one spelling that the encoder would have written."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise NoteError("not base64") from None
    if base64.b64encode(raw).decode() != text:
        raise NoteError("not base64 as an encoder writes it")
    return raw


def _key_id(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def derive_public_key(seed: bytes) -> bytes:
    """Return the 32-byte public key of a 32-byte Ed25519 private seed.

    Raises ValueError by length.
    """
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def format_verifier_key(name: str, public: bytes, kind: int = LOG_KEY) -> str:
    """Return the text form in which a public key is handed round: name+id+key. Raises NoteError."""
    _check_name(name)
    if len(public) != 32 or kind not in _SIGNATURE:
        raise NoteError("a verifier key is a 32-byte Ed25519 key of type 1 or 4")
    encoded = base64.b64encode(bytes([kind]) + public).decode()
    return f"{name}+{_key_id(name, kind, public).hex()}+{encoded}"


def _read_verifier(text: str) -> tuple[str, bytes, int, bytes]:
    name, _, rest = text.partition("+")
    _check_name(name)
    key_id, _, encoded = rest.partition("+")
    raw = _unbase64(encoded)
    if len(raw) != 33 or raw[0] not in _SIGNATURE:
        raise NoteError("not a verifier key of type 1 or 4")
    found = _key_id(name, raw[0], raw[1:])
    if found.hex() != key_id:
        raise NoteError("a verifier key does not match its own id: check how it was typed")
    return name, found, raw[0], raw[1:]


def sign_note(text: str, name: str, key: bytes | Ed25519PrivateKey) -> str:
    """Return `text` (ends with a new line) and one Ed25519 signature line under `name`.

    `key` is the 32-byte private seed, or the key object. Raises NoteError when the result would
    not open again.
    """
    _check_name(name)
    _check_characters(text)
    if not text.endswith("\n"):
        raise NoteError("the text of a note ends with a new line")
    private = Ed25519PrivateKey.from_private_bytes(key) if isinstance(key, bytes) else key
    public = private.public_key().public_bytes_raw()
    signature = _key_id(name, LOG_KEY, public) + private.sign(text.encode())
    note = f"{text}\n{_DASH}{name} {base64.b64encode(signature).decode()}\n"
    if len(note.encode()) > MAX_NOTE:
        raise NoteError("a note is at most 64 KiB")
    return note


def add_signature(note: str, name: str, key: bytes | Ed25519PrivateKey) -> str:
    """`note` with one more signature line, of another key. Raises NoteError like `sign_note`."""
    text, _ = _take_apart(note)
    signed = sign_note(text, name, key)
    more = f"{note}{signed[len(text) + 1 :]}"
    if len(more.encode()) > MAX_NOTE:
        raise NoteError("a note is at most 64 KiB")
    return more


def open_note(note: str, verifiers: Iterable[str]) -> tuple[str, list[str]]:
    """Return the signed text, and the names of the `verifiers` that signed it, in note order.

    Lines of unknown keys are ignored, as the specification demands. Raises NoteError when the note
    is malformed, when one known key's signature is wrong, or when no known key signed.
    """
    if isinstance(verifiers, str):
        raise TypeError("verifiers is a list of keys, not one key")
    known = {
        (name, key_id): (kind, public)
        for name, key_id, kind, public in map(_read_verifier, verifiers)
    }
    text, lines = _take_apart(note)
    names: list[str] = []
    seen: set[tuple[str, bytes]] = set()
    for line in lines:
        name, signature = _read_signature(line)
        who = name, signature[:4]
        if who not in known:
            continue
        _check_signature(text, signature, *known[who])
        if who not in seen:
            seen.add(who)
            names.append(name)
    if not names:
        raise NoteError("no known key signed this note")
    return text, names


def _take_apart(note: str) -> tuple[str, list[str]]:
    _check_characters(note)
    if len(note.encode()) > MAX_NOTE:
        raise NoteError("a note is at most 64 KiB")
    cut = note.rfind("\n\n")
    if cut < 0 or not note.endswith("\n") or cut + 2 == len(note):
        raise NoteError("a note is text, a blank line and signature lines")
    return note[: cut + 1], note[cut + 2 : -1].split("\n")


def _read_signature(line: str) -> tuple[str, bytes]:
    if not line.startswith(_DASH):
        raise NoteError("a signature line begins with a dash and a space")
    name, _, encoded = line[len(_DASH) :].partition(" ")
    _check_name(name)
    raw = _unbase64(encoded)
    if len(raw) < 5:
        raise NoteError("a signature line is too short")
    return name, raw


def _check_signature(text: str, signature: bytes, kind: int, public: bytes) -> None:
    body, raw = text.encode(), signature[4:]
    if len(signature) != _SIGNATURE[kind]:
        raise NoteError("a known key's signature has the wrong length")
    if kind == WITNESS_KEY:
        (seconds,) = struct.unpack(">Q", raw[:8])
        if seconds >= MAX_SIZE:
            raise NoteError("a cosignature's time is out of range")
        body, raw = b"cosignature/v1\ntime %d\n" % seconds + body, raw[8:]
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(raw, body)
    except (InvalidSignature, ValueError):
        raise NoteError("a known key's signature is wrong: the note was changed") from None


def format_checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """Return the three lines of a checkpoint: whose log, how many leaves, which root.

    Raises NoteError.

    Sign it under a key whose name is `origin`: receipts and the verifier ask for that.
    """
    _check_name(origin)
    if not 0 <= size < MAX_SIZE or len(root) != 32:
        raise NoteError("a checkpoint needs a size from 0 and a root of 32 bytes")
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def read_checkpoint(text: str) -> tuple[str, int, bytes]:
    """Return origin, size and root of a checkpoint's text (what `open_note` gave).

    Raises NoteError.

    Extension lines are allowed by C2SP tlog-checkpoint and mean nothing here.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise NoteError("a checkpoint has three lines or more, none of them empty")
    origin, digits, encoded = lines[:3]
    plain = digits.isascii() and digits.isdigit() and len(digits) <= 19
    if not plain or str(int(digits)) != digits or int(digits) >= MAX_SIZE:
        raise NoteError("a checkpoint's size is a plain number")
    root = _unbase64(encoded)
    if len(root) != 32:
        raise NoteError("a checkpoint's root has 32 bytes")
    return origin, int(digits), root
